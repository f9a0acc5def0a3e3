"""Blocks of jobs into columns of all of them, which tell who looked at what has changed, and whose files stand."""

from array import array
from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import chain, compress

import numpy as np
import numpy.typing as npt

from kb import site
from kb.io.output import Put
from kb.pipeline.blocks import Block
from kb.pipeline.standing import Lacking, Placed, lines

Flags = npt.NDArray[np.bool_]
_Ints = npt.NDArray[np.int64]


class Jobs:
    """What is kept of all jobs."""

    def __init__(self, blocks: Mapping[str, Block]) -> None:
        """Take the blocks, by key."""
        self.blocks = blocks
        """As they are kept."""
        some = self._blocks = list(blocks.values())
        self.names = list(chain.from_iterable([block.names for block in some]))
        """What all are called, block by block."""
        self._begins = np.cumsum([0, *map(len, [block.names for block in some])])
        """How many jobs there are before each block, and at the end how many there are."""

    def __len__(self) -> int:
        """How many there are."""
        return len(self.names)

    @cached_property
    def place(self) -> Mapping[str, int]:
        """Where each job stands among all, by name."""
        return {name: place for place, name in enumerate(self.names)}

    def key(self, name: str) -> str:
        """That of the block that has a job."""
        return self._keys[int(np.searchsorted(self._begins, self.place[name], "right")) - 1]

    @cached_property
    def _keys(self) -> list[str]:
        return list(self.blocks)

    @cached_property
    def listed(self) -> Mapping[str, tuple[site.Listed, ...]]:
        """By name the pages of jobs for the sitemap, where there are some."""
        return {block.names[place]: some for block in self._blocks for place, some in block.listed.items()}

    @cached_property
    def _job(self) -> _Ints:
        """Whose each file is: the place of its job."""
        counts = np.frombuffer(b"".join([block.counts for block in self._blocks]), np.uint32)
        return np.repeat(np.arange(len(self.names)), counts)

    @cached_property
    def _paths(self) -> list[str]:
        """The paths of all files, job by job."""
        return list(chain.from_iterable([lines(block.paths) for block in self._blocks]))

    def standing(self, placed: Mapping[str, Placed], lacking: Lacking) -> Flags:
        """Which of all files stand in the folder, of which `placed` is kept, as the last runs of their jobs made them.

        Files that are `lacking` do not.
        """
        runs: list[bytes] = []
        gone: list[int] = []
        begin = 0
        for key, block in self.blocks.items():
            there, others = placed.get(key), lacking.get(key, ())
            if there and there.paths == block.paths:  # as they nearly always are
                runs.append(there.runs)
                gone += [begin + place for place in others]
            else:
                some = enumerate(there.files) if there else ()
                known = {path: run for place, (path, run, _) in some if place not in others}
                runs.append(array("q", [known.get(path, 0) for path in lines(block.paths)]).tobytes())
            begin += len(runs[-1]) // 8
        last = np.frombuffer(b"".join([block.runs for block in self._blocks]), np.int64)
        stands: Flags = np.frombuffer(b"".join(runs), np.int64) == last[self._job]
        stands[gone] = False
        return stands

    def having(self, some: Flags) -> set[str]:
        """The names of those that have some of all files."""
        return {self.names[place] for place in set(self._job[some].tolist())}

    def own(self, name: str, some: Flags) -> frozenset[str]:
        """The paths of those files of a job that are among some of all."""
        place = self.place.get(name)
        first, last = (0, 0) if place is None else np.searchsorted(self._job, [place, place + 1]).tolist()
        return frozenset(compress(self._paths[first:last], some[first:last].tolist()))

    def without(self, names: Iterable[str]) -> Put:
        """The files of all but some jobs, as they stand where earlier runs put them."""
        stays = np.ones(len(self.names), np.bool_)
        stays[[self.place[name] for name in names if name in self.place]] = False
        files = stays[self._job]
        sizes = np.frombuffer(b"".join([block.sizes for block in self._blocks]), np.int64)
        return Put(tuple(compress(self._paths, files.tolist())), (), int(sizes[files].sum()))

    def looked_at(self, changed: Iterable[int]) -> set[str]:
        """The names of those that looked at what has one of these numbers."""
        some = np.sort(np.fromiter(changed, np.uint32))
        if not len(some):
            return set()
        numbers = np.frombuffer(b"".join([block.looked for block in self._blocks]), np.uint32)
        low = np.zeros(1 << 16, np.bool_)
        low[some.astype(np.uint16)] = True
        found = np.flatnonzero(low[numbers.astype(np.uint16)])  # which leaves few to be searched for
        near = some[np.minimum(np.searchsorted(some, numbers[found]), len(some) - 1)]
        ends = np.cumsum(np.frombuffer(b"".join([block.looks for block in self._blocks]), np.uint32))
        places = np.searchsorted(ends, found[near == numbers[found]], "right")
        return {self.names[place] for place in places.tolist()}
