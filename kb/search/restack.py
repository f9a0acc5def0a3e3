"""A shelf as it was, and what is other in it, into the shelf as it is.

Whether all entries are new or a few, they go one way: sizes and marks decide where the shelf is cut, and a piece of
which no entry came, went or changed is the script that it was. So a shelf that was changed step by step is the one that
is made at once, and of one that is changed little, little is read.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain, pairwise, zip_longest
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from kb.search.shelves import Cutting
from kb.search.stack import BEGINS, ENDS, Stack, Top, added, numbers, script_digest
from kb.search.tiles import Tiles

if TYPE_CHECKING:
    from array import array

_fields = msgspec.json.Decoder(list[msgspec.Raw])
_key: msgspec.json.Decoder[str | int] = msgspec.json.Decoder(str | int)
_start = attrgetter("start")


class Splice(NamedTuple):
    """Entries in the place of others, or of none."""

    place: int
    """Where the first of the others stood, or would."""
    gone: int
    """How many others there were."""
    keys: Sequence[str | int] = ()
    """What each entry is told by from others, its first field: its term, or the note's number."""
    marks: Sequence[int] = ()
    """As of `Stack.marks`, of each."""
    json: Sequence[bytes] = ()
    """The entries."""


class Earlier:
    """The entries of a shelf that was kept, each read when it is asked for."""

    def __init__(self, top: Top, stack: Stack, read: Callable[[str], bytes]) -> None:
        """Take what is known of the shelf, and what reads a script by its digest."""
        self.firsts, self.digests = top
        self.stack = stack
        self.starts = stack.starts()
        """Where the first entry of each script stands, and how many entries there are."""
        self.ends = added(numbers(stack.sizes))
        """The sizes of the entries, added up."""
        self._script = cache(lambda script: read(self.digests[script]))

    def raws(self, start: int, end: int) -> Iterator[bytes]:
        """Some entries in JSON, by their places, with commas between: those of each script together."""
        while start < end:
            script = bisect_right(self.starts, start) - 1
            stop = min(end, self.starts[script + 1])
            begin = len(BEGINS) + len(b"[") - int(self.ends[self.starts[script]])
            first, last = int(self.ends[start]), int(self.ends[stop])
            yield self._script(script)[begin + first : begin + last - len(b",")]
            start = stop

    def fields(self, place: int) -> list[msgspec.Raw]:
        """The fields of an entry in JSON, by its place."""
        return _fields.decode(*self.raws(place, place + 1))

    def key(self, place: int) -> str | int:
        """The first field of an entry, by its place; what comes behind may be long, and is not looked at."""
        (entry,) = self.raws(place, place + 1)
        text = entry[1:2] == b'"'
        first = entry[1 : entry.index(b'",') + 1] if text else entry[1 : entry.index(b",")]
        return _key.decode(self.fields(place)[0] if b"\\" in first else first)

    def find(self, key: str | int) -> tuple[int, int]:
        """Where the entries of a key stand, or would, and how many they are."""
        first, last = bisect_left(self.firsts, key), bisect_right(self.firsts, key)
        if last - first > 1 or not last:
            return self.starts[first], last - first
        start, end = self.starts[last - 1 : last + 1]
        place = start + bisect_left(range(start, end), key, key=self.key)
        return place, int(place < end and self.key(place) == key)


def restack(
    earlier: Earlier,
    splices: Iterable[Splice],
    tiles: Mapping[str, Tiles],
    largest: int,
    put: Callable[[str, bytes], None],
) -> tuple[Top, Stack]:
    """The shelf with other entries, in ascending order of their places.

    `tiles` are those of all its entries that have several. Each new script is `put` by its digest.
    """
    shelf = _Shelf(earlier, splices, largest)
    firsts: list[str | int] = []
    digests: list[str] = []
    counts: list[int] = []
    for start, end, before in shelf.pieces():
        if before is not None:
            firsts += earlier.firsts[before.start : before.stop]
            digests += earlier.digests[before.start : before.stop]
            counts += earlier.stack.counts[before.start : before.stop]
            continue
        content = shelf.content(start, end)
        digest = script_digest(content)
        put(digest, content)
        firsts.append(shelf.key(start))
        digests.append(digest)
        counts.append(end - start)
    stack = Stack(
        sizes=shelf.sizes.tobytes(), marks=shelf.marks.tobytes(), counts=counts, tiles=dict(sorted(tiles.items()))
    )
    return (firsts, digests), stack


class _Kept(NamedTuple):
    """Entries one after another, none of which is new."""

    start: int
    """The place of the first."""
    end: int
    """The place after the last."""
    before: int
    """Where the first stood."""


class _Shelf:
    """Entries of which some stood in an earlier shelf."""

    def __init__(self, earlier: Earlier, splices: Iterable[Splice], largest: int) -> None:
        self._earlier = earlier
        sizes, marks = numbers(earlier.stack.sizes), numbers(earlier.stack.marks)
        self._before = Cutting(marks, sizes, largest)
        self._roots_before = _roots(marks)
        self.sizes, self.marks = numbers(), numbers()
        self._keys: list[str | int | None] = []
        self._json: list[bytes | None] = []
        self._kept: list[_Kept] = []
        at = 0
        for splice in chain(splices, [Splice(len(sizes), 0)]):
            if at < splice.place:
                start = len(self.sizes)
                self._kept.append(_Kept(start, start + splice.place - at, at))
                self.sizes += sizes[at : splice.place]
                self.marks += marks[at : splice.place]
                self._keys += [None] * (splice.place - at)
                self._json += [None] * (splice.place - at)
            self._keys += splice.keys
            self._json += splice.json
            self.sizes.extend([len(one) + 1 for one in splice.json])
            self.marks.extend(splice.marks)
            at = splice.place + splice.gone
        self._now = Cutting(self.marks, self.sizes, largest)
        self._roots = _roots(self.marks)

    def pieces(self) -> Iterator[tuple[int, int, range | None]]:
        """Where each piece begins and ends; or where some do, together, and which of the earlier scripts they are.

        Halves are followed beside those of the earlier shelf: of one that is what it was, no entry is looked at.
        """
        for root, root_before in zip_longest(self._roots, self._roots_before, fillvalue=(0, 0)):
            waiting = [(*root, *root_before)] if root[1] else []
            while waiting:
                start, end, before, stop = waiting.pop()
                if before < stop and self._same(start, end) == before and end - start == stop - before:
                    yield start, end, range(*(bisect_left(self._earlier.starts, one) for one in (before, stop)))
                elif middle := self._now.middle(start, end):
                    cut = self._before.middle(before, stop) if before < stop else stop
                    waiting += [(middle, end, cut, stop), (start, middle, before, cut)]
                else:
                    yield start, end, self._script(start, end)

    def content(self, start: int, end: int) -> bytes:
        """The script of a piece."""
        return BEGINS + b"[" + b",".join(self._entries(start, end)) + b"]" + ENDS

    def key(self, place: int) -> str | int:
        """The key of an entry."""
        key = self._keys[place]
        return self._earlier.key(self._same(place)) if key is None else key

    def _entries(self, start: int, end: int) -> Iterator[bytes]:
        """Some entries, those one by one that are new, the others as they stood together."""
        while start < end:
            one = self._json[start]
            stop = start + 1
            if one is None:
                before = self._same(start)
                stop = min(end, self._kept[bisect_right(self._kept, start, key=_start) - 1].end)
                yield from self._earlier.raws(before, before + stop - start)
            else:
                yield one
            start = stop

    def _script(self, start: int, end: int) -> range | None:
        """The earlier script that held these entries and no others."""
        before = self._same(start, end)
        script = bisect_left(self._earlier.starts, before) if before >= 0 else 0
        if before < 0 or self._earlier.starts[script : script + 2] != [before, before + end - start]:
            return None
        return range(script, script + 1)

    def _same(self, start: int, end: int = 0) -> int:
        """Where entries stood earlier, one after another; negative when they did not."""
        kept = bisect_right(self._kept, start, key=_start) - 1
        if kept < 0 or not start < self._kept[kept].end >= end:
            return -1
        return self._kept[kept].before + start - self._kept[kept].start


def _roots(marks: "array[int]") -> list[tuple[int, int]]:
    """Where entries begin and end that are cut together: one without a mark is a piece by itself."""
    import numpy as np  # noqa: PLC0415  # it loads when it is needed

    starts = [0]
    for alone in np.flatnonzero(np.asarray(marks) == 0).tolist():
        starts += (alone, alone + 1) if alone > starts[-1] else (alone + 1,)
    return [root for root in pairwise([*starts, len(marks)]) if root[0] < root[1]]
