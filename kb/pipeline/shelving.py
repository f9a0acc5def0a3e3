"""What was read in files into rows, by file and by block of faces, and back, with notes at hand or on a shelf.

A row of a file has all that was read in it. A block has what is asked of every file at every run: the face of its note,
and all that was read beside the note. It has files from one path to another, so that what is decoded lies in memory in
the order in which nearly all stages go through it: they take a third of the time that they would else.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from kb.codec import DamagedError, UnfitError, decode, decodes, encode
from kb.dedupe import Facts
from kb.io.cache import Cache
from kb.io.changed import Row
from kb.io.shelf import Shelf as Rows
from kb.model import Diagnostic, Note
from kb.model.shelved import Faces, Shelf, faces

Read = tuple[Note, tuple[Diagnostic, ...], str, Facts, bytes]
"""A note, what is wrong with it, the digest of its file, digests of its parts, and one of all that was read of it."""

_MOST = 256  # files of a block
_FACES = "faces"  # the space of blocks, by the path from which on each has files, the first by none
_FIRSTS = "firsts"  # that of the row of these paths, sorted
READ = "read"
"""The space of files, by path."""
_AHEAD = 512  # files of which the rows are read ahead at most
_NEARLY = 4  # places between two paths of which the other is taken for the next


class _Block(Struct, frozen=True, array_like=True):
    """What is kept of some files, but their notes; columns are shorter and sooner decoded than a row of each."""

    faces: Faces
    troubles: Sequence[tuple[Diagnostic, ...]]
    digests: Sequence[str]
    facts: Sequence[Facts]
    contents: Sequence[bytes]

    def read(self, shelf: Shelf) -> Iterator[Read]:
        """What was read of each, with notes from a shelf."""
        notes = self.faces.shelved(self.digests, shelf)
        return zip(notes, self.troubles, self.digests, self.facts, self.contents, strict=True)


def some(paths: Sequence[str], cache: Cache) -> list[Read]:
    """What is kept of files, as far as it is."""
    return decodes(cache.some(READ, paths).values(), Read)


def every(cache: Cache) -> list[Read]:
    """What is kept of all files."""
    return decodes(cache.all(READ).values(), Read)


def shelved(paths: Sequence[str], cache: Cache) -> Iterator[Read]:
    """The same with notes of which only the faces are at hand; `paths` are those of all files, sorted.

    They come block by block, for who looks at them while the processor has them at hand too. Whoever asks for more of a
    note gets `DamagedError` where that is not what was kept beside its face.
    """
    rows = cache.shelf(READ)
    if rows is None:
        return
    shelf = _Notes(rows, paths)
    for _, row in sorted(cache.all(_FACES).items()):
        block: _Block = decode(row, _Block)
        yield from block.read(shelf)


class _Notes:
    """The notes of rows on a shelf; for who goes through them by their paths, or nearly, more and more are read ahead.

    Together they take a fraction of the time.
    """

    def __init__(self, rows: Rows, paths: Sequence[str]) -> None:
        """Take the rows of files, and the paths of all files, sorted."""
        self._rows = rows
        self._paths = paths
        self._ahead: dict[str, Read] = {}
        self._end = -_NEARLY  # the place of the path up to which was read last
        self._most = 1

    def __call__(self, digests: Mapping[str, str]) -> Iterator[Note]:
        """As `Shelf`."""
        wanted = [path for path in digests if path not in self._ahead]
        if wanted and len(digests) == 1:
            wanted += self._next(*wanted)
        if wanted:
            read: list[Read] = decodes(self._rows.some(wanted), Read)
            self._ahead.update((one[0].path, one) for one in read)
        for path, told in digests.items():
            one = self._ahead.pop(path, None)
            if one is None or one[2] != told:
                raise DamagedError("A face is kept of another note.")
            yield one[0]

    def _next(self, path: str) -> Sequence[str]:
        """The paths that will be asked for after this one, as far as that can be expected."""
        begin = bisect_right(self._paths, path)
        self._most = min(2 * self._most, _AHEAD) if 0 < begin - self._end <= _NEARLY else 1
        self._end = begin + self._most - 1
        return self._paths[begin : self._end]


def are_kept(cache: Cache) -> bool:
    """Whether any file is."""
    return cache.get(_FIRSTS, "") is not None


def keep(read: Mapping[str, Read], new: Iterable[str], gone: Iterable[str], cache: Cache) -> set[str]:
    """Keep what was read, of which some is new, and forget files that are gone; the new ones that can't be kept."""
    left: set[str] = set()
    for space, key, value in rows(read, new, gone, cache):
        if value is not None:
            cache.put(space, key, value)
            continue
        cache.drop(space, key)
        if space == READ:
            left.add(key)
    return left.difference(gone)


def rows(read: Mapping[str, Read], new: Iterable[str], gone: Iterable[str], cache: Cache | None) -> Iterator[Row]:
    """The rows to keep of what was read, of which some is new, where other files are gone; new ones may be unfit.

    `cache` has what is kept until now; None where that is nothing.
    """
    firsts: list[str] = decode((cache and cache.get(_FIRSTS, "")) or encode([]), list[str])
    unfit: set[str] = set()
    blocks: defaultdict[str, set[str]] = defaultdict(set)
    for path in new:
        try:
            yield READ, path, encode(read[path])
        except UnfitError:
            unfit.add(path)
        else:
            blocks[_block(path, firsts)].add(path)
    forgotten = {*gone, *unfit}
    for path in forgotten:
        yield READ, path, None
        blocks[_block(path, firsts)].discard(path)
    for first, row in cache.some(_FACES, [*blocks]).items() if cache else ():
        before: _Block = decode(row, _Block)
        blocks[first].update({one.path for one in before.faces.notes} - forgotten)
    now = set(firsts)
    for first, paths in blocks.items():
        parts = dict(_parts(first, sorted(paths)))
        now = now - {first} | parts.keys()
        if not parts:
            yield _FACES, first, None
        for key, some in parts.items():
            notes, *beside = zip(*(read[path] for path in some), strict=True)
            yield _FACES, key, encode((faces(notes), *beside))
    if now != set(firsts):
        yield _FIRSTS, "", encode(sorted(now))


def _block(path: str, firsts: Sequence[str]) -> str:
    """Where the block begins that has a file, if it is kept."""
    place = bisect_right(firsts, path)
    return firsts[place - 1] if place else ""


def _parts(first: str, paths: Sequence[str]) -> Iterator[tuple[str, Sequence[str]]]:
    """The block that begins there, cut where it is too long, each part with where it begins."""
    size = _MOST if len(paths) <= _MOST else _MOST // 2
    for begin in range(0, len(paths), size):
        yield paths[begin] if begin else first, paths[begin : begin + size]
