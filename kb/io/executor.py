"""Batches of work into their results, in order: one after another here, shared among processes, or by a cluster.

Work is one function of a batch, and gives the same wherever it runs. What it needs besides the batch goes with it to
a cluster, once for each worker, so it holds as little as it can: best is a `functools.partial` of a module's function.
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeVar, cast

from msgspec import Struct

from kb.errors import WrongUseError

if TYPE_CHECKING:
    from kb.io.turn import Later, Step, Turn

B = TypeVar("B")
P = TypeVar("P")
R = TypeVar("R")
Given = TypeVar("Given", covariant=True)  # noqa: PLC0105  # a result has no other name where it is given

_NOTES_FOR_EACH = 250  # notes whose work is worth the start of a process
_MOST = 8  # processes; beyond, what this one does alone takes longest


class Executor(Protocol):
    """Who does the work."""

    several: ClassVar[bool]
    """Whether there are other processes of this machine, which can be forked."""

    def map(
        self,
        work: Callable[[B], R],
        batches: Sequence[B],
        kind: Any = object,  # noqa: ANN401  # a type
        own: Callable[[], None] | None = None,
        theirs: int = 0,
    ) -> Iterator[R]:
        """What `work` gives for each batch, in the batches' order; what it raises is raised here.

        `kind` is the type of a result, where it is one of plain types, tuples, lists and the model's classes: such
        results travel between processes in a tenth of the time. `own` is work that this process has to do itself: at
        once, while others begin with the batches, or last, where there are no others. Other processes of this machine
        begin with the batches from `theirs` on, this one with those before: what it has at hand after one may serve the
        next.
        """

    def share(self, work: Callable[[B], R], batches: Sequence[B]) -> Iterator[R]:
        """As `map`, by no more processes than have nothing to do; one that was begun beside joins when it is done."""

    def beside(self, work: Callable[[], R], kind: Any = object) -> "Work[R] | None":  # noqa: ANN401  # a type
        """Have another process of this machine begin work; `kind` is the type of what it gives, as for `map`.

        None where there is no other process; nothing is begun then.
        """

    def in_turn(self, steps: Sequence["Step[Any]"], after: "Later[Any] | None" = None) -> "Turn | None":
        """The same for steps of which each gives something, as soon as it is done and to any process forked since.

        They begin `after` something is given; until then their process has nothing to do.
        """


class Work(Protocol[Given]):
    """Work that another process does."""

    def wait(self) -> Given:
        """What it gave, once it is done, to be asked for once; what it raised is raised here."""

    def end(self) -> None:
        """Break it off, unless it is done."""


class Delivered(Struct, Generic[B, P, R], frozen=True):
    """Work that gives pieces, which are put away on this machine, by the process that made them where it is on it."""

    work: Callable[[B], Iterable[P]]
    """Gives the pieces of a batch, each when it is asked for."""
    put: Callable[[B, Iterable[P]], R]
    """Puts the pieces of a batch away, and gives what is to be known of them. It is not sent to other machines."""
    kind: Any
    """Type of a piece, as for `Executor.map`."""

    def __call__(self, batch: B) -> R:
        """Do both."""
        return self.put(batch, self.work(batch))


class Serial:
    """Does one batch after another, each when its result is asked for."""

    several: ClassVar[bool] = False

    def map(
        self,
        work: Callable[[B], R],
        batches: Sequence[B],
        kind: Any = object,  # noqa: ANN401, ARG002  # as `Executor` has it
        own: Callable[[], None] | None = None,
        theirs: int = 0,  # noqa: ARG002  # as `Executor` has it
    ) -> Iterator[R]:
        """As `Executor`."""
        yield from map(work, batches)
        if own:
            own()

    def share(self, work: Callable[[B], R], batches: Sequence[B]) -> Iterator[R]:
        """As `Executor`."""
        return map(work, batches)

    def beside(self, work: Callable[[], R], kind: Any = object) -> None:  # noqa: ANN401  # as `Executor` has it
        """As `Executor`."""

    def in_turn(self, steps: Sequence["Step[Any]"], after: "Later[Any] | None" = None) -> None:
        """As `Executor`."""


class Processes(Struct, frozen=True):
    """Shares the batches among this process and others; results must be such as pickle takes."""

    several: ClassVar[bool] = True

    jobs: int
    """How many processes work, this one too."""
    begun: list["Turn"] = []
    """What others were begun with, beside this one."""

    def map(
        self,
        work: Callable[[B], R],
        batches: Sequence[B],
        kind: Any = object,  # noqa: ANN401  # a type
        own: Callable[[], None] | None = None,
        theirs: int = 0,
    ) -> Iterator[R]:
        """As `Executor`; all results are there when the first one is given."""
        helpers = min(self.jobs, len(batches) + bool(own)) - 1
        if helpers < 1:
            return Serial().map(work, batches, kind, own)
        from kb.io.team import Team  # noqa: PLC0415  # where one process works alone, nothing is sent

        return iter(Team(work, batches, kind).run(helpers, own, theirs=theirs))

    def share(self, work: Callable[[B], R], batches: Sequence[B]) -> Iterator[R]:
        """As `Executor`."""
        helpers = min(self.jobs, len(batches)) - 1
        if helpers < 1:
            return map(work, batches)
        from kb.io.team import Team  # noqa: PLC0415  # as above

        return iter(Team(work, batches, object).run(helpers, busy=lambda: sum(one.busy() for one in self.begun)))

    def beside(self, work: Callable[[], R], kind: Any = object) -> "Work[R]":  # noqa: ANN401  # a type
        """As `Executor`."""
        from kb.io.turn import Step  # noqa: PLC0415  # as above

        return _Alone(self.in_turn([Step(work, kind)]))

    def in_turn(self, steps: Sequence["Step[Any]"], after: "Later[Any] | None" = None) -> "Turn":
        """As `Executor`."""
        from kb.io.turn import Turn  # noqa: PLC0415  # as above

        self.begun.append(Turn(steps, after))
        return self.begun[-1]


class _Alone(Struct, Generic[Given], frozen=True):
    """Work of one step, which another process does."""

    turn: "Turn"
    """Who does it."""

    def wait(self) -> Given:
        """As `Work`."""
        try:
            return cast("Given", self.turn.given(0))
        finally:
            self.turn.end()

    def end(self) -> None:
        """As `Work`."""
        self.turn.end()


def executor(jobs: int | None, notes: int, scheduler: str = "") -> Executor:
    """The executor for a vault of so many notes: the cluster of a Dask scheduler, or so many processes on this machine.

    Without a number of jobs there are as many processes as pay.
    """
    if scheduler:
        try:
            from kb.io.cluster import Cluster  # noqa: PLC0415  # Dask takes a second to load
        except ModuleNotFoundError as error:
            raise WrongUseError(
                f"Work for a Dask cluster needs the package {error.name}.", 'pip install "kb[dask]" brings it.'
            ) from error
        return Cluster(scheduler)
    if not hasattr(os, "fork") or sys.platform == "darwin":  # where a forked process may not use the system's libraries
        return Serial()
    count = min(_cores(), _MOST, notes // _NOTES_FOR_EACH) if jobs is None else jobs
    return Processes(count) if count > 1 else Serial()


def _cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
