"""Dates and ids into the numbers of notes: in their order, with room between, so that one note more moves few others.

Each day has about twice as many numbers as notes, a power of two. Its notes lie there as far apart as the digests of
their ids do, so that one more moves at most those beside it. All days are halved, and the halves again, down to a day;
a half has as many numbers as its own halves have together, brought up to some binary digits: where a day comes, or
needs more numbers, others move that share its small half, and more only where the larger one is full.
"""

from collections.abc import Sequence
from zlib import crc32

import numpy as np
import numpy.typing as npt

from kb.pattern import pattern

_DIGEST = 32  # letters of an id that is a digest
_BITS = 32  # of what tells where in its day a note lies
_DIGITS = 3  # binary digits of how many numbers a half has
_MOST = 6  # numbers for a note, however unevenly the days lie

Whole = npt.NDArray[np.int64]
_hexadecimal = pattern(r"[0-9a-f]*")


def numbered(days: Whole, ids: Sequence[str]) -> Whole:
    """The number of each note: its day counts first, then the digest of its id, from the last to the first.

    An id that is a digest is its own. Ids must be sorted, from the last to the first.

    >>> numbered(np.array([0, 7, 7, 9]), ["d", "c", "b", "a"]).tolist()
    [0, 5, 4, 6]
    """
    marks = _marks(ids)
    order = np.lexsort((marks, days))
    days = days[order]
    firsts = np.flatnonzero(np.diff(days, prepend=-1))
    counts = np.diff(firsts, append=len(days))
    rooms = 1 << np.frexp(counts + counts // 2)[1].astype(np.int64)
    begins = _begins(days[firsts], rooms, counts)
    own = np.repeat(np.arange(len(firsts)), counts)
    before = np.arange(len(ids)) - firsts[own]
    # No two at one place: who lies where another does, or before it, moves on; at the end of the day, back.
    apart = (marks[order] * rooms[own] >> _BITS) - before
    apart = np.maximum.accumulate(apart + (own << _BITS)) - (own << _BITS)
    places = np.minimum(apart, rooms[own] - counts[own]) + before
    numbers = np.empty(len(ids), dtype=np.int64)
    numbers[order] = begins[own] + places
    return numbers


def _begins(days: Whole, rooms: Whole, counts: Whole) -> Whole:
    """Where the numbers of days begin, which ascend, by how many each needs and how many notes it has."""
    bounds = np.frexp(days[1:] ^ days[:-1])[1]  # the smallest half, as a power of two, that holds a day and the next
    steps = np.zeros(len(days), dtype=np.int64)
    # Of each half, as they grow: its numbers, its notes, where its last day begins, and which is its first day.
    rooms, counts, last, first = rooms.copy(), counts.copy(), np.zeros_like(steps), np.arange(len(days))
    for level in sorted({*bounds.tolist()}):
        low = np.flatnonzero(bounds == level)
        steps[first[low + 1]] = rooms[low] - last[low]
        last[low] = rooms[low] + last[low + 1]
        both = rooms[low] + rooms[low + 1]
        counts[low] += counts[low + 1]
        rooms[low] = np.maximum(both, np.minimum(_roomy(both), _MOST * counts[low]))
        rooms, last, first, counts = (np.delete(one, low + 1) for one in (rooms, last, first, counts))
        bounds = np.delete(bounds, low)
    return np.cumsum(steps)


def _roomy(sizes: Whole) -> Whole:
    """Numbers up to those that have so many binary digits.

    >>> _roomy(np.array([1, 7, 9, 100, 112])).tolist()
    [1, 7, 10, 112, 112]
    """
    unit = np.maximum(np.frexp(sizes)[1] - _DIGITS, 0)
    found: Whole = (sizes + (1 << unit) - 1) >> unit << unit
    return found


def _marks(ids: Sequence[str]) -> Whole:
    """What tells where in their days notes lie: the first is the last id."""
    size = _BITS // 4
    if _are_digests(ids):  # as nearly always
        told = np.frombuffer(bytes.fromhex("".join([id_[:size] for id_ in ids])), dtype=">u4").astype(np.int64)
    else:
        each = (
            int(id_[:size], 16) if _are_digests([id_]) else crc32(id_.encode("utf-8", "surrogatepass")) for id_ in ids
        )
        told = np.fromiter(each, dtype=np.int64, count=len(ids))
    marks: Whole = (1 << _BITS) - 1 - told
    return marks


def _are_digests(ids: Sequence[str]) -> bool:
    return {*map(len, ids)} <= {_DIGEST} and bool(_hexadecimal.fullmatch("".join(ids)))
