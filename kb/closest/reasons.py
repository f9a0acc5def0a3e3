"""Neighbours into reasons: the shared terms that weighed most, in the spelling that most of the notes use."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from heapq import heapify, heappop

import numpy as np

from kb.closest.features import Features
from kb.closest.rank import Ranking, Rows
from kb.model import Note
from kb.text import fold, fold_term, tokens, words

_MOST = 3
_LIGHTEST = 5  # a word that weighs less than the heaviest by this factor is no reason
_BLOCK = 8192  # pairs that are compared together, which bounds the memory

_Option = tuple[int, int, str, tuple[int, ...]]
"""What could be a reason, the best smallest: weight below 0, words below 0, folded term, columns of its words."""


def reasons(notes: Sequence[Note], features: Features, ranking: Ranking) -> list[tuple[str, ...]]:
    """For each pair of the ranking up to three shared terms, heaviest first.

    A keyword or theme that both notes have weighs what its words weigh together, and a word that stands in it is not
    named again. Numbers are no reasons, nor is a word far lighter than the heaviest.
    """
    first, second = np.minimum(ranking.source, ranking.target), np.maximum(ranking.source, ranking.target)
    pairs, place = np.unique(first * len(notes) + second, return_inverse=True)
    phrases = _Phrases(notes, features.terms)
    chosen = []
    for source, target, shared in _shared(features, *np.divmod(pairs, max(1, len(notes)))):
        options: list[_Option] = [(-weight, -1, features.terms[column], (column,)) for column, weight in shared.items()]
        for phrase, columns in phrases.of_both(source, target):
            options.append((-sum(shared.get(column, 0) for column in columns), -len(columns), phrase, columns))
        chosen.append(_heaviest(options))
    spelling = phrases.spellings()
    spelling |= _spellings(features, {term for terms in chosen for term in terms} - spelling.keys())
    spelled = [tuple(spelling[term] for term in terms) for terms in chosen]
    return [spelled[pair] for pair in place.tolist()]


class _Phrases:
    """The keywords and themes of all notes, folded, with the columns of their words."""

    def __init__(self, notes: Sequence[Note], terms: Sequence[str]) -> None:
        column_of = {term: column for column, term in enumerate(terms)}
        self._written = Counter(phrase for note in notes for phrase in {*note.keywords, *note.themes})
        self._folded = {phrase: fold_term(phrase) for phrase in self._written}
        self._columns = {
            phrase: tuple(sorted({column_of[term] for term in tokens(phrase) if term in column_of}))
            for phrase in set(self._folded.values())
        }
        self._of = [{self._folded[phrase] for phrase in (*note.keywords, *note.themes)} for note in notes]

    def of_both(self, source: int, target: int) -> Iterator[tuple[str, tuple[int, ...]]]:
        """The phrases that two notes share, with the columns of their words."""
        for phrase in self._of[source] & self._of[target]:
            yield phrase, self._columns[phrase]

    def spellings(self) -> dict[str, str]:
        """The commonest spelling of each folded phrase, ties by code point."""
        counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for phrase, count in self._written.items():
            counts[self._folded[phrase]][phrase] += count
        return _commonest(counts)


def _shared(features: Features, first: Rows, second: Rows) -> Iterator[tuple[int, int, dict[int, int]]]:
    """Each pair with what the columns that can be reasons add to the product of its rows."""
    has_letter = np.array([any(map(str.isalpha, term)) for term in features.terms], dtype=bool)
    for start in range(0, len(first), _BLOCK):
        source, target = first[start : start + _BLOCK], second[start : start + _BLOCK]
        products = features.weights[source].multiply(features.weights[target])
        shared = np.diff(products.indptr)
        lightest = np.maximum.reduceat(products.data, products.indptr[:-1][shared > 0]) // _LIGHTEST
        heavy = products.data >= np.repeat(lightest, shared[shared > 0])
        heavy &= has_letter[products.indices]
        ends = np.concatenate(([0], np.cumsum(heavy)))[products.indptr].tolist()
        columns, values = products.indices[heavy].tolist(), products.data[heavy].tolist()
        for pair, (one, other) in enumerate(zip(source.tolist(), target.tolist(), strict=True)):
            span = slice(ends[pair], ends[pair + 1])
            yield one, other, dict(zip(columns[span], values[span], strict=True))


def _heaviest(options: list[_Option]) -> list[str]:
    """The terms of the smallest options, each with a word that none before it has."""
    heapify(options)
    named: set[int] = set()
    terms: list[str] = []
    while options and len(terms) < _MOST:
        weight, _, term, columns = heappop(options)
        if weight and not named.issuperset(columns):
            named.update(columns)
            terms.append(term)
    return terms


def _spellings(features: Features, terms: Iterable[str]) -> dict[str, str]:
    """The commonest way in which each term is written as a word, ties by code point; the term itself if it never is."""
    column_of = {term: column for column, term in enumerate(features.terms)}
    counts: dict[str, Counter[str]] = {}
    for term in terms:
        column = column_of[term]
        counts[term] = Counter({term: 0})
        for chunk in features.holds.indices[slice(*features.holds.indptr[column : column + 2])].tolist():
            for word in words(features.chunks[chunk]):
                if fold(word) == term:
                    counts[term][word] += int(features.uses[chunk])
    return _commonest(counts)


def _commonest(counts: dict[str, Counter[str]]) -> dict[str, str]:
    return {term: min(written, key=lambda word: (-written[word], word)) for term, written in counts.items()}
