"""Neighbours into reasons: the shared terms that weighed most, in the spelling that most of the notes use."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from itertools import chain

import numpy as np

from kb.closest.features import Features
from kb.closest.rank import Ranking, Rows, Spread
from kb.model import Note
from kb.text import fold, fold_term, tokens, words

_MOST = 3
_LIGHTEST = 5  # a word that weighs less than the heaviest by this factor is no reason
_BLOCK = 1 << 11  # pairs that are compared together, which bounds the memory

_Option = tuple[int, int, str, tuple[int, ...]]
"""What could be a reason, the best smallest: weight below 0, words below 0, folded term, columns of its words."""


def reasons(notes: Sequence[Note], features: Features, ranking: Ranking, spread: Spread = map) -> list[tuple[str, ...]]:
    """For each pair of the ranking up to three shared terms, heaviest first.

    A keyword or theme that both notes have weighs what its words weigh together, and a word that stands in it is not
    named again. Numbers are no reasons, nor is a word far lighter than the heaviest. `spread` does the work as `map`
    would.
    """
    first, second = np.minimum(ranking.source, ranking.target), np.maximum(ranking.source, ranking.target)
    pairs, place = np.unique(first * len(notes) + second, return_inverse=True)
    phrases = _Phrases(notes, features.terms)
    shared = _Shared(features)

    def chosen_of(some: Rows) -> list[list[str]]:
        return [phrases.heaviest(*pair) for pair in shared.of(*np.divmod(some, max(1, len(notes))))]

    blocks = [pairs[start : start + shared.block] for start in range(0, len(pairs), shared.block)]
    chosen = list(chain.from_iterable(spread(chosen_of, blocks)))
    spelling = phrases.spellings()
    spelling |= _spellings(features, {term for terms in chosen for term in terms} - spelling.keys())
    spelled = [tuple(spelling[term] for term in terms) for terms in chosen]
    return [spelled[pair] for pair in place.tolist()]


class _Phrases:
    """The terms, and the keywords and themes of all notes, folded, with the columns of their words."""

    def __init__(self, notes: Sequence[Note], terms: Sequence[str]) -> None:
        self._terms = terms
        column_of = {term: column for column, term in enumerate(terms)}
        self._written = Counter(phrase for note in notes for phrase in {*note.keywords, *note.themes})
        self._folded = {phrase: fold_term(phrase) for phrase in self._written}
        self._columns = {
            phrase: tuple(sorted({column_of[term] for term in tokens(phrase) if term in column_of}))
            for phrase in set(self._folded.values())
        }
        self._of = [{self._folded[phrase] for phrase in (*note.keywords, *note.themes)} for note in notes]

    def heaviest(self, source: int, target: int, columns: Sequence[int], weights: Sequence[int]) -> list[str]:
        """The reasons of a pair, given the columns that can be one and what each weighs, as `_Shared` gives them."""
        terms = self._terms
        words = ((-weight, -1, terms[column], (column,)) for column, weight in zip(columns, weights, strict=True))
        both = self._of[source] & self._of[target]
        if not both:
            return _heaviest(words)
        weight_of = dict(zip(columns, weights, strict=True))
        phrases = []
        for phrase in both:
            own = self._columns[phrase]
            phrases.append((-sum([weight_of.get(one, 0) for one in own]), -len(own), phrase, own))
        phrases.sort()
        return _heaviest(merge(words, phrases))

    def spellings(self) -> dict[str, str]:
        """The commonest spelling of each folded phrase, ties by code point."""
        counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for phrase, count in self._written.items():
            counts[self._folded[phrase]][phrase] += count
        return _commonest(counts)


class _Shared:
    """What the columns that can be reasons add to the products of rows."""

    def __init__(self, features: Features) -> None:
        self._weights = features.weights
        self._has_letter = np.array([any(map(str.isalpha, term)) for term in features.terms], dtype=bool)
        self._alphabetical = np.argsort(np.argsort(np.array(features.terms, dtype=object)))
        self.block = max(1, min(_BLOCK, (1 << 32) // max(1, len(features.terms))))
        """How many pairs can be asked for at once."""

    def of(self, first: Rows, second: Rows) -> Iterator[tuple[int, int, list[int], list[int]]]:
        """Each pair with its columns and what each adds, most first; those that add as much in their terms' order."""
        products = self._weights[first].multiply(self._weights[second])
        shared = np.diff(products.indptr)
        lightest = np.maximum.reduceat(products.data, products.indptr[:-1][shared > 0]) // _LIGHTEST
        heavy = products.data >= np.repeat(lightest, shared[shared > 0])
        heavy &= self._has_letter[products.indices]
        pair = np.repeat(np.arange(len(first)), shared)[heavy]
        columns, values = products.indices[heavy], products.data[heavy]
        # One number of 63 bits sorts as pair, weight from the heaviest, term: no weight needs more than 31.
        order = np.argsort(((pair << 31) - values) * len(self._alphabetical) + self._alphabetical[columns])
        sorted_columns, sorted_values = columns[order].tolist(), values[order].tolist()
        ends = np.searchsorted(pair, np.arange(len(first) + 1)).tolist()
        for place, (one, other) in enumerate(zip(first.tolist(), second.tolist(), strict=True)):
            span = slice(ends[place], ends[place + 1])
            yield one, other, sorted_columns[span], sorted_values[span]


def _heaviest(options: Iterable[_Option]) -> list[str]:
    """The terms of the first options, each with a word that none before it has."""
    named: set[int] = set()
    terms: list[str] = []
    for weight, _, term, columns in options:
        if weight and not named.issuperset(columns):
            named.update(columns)
            terms.append(term)
            if len(terms) == _MOST:
                break
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
