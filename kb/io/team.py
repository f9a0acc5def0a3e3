"""Batches of work into their results, by this process and others that it forks.

A helper is forked where work begins: it has everything that was read and computed so far without a copy, takes the next
batch that nobody has taken as soon as it is free, and at its end sends what its batches gave. The first process works
along with it. Whatever the number of processes, the results are the same and come in the same order.
"""

import os
import struct
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from kb.io.fork import Helper, forked
from kb.io.parcel import failed, pack, raised, unpack

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
        self._helpers: dict[Helper, int] = {}
        """Where the results of each other process can be read."""

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
        helper = forked(partial(self._help, claims, reading, writing, os.getpid()))
        os.close(writing)
        self._helpers[helper] = reading

    def _help(self, claims: int, reading: int, writing: int, giver: int) -> None:
        """Work, and send what came of it: what a helper does."""
        os.close(reading)
        try:
            answer = []
            for number, result in self._taken(claims):
                answer.append((_DONE, number, pack(result, plain=self._kind is not object)))
                if os.getppid() != giver:
                    return  # nobody waits for it any more
        except Exception as error:  # noqa: BLE001  # it is raised where the work was given
            answer = [(_FAILED, 0, failed(error))]
        with os.fdopen(writing, "wb") as pipe:
            for sign, number, parcel in answer:
                pipe.write(_RESULT.pack(sign, number, len(parcel)))
                pipe.write(parcel)

    def _received(self, helper: Helper) -> dict[int, Any]:
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
                helper.end()
                raise
        helper.ended()
        if failure:
            raise raised(failure)
        return results

    def end(self) -> None:
        """Ask helpers whose results nobody wants any more to stop, and wait until they have."""
        for helper, reading in self._helpers.items():
            os.close(reading)
            helper.end()
        self._helpers.clear()
