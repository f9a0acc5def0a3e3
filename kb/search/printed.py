"""Counted words, and what can be asked, into entries as JSON: all numbers are spelled at once, and cut out of that."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice, pairwise

import msgspec
import numpy as np
import numpy.typing as npt

from kb.search import shelves
from kb.search.count import Counted
from kb.search.entries import BETWEEN, InNotes, Printed
from kb.search.tiles import WHOLE, Tiles, halved
from kb.search.values import Known

_AT_ONCE = 1 << 20  # numbers that are spelled together, which bounds the memory
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
        bounds, notes = counted.bounds[begin : end + 1] - first, counted.note[first:last]
        tiles, starts = _cut(notes, bounds)
        gaps = _texts(*spelled(_steps(notes, starts)), starts, 1)
        weights = _texts(*spelled(impacts[first:last]), starts, 1)
        terms = counted.terms[begin:end]
        entries = zip(_names(terms, tiles), gaps, weights, strict=True)
        yield from _grouped(terms, tiles, [b"[%b,[%b],[%b]]" % one for one in entries])


def places(counted: Counted) -> Iterator[Printed]:
    """Where they stand, of all terms, sorted."""
    firsts = np.append(counted.firsts, len(counted.place))
    for begin, end in _batches(firsts[counted.bounds]):
        first, last = counted.bounds[[begin, end]].tolist()
        bounds, notes = counted.bounds[begin : end + 1] - first, counted.note[first:last]
        listed = firsts[first : last + 1] - firsts[first]
        text, ends = _listed(counted.place[firsts[first] : firsts[last]], listed)
        tiles, starts = _cut(notes, bounds, ends)
        stands = _texts(text, ends, starts, len(BETWEEN))
        terms = counted.terms[begin:end]
        entries = zip(_names(terms, tiles), stands, strict=True)
        yield from _grouped(terms, tiles, [b"[%b,[[%b]]]" % one for one in entries])


def facets(holders: Mapping[str, Sequence[int]]) -> Iterator[Printed]:
    """What can be asked by a field's name, sorted, with the notes that have it, by their numbers."""
    names = sorted(holders)
    held = [holders[name] for name in names]
    bounds = np.append(0, np.cumsum([*map(len, held)], dtype=np.int64))
    notes = np.fromiter(chain.from_iterable(held), dtype=np.int32, count=bounds[-1])
    tiles, starts = _cut(notes, bounds)
    gaps = _texts(*spelled(_steps(notes, starts)), starts, 1)
    entries = zip(_names(names, tiles), gaps, strict=True)
    yield from _grouped(names, tiles, [b"[%b,[%b],[]]" % one for one in entries])


def _batches(bounds: npt.NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """The first of some terms and the one after the last, by where their numbers begin: as many as go at once."""
    begin = 0
    while begin < len(bounds) - 1:
        end = int(np.searchsorted(bounds, bounds[begin] + _AT_ONCE, "right")) - 1
        yield begin, (end := max(end, begin + 1))
        begin = end


def _names(terms: Sequence[str], tiles: Mapping[int, Tiles]) -> list[bytes]:
    """The term of each entry as JSON."""
    names = [*map(_json, terms)]
    for place in sorted(tiles, reverse=True):
        names[place : place + 1] = [names[place]] * _count(tiles[place])
    return names


def _grouped(terms: Sequence[str], tiles: Mapping[int, Tiles], entries: Sequence[bytes]) -> Iterator[Printed]:
    """Each term with its tiles and its share of the entries."""
    each = iter(entries)
    for place, term in enumerate(terms):
        own = tiles.get(place, WHOLE)
        yield term, own, [*islice(each, _count(own) if own is not WHOLE else 1)]


def _count(tiles: Tiles) -> int:
    """How many entries a term has: one for each tile that has notes."""
    return sum(map(bool, tiles[1]))


def _texts(text: bytes, ends: npt.NDArray[np.int64], starts: npt.NDArray[np.int64], skipped: int) -> list[bytes]:
    """A text in pieces, each begun by the number that stands at such a place, without so many of its first bytes."""
    return [text[start + skipped : end] for start, end in pairwise(ends[np.append(starts, len(ends) - 1)].tolist())]


def _cut(
    notes: npt.NDArray[np.int32], bounds: npt.NDArray[np.int64], ends: npt.NDArray[np.int64] | None = None
) -> tuple[dict[int, Tiles], npt.NDArray[np.int64]]:
    """The tiles of those terms that have several, by their places; and where the notes of each entry begin.

    `bounds` are where those of each term begin. `ends` are the bytes of each note, added up, which weigh where they are
    more than a note weighs at least.
    """
    sizes = np.diff(bounds) * shelves.NOTE + (0 if ends is None else np.diff(ends[bounds]))
    found: dict[int, Tiles] = {}
    more: list[int] = []
    starts = bounds[:-1]
    for place in np.flatnonzero(sizes > shelves.LARGEST).tolist():
        start, stop = bounds[place : place + 2].tolist()
        weights = np.full(stop - start, shelves.NOTE)
        if ends is not None:
            np.maximum(weights, np.diff(ends[start : stop + 1]), out=weights)
        added = np.append(0, np.cumsum(weights))
        tiles = [*halved(notes[start:stop].data, added.data, shelves.LARGEST)]
        found[place] = [begin for begin, *_ in tiles], [int(added[last] - added[first]) for *_, first, last in tiles]
        more += [start + first for *_, first, last in tiles if 0 < first < last]
    return found, np.sort(np.append(starts, more)) if more else starts


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
    letters = np.array(table, dtype=np.bytes_)
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
