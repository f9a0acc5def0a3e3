"""Counted words, and what can be asked, into entries as JSON: all numbers are spelled at once, and cut out of that."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, chain, pairwise

import msgspec
import numpy as np
import numpy.typing as npt

from kb.search import shelves
from kb.search.count import Counted
from kb.search.entries import BETWEEN, InNotes, Printed, posting
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
    impacts = counted.impacts()
    for begin, end in _batches(counted.bounds):
        first, last = counted.bounds[[begin, end]].tolist()
        bounds = counted.bounds[begin : end + 1] - first
        gaps, gap_ends = spelled(_steps(counted.note[first:last], bounds[:-1]))
        weights, weight_ends = spelled(impacts[first:last])
        each = pairwise(zip(gap_ends[bounds].tolist(), weight_ends[bounds].tolist(), bounds.tolist(), strict=True))
        for term, ((gap, weight, start), (gap_end, weight_end, stop)) in zip(
            counted.terms[begin:end], each, strict=True
        ):
            name = _json(term)
            if (stop - start) * shelves.NOTE <= shelves.LARGEST or stop - start == 1:
                whole = b"[%b,[%b],[%b]]" % (name, gaps[gap + 1 : gap_end], weights[weight + 1 : weight_end])
                yield term, WHOLE, [whole]
                continue
            numbers = counted.note[first + start : first + stop].tolist()
            tiles, pieces = _tiles(numbers, range(0, (len(numbers) + 1) * shelves.NOTE, shelves.NOTE))
            own = weight_ends[start : stop + 1].tolist()
            yield (
                term,
                tiles,
                [posting(term, numbers[one:other], weights[own[one] + 1 : own[other]]) for one, other in pieces],
            )


def places(counted: Counted) -> Iterator[Printed]:
    """Where they stand, of all terms, sorted."""
    firsts = np.append(counted.firsts, len(counted.place))
    for begin, end in _batches(firsts[counted.bounds]):
        first, last = counted.bounds[[begin, end]].tolist()
        bounds = counted.bounds[begin : end + 1] - first
        own = firsts[first : last + 1] - firsts[first]
        stands, ends = _listed(counted.place[firsts[first] : firsts[last]], own)
        each = pairwise(zip(ends[bounds].tolist(), bounds.tolist(), strict=True))
        for term, ((place, start), (place_end, stop)) in zip(counted.terms[begin:end], each, strict=True):
            name = _json(term)
            if place_end - place + (stop - start) * shelves.NOTE <= shelves.LARGEST or stop - start == 1:
                yield term, WHOLE, [b"[%b,[[%b]]]" % (name, stands[place + len(BETWEEN) : place_end])]
                continue
            numbers = counted.note[first + start : first + stop].tolist()
            whole = ends[start : stop + 1].tolist()
            weights = [max(after - before, shelves.NOTE) for before, after in pairwise(whole)]
            tiles, pieces = _tiles(numbers, [*accumulate(weights, initial=0)])
            yield (
                term,
                tiles,
                [b"[%b,[[%b]]]" % (name, stands[whole[one] + len(BETWEEN) : whole[other]]) for one, other in pieces],
            )


def _batches(bounds: npt.NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """The first of some terms and the one after the last, by where their numbers begin: as many as go at once."""
    begin = 0
    while begin < len(bounds) - 1:
        end = int(np.searchsorted(bounds, bounds[begin] + _AT_ONCE, "right")) - 1
        yield begin, (end := max(end, begin + 1))
        begin = end


def facets(holders: Mapping[str, Sequence[int]]) -> Iterator[Printed]:
    """What can be asked by a field's name, sorted, with the notes that have it, by their numbers."""
    names = sorted(holders)
    own = [holders[name] for name in names]
    bounds = np.append(0, np.cumsum([*map(len, own)], dtype=np.int64))
    numbers = np.fromiter(chain.from_iterable(own), dtype=np.int32, count=bounds[-1])
    gaps, ends = spelled(_steps(numbers, bounds[:-1]))
    for name, held, (start, end) in zip(names, own, pairwise(ends[bounds].tolist()), strict=True):
        if len(held) * shelves.NOTE <= shelves.LARGEST:
            yield name, WHOLE, [b"[%b,[%b],[]]" % (_json(name), gaps[start + 1 : end])]
        else:
            tiles, pieces = _tiles(held, range(0, (len(held) + 1) * shelves.NOTE, shelves.NOTE))
            yield name, tiles, [posting(name, held[first:last], b"") for first, last in pieces]


def said(counted: Counted, numbers: Sequence[int]) -> dict[str, InNotes]:
    """All of it by term, where the notes have these numbers."""
    stands, ends = _listed(counted.place, np.append(counted.firsts, len(counted.place)))
    pieces = pairwise(ends.tolist())
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


def _listed(places: npt.NDArray[np.int32], bounds: npt.NDArray[np.int64]) -> tuple[bytes, npt.NDArray[np.int64]]:
    """Lists of places, by where each begins and the last one ends, spelled; and where each ends in that, from 0 on."""
    begins = np.zeros(len(places), dtype=np.bool_)
    begins[bounds[:-1]] = True
    text, ends = spelled(_steps(places, bounds[:-1]), begins)
    return text, ends[bounds]


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
    text = letters.take(rows).tobytes().translate(None, b"\0")
    ends = np.zeros(len(rows) + 1, dtype=np.int64)
    np.cumsum(length.take(rows), out=ends[1:])
    return text, ends


def _steps(ascending: npt.NDArray[np.int32], firsts: npt.NDArray[np.int64]) -> npt.NDArray[np.int32]:
    """Numbers as distances from the one before, those at some places, where others begin, from 0."""
    steps = ascending.copy()
    steps[1:] -= ascending[:-1]
    steps[firsts] = ascending[firsts]
    return steps
