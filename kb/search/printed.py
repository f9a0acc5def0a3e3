"""Counted words into the entries of the index as JSON: all numbers are spelled at once, and each entry is a piece."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec
import numpy as np
import numpy.typing as npt

from kb.search import shelves
from kb.search.count import Counted
from kb.search.entries import BETWEEN, InNotes, Printed
from kb.search.tiles import WHOLE, Tiles, halved
from kb.search.values import Known

_AT_ONCE = 1 << 18  # numbers that are spelled together, which bounds the memory
_WIDTHS = (4, 8, 16)  # bytes of what is looked up at once
_json = msgspec.json.Encoder().encode


def known(counted: Counted) -> Iterator[Printed]:
    """All terms, sorted, each with how many of the notes hold it."""
    for term, notes in zip(counted.terms, np.diff(counted.bounds).tolist(), strict=True):
        yield term, WHOLE, [_json(Known(term, notes))]


def words(counted: Counted) -> Iterator[Printed]:
    """The postings of all terms, sorted."""
    bounds = counted.bounds
    gaps, gap_ends = spelled(_steps(counted.note, bounds[:-1]))
    impacts, impact_ends = spelled(counted.impacts())
    places = zip(gap_ends[bounds].tolist(), impact_ends[bounds].tolist(), bounds.tolist(), strict=True)
    for term, ((gap, impact, start), (gap_end, impact_end, end)) in zip(counted.terms, pairwise(places), strict=True):
        name = _json(term)
        if (end - start) * shelves.NOTE <= shelves.LARGEST or end - start == 1:
            whole = b"[%b,[%b],[%b]]" % (name, gaps[gap + 1 : gap_end], impacts[impact + 1 : impact_end])
            yield term, WHOLE, [whole]
            continue
        numbers = counted.note[start:end].tolist()
        weights = range(0, (len(numbers) + 1) * shelves.NOTE, shelves.NOTE)
        tiles, pieces = _tiles(numbers, weights)
        yield (
            term,
            tiles,
            [
                b"[%b,[%d%b],[%b]]"
                % (
                    name,
                    numbers[first],
                    gaps[gap_ends[start + first + 1] : gap_ends[start + last]],
                    impacts[impact_ends[start + first] + 1 : impact_ends[start + last]],
                )
                for first, last in pieces
            ],
        )


def places(counted: Counted) -> Iterator[Printed]:
    """Where they stand, of all terms, sorted."""
    firsts = counted.firsts
    stands, ends = spelled(_steps(counted.place, firsts), _begins(counted))
    ends = ends[np.append(firsts, len(counted.place))]
    bounds = counted.bounds
    whole = zip(ends[bounds].tolist(), bounds.tolist(), strict=True)
    for term, ((begin, start), (stop, end)) in zip(counted.terms, pairwise(whole), strict=True):
        name = _json(term)
        if stop - begin + (end - start) * shelves.NOTE <= shelves.LARGEST or end - start == 1:
            yield term, WHOLE, [b"[%b,[[%b]]]" % (name, stands[begin + len(BETWEEN) : stop])]
            continue
        numbers = counted.note[start:end].tolist()
        weights = (ends[start : end + 1] - begin + np.arange(len(numbers) + 1) * shelves.NOTE).tolist()
        tiles, pieces = _tiles(numbers, weights)
        yield (
            term,
            tiles,
            [
                b"[%b,[[%b]]]" % (name, stands[ends[start + first] + len(BETWEEN) : ends[start + last]])
                for first, last in pieces
            ],
        )


def said(counted: Counted, numbers: Sequence[int]) -> dict[str, InNotes]:
    """All of it by term, where the notes have these numbers."""
    stands, ends = spelled(_steps(counted.place, counted.firsts), _begins(counted))
    pieces = pairwise(ends[np.append(counted.firsts, len(counted.place))].tolist())
    each = zip(counted.note.tolist(), counted.impacts().tolist(), pieces, strict=True)
    entries = [
        (numbers[note], (b"%d" % impact, stands[begin + len(BETWEEN) : end])) for note, impact, (begin, end) in each
    ]
    bounds = pairwise(counted.bounds.tolist())
    return {term: dict(entries[start:end]) for term, (start, end) in zip(counted.terms, bounds, strict=True)}


def _tiles(numbers: Sequence[int], ends: Sequence[int]) -> tuple[Tiles, list[tuple[int, int]]]:
    """The tiles of a long entry, and for each that has notes its first and the one after its last."""
    found = list(halved(numbers, ends, shelves.LARGEST))
    tiles = [start for start, *_ in found], [ends[last] - ends[first] for _, _, first, last in found]
    return tiles, [(first, last) for _, _, first, last in found if first < last]


def _begins(counted: Counted) -> npt.NDArray[np.bool_]:
    """Whether each word is the first of its entry."""
    found = np.zeros(len(counted.place), dtype=np.bool_)
    found[counted.firsts] = True
    return found


def spelled(
    numbers: npt.NDArray[np.integer], begins: npt.NDArray[np.bool_] | None = None
) -> tuple[bytes, npt.NDArray[np.int64]]:
    """Numbers in decimal, each behind a comma, or, where a list begins, behind `],[`; and where each ends, from 0 on.

    Each number that occurs is spelled once, and looked up where it stands.

    >>> spelled(np.array([7, 10, 7]), np.array([False, True, False]))
    (b',7],[10,7', array([0, 2, 7, 9]))
    """
    occurs = np.zeros(int(np.max(numbers, initial=0)) + 1, dtype=np.bool_)
    occurs[numbers] = True
    used = np.flatnonzero(occurs)
    table = [b",%d" % number for number in used.tolist()]
    if begins is not None:
        table += [b"%b%d" % (BETWEEN, number) for number in used.tolist()]
    row = np.zeros(len(occurs), dtype=np.int32)
    row[used] = np.arange(len(used), dtype=np.int32)
    width = next(width for width in _WIDTHS if width >= max(map(len, table), default=0))
    letters = np.array(table or [b""], dtype=f"S{width}")
    length = np.fromiter(map(len, table), dtype=np.uint8)
    rows = row.take(numbers)
    if begins is not None:
        rows[begins] += len(used)
    text = [
        letters.take(rows[start : start + _AT_ONCE]).tobytes().translate(None, b"\0")
        for start in range(0, len(rows), _AT_ONCE)
    ]
    ends = np.zeros(len(rows) + 1, dtype=np.int64)
    np.cumsum(length.take(rows), out=ends[1:])
    return b"".join(text), ends


def _steps(ascending: npt.NDArray[np.int32], firsts: npt.NDArray[np.int64]) -> npt.NDArray[np.int32]:
    """Numbers as distances from the one before, those at some places, where others begin, from 0."""
    steps = ascending.copy()
    steps[1:] -= ascending[:-1]
    steps[firsts] = ascending[firsts]
    return steps
