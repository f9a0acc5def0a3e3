"""A site's folder into which of its files stand as they were put: looked at by another process, where there is one.

Of a large site that takes as long as reading the notes, which is done meanwhile.
"""

from array import array
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Self

from msgspec import Struct

from kb.codec import decode, encode
from kb.io.cache import Cache
from kb.io.executor import Executor, Work
from kb.io.stamps import Shown, others

_MANY = 2000  # files that take as long to look at as a process takes to begin

File = tuple[str, int, Shown]
"""The path of a file in a site's folder, the run that made it, and its stamp, which can be trusted."""
_Parts = tuple[list[int], list[int], list[int], list[int]]
Lacking = dict[str, list[int]]
"""By block the places of files."""


class Placed(Struct, frozen=True, array_like=True):
    """What is kept of the files of a block, in columns."""

    paths: bytes
    """The row of their paths."""
    runs: bytes
    """The run that made each, eight bytes each."""
    shown: bytes
    """The row of the parts of their stamps, a list of each."""

    def __len__(self) -> int:
        """How many files there are."""
        return len(self.runs) // 8

    @classmethod
    def of(cls, files: Iterable[File]) -> "Placed":
        """The columns of files; raises `UnfitError` if a path can't be written."""
        paths, runs, shown = tuple(zip(*files, strict=True)) or ((), (), ())
        parts = tuple(zip(*shown, strict=True)) or ((),) * 4
        return cls(encode(paths), array("q", runs).tobytes(), encode(parts))

    @property
    def files(self) -> Iterator[File]:
        """The files, one by one."""
        return zip(self._paths(), memoryview(self.runs).cast("q"), self._shown(), strict=True)

    def lacking(self, folder: str) -> list[int]:
        """The places of those that are gone from the folder, or may be others than those that were put."""
        return others(folder, self._paths(), self._shown())

    def _paths(self) -> list[str]:
        paths: list[str] = decode(self.paths, list[str])
        return paths

    def _shown(self) -> list[Shown]:
        return list(zip(*decode(self.shown, _Parts), strict=True))


def placed_space(place: str) -> str:
    """The space of the cache that tells of a site's folder: for each file the run that made it, and its stamp."""
    return f"placed {place}"


class Standing:
    """What is kept of a site's folder, and which of its files are others now."""

    def __init__(self, place: str, cache: Cache) -> None:
        """Read it."""
        self.place = place
        """The folder."""
        self._work: Work[Lacking] | None = None
        space = placed_space(place)
        held: dict[str, Placed] | None = cache.held(space, dict)
        self.blocks = {key: decode(row, Placed) for key, row in cache.all(space).items()} if held is None else held
        """What is kept, in blocks of jobs."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        if self._work:
            self._work.end()

    def __len__(self) -> int:
        """How many files there are."""
        return sum(map(len, self.blocks.values()))

    def begin(self, workers: Executor) -> None:
        """Have the files looked at meanwhile, if they are many."""
        self._work = workers.beside(self._look, Lacking) if len(self) > _MANY else None

    def lacking(self) -> Lacking:
        """The files that are gone, or may be others than those that were put."""
        found = self._work.wait() if self._work else self._look()
        self._work = None
        return found

    def _look(self) -> Lacking:
        found = ((key, block.lacking(self.place)) for key, block in self.blocks.items())
        return {key: places for key, places in found if places}
