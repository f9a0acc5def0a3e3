"""Batches of work into their results, by the workers of a Dask cluster.

Work is sent to each worker once, a few batches at a time as tasks, and what a task gave is taken in when it is done. So
in this process there are never more results on their way than two tasks of each worker give. What a worker takes with
it when it is killed is done again by another. A worker does one task at a time, whatever the number of its threads, and
only with the code that this process has. Tasks and work are known by digests of what they do, which Dask's own names of
values are not always, being different in each process.
"""

import gc
import logging
import pickle
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, ClassVar, TypeVar

from distributed import Client, Future, KilledWorker
from distributed.client import FutureCancelledError
from distributed.comm.addressing import parse_address, parse_host_port
from distributed.comm.registry import get_backend
from distributed.protocol.pickle import dumps
from msgspec import Struct

from kb.codec import digest
from kb.errors import KbError, WrongUseError
from kb.io.executor import Delivered
from kb.io.parcel import pack, unpack
from kb.io.turn import Later, Step
from kb.io.version import code_version

B = TypeVar("B")
R = TypeVar("R")

_CONNECT = 10  # seconds for the scheduler to answer
_ALONE = 30  # seconds without any worker
_LOOK = 1  # seconds between looks whether the cluster is still there
_TASKS = 64  # for each worker, where there are as many batches
_BATCHES = 8  # in a task at most; one where pieces come to be put away, so that few are in memory
_WAITING = 2  # tasks for each worker that are begun or wait for it
_TRIES = 5  # for a task that the cluster lost

_NEXT = "Every file is whole; look after the cluster and run again, or without --executor dask."
_SAME = "Install the same kb with the same packages and the same Python on this machine and on every worker."


class ClusterError(KbError):
    """The cluster can't be asked, or did not do what it was asked."""


class Cluster(Struct, frozen=True):
    """Has batches done by the workers of a Dask scheduler; work must be such as Dask can send."""

    several: ClassVar[bool] = False

    scheduler: str
    """Its address, such as `tcp://127.0.0.1:8786`."""

    def map(
        self,
        work: Callable[[B], R],
        batches: Sequence[B],
        kind: Any = object,  # noqa: ANN401  # a type
        own: Callable[[], None] | None = None,
        theirs: int = 0,  # noqa: ARG002  # as `Executor` has it
    ) -> Iterator[R]:
        """As `Executor`; all results are there when the first one is given."""
        if own:
            own()
        if not batches:
            return iter(())
        with _connected(self.scheduler) as client:
            if isinstance(work, Delivered):
                run = _Run(client, work.work, batches, list[work.kind], most=1)  # type: ignore[name-defined]  # a type that is known only now
                return iter(run.results(work.put))
            return iter(_Run(client, work, batches, kind, most=_BATCHES).results(_as_it_is))

    def share(self, work: Callable[[B], R], batches: Sequence[B]) -> Iterator[R]:
        """As `Executor`."""
        return self.map(work, batches)

    def beside(self, work: Callable[[], R], kind: Any = object) -> None:  # noqa: ANN401  # a type
        """As `Executor`: no worker sees this machine's disk."""

    def in_turn(self, steps: Sequence[Step[Any]], after: Later[Any] | None = None) -> None:
        """As `Executor`."""


@contextmanager
def _connected(scheduler: str) -> Iterator[Client]:
    """A client of the cluster, of which every worker has our code; what goes wrong inside is told in our words."""
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what it would tell of is raised here
    try:
        scheme, place = parse_address(scheduler)
        get_backend(scheme)
        parse_host_port(place)
    except (ValueError, TypeError) as error:
        raise WrongUseError(
            f"{scheduler!r} is no address of a Dask scheduler: {error}.", "One is tcp://HOST:8786."
        ) from error
    try:
        client = Client(scheduler, timeout=_CONNECT, set_as_default=False, name="kb")
    except OSError as error:
        raise ClusterError(
            f"No Dask scheduler answers at {scheduler}.", "Name its address as it prints it: tcp://HOST:8786."
        ) from error
    try:
        _same_code(client)
        yield client
    except (OSError, FutureCancelledError) as error:
        raise ClusterError(f"The Dask scheduler at {scheduler} was lost.", _NEXT) from error
    except KilledWorker as error:
        raise ClusterError(
            "Workers that did the same task were killed one after another; perhaps they have too little memory.", _NEXT
        ) from error
    finally:
        with suppress(OSError, TimeoutError):
            client.close(timeout=_LOOK)


def _same_code(client: Client) -> None:
    """Raise unless there are workers, and all that can be asked have our code."""
    with suppress(TimeoutError):
        client.wait_for_workers(1, timeout=_CONNECT)
    versions = client.run(code_version, on_error="return")
    if not versions:
        raise ClusterError("The Dask cluster has no workers.", "Start some: dask worker ADDRESS --nthreads 1.")
    others = sorted(
        worker
        for worker, version in versions.items()
        if version != code_version() and not isinstance(version, OSError)  # of one that has just ended
    )
    if others:
        raise _other_code(f"on {len(others)} of {len(versions)} workers, such as {others[0]}")


def _other_code(where: str) -> ClusterError:
    return ClusterError(f"kb, a package beside it or Python is another {where} than here.", _SAME)


class _Run:
    """A cluster at work on some batches."""

    def __init__(
        self,
        client: Client,
        work: Callable[[Any], Any],
        batches: Sequence[Any],
        kind: Any,  # noqa: ANN401  # a type
        *,
        most: int,
    ) -> None:
        """Make tasks of `most` batches, or fewer where that makes few tasks."""
        self._client = client
        self._kind = kind
        self._load = dumps(work)
        self._name = digest((code_version(), digest(self._load), kind is object)).hex()
        workers = len(client.nthreads()) or 1
        step = min(most, -(-len(batches) // (_TASKS * workers)))
        self._tasks = [batches[start : start + step] for start in range(0, len(batches), step)]
        self._most = _WAITING * workers
        self._tries = [0] * len(self._tasks)
        self._running: dict[int, tuple[Future[bytes], int]] = {}
        """Each task that was started, and how often the work had been lost before."""
        self._losses = 0
        self._ended: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._sent: Future[bytes] | None = None

    def results(self, take: Callable[[Any, Any], R]) -> list[R]:
        """What is made of each batch and its result, in the batches' order; taken in when they come."""
        done: dict[int, list[R]] = {}
        waiting = deque(range(len(self._tasks)))
        collects = gc.isenabled()
        gc.enable()  # what waits for a task refers to itself, and would be kept with all that came
        try:
            while len(done) < len(self._tasks):
                while waiting and len(self._running) < self._most:
                    self._start(waiting.popleft())
                number = self._next()
                if (parcel := self._received(number)) is None:
                    waiting.appendleft(number)
                else:
                    given = unpack(parcel, list[self._kind])  # type: ignore[name-defined]  # a type that is known only now
                    done[number] = list(map(take, self._tasks[number], given))
        finally:
            if not collects:
                gc.disable()
            self._end()
        return [result for number in range(len(self._tasks)) for result in done[number]]

    def _start(self, number: int) -> None:
        """Send a task, and its work before it where no worker has that."""
        self._sent = self._sent or self._scattered()
        batches = pickle.dumps(self._tasks[number], pickle.HIGHEST_PROTOCOL)
        self._tries[number] += 1
        future = self._client.submit(
            _do,
            self._sent,
            batches,
            name=self._name,
            version=code_version(),
            plain=self._kind is not object,
            key=f"kb-{digest((self._name, digest(batches))).hex()}-{self._losses}",
        )
        self._running[number] = future, self._losses
        future.add_done_callback(lambda _: self._ended.put(number))

    def _scattered(self) -> "Future[bytes]":
        """The work where every worker has it; tried again while workers come and go."""
        key = f"kb-work-{self._name}-{self._losses}"  # what was lost under a name may still be taken for it
        end = time.monotonic() + _ALONE
        while True:
            try:
                sent: Future[bytes] = self._client.scatter({key: self._load}, broadcast=True, timeout=_ALONE)[key]
            except OSError:
                if self._client.status != "running" or time.monotonic() > end:
                    raise
                time.sleep(_LOOK)
            else:
                return sent

    def _next(self) -> int:
        """The number of a task that has ended, whatever its end; waits while there is hope."""
        alone = time.monotonic()
        while True:
            with suppress(queue.Empty):
                number = self._ended.get(timeout=_LOOK)
                if number in self._running:
                    return number
            if self._client.status != "running":
                raise OSError(self._client.status)
            if self._client.nthreads():
                alone = time.monotonic()
            elif time.monotonic() - alone > _ALONE:
                raise ClusterError("The Dask cluster has no workers any more.", _NEXT)

    def _received(self, number: int) -> bytes | None:
        """What a task gave, raising what it raised; None when the cluster lost it, for it to be started again."""
        future, losses = self._running.pop(number)
        try:
            parcel: bytes = future.result()
        except FutureCancelledError:
            if self._client.status != "running":
                raise
            if self._tries[number] == _TRIES:
                raise ClusterError(f"The Dask cluster lost the same task {_TRIES} times.", _NEXT) from None
            if losses == self._losses:  # the work was lost with every worker that had it
                self._losses += 1
                self._sent = None
            return None
        except ModuleNotFoundError as error:  # the worker does not know what it was sent
            raise _other_code("on a worker that came later") from error
        finally:
            future.release()
        return parcel

    def _end(self) -> None:
        """Call back tasks whose results nobody wants any more, and have workers forget the work."""
        with suppress(OSError, TimeoutError):
            if self._client.status == "running":
                self._client.cancel([future for future, _ in self._running.values()])
                self._client.run(_forget, self._name, on_error="ignore")


def _as_it_is(_: Any, result: Any) -> Any:  # noqa: ANN401  # whatever work gives
    return result


# What follows runs on workers.

_work: dict[str, Callable[[Any], Any]] = {}
"""The work that this worker does, by its name."""
_one_at_a_time = threading.Lock()


def _do(load: bytes, batches: bytes, *, name: str, version: bytes, plain: bool) -> bytes:
    """The results of some batches, packed."""
    if code_version() != version:
        raise _other_code("on a worker that came later")
    with _one_at_a_time:
        if name not in _work:
            _work.clear()
            _work[name] = pickle.loads(load)  # noqa: S301  # a worker does what it is sent: that is what it is for
        work = _work[name]
        return pack([_whole(work(batch)) for batch in pickle.loads(batches)], plain=plain)  # noqa: S301  # as above


def _whole(result: Any) -> Any:  # noqa: ANN401  # whatever work gives
    """All of what comes piece by piece."""
    return list(result) if isinstance(result, Iterator) else result


def _forget(name: str) -> None:
    """Give back the memory that work took."""
    _work.pop(name, None)
