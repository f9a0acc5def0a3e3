"""Sorted entries into shards of bounded size, and a key or a prefix into the entries that it means."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
from typing import TypeVar
from zlib import crc32

import msgspec

from kb.search.values import Choice, Document, Known, Places, Posting, Shelf

LARGEST = 40_000
"""Bytes of a shard of terms as JSON; gzipped about two fifths. One entry that can't be cut may be larger."""
LARGEST_KNOWN = 16_000
"""Bytes of a shard of known terms: every word of a question asks for one."""
LARGEST_DOCUMENTS = 12_000
"""Bytes of a shard of documents: ten hits may lie in ten shards."""

_Listed = TypeVar("_Listed", Posting, Places, Known, Choice)
_Long = TypeVar("_Long", Posting, Places)


def cuts(keys: Sequence[str], sizes: Sequence[int], largest: int) -> list[int]:
    """Where to cut sorted entries into pieces: the place of the first entry of each.

    What is larger than a piece may be is cut in two before that entry of its middle half whose key has the smallest
    CRC-32, and each part again. So the keys decide, and sizes only where they must: an entry that comes, goes or grows
    a little changes its own piece, and hardly ever where others are cut.

    >>> cuts("abcdef", [5, 5, 5, 5, 5, 5], 12)
    [0, 2, 3, 5]
    """
    marks = [crc32(key.encode("utf-8", "surrogatepass")) for key in keys]
    ends = list(accumulate(sizes, initial=0))
    found = []
    waiting = [(0, len(keys))] if keys else []
    while waiting:
        start, end = waiting.pop()
        size = ends[end] - ends[start]
        if size <= largest or end - start == 1:
            found.append(start)
            continue
        first = bisect_left(ends, ends[start] + size / 4, start + 1, end)
        last = bisect_right(ends, ends[start] + 3 * size / 4, start + 1, end)
        middle = min(range(first, last), key=marks.__getitem__) if first < last else min(first, end - 1)
        waiting += [(middle, end), (start, middle)]
    return found


def shelve(entries: Iterable[_Listed], largest: int) -> Shelf[str, _Listed]:
    """Entries sorted by term, in shards."""
    listed = list(entries)
    sizes = [_size(entry) for entry in listed]
    return _shelf([listed[start:end] for start, end in _ranges([entry.term for entry in listed], sizes, largest)])


def shelve_long(
    entries: Iterable[_Long], sizes: Callable[[_Long], Iterable[int]], part: Callable[[_Long, int, int], _Long]
) -> Shelf[str, _Long]:
    """The same of entries that may be too large for a shard: those are cut, and each part is a shard of its own.

    `sizes` tells the bytes of an entry note by note, `part` takes some notes of it, from one place to another. An entry
    is cut from its start, so that notes added at its end leave all parts but the last as they are.
    """
    shards: list[Sequence[_Long]] = []
    run: list[_Long] = []
    lengths: list[int] = []

    def close() -> None:
        terms = [entry.term for entry in run]
        shards.extend(run[start:end] for start, end in _ranges(terms, lengths, LARGEST))
        run.clear()
        lengths.clear()

    for entry in entries:
        length = _size(entry)
        if length > LARGEST:
            close()
            shards.extend(
                [part(entry, start, end)] for start, end in _filled(sizes(entry), LARGEST - _size(entry.term))
            )
        else:
            run.append(entry)
            lengths.append(length)
    close()
    return _shelf(shards)


def posting_sizes(entry: Posting) -> Iterator[int]:
    """The bytes that each note takes of a posting."""
    return (len(str(gap)) + len(str(impact)) + 2 for gap, impact in zip(entry.gaps, entry.impacts, strict=True))


def posting_part(entry: Posting, start: int, end: int) -> Posting:
    """A posting of some of its notes."""
    return Posting(entry.term, entry.gaps[start:end], entry.impacts[start:end])


def facet_sizes(entry: Posting) -> Iterator[int]:
    """The bytes that each note takes of a posting without weights."""
    return (len(str(gap)) + 1 for gap in entry.gaps)


def places_sizes(entry: Places) -> Iterator[int]:
    """The bytes that each note takes of places."""
    return map(_size, entry.places)


def places_part(entry: Places, start: int, end: int) -> Places:
    """The places in some of the notes."""
    return Places(entry.term, entry.places[start:end])


def shelve_documents(documents: Iterable[Document]) -> Shelf[int, Document]:
    """Documents in the order of their numbers, in shards."""
    listed = list(documents)
    sizes = [_size(entry) for entry in listed]
    ranges = list(_ranges([entry.id for entry in listed], sizes, LARGEST_DOCUMENTS))
    return Shelf(
        firsts=tuple(start for start, _ in ranges), shards=tuple(tuple(listed[start:end]) for start, end in ranges)
    )


def _shelf(shards: Sequence[Sequence[_Listed]]) -> Shelf[str, _Listed]:
    return Shelf(firsts=tuple(shard[0].term for shard in shards), shards=tuple(map(tuple, shards)))


def _size(value: object) -> int:
    """The bytes of a value in JSON, with the comma after it."""
    return len(msgspec.json.encode(value)) + 1


def _ranges(keys: Sequence[str], sizes: Sequence[int], largest: int) -> Iterator[tuple[int, int]]:
    return pairwise([*cuts(keys, sizes, largest), len(keys)])


def _filled(sizes: Iterable[int], largest: int) -> Iterator[tuple[int, int]]:
    """From the first on as many as there is room for, and so on."""
    start = end = size = 0
    for end, length in enumerate(sizes):  # the last one is read below
        if size + length > largest and end > start:
            yield start, end
            start, size = end, 0
        size += length
    yield start, end + 1


def look_up(shelf: Shelf[str, _Listed], term: str) -> Iterator[_Listed]:
    """The entries of one term, in order: none, one, or the parts of a long one."""
    start = bisect_left(shelf.firsts, term)
    end = bisect_right(shelf.firsts, term)
    # A term whose entry is cut begins its own shard, so one that begins a shard stands in no earlier one.
    for place in range(start if start < end else max(start - 1, 0), end):
        shard = shelf.shards[place]
        found = bisect_left(shard, term, key=_term)
        if found < len(shard) and shard[found].term == term:
            yield shard[found]


def look_up_prefix(shelf: Shelf[str, _Listed], prefix: str) -> Iterator[_Listed]:
    """The entries of all terms that begin with a prefix, in order."""
    for place in range(max(bisect_left(shelf.firsts, prefix) - 1, 0), len(shelf.firsts)):
        if not shelf.firsts[place].startswith(prefix) and shelf.firsts[place] > prefix:
            return
        shard = shelf.shards[place]
        for number in range(bisect_left(shard, prefix, key=_term), len(shard)):
            if not shard[number].term.startswith(prefix):
                return
            yield shard[number]


def document(shelf: Shelf[int, Document], number: int) -> Document:
    """The document of a number."""
    place = bisect_right(shelf.firsts, number) - 1
    return shelf.shards[place][number - shelf.firsts[place]]


def _term(entry: Posting | Places | Known | Choice) -> str:
    return entry.term
