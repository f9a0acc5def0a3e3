"""A site's folder into which of its files stand as they were put: looked at by another process, where there is one.

Of a large site that takes as long as reading the notes, which is done meanwhile.
"""

from itertools import chain
from types import TracebackType
from typing import Self

from kb.codec import decode
from kb.io.cache import Cache
from kb.io.executor import Executor, Work
from kb.io.stamps import Stamp, standing

_MANY = 2000  # files that take as long to look at as a process takes to begin

Placed = dict[str, tuple[int, Stamp]]
"""For each file of a site's folder the run that made it, and its stamp."""


def placed_space(place: str) -> str:
    """The space of the cache that tells of a site's folder: for each file the run that made it, and its stamp."""
    return f"placed {place}"


class Standing:
    """What is kept of a site's folder, and which of its files are others now."""

    def __init__(self, place: str, cache: Cache) -> None:
        """Read it."""
        self.place = place
        """The folder."""
        self._work: Work[list[str]] | None = None
        space = placed_space(place)
        held: dict[str, Placed] | None = cache.held(space, dict)
        self.blocks = {key: decode(row, Placed) for key, row in cache.all(space).items()} if held is None else held
        """What is kept, in blocks of jobs."""
        self.placed: Placed = dict(chain.from_iterable(block.items() for block in self.blocks.values()))
        """The same of all files."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        if self._work:
            self._work.end()

    def begin(self, workers: Executor) -> None:
        """Have the files looked at meanwhile, if they are many."""
        self._work = workers.beside(self._look, list[str]) if len(self.placed) > _MANY else None

    def lacking(self) -> frozenset[str]:
        """The files that are gone, or may be others than those that were put."""
        found = self._work.wait() if self._work else self._look()
        self._work = None
        return frozenset(found)

    def _look(self) -> list[str]:
        there = frozenset(standing(self.place, self.placed.items()))
        return [path for path in self.placed if path not in there]
