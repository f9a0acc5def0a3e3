"""Counted words, and what can be asked, into entries as JSON; places are all spelled at once, and cut out of that."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, pairwise

import msgspec
import numpy as np
import numpy.typing as npt

from kb.search import shelves
from kb.search.count import Counted
from kb.search.entries import BETWEEN, InNotes, Printed
from kb.search.tiles import Tiles, halved

_AT_ONCE = 1 << 20  # numbers that are spelled together, which bounds the memory
_json = msgspec.json.Encoder().encode

Numbers = npt.NDArray[np.int32]


def known(counted: Counted) -> Printed:
    """All terms, sorted, each with how many of the notes hold it."""
    notes = np.diff(counted.bounds).tolist()
    return Printed(counted.terms, [_json(one) for one in zip(counted.terms, notes, strict=True)], {})


def words(counted: Counted, numbers: Numbers) -> Iterator[Printed]:
    """The postings of all terms, sorted, where the notes have these numbers."""
    impacts = counted.impacts()
    for begin, end in _batches(counted.bounds):
        first, last = counted.bounds[[begin, end]].tolist()
        yield _postings(
            counted.terms[begin:end],
            counted.bounds[begin : end + 1] - first,
            numbers.take(counted.note[first:last]),
            [*impacts[first:last].tobytes()],  # in half the time of `tolist`
        )


def places(counted: Counted, numbers: Numbers) -> Iterator[Printed]:
    """Where they stand, of all terms, sorted, as above."""
    firsts = np.append(counted.firsts, len(counted.place))
    for begin, end in _batches(firsts[counted.bounds]):
        first, last = counted.bounds[[begin, end]].tolist()
        bounds, notes = counted.bounds[begin : end + 1] - first, numbers.take(counted.note[first:last])
        listed = firsts[first : last + 1] - firsts[first]
        text, ends = _listed(counted.place[firsts[first] : firsts[last]], listed)
        tiles, starts = _cut(notes, bounds, ends)
        terms = _each(counted.terms[begin:end], tiles)
        spans = pairwise(ends[np.append(starts, len(notes))].tolist())
        some = zip(map(_json, terms), spans, strict=True)
        json = [b"[%b,[[%b]]]" % (term, text[start + len(BETWEEN) : stop]) for term, (start, stop) in some]
        yield Printed(terms, json, _several(counted.terms[begin:end], tiles))


def facets(holders: Mapping[str, Sequence[int]]) -> Printed:
    """What can be asked by a field's name, sorted, with the notes that have it, by their numbers."""
    names = sorted(holders)
    held = [holders[name] for name in names]
    bounds = np.append(0, np.cumsum([*map(len, held)], dtype=np.int64))
    notes = np.fromiter(chain.from_iterable(held), dtype=np.int32, count=bounds[-1])
    return _postings(names, bounds, notes, [])


def _postings(
    terms: list[str], bounds: npt.NDArray[np.int64], notes: npt.NDArray[np.int32], impacts: list[int]
) -> Printed:
    """The postings of some terms; `bounds` are where the notes of each begin, and what each weighs there, if that."""
    tiles, starts = _cut(notes, bounds)
    each, gaps = _each(terms, tiles), _steps(notes, starts).data.tolist()
    spans = zip(each, pairwise([*starts.tolist(), len(notes)]), strict=True)
    json = [_json((term, gaps[start:stop], impacts[start:stop])) for term, (start, stop) in spans]
    return Printed(each, json, _several(terms, tiles))


def _batches(bounds: npt.NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """The first of some terms and the one after the last, by where their numbers begin: as many as go at once."""
    begin = 0
    while begin < len(bounds) - 1:
        end = int(np.searchsorted(bounds, bounds[begin] + _AT_ONCE, "right")) - 1
        yield begin, (end := max(end, begin + 1))
        begin = end


def _each(terms: list[str], tiles: Mapping[int, Tiles]) -> list[str]:
    """The term of each entry."""
    each = list(terms)
    for place in sorted(tiles, reverse=True):
        each[place : place + 1] = [each[place]] * _count(tiles[place])
    return each


def _several(terms: list[str], tiles: Mapping[int, Tiles]) -> dict[str, Tiles]:
    """The tiles of those terms that have several entries."""
    return {terms[place]: own for place, own in tiles.items() if _count(own) > 1}


def _count(tiles: Tiles) -> int:
    """How many entries a term has: one for each tile that has notes."""
    return sum(map(bool, tiles[1]))


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
    counts = np.bincount(numbers, minlength=1)
    used = np.flatnonzero(counts)
    written = [b",%d" % number for number in used.tolist()]
    kinds = [written] if begins is None else [written, [b"%b%b" % (BETWEEN, one[1:]) for one in written]]
    letters = np.zeros((len(kinds), len(counts)), dtype=f"S{max(map(len, chain.from_iterable(kinds)), default=1)}")
    lengths = np.zeros(letters.shape, dtype=np.uint8)
    for kind, row, length in zip(kinds, letters, lengths, strict=True):
        row[used], length[used] = kind, [*map(len, kind)]
    places = numbers.astype(np.intp)
    if begins is not None:
        places += begins * len(counts)
    text = letters.take(places).tobytes().translate(None, b"\0")
    ends = np.zeros(len(places) + 1, dtype=np.int64)
    np.cumsum(lengths.take(places), out=ends[1:])
    return text, ends


def _steps(ascending: npt.NDArray[np.int32], firsts: npt.NDArray[np.int64]) -> npt.NDArray[np.int32]:
    """Numbers as distances from the one before, those at some places, where others begin, from 0."""
    steps = ascending.copy()
    steps[1:] -= ascending[:-1]
    steps[firsts] = ascending[firsts]
    return steps
