"""Batches of work into their results, in order: one after another here, shared among processes, or by a cluster.

Work is one function of a batch, and gives the same wherever it runs. What it needs besides the batch goes with it to
a cluster, once for each worker, so it holds as little as it can: best is a `functools.partial` of a module's function.

A process of the second kind is forked where work begins: it has everything that was read and computed so far without a
copy, takes the next batch that nobody has taken as soon as it is free, and at its end sends what its batches gave. This
process works along with it. Whatever the number of processes, the results are the same and come in the same order.
"""

import os
import pickle
import signal
import struct
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any, Generic, NoReturn, Protocol, TypeVar

from msgspec import Struct

from kb.errors import KbError, WrongUseError
from kb.io.parcel import pack, unpack

B = TypeVar("B")
P = TypeVar("P")
R = TypeVar("R")

_NOTES_FOR_EACH = 250  # notes whose work is worth the start of a process
_MOST = 8  # processes; beyond, what this one does alone takes longest
_CLAIMS = 4096  # parts into which work is cut at most; the numbers of so many fit into any pipe
_NUMBER = struct.Struct("<I")
_RESULT = struct.Struct("<cIQ")  # before each result that is sent: how it went, its number, its bytes
_DONE, _FAILED = b".", b"!"


class Executor(Protocol):
    """Who does the work."""

    def map(
        self,
        work: Callable[[B], R],
        batches: Sequence[B],
        kind: Any = object,  # noqa: ANN401  # a type
        own: Callable[[], None] | None = None,
    ) -> Iterator[R]:
        """What `work` gives for each batch, in the batches' order; what it raises is raised here.

        `kind` is the type of a result, where it is one of plain types, tuples, lists and the model's classes: such
        results travel between processes in a tenth of the time. `own` is work that this process has to do itself: at
        once, while others begin with the batches, or last, where there are no others.
        """

    def beside(self, work: Callable[[], object]) -> "Work | None":
        """Have another process of this machine begin work of which only what it leaves on the disk is wanted.

        None where there is no other process; nothing is begun then.
        """


class Work(Protocol):
    """Work that another process does."""

    def wait(self) -> None:
        """Wait until it is done; what it raised is raised here."""

    def end(self) -> None:
        """Break it off, unless it is done."""


class Delivered(Struct, Generic[B, P, R], frozen=True):
    """Work that gives pieces, which are put away on this machine, by the process that made them where it is on it."""

    work: Callable[[B], Iterable[P]]
    """Gives the pieces of a batch, each when it is asked for."""
    put: Callable[[Iterable[P]], R]
    """Puts the pieces of a batch away, and gives what is to be known of them. It is not sent to other machines."""
    kind: Any
    """Type of a piece, as for `Executor.map`."""

    def __call__(self, batch: B) -> R:
        """Do both."""
        return self.put(self.work(batch))


class LostError(KbError):
    """A process of the work ended before its work did, so nobody knows what it left."""


class Serial:
    """Does one batch after another, each when its result is asked for."""

    def map(
        self,
        work: Callable[[B], R],
        batches: Sequence[B],
        kind: Any = object,  # noqa: ANN401, ARG002  # as `Executor` has it
        own: Callable[[], None] | None = None,
    ) -> Iterator[R]:
        """As `Executor`."""
        yield from map(work, batches)
        if own:
            own()

    def beside(self, work: Callable[[], object]) -> None:
        """As `Executor`."""


class Processes(Struct, frozen=True):
    """Shares the batches among this process and others; results must be such as pickle takes."""

    jobs: int
    """How many processes work, this one too."""

    def map(
        self,
        work: Callable[[B], R],
        batches: Sequence[B],
        kind: Any = object,  # noqa: ANN401  # a type
        own: Callable[[], None] | None = None,
    ) -> Iterator[R]:
        """As `Executor`; all results are there when the first one is given."""
        helpers = min(self.jobs, len(batches) + bool(own)) - 1
        if helpers < 1:
            return Serial().map(work, batches, kind, own)
        return iter(_Team(work, batches, kind).run(helpers, own))

    def beside(self, work: Callable[[], object]) -> Work:
        """As `Executor`."""
        team = _Team(lambda _: bool(work()), (None,), object)
        team.begin()
        return team


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


class _Team:
    """This process and others, at work on some batches."""

    def __init__(self, work: Callable[[Any], Any], batches: Sequence[Any], kind: Any) -> None:  # noqa: ANN401  # a type
        self._work = work
        self._kind = kind
        self._batches = batches
        self._step = -(-len(batches) // _CLAIMS)
        self._helpers: dict[int, int] = {}
        """Where the results of each other process can be read, by its id."""

    def run(self, helpers: int, own: Callable[[], None] | None = None) -> list[Any]:
        """All results, by batch."""
        claims = self._claims()
        try:
            for _ in range(helpers):
                self._start(claims)
            if own:
                own()
            results = dict(self._taken(claims))
            for helper in list(self._helpers):
                results |= self._received(helper)
        finally:
            os.close(claims)
            self.end()
        return [results[number] for number in range(len(self._batches))]

    def begin(self) -> None:
        """Have one other process do all batches."""
        claims = self._claims()
        try:
            self._start(claims)
        finally:
            os.close(claims)

    def wait(self) -> None:
        """As `Work`."""
        try:
            for helper in list(self._helpers):
                self._received(helper)
        finally:
            self.end()

    def _claims(self) -> int:
        """The end of a pipe from which whoever is free takes the numbers of the next batches."""
        claims, filling = os.pipe()
        runs = range(0, len(self._batches), self._step)
        os.write(filling, b"".join(map(_NUMBER.pack, runs)))  # a pipe holds as many as there are claims
        os.close(filling)
        return claims

    def _taken(self, claims: int) -> Iterator[tuple[int, Any]]:
        """The number and the result of each batch that this process takes."""
        while claim := os.read(claims, _NUMBER.size):
            (first,) = _NUMBER.unpack(claim)
            for number in range(first, min(first + self._step, len(self._batches))):
                yield number, self._work(self._batches[number])

    def _start(self, claims: int) -> None:
        """Fork a process that takes batches, too."""
        reading, writing = os.pipe()
        giver = os.getpid()
        with warnings.catch_warnings():
            # Threads of numerical libraries, which expect this; kb has none.
            warnings.simplefilter("ignore", DeprecationWarning)
            helper = os.fork()
        if not helper:
            os.close(reading)
            self._help(claims, writing, giver)
        os.close(writing)
        self._helpers[helper] = reading

    def _help(self, claims: int, writing: int, giver: int) -> None:
        """Be a helper: work, send what came of it, and end without any of the giver's own endings. Never returns."""
        code = 1
        try:
            signal.signal(signal.SIGTERM, _stop)
            signal.signal(signal.SIGINT, _stop)
            try:
                answer = []
                for number, result in self._taken(claims):
                    answer.append((_DONE, number, pack(result, plain=self._kind is not object)))
                    if os.getppid() != giver:
                        return  # nobody waits for it any more
            except Exception as error:  # noqa: BLE001  # it is raised where the work was given
                answer = [(_FAILED, 0, pickle.dumps(_sendable(error)))]
            with os.fdopen(writing, "wb") as pipe:
                for sign, number, parcel in answer:
                    pipe.write(_RESULT.pack(sign, number, len(parcel)))
                    pipe.write(parcel)
            code = 0
        finally:
            os._exit(code)

    def _received(self, helper: int) -> dict[int, Any]:
        """What a helper's batches gave; raises what they raised."""
        results: dict[int, Any] = {}
        failure = b""
        with os.fdopen(self._helpers.pop(helper), "rb") as pipe:
            try:
                while len(head := pipe.read(_RESULT.size)) == _RESULT.size:
                    sign, number, size = _RESULT.unpack(head)
                    parcel = pipe.read(size)
                    if len(parcel) < size:
                        break  # how it ended tells why
                    if sign == _FAILED:
                        failure = parcel
                    else:
                        results[number] = unpack(parcel, self._kind)
            except BaseException:
                _end(helper)
                raise
        _, status = os.waitpid(helper, 0)
        code = os.waitstatus_to_exitcode(status)
        if code:
            reason = f"was ended by signal {-code}" if code < 0 else f"ended with {code}"
            raise LostError(
                f"A process that helped {reason}; perhaps there was too little memory.",
                "Run again with --jobs 1, which needs least.",
            )
        if failure:
            raise pickle.loads(failure)  # noqa: S301  # from a process that this one forked
        return results

    def end(self) -> None:
        """Ask helpers whose results nobody wants any more to stop, and wait until they have."""
        for helper, reading in self._helpers.items():
            os.close(reading)
            _end(helper)
        self._helpers.clear()


def _end(helper: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(helper, signal.SIGTERM)
    with suppress(ChildProcessError):
        os.waitpid(helper, 0)


def _stop(*_: object) -> NoReturn:
    """Unwind, so that a file half written is taken away."""
    raise KeyboardInterrupt


def _sendable(error: Exception) -> Exception:
    """The error, or its words where it can't be sent."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301  # what was just written
    except Exception:  # noqa: BLE001  # whatever its class does
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error
