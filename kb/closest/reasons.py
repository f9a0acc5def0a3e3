"""Pairs of notes into reasons: the shared terms that weighed most, spelled as one of the two notes has them.

Of several spellings that of small letters is taken. A reason depends on nothing but what the two notes hold and what
the terms weigh, so that it stays when other notes change.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache

import numpy as np

from kb.closest.features import text
from kb.closest.postings import Rows
from kb.closest.steps import Floats, Whole
from kb.model import Note
from kb.text import fold, fold_term, tokens, words

_MOST = 3
_LIGHTEST = 5  # a word that weighs less than the heaviest by this factor is no reason

_Option = tuple[float, int, str, tuple[int, ...]]
"""What could be a reason, the best smallest: weight below 0, words below 0, folded term, numbers of its words."""


class Reasons:
    """What makes notes near."""

    def __init__(self, notes: Mapping[int, Note], rows: Rows, place: Mapping[int, int], number: dict[str, int]) -> None:
        """Of notes by slot, what they hold in rows, the row of each slot, and the number of each term."""
        self._notes = notes
        self._rows = rows
        self._place = place
        self._number = number
        self._terms = tuple(number)
        self._held = np.zeros(len(number))
        self._written = cache(self._written_in)
        self._phrases = cache(self._phrases_of)
        self._words = cache(self._words_of)
        some = np.unique(rows.terms)
        self._tells = np.zeros(len(number), dtype=np.bool_)
        self._tells[some] = [any(map(str.isalpha, self._terms[term])) for term in some.tolist()]

    def __reduce__(self) -> tuple[type["Reasons"], tuple[object, ...]]:
        """Be sent to another process as what it is made of, without what it keeps at hand."""
        return Reasons, (self._notes, self._rows, self._place, self._number)

    def of(self, one: int, others: Sequence[int]) -> list[tuple[str, ...]]:
        """For a note and each of some others up to three shared terms, heaviest first.

        A keyword or theme that both notes have weighs what its words weigh together, and a word that stands in it is
        not named again. Numbers are no reasons, nor is a word far lighter than the heaviest.
        """
        return [
            tuple(self._spelled(term, one, other) for term in self._heaviest(one, other, heavy))
            for other, heavy in zip(others, self._heavy(one, others), strict=True)
        ]

    def _heavy(self, one: int, others: Sequence[int]) -> Iterator[dict[int, float]]:
        """For each of the others the heaviest terms that it shares with one, and what each adds to their product."""
        terms, weights = self._row(one)
        self._held[terms] = weights
        rows = [self._row(other) for other in others]
        theirs = np.concatenate([numbers for numbers, _ in rows])
        products = self._held[theirs] * np.concatenate([values for _, values in rows])
        self._held[terms] = 0
        lengths = np.array([len(numbers) for numbers, _ in rows])
        ends = np.cumsum(lengths)
        most = np.maximum.reduceat(np.append(products, 0), ends - lengths)
        lightest = np.repeat(np.maximum(most // _LIGHTEST, 1), lengths)
        found = np.flatnonzero((products >= lightest) & self._tells[theirs])
        shared, values = theirs[found].tolist(), products[found].tolist()
        start = 0
        for end in np.searchsorted(found, ends).tolist():
            yield dict(zip(shared[start:end], values[start:end], strict=True))
            start = end

    def _row(self, slot: int) -> tuple[Whole, Floats]:
        place = self._place[slot]
        span = slice(self._rows.ends[place], self._rows.ends[place + 1])
        return self._rows.terms[span], self._rows.weights[span]

    def _heaviest(self, one: int, other: int, heavy: Mapping[int, float]) -> list[str]:
        """The reasons of a pair, folded."""
        terms = self._terms
        options: list[_Option] = [(-weight, -1, terms[number], (number,)) for number, weight in heavy.items()]
        for phrase in self._phrases(one).keys() & self._phrases(other).keys():
            own = self._words(phrase)
            options.append((-sum([heavy.get(number, 0) for number in own]), -len(own), phrase, own))
        options.sort()
        return _first(options)

    def _words_of(self, phrase: str) -> tuple[int, ...]:
        """The terms of a folded phrase."""
        return tuple(sorted({self._number[term] for term in tokens(phrase) if term in self._number}))

    def _spelled(self, term: str, one: int, other: int) -> str:
        """A folded phrase or word as one of two notes has it."""
        mine, theirs = self._phrases(one).get(term), self._phrases(other).get(term)
        if mine or theirs:
            spellings = {*(mine or ()), *(theirs or ())}
            return term if term in spellings else max(spellings)
        if self._written(one).has(term) or self._written(other).has(term):
            return term
        return max((*self._written(one).forms(term), *self._written(other).forms(term)), default=term)

    def _phrases_of(self, slot: int) -> dict[str, list[str]]:
        """The keywords and themes of a note, folded, with their spellings."""
        found: dict[str, list[str]] = {}
        for phrase in (*self._notes[slot].keywords, *self._notes[slot].themes):
            found.setdefault(fold_term(phrase), []).append(phrase)
        return found

    def _written_in(self, slot: int) -> "_Written":
        return _Written(text(self._notes[slot]))


class _Written:
    """The words of a text as they are written."""

    def __init__(self, said: str) -> None:
        self._chunks = said.split()
        self._line = f" {' '.join(self._chunks)} "
        self._forms: dict[str, list[str]] = {}
        self._known = False
        self.has = cache(self._has)
        """Whether a folded term stands in it just so, as a word."""

    def _has(self, term: str) -> bool:
        place = self._line.find(term)
        while place >= 0:
            end = self._line.index(" ", place)
            if term in words(self._line[self._line.rindex(" ", 0, place) : end]):
                return True
            place = self._line.find(term, end)
        return False

    def forms(self, term: str) -> Sequence[str]:
        """The words of the text that are folded to a term, and are not the term itself."""
        if not self._known:
            self._known = True
            for chunk in dict.fromkeys(self._chunks):
                if not (chunk.islower() and chunk.isascii()):
                    for key, word in _forms(chunk):
                        self._forms.setdefault(key, []).append(word)
        return self._forms.get(term, ())


@lru_cache(maxsize=1 << 14)
def _forms(chunk: str) -> tuple[tuple[str, str], ...]:
    """The words of a chunk that folding changes, with what it makes of them."""
    return tuple((key, word) for word in words(chunk) if (key := fold(word)) != word)


def _first(options: Iterable[_Option]) -> list[str]:
    """The terms of the first options, each with a word that none before it has."""
    named: set[int] = set()
    terms: list[str] = []
    for weight, _, term, numbers in options:
        if weight and not named.issuperset(numbers):
            named.update(numbers)
            terms.append(term)
            if len(terms) == _MOST:
                break
    return terms
