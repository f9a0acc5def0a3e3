"""Words of notes into postings and places: BM25F, with all of it in a posting that does not depend on other notes.

What a term weighs in a note is `(k1 + 1) * tf / (k1 + tf)`, where `tf` is the sum over fields of
`weight * count / (1 - b + b * length / pivot)` (Robertson, Zaragoza and Taylor, 2004). The pivot is the field's average
length in the vault, rounded, so that a note more or less leaves all other notes' weights as they are.

All words of all notes are one long array of numbers, with a mark behind each piece; counting, weighing and sorting are
done to the whole array at once.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import numpy as np
import numpy.typing as npt

from kb.search.fields import FIELDS, LONGEST_TERM
from kb.search.values import Places, Posting, gaps
from kb.text import tokens_by_line

K1 = 1.2
"""How soon more of a word says no more: half of what a word can weigh is reached where `tf` is this."""
_END = 0  # the number behind each piece


def count(notes: Iterable[Sequence[Sequence[str]]]) -> tuple[Iterator[Posting], Iterator[Places]]:
    """The postings of all terms and where they stand, sorted by term; a note is given as the pieces of each field."""
    words = _Words()
    for note in notes:
        words.add(note)
    counted = _Counted(words)
    return counted.postings(), counted.places()


def pivot(average: float) -> float:
    """An average length rounded down to a power of two or one and a half times that, at least 1.

    >>> [pivot(average) for average in (0, 1.4, 3, 100, 127.9, 128)]
    [1.0, 1.0, 3.0, 96.0, 96.0, 128.0]
    """
    power = 1.0
    while power * 2 <= average:
        power *= 2
    return power * 1.5 if power * 1.5 <= average else power


def impacts(weights: npt.NDArray[np.float64]) -> npt.NDArray[np.uint8]:
    """The `tf` of terms in notes as the hundredths that they weigh there, at least 1.

    >>> impacts(np.array([0.0001, 1, 3, 1000])).tolist()
    [1, 100, 157, 220]
    """
    return np.maximum(np.rint(100 * (K1 + 1) * weights / (K1 + weights)), 1).astype(np.uint8)


class _Words(dict[str, int]):
    """The words of all notes as numbers, each new word numbered from 1 as it comes."""

    def __init__(self) -> None:
        super().__init__({"\n": _END})
        self.terms: list[str] = ["\n"]
        self.numbers = array("i")
        """The words of each piece of each note, `_END` behind each piece."""
        self.pieces = array("i")
        """How many pieces each field of each note has."""

    def __missing__(self, word: str) -> int:
        if len(word) > LONGEST_TERM:
            number = self[word[:LONGEST_TERM]]
        else:
            number = len(self.terms)
            self.terms.append(word)
        self[word] = number
        return number

    def add(self, note: Sequence[Sequence[str]]) -> None:
        self.pieces.extend(map(len, note))
        pieces = tuple(chain.from_iterable(note))
        self.numbers.extend(map(self.__getitem__, tokens_by_line(pieces)))


class _Counted:
    """Every word of every note, sorted by term, then note, then place."""

    def __init__(self, words: _Words) -> None:
        numbers = np.frombuffer(words.numbers, dtype=np.int32)
        pieces = np.frombuffer(words.pieces, dtype=np.int32)
        order = sorted(range(1, len(words.terms)), key=words.terms.__getitem__)
        self._terms = [words.terms[number] for number in order]
        rank = np.zeros(len(words.terms), dtype=np.int32)
        rank[order] = np.arange(len(order), dtype=np.int32)

        ends = numbers == _END
        column = np.repeat(np.arange(len(pieces), dtype=np.int32), pieces)[np.cumsum(ends, dtype=np.int32)[~ends]]
        self._lengths = np.bincount(column, minlength=len(pieces)).reshape(-1, len(FIELDS))
        place = np.flatnonzero(~ends).astype(np.int32)
        starts = np.concatenate(
            ([0], np.cumsum(self._lengths.sum(axis=1) + pieces.reshape(-1, len(FIELDS)).sum(axis=1)))
        )
        note = column // len(FIELDS)
        place -= starts[note].astype(np.int32) - 1

        term = rank[numbers[~ends]]
        by_term = np.argsort(term, kind="stable")
        self._term, self._note, self._field = term[by_term], note[by_term], column[by_term] % len(FIELDS)
        self._place = place[by_term]
        new = (np.diff(self._term, prepend=-1) != 0) | (np.diff(self._note, prepend=-1) != 0)
        self._firsts = np.flatnonzero(new)
        """Where the words of each entry, one term in one note, begin."""

    def postings(self) -> Iterator[Posting]:
        notes = self._note[self._firsts]
        weights = impacts(self._weights())
        for term, start, end in self._columns():
            yield Posting(term, gaps(notes[start:end].tolist()), tuple(weights[start:end].tolist()))

    def places(self) -> Iterator[Places]:
        ends = np.append(self._firsts[1:], len(self._place))
        steps = np.diff(self._place, prepend=0)
        steps[self._firsts] = self._place[self._firsts]
        for term, start, end in self._columns():
            first = self._firsts[start]
            found = steps[first : ends[end - 1]].tolist()
            bounds = zip((self._firsts[start:end] - first).tolist(), (ends[start:end] - first).tolist(), strict=True)
            yield Places(term, tuple([tuple(found[low:high]) for low, high in bounds]))

    def _columns(self) -> Iterator[tuple[str, int, int]]:
        """Each term with where its entries begin and end."""
        bounds = np.searchsorted(self._term[self._firsts], np.arange(len(self._terms) + 1)).tolist()
        return zip(self._terms, bounds[:-1], bounds[1:], strict=True)

    def _weights(self) -> npt.NDArray[np.float64]:
        """The `tf` of each entry."""
        entry = np.repeat(np.arange(len(self._firsts)), np.diff(self._firsts, append=len(self._place)))
        notes = self._note[self._firsts]
        weights = np.zeros(len(self._firsts))
        for place, field in enumerate(FIELDS):
            lengths = self._lengths[:, place]
            middle = pivot(int(lengths.sum()) / max(int(np.count_nonzero(lengths)), 1))
            worth = field.weight / (1 - field.normalised + field.normalised * lengths / middle)
            weights += worth[notes] * np.bincount(entry[self._field == place], minlength=len(weights))
        return weights
