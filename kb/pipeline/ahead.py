"""Notes into their words, their search index, and the store of both: what a first build has another process begin."""

from collections.abc import Mapping, Sequence
from functools import cached_property, partial
from types import TracebackType
from typing import Any, Self

from kb.io.aside import Aside, Places
from kb.io.cache import Cache
from kb.io.executor import Executor, Work
from kb.io.turn import Step, Turn
from kb.model import Collection, Note
from kb.note.cuts import Cuts, Told


class Ahead:
    """The words of a first build's notes, and their index: what takes longest for which nobody else is needed.

    Another process cuts notes into words while links, items and terms are found. One makes the index while neighbours
    are: it lays its rows aside, and the job that writes the index goes on from them as from those of an earlier run, in
    which no note has changed. Then it begins a new store, with these rows and all that is to be kept by then.
    """

    def __init__(self, cache: Cache, workers: Executor, *, wanted: bool) -> None:
        """Begin nothing yet; `wanted` says whether an index is."""
        self._cache = cache
        self._workers = workers
        self._wanted = wanted
        self._cutting: tuple[Sequence[Note], Work[Told]] | None = None
        self._turn: Turn | None = None
        self._fills = False
        """Whether the store is begun, too."""
        self.begun: Aside | None = None
        """The rows of the index that was begun, for whoever has waited."""
        self.cuts = Cuts()
        """The words of notes, which neighbours and index share."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        for work in (self._cutting and self._cutting[1], self._turn):
            if work:
                work.end()

    @cached_property
    def _is_wanted(self) -> bool:
        """Whether there is to be an index, and is no earlier one."""
        from kb.pipeline.searching import PUBLISHED  # noqa: PLC0415  # what comes after reading loads while others read

        return self._wanted and self._cache.usable and self._cache.get(PUBLISHED, "") is None

    def cut(self, notes: Sequence[Note]) -> None:
        """Have notes cut into words, where there is somebody to do it meanwhile; drafts are not compared."""
        if self._is_wanted:
            shown = [one for one in notes if not one.draft]
            work = self._workers.beside(partial(_cut, shown), Told)
            self._cutting = (shown, work) if work else None

    def begin(self, collection: Collection, compared: Sequence[Note], known: Mapping[str, bytes]) -> None:
        """Have the index of a collection begun, of which neighbours are not known, unless there is an earlier one.

        Words of notes that are compared are cut before, for both. `known` is as for `contents_of`.
        """
        aside = self._cache.aside() if self._is_wanted else None
        if aside is None:
            return
        if self._cutting:
            notes, cutting = self._cutting
            self.cuts = Cuts.of(notes, cutting.wait())
            self._cutting = None
        else:
            self.cuts.begin(collection.vault.notes)
        united = {item.canonical for item in collection.items}
        self.cuts.begin([one for one in compared if one.id in united])
        if not self._workers.several:
            return
        from kb.pipeline.searching import PUBLISHED, expect  # noqa: PLC0415  # as above

        self.begun = aside
        expect(PUBLISHED, self._cache)
        steps: list[Step[Any]] = [Step(partial(_index, collection, known, aside, self.cuts), Places)]
        if fill := self._cache.begin():
            self._fills = True
            steps.append(Step(fill))
        self._turn = self._workers.in_turn(steps)

    def aside(self) -> Aside | None:
        """Where rows of a first index go that were not begun.

        Where an index is kept, the builder itself brings it up to date, and what few rows that gives are sent nowhere.
        """
        if self.begun is not None:
            self.cuts.forget()
        if not self._cache.usable:  # any more: what was laid aside went with it
            self.begun = None
        return self._cache.aside() if self._is_wanted else None

    def wait(self) -> None:
        """Have the rows of the index that was begun."""
        if self._turn and self.begun is not None:
            self.begun.take_over(self._turn.given(0))

    def filled(self) -> None:
        """Wait for the store that was begun, in this process or in one that it forked since."""
        if self._turn and self._fills:
            self._turn.given(1)


def _cut(notes: Sequence[Note]) -> Told:
    """The words of notes."""
    cuts = Cuts()
    cuts.begin(notes)
    return cuts.told(notes)


def _index(collection: Collection, known: Mapping[str, bytes], aside: Aside, cuts: Cuts) -> Places:
    """Make the index of a collection, for the rows that it lays aside; where they stand."""
    from kb import search  # noqa: PLC0415  # as above
    from kb.pipeline.searching import contents_of  # noqa: PLC0415  # as above

    contents = contents_of(collection.vault.notes, known)
    search.build_index(collection, search.Memory(contents=contents, aside=aside, cuts=cuts))
    return aside.places
