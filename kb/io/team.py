"""Batches of work into their results, by this process and others that it forks.

A helper is forked where work begins: it has everything that was read and computed so far without a copy, takes the next
batch that nobody has taken as soon as it is free, and sends what its batches gave. The first process works along with
it, and between its own batches unpacks what has come. Whatever the number of processes, the results are the same and
come in the same order.
"""

import os
import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from kb.io.fork import Helper, forked
from kb.io.parcel import failed, pack, raised, unpack
from kb.io.post import Inbox, Outbox

_CLAIMS = 4096  # parts into which work is cut at most; the numbers of so many fit into any pipe
_WORTH = 4  # batches that must be left for a helper that comes late
_RUN = struct.Struct("<II")
_FAILED = (1 << 32) - 1  # the number of what a batch raised


class Team:
    """This process and others, at work on some batches."""

    def __init__(self, work: Callable[[Any], Any], batches: Sequence[Any], kind: Any) -> None:  # noqa: ANN401  # a type
        """Take the work, its batches, and the type of a result as for `Executor.map`."""
        self._work = work
        self._kind = kind
        self._batches = batches
        self._step = -(-len(batches) // _CLAIMS)
        self._helpers: dict[Helper, Inbox] = {}
        """Where the results of each other process come."""

    def run(
        self,
        helpers: int,
        own: Callable[[], None] | None = None,
        busy: Callable[[], int] = lambda: 0,
        theirs: int = 0,
    ) -> list[Any]:
        """All results, by batch; so many helpers less as are `busy` with something else, until they no longer are.

        Helpers begin with the batches from `theirs` on, this process with those before, and each goes on with the other
        ones.
        """
        claims = self._claims(range(theirs)), self._claims(range(theirs, len(self._batches)))
        try:
            self._start(claims, helpers - busy())
            if own:
                own()
            results: dict[int, Any] = {}
            for number, result in self._taken(claims):
                results[number] = result
                if len(self._helpers) < helpers and len(self._batches) - number > _WORTH:
                    self._start(claims, helpers - busy())
                for inbox in self._helpers.values():
                    results |= self._opened(inbox.there())
            for inbox in self._helpers.values():
                results |= self._opened(inbox.rest())
            self._part(whole=len(results) == len(self._batches))
        finally:
            for each in claims:
                os.close(each)
            self.end()
        return [results[number] for number in range(len(self._batches))]

    def _claims(self, numbers: range) -> int:
        """The end of a pipe from which whoever is free takes some of these batches: the first number and the last."""
        claims, filling = os.pipe()
        runs = [numbers[start : start + self._step] for start in range(0, len(numbers), self._step)]
        os.write(filling, b"".join([_RUN.pack(run[0], run[-1]) for run in runs]))  # a pipe holds all that there can be
        os.close(filling)
        return claims

    def _taken(self, claims: Iterable[int]) -> Iterator[tuple[int, Any]]:
        """The number and the result of each batch that this process takes."""
        for each in claims:
            while claim := os.read(each, _RUN.size):
                first, last = _RUN.unpack(claim)
                for number in range(first, last + 1):
                    yield number, self._work(self._batches[number])

    def _start(self, claims: Sequence[int], helpers: int) -> None:
        """Fork processes that take batches, too, until there are so many."""
        while len(self._helpers) < helpers:
            reading, writing = os.pipe()
            helper = forked(partial(self._help, claims, reading, writing, os.getpid()))
            os.close(writing)
            self._helpers[helper] = Inbox(reading)

    def _help(self, claims: Sequence[int], reading: int, writing: int, giver: int) -> None:
        """Work, and send what comes of it: what a helper does."""
        os.close(reading)
        outbox = Outbox(writing)
        try:
            for number, result in self._taken(reversed(claims)):
                outbox.put(number, pack(result, plain=self._kind is not object))
                if os.getppid() != giver:
                    return  # nobody waits for it any more
        except Exception as error:  # noqa: BLE001  # it is raised where the work was given
            outbox.put(_FAILED, failed(error))
        outbox.close()

    def _opened(self, messages: Iterable[tuple[int, bytes]]) -> dict[int, Any]:
        """What batches gave, as it was sent; raises what one raised."""
        results: dict[int, Any] = {}
        for number, parcel in messages:
            if number == _FAILED:
                raise raised(parcel)
            results[number] = unpack(parcel, self._kind)
        return results

    def _part(self, *, whole: bool) -> None:
        """Part with helpers who have sent all that they had; where that is not the whole, one was lost."""
        for helper in list(self._helpers):
            self._helpers.pop(helper).close()
            if whole:
                helper.leave()
            else:
                helper.ended()

    def end(self) -> None:
        """Ask helpers whose results nobody wants any more to stop, and wait until they have."""
        for helper, inbox in self._helpers.items():
            inbox.close()
            helper.end()
        self._helpers.clear()
