"""Where sorted entries are cut into shards of bounded size, and a key or a prefix into the entries that it means."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
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


def posting_parts(entry: bytes) -> list[bytes]:
    """A posting in JSON that is too long for a shard as several, each of some of its notes.

    It is cut from its start, as all long entries are, so that notes added at its end leave all parts but the last as
    they are.
    """
    whole = msgspec.json.decode(entry, type=Posting)
    weighed = zip(whole.gaps, whole.impacts, strict=True) if whole.impacts else ((gap, "") for gap in whole.gaps)
    sizes = (len(str(gap)) + len(str(impact)) + 2 for gap, impact in weighed)
    return [
        msgspec.json.encode(Posting(whole.term, whole.gaps[start:end], whole.impacts[start:end]))
        for start, end in _filled(sizes, LARGEST - _size(whole.term))
    ]


def places_parts(entry: bytes) -> list[bytes]:
    """The same of places."""
    whole = msgspec.json.decode(entry, type=Places)
    return [
        msgspec.json.encode(Places(whole.term, whole.places[start:end]))
        for start, end in _filled(map(_size, whole.places), LARGEST - _size(whole.term))
    ]


def _size(value: object) -> int:
    """The bytes of a value in JSON, with the comma after it."""
    return len(msgspec.json.encode(value)) + 1


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
