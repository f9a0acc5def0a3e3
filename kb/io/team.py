"""Batches of work into their results, by this process and others that it forks.

A helper is forked where work begins: it has everything that was read and computed so far without a copy, takes the next
batch that nobody has taken as soon as it is free, and at its end sends what its batches gave. The first process works
along with it. Whatever the number of processes, the results are the same and come in the same order.
"""

import os
import pickle
import signal
import struct
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any, NoReturn

from kb.errors import LostError
from kb.io.parcel import pack, unpack

_CLAIMS = 4096  # parts into which work is cut at most; the numbers of so many fit into any pipe
_NUMBER = struct.Struct("<I")
_RESULT = struct.Struct("<cIQ")  # before each result that is sent: how it went, its number, its bytes
_DONE, _FAILED = b".", b"!"


class Team:
    """This process and others, at work on some batches."""

    def __init__(self, work: Callable[[Any], Any], batches: Sequence[Any], kind: Any) -> None:  # noqa: ANN401  # a type
        """Take the work, its batches, and the type of a result as for `Executor.map`."""
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
        """Wait until it is done; what it raised is raised here."""
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
