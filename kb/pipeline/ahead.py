"""Notes into their search index while their neighbours are found: what a first build can have another process begin."""

from collections.abc import Iterable, Mapping
from functools import partial
from types import TracebackType
from typing import Self

from kb import search
from kb.io.aside import Aside
from kb.io.cache import Cache
from kb.io.executor import Executor, Work
from kb.model import Collection, Note
from kb.note.cuts import Cuts
from kb.pipeline.searching import PUBLISHED


class Ahead:
    """The index of a first build: what takes longest of all for which no neighbours are needed.

    Another process lays its rows aside, and the job that writes the index goes on from them as from those of an earlier
    run, in which no note has changed.
    """

    def __init__(self, contents: Mapping[str, bytes], cache: Cache, workers: Executor, *, wanted: bool) -> None:
        """Take by note's id a digest of all that was read of it, and whether an index is wanted."""
        self._contents = contents
        self._cache = cache
        self._workers = workers
        self._wanted = wanted
        self._work: Work[None] | None = None
        self._aside: Aside | None = None
        self.cuts = Cuts()
        """The words of notes, which neighbours and index share."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        if self._work:
            self._work.end()

    def begin(self, collection: Collection, compared: Iterable[Note]) -> None:
        """Have the index of a collection begun, of which neighbours are not known, unless there is an earlier one.

        Words of notes that are compared are cut before, for both.
        """
        if not self._wanted or not self._cache.usable or self._cache.get(PUBLISHED, "") is not None:
            return
        self._aside = self._cache.aside()
        if self._aside is None:
            return
        self.cuts.begin(compared)
        memory = search.Memory(contents=self._contents, aside=self._aside, cuts=self.cuts)
        self._work = self._workers.beside(partial(_indexed, collection, memory))

    def left(self) -> Aside | None:
        """What the other process has left, when it has ended; None where there was none."""
        if self._work is None or self._aside is None:
            return None
        self._work.wait()
        self._work = None
        self.cuts.forget()
        self._aside.take_over()
        return self._aside


def _indexed(collection: Collection, memory: search.Memory) -> None:
    """Make the index for what it leaves in the memory."""
    search.build_index(collection, memory)
