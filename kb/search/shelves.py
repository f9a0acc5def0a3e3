"""Sorted entries into shards of bounded size, and a key or a prefix into the entries that it means."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

import msgspec

from kb.search.values import Document, Places, Posting, Shelf

LARGEST = 64_000
"""Bytes of a shard of terms as JSON; gzipped about half. One entry that can't be cut may be larger."""
LARGEST_DOCUMENTS = 16_000
"""Bytes of a shard of documents as JSON: ten hits may lie in ten shards."""

_Listed = TypeVar("_Listed", Posting, Places)


def shelve(entries: Iterable[_Listed], cut: Callable[[_Listed], tuple[_Listed, _Listed] | None]) -> Shelf[str, _Listed]:
    """Entries sorted by term, in shards; `cut` halves one that is too large for a shard of its own."""
    firsts: list[str] = []
    shards: list[tuple[_Listed, ...]] = []
    shard: list[_Listed] = []
    size = 0
    for entry in entries:
        parts = list(_parts(entry, cut))
        for part, length in parts:
            if shard and (size + length > LARGEST or len(parts) > 1):
                shards.append(tuple(shard))
                shard, size = [], 0
            if not shard:
                firsts.append(part.term)
            shard.append(part)
            size += length
    if shard:
        shards.append(tuple(shard))
    return Shelf(firsts=tuple(firsts), shards=tuple(shards))


def _parts(entry: _Listed, cut: Callable[[_Listed], tuple[_Listed, _Listed] | None]) -> Iterator[tuple[_Listed, int]]:
    length = len(msgspec.json.encode(entry)) + 1
    halves = cut(entry) if length > LARGEST else None
    if halves is None:
        yield entry, length
    else:
        for half in halves:
            yield from _parts(half, cut)


def halve_posting(entry: Posting) -> tuple[Posting, Posting] | None:
    """A posting as two, or nothing when it is of a single note."""
    middle = len(entry.gaps) // 2
    if not middle:
        return None
    return (
        Posting(entry.term, entry.gaps[:middle], entry.impacts[:middle]),
        Posting(entry.term, entry.gaps[middle:], entry.impacts[middle:]),
    )


def halve_places(entry: Places) -> tuple[Places, Places] | None:
    """Places as two, or nothing when they are of a single note."""
    middle = len(entry.places) // 2
    if not middle:
        return None
    return Places(entry.term, entry.places[:middle]), Places(entry.term, entry.places[middle:])


def shelve_documents(documents: Iterable[Document]) -> Shelf[int, Document]:
    """Documents in the order of their numbers, in shards."""
    firsts: list[int] = []
    shards: list[list[Document]] = []
    size = 0
    for number, document in enumerate(documents):
        length = len(msgspec.json.encode(document)) + 1
        if not shards or size + length > LARGEST_DOCUMENTS:
            firsts.append(number)
            shards.append([])
            size = 0
        shards[-1].append(document)
        size += length
    return Shelf(firsts=tuple(firsts), shards=tuple(map(tuple, shards)))


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


def _term(entry: Posting | Places) -> str:
    return entry.term
