"""A site's folder into which of its files stand as they were put: looked at by another process, where there is one.

Of a large site that takes as long as reading the notes, which is done meanwhile.
"""

from array import array
from collections.abc import Iterable, Iterator
from itertools import chain
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
Lacking = dict[str, list[int]]
"""By block the places of files."""


class Placed(Struct, frozen=True, array_like=True):
    """What is kept of the files of a block, in columns."""

    paths: str
    """Their paths, each on a line: so the manifest has them too."""
    runs: bytes
    """The run that made each, eight bytes each."""
    shown: bytes
    """The row of their stamps, one after the other."""

    def __len__(self) -> int:
        """How many files there are."""
        return len(self.runs) // 8

    @classmethod
    def of(cls, files: Iterable[File]) -> "Placed":
        """The columns of files."""
        paths, runs, shown = tuple(zip(*files, strict=True)) or ((), (), ())
        return cls("\n".join(paths), array("q", runs).tobytes(), encode(list(chain.from_iterable(shown))))

    @property
    def files(self) -> Iterator[File]:
        """The files, one by one."""
        shown = iter(self._shown())
        stamps = zip(shown, shown, shown, shown, strict=True)
        return zip(lines(self.paths), memoryview(self.runs).cast("q"), stamps, strict=True)

    def lacking(self, folder: str) -> list[int]:
        """The places of those that are gone from the folder, or may be others than those that were put."""
        return others(folder, self.paths, self._shown())

    def _shown(self) -> list[int]:
        shown: list[int] = decode(self.shown, list[int])
        return shown


def lines(paths: str) -> list[str]:
    """The paths that stand on a line each."""
    return paths.split("\n") if paths else []


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
