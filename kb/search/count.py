"""Words of notes into postings and places: BM25F, with all of it in a posting that does not depend on other notes.

What a term weighs in a note is `(k1 + 1) * tf / (k1 + tf)`, where `tf` is the sum over fields of
`weight * count / (1 - b + b * length / pivot)` (Robertson, Zaragoza and Taylor, 2004). The pivot is the field's average
length in the vault, rounded, so that a note more or less leaves all other notes' weights as they are. Lengths are
rounded, so that a word more or less leaves the weights of most other words of its note.

All words of all notes are one long array of numbers, with a mark behind each piece; counting, weighing and sorting are
done to the whole array at once.
"""

from array import array
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from kb.note.cuts import Cut, Words
from kb.search.fields import FIELDS, LONGEST_TERM

K1 = 1.2
"""How soon more of a word says no more: half of what a word can weigh is reached where `tf` is this."""
_SHORT = 1 << 16  # numbers that have two bytes, which numpy sorts in a tenth of the time
_SORTED_AT_ONCE = 1 << 21  # words that are sorted together, which takes forty bytes each
_ROOM = 64  # a field begins at a multiple of so many places, so that one word more moves no other field
_UNIT = 1 << 20  # parts of a word in a summary of usual length in which words are weighed
_PRECISE = 3  # binary digits of a field's length that count
_AT_ONCE = 1 << 18  # entries that are weighed together, which bounds the memory


def filled(sizes: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
    """For each field its words in all notes, and how many notes have some, by the words of each field of each note."""
    return np.array([sizes.sum(axis=0, dtype=np.int64), np.count_nonzero(sizes, axis=0)])


def pivots(filled: npt.NDArray[np.int64]) -> list[float]:
    """The pivot of each field."""
    return [pivot(total / max(count, 1)) for total, count in filled.T.tolist()]


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
        self.terms, rank = _sorted(words, np.flatnonzero(np.bincount(numbers, minlength=1)))
        del held, holding

        # Each of these is as long as the vault, so it goes as soon as it is used.
        ends = np.append(0, np.flatnonzero(numbers == Words.END) + 1)[np.append(0, np.cumsum(pieces))]
        spans = np.diff(ends).reshape(-1, len(FIELDS))
        self.lengths: npt.NDArray[np.int32] = (spans - pieces.reshape(spans.shape)).astype(np.int32)
        """How many words each field of each note has."""
        self._pivots = pivots(filled(self.lengths)) if middles is None else middles
        term = rank.take(numbers)
        del numbers
        by_term = ascending(term)[: self.lengths.sum()]
        term = term.take(by_term)
        column = np.repeat(np.arange(spans.size, dtype=np.int32), spans.ravel()).take(by_term)
        roomy = -(-spans // _ROOM) * _ROOM
        begins = (np.cumsum(roomy, axis=1) - roomy).ravel() + 1 - ends[:-1]
        self.place = begins.astype(np.int32).take(column)
        """Where each word stands."""
        self.place += by_term
        del by_term
        own = column // len(FIELDS)
        self._field = np.empty(len(column), dtype=np.uint8)
        np.subtract(column, own * len(FIELDS), out=self._field, casting="unsafe")  # `remainder` takes ten times as long
        column = own
        new = np.ones(len(term), dtype=np.bool_)
        new[1:] = (term[1:] != term[:-1]) | (column[1:] != column[:-1])
        self.firsts = np.flatnonzero(new).astype(np.int32)
        """Where the words of each entry, one term in one note, begin."""
        self.note = column.take(self.firsts)
        """Of each entry."""
        term = term.take(self.firsts)
        new = np.append(True, term[1:] != term[:-1])[: len(term)]
        self.bounds: npt.NDArray[np.int64] = np.append(np.flatnonzero(new), len(term))
        """Where the entries of each term begin, and where the last term's end."""

    def impacts(self) -> npt.NDArray[np.uint8]:
        """What each entry weighs."""
        worth = self._worth().ravel()
        starts = [*range(0, len(self.firsts), _AT_ONCE), len(self.firsts)]
        found = [impacts(self._weights(worth, start, end)) for start, end in pairwise(starts)]
        return np.concatenate(found) if found else np.zeros(0, dtype=np.uint8)

    def _worth(self) -> npt.NDArray[np.int64]:
        """What a word in each field of each note is worth, in whole units, whose sums no order of adding changes."""
        weights, normalised = (np.array([getattr(one, name) for one in FIELDS]) for name in ("weight", "normalised"))
        share = normalised * coarse(self.lengths) / self._pivots
        return np.rint(_UNIT * weights / (1 - normalised + share)).astype(np.int64)

    def _weights(self, worth: npt.NDArray[np.int64], start: int, end: int) -> npt.NDArray[np.float64]:
        """The `tf` of some entries, one after another."""
        firsts = self.firsts[start:end]
        last = int(self.firsts[end]) if end < len(self.firsts) else len(self.place)
        entry = np.repeat(np.arange(end - start), np.diff(firsts, append=last))
        column = (self.note[start:end] * len(FIELDS)).take(entry)
        column += self._field[firsts[0] : last]
        sums = np.bincount(entry, worth.take(column), minlength=end - start)
        return np.asarray(sums / _UNIT, dtype=np.float64)


def ascending(numbers: npt.NDArray[np.unsignedinteger], at_once: int = _SORTED_AT_ONCE) -> npt.NDArray[np.int32]:
    """The places of numbers in ascending order, equal ones as they stand: so many at once, which bounds the memory.

    >>> ascending(np.array([70_000, 5, 70_000, 65_541, 5], dtype=np.uint32), 2).tolist()
    [1, 4, 3, 0, 2]
    """
    if len(numbers) <= at_once:
        return _order(numbers).astype(np.int32)
    parts = [numbers[start : start + at_once] for start in range(0, len(numbers), at_once)]
    counts = [np.bincount(part, minlength=int(np.max(numbers)) + 1) for part in parts]
    free = np.cumsum(sum(counts)) - sum(counts)  # for each number, where the next of its places goes
    found = np.empty(len(numbers), dtype=np.int32)
    for place, (part, count) in enumerate(zip(parts, counts, strict=True)):
        order = _order(part)
        shift = free - np.cumsum(count) + count
        found[shift.take(part.take(order)) + np.arange(len(part))] = order + place * at_once
        free += count
    return found


def _order(numbers: npt.NDArray[np.unsignedinteger]) -> npt.NDArray[np.intp]:
    """The places of numbers of two or four bytes in ascending order: by two bytes, and by the other two."""
    order = np.argsort(numbers.astype(np.uint16), kind="stable")
    if numbers.itemsize > np.uint16().itemsize:
        order = order.take(np.argsort((numbers // _SHORT).astype(np.uint16).take(order), kind="stable"))
    return order


def coarse(lengths: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """Lengths by their first three binary digits: a word more or less leaves most of what a long text weighs as it is.

    >>> coarse(np.array([0, 7, 9, 100, 111, 112], dtype=np.int32)).tolist()
    [0, 7, 8, 96, 96, 112]
    """
    _, digits = np.frexp(lengths)
    unit = np.maximum(digits - _PRECISE, 0)
    rounded: npt.NDArray[np.int32] = lengths >> unit << unit
    return rounded


def _sorted(words: Words, some: npt.NDArray[np.int64]) -> tuple[list[str], npt.NDArray[np.unsignedinteger]]:
    """The terms that some words are, sorted, and for each word the place of its term; a long word is cut to a term.

    What ends a piece stands behind all terms.
    """
    told = some[some != Words.END]
    each = [words.terms[word][:LONGEST_TERM] for word in told.tolist()]
    terms = sorted(set(each))
    place = dict(zip(terms, range(len(terms)), strict=True))
    short = len(terms) < _SHORT
    rank: npt.NDArray[np.unsignedinteger] = np.zeros(len(words.terms), dtype=np.uint16 if short else np.uint32)
    rank[Words.END] = len(terms)
    rank[told] = [*map(place.__getitem__, each)]
    return terms, rank


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
