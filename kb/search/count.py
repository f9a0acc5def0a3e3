"""Words of notes into postings and places: BM25F, with all of it in a posting that does not depend on other notes.

What a term weighs in a note is `(k1 + 1) * tf / (k1 + tf)`, where `tf` is the sum over fields of
`weight * count / (1 - b + b * length / pivot)` (Robertson, Zaragoza and Taylor, 2004). The pivot is the field's average
length in the vault, rounded, so that a note more or less leaves all other notes' weights as they are.

All words of all notes are one long array of numbers, with a mark behind each piece; counting, weighing and sorting are
done to the whole array at once.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise

import msgspec
import numpy as np
import numpy.typing as npt

from kb.note.cuts import Cut, Words
from kb.search.fields import FIELDS, LONGEST_TERM
from kb.search.values import Known, Places, Posting

K1 = 1.2
"""How soon more of a word says no more: half of what a word can weigh is reached where `tf` is this."""
_SHORT = 1 << 16  # terms whose numbers have two bytes, which numpy sorts in a tenth of the time
_ROOM = 64  # a field begins at a multiple of so many places, so that one word more moves no other field
_AT_ONCE = 1 << 18  # entries that are weighed together, which bounds the memory

_NEXT = -1  # before the places in each note, which are counted from 1
_BETWEEN_NOTES = b",%d," % _NEXT
_json = msgspec.json.Encoder().encode

Held = dict[str, dict[int, tuple[int, tuple[int, ...]]]]
"""By term and number of the note what the term weighs there, and its places as `Places` has them."""


def pivots(sizes: npt.NDArray[np.int32]) -> list[float]:
    """The pivot of each field, by the words that each field of each note has."""
    totals = sizes.sum(axis=0, dtype=np.int64).tolist()
    holding = np.count_nonzero(sizes, axis=0).tolist()
    return [pivot(total / max(count, 1)) for total, count in zip(totals, holding, strict=True)]


class Counted:
    """Every word of some notes, sorted by term, then note, then place."""

    def __init__(self, notes: Iterable[Cut], words: Words, middles: Sequence[float] | None = None) -> None:
        """Count the words of notes, numbered by their places among these; without pivots, these give them.

        `words` has the numbers of the words.
        """
        held, holding = array("i"), array("i")
        for note in notes:
            held.frombytes(note.numbers)
            holding.extend(note.pieces)
        numbers = np.frombuffer(held, dtype=np.int32)
        pieces = np.frombuffer(holding, dtype=np.int32)
        self._terms, rank = _sorted(words, np.flatnonzero(np.bincount(numbers, minlength=1)))
        del held, holding

        # Each of these is as long as the vault, so it goes as soon as it is used.
        ends = numbers == Words.END
        place = np.flatnonzero(~ends).astype(np.int32)
        column = np.repeat(np.arange(len(pieces), dtype=np.int32), pieces)[np.cumsum(ends, dtype=np.int32)[place]]
        term = rank[numbers[place]]
        del numbers, ends
        self.lengths: npt.NDArray[np.int32] = (
            np.bincount(column, minlength=len(pieces)).reshape(-1, len(FIELDS)).astype(np.int32)
        )
        """How many words each field of each note has."""
        self._pivots = pivots(self.lengths) if middles is None else middles
        spans = self.lengths + pieces.reshape(-1, len(FIELDS))
        roomy = -(-spans // _ROOM) * _ROOM
        begins = (np.cumsum(roomy, axis=1) - roomy).ravel() - (np.cumsum(spans.ravel()) - spans.ravel())
        if len(rank) <= _SHORT:
            term = term.astype(np.uint16)
        place += (begins + 1).astype(np.int32)[column]

        by_term = np.argsort(term, kind="stable").astype(np.int32)
        place = place[by_term]
        column = column[by_term]
        term = term[by_term]
        del by_term
        self._place = place
        self._field = (column % len(FIELDS)).astype(np.uint8)
        column //= len(FIELDS)
        new = np.ones(len(term), dtype=np.bool_)
        new[1:] = (term[1:] != term[:-1]) | (column[1:] != column[:-1])
        self._firsts = np.flatnonzero(new)
        """Where the words of each entry, one term in one note, begin."""
        self._term, self._note = term[new], column[new]
        """Of each entry."""

    def known(self) -> Iterator[Known]:
        """All terms, sorted, each with how many of the notes hold it."""
        return map(Known, self._terms, np.diff(self._bounds()).tolist())

    def postings(self) -> Iterator[Posting]:
        """The postings of all terms, sorted by term."""
        weights, bounds = self._impacts(), self._bounds()
        steps = _steps(self._note, bounds[:-1])
        for term, (start, end) in zip(self._terms, pairwise(bounds.tolist()), strict=True):
            yield Posting(term, tuple(steps[start:end].tolist()), tuple(weights[start:end].tolist()))

    def places(self) -> Iterator[tuple[str, bytes]]:
        """Where they stand: each term, sorted, with its `Places` as JSON, which is written of all its notes at once."""
        marked = np.insert(_steps(self._place, self._firsts), self._firsts, _NEXT)
        begins = np.append(self._firsts + np.arange(len(self._firsts)), len(marked))[self._bounds()]
        for term, (start, end) in zip(self._terms, pairwise(begins.tolist()), strict=True):
            notes = _json(marked[start + 1 : end].tolist()).replace(_BETWEEN_NOTES, b"],[")
            yield term, b"[%s,[%s]]" % (_json(term), notes)

    def held(self, numbers: Sequence[int]) -> Held:
        """All of it by term, where the notes have these numbers."""
        return {
            term: dict(
                zip((numbers[place] for place in accumulate(steps)), zip(weights, stands, strict=True), strict=True)
            )
            for (term, steps, weights), stands in zip(self.postings(), self._stands(), strict=True)
        }

    def _stands(self) -> Iterator[tuple[tuple[int, ...], ...]]:
        return (msgspec.json.decode(entry, type=Places).places for _, entry in self.places())

    def _bounds(self) -> npt.NDArray[np.int64]:
        """Where the entries of each term begin, and where the last term's end."""
        return np.searchsorted(self._term, np.arange(len(self._terms) + 1))

    def _impacts(self) -> npt.NDArray[np.uint8]:
        """What each entry weighs."""
        bounds = [*range(0, len(self._firsts), _AT_ONCE), len(self._firsts)]
        found = [impacts(self._weights(start, end)) for start, end in pairwise(bounds)]
        return np.concatenate(found) if found else np.zeros(0, dtype=np.uint8)

    def _weights(self, start: int, end: int) -> npt.NDArray[np.float64]:
        """The `tf` of some entries, one after another."""
        firsts = self._firsts[start:end]
        last = int(self._firsts[end]) if end < len(self._firsts) else len(self._place)
        entry = np.repeat(np.arange(len(firsts), dtype=np.int32), np.diff(firsts, append=last))
        fields, notes = self._field[firsts[0] : last], self._note[start:end]
        weights = np.zeros(len(firsts))
        for place, field in enumerate(FIELDS):
            share = field.normalised * self.lengths[:, place] / self._pivots[place]
            worth = field.weight / (1 - field.normalised + share)
            weights += worth[notes] * np.bincount(entry[fields == place], minlength=len(weights))
        return weights


def _sorted(words: Words, some: npt.NDArray[np.int64]) -> tuple[list[str], npt.NDArray[np.int32]]:
    """The terms that some words are, sorted, and for each word the place of its term; a long word is cut to a term."""
    told = [(words.terms[word][:LONGEST_TERM], word) for word in some.tolist() if word != Words.END]
    terms = sorted({term for term, _ in told})
    place = {term: number for number, term in enumerate(terms)}
    rank = np.zeros(len(words.terms), dtype=np.int32)
    for term, word in told:
        rank[word] = place[term]
    return terms, rank


def _steps(ascending: npt.NDArray[np.int32], firsts: npt.NDArray[np.int64]) -> npt.NDArray[np.int32]:
    """Numbers as distances from the one before, those at some places, where others begin, from 0."""
    steps = ascending.copy()
    steps[1:] -= ascending[:-1]
    steps[firsts] = ascending[firsts]
    return steps


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
