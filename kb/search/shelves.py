"""Where sorted entries are cut into shards of bounded size, and a key or a prefix into the entries that it means."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import TypeVar
from zlib import crc32

from kb.search.stack import added
from kb.search.values import Choice, Document, Known, Places, Posting, Shelf

LARGEST = 40_000
"""Bytes of a shard of terms as JSON; gzipped about two fifths. One entry that can't be cut may be larger."""
LARGEST_KNOWN = 16_000
"""Bytes of a shard of known terms: every word of a question asks for one."""
LARGEST_DOCUMENTS = 12_000
"""Bytes of a shard of documents: ten hits may lie in ten shards."""
NOTE = 8
"""What a note in a posting weighs where it is asked whether that is too long for a shard: so many bytes have its number
and its impact, hardly ever more."""

_Listed = TypeVar("_Listed", Posting, Places, Known, Choice)


def largest(name: str) -> int:
    """Bytes of a shard of a shelf."""
    return {"known": LARGEST_KNOWN, "documents": LARGEST_DOCUMENTS}.get(name, LARGEST)


def mark(key: str) -> int:
    """What decides where a shelf is cut: the CRC-32 of a key, and never 0."""
    return crc32(key.encode("utf-8", "surrogatepass")) or 1


def cuts(keys: Sequence[str], sizes: Sequence[int], largest: int) -> list[int]:
    """Where to cut sorted entries into pieces: the place of the first entry of each.

    >>> cuts("abcdef", [5, 5, 5, 5, 5, 5], 12)
    [0, 2, 3, 5]
    """
    return Cutting(array("I", map(mark, keys)), array("I", sizes), largest).starts(0, len(keys))


class Cutting:
    """Sorted entries into pieces of bounded size.

    What is larger than a piece may be is cut in two before that entry of its middle half whose key has the smallest
    mark, and each part again. So the keys decide, and sizes only where they must: an entry that comes, goes or grows a
    little changes its own piece, and hardly ever where others are cut.
    """

    def __init__(self, marks: "array[int]", sizes: "array[int]", largest: int) -> None:
        """Take the mark and the size of each entry, and how large a piece may be."""
        import numpy as np  # noqa: PLC0415  # it loads when it is needed

        self._marks = np.asarray(marks)
        self._ends = added(sizes)
        self._largest = largest

    def starts(self, start: int, end: int) -> list[int]:
        """Where the pieces of some entries begin."""
        found = []
        waiting = [(start, end)] if start < end else []
        while waiting:
            start, end = waiting.pop()
            if middle := self.middle(start, end):
                waiting += [(middle, end), (start, middle)]
            else:
                found.append(start)
        return found

    def middle(self, start: int, end: int) -> int:
        """Where some entries are cut in two; 0 where they are one piece."""
        import numpy as np  # noqa: PLC0415  # as above

        ends = self._ends[start : end + 1]
        below, size = int(ends[0]), int(ends[-1] - ends[0])
        if size <= self._largest or end - start == 1:
            return 0
        inside = ends[1:-1]
        first = start + 1 + int(inside.searchsorted(below - -size // 4))
        last = start + 1 + int(inside.searchsorted(below + 3 * size // 4, side="right"))
        if first >= last:
            return min(first, end - 1)
        return first + int(np.argmin(self._marks[first:last]))


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
    shard = shelf.shards[bisect_right(shelf.firsts, number) - 1]
    return shard[bisect_left(shard, number, key=_number)]


def _number(entry: Document) -> int:
    return entry.number


def _term(entry: Posting | Places | Known | Choice) -> str:
    return entry.term
