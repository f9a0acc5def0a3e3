"""What was read in files into rows, by file and by block of faces, and back, with notes at hand or on a shelf.

A row of a file has all that was read in it. A block has what is asked of every file at every run: the face of its note,
and all that was read beside the note. Which block that is depends on the file's path alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from zlib import crc32

from msgspec import Struct

from kb.codec import DamagedError, UnfitError, decode, decodes, encode
from kb.dedupe import Facts
from kb.io.cache import Cache
from kb.model import Diagnostic, Note
from kb.model.shelved import Faces, Shelf, faces

Read = tuple[Note, tuple[Diagnostic, ...], str, Facts, bytes]
"""A note, what is wrong with it, the digest of its file, digests of its parts, and one of all that was read of it."""

_BLOCKS = 256
_FACES = "faces"  # the space of blocks
_READ = "read"  # that of files


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
    return decodes(cache.some(_READ, paths).values(), Read)


def every(cache: Cache) -> list[Read]:
    """What is kept of all files."""
    return decodes(cache.all(_READ).values(), Read)


def shelved(cache: Cache) -> list[Read]:
    """The same with notes of which only the faces are at hand.

    Whoever asks for more of a note gets `DamagedError` where that is not what was kept beside its face.
    """
    shelf = cache.shelf(_READ)
    if shelf is None:
        return []

    def notes(wanted: Mapping[str, str]) -> Iterator[Note]:
        read: list[Read] = decodes(shelf.take(list(wanted)), Read)
        for path, one in zip(wanted, read, strict=True):
            if one[2] != wanted[path]:
                raise DamagedError("A face is kept of another note.")
            yield one[0]

    blocks: list[_Block] = decodes(cache.all(_FACES).values(), _Block)
    return [one for block in blocks for one in block.read(notes)]


def keep(read: Mapping[str, Read], new: Iterable[str], gone: Iterable[str], cache: Cache) -> list[str]:
    """Keep what was read, of which some is new, and forget files that are gone; the new ones that can't be kept."""
    unfit = []
    blocks: defaultdict[str, set[str]] = defaultdict(set)
    for path in new:
        try:
            cache.put(_READ, path, encode(read[path]))
        except UnfitError:
            unfit.append(path)
        else:
            blocks[_block(path)].add(path)
    forgotten = {*gone, *unfit}
    for path in forgotten:
        cache.drop(_READ, path)
        blocks[_block(path)].discard(path)
    for key, row in cache.some(_FACES, [*blocks]).items():
        before: _Block = decode(row, _Block)
        blocks[key].update({one.path for one in before.faces.notes} - forgotten)
    for key, paths in blocks.items():
        notes, *beside = zip(*(read[path] for path in sorted(paths)), strict=True) if paths else ([],) * 5
        cache.put(_FACES, key, encode((faces(notes), *beside)))
    return unfit


def _block(path: str) -> str:
    """The key of a file's block."""
    return str(crc32(path.encode("utf-8", "surrogatepass")) % _BLOCKS)
