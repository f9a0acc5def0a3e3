"""What is to be done into a process forked to do it: it has all that was there without a copy, and its own ending."""

import os
import signal
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import NoReturn

from msgspec import Struct

from kb.errors import KbError

_STOPPING = (signal.SIGTERM, signal.SIGINT)


class LostError(KbError):
    """A process of the work ended before its work did, so nobody knows what it left."""


class Helper(Struct, frozen=True):
    """A process that this one has forked."""

    number: int
    """Its id."""

    def ended(self) -> None:
        """Wait until it has ended; raises `LostError` where that was not at the end of what it did."""
        _, status = os.waitpid(self.number, 0)
        code = os.waitstatus_to_exitcode(status)
        if code:
            reason = f"was ended by signal {-code}" if code < 0 else f"ended with {code}"
            raise LostError(
                f"A process that helped {reason}; perhaps there was too little memory.",
                "Run again with --jobs 1, which needs least.",
            )

    def leave(self) -> None:
        """Let it end by itself, since it has given all that it had: its memory is taken apart meanwhile."""
        _left.append(self.number)

    def end(self) -> None:
        """Ask it to stop, and wait until it has."""
        with suppress(ProcessLookupError):
            os.kill(self.number, signal.SIGTERM)
        with suppress(ChildProcessError):
            os.waitpid(self.number, 0)


_left: list[int] = []
"""Those that end by themselves."""


def gather(*, wait: bool = False) -> None:
    """Take the ends of those that were left, as far as they have ended: till then the system keeps a trace of each."""
    left, _left[:] = _left[:], []
    for number in left:
        with suppress(ChildProcessError):
            ended, _ = os.waitpid(number, 0 if wait else os.WNOHANG)
            if not ended:
                _left.append(number)


@contextmanager
def gathered() -> Iterator[None]:
    """Have none of them at the end of what is done inside."""
    try:
        yield
    finally:
        gather(wait=True)


def forked(do: Callable[[], None]) -> Helper:
    """Have another process do something and end, with nothing that this one does at its end."""
    gather()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)  # until the other one knows what they mean to it
    try:
        with warnings.catch_warnings():
            # Threads of numerical libraries, which expect this; kb has none.
            warnings.simplefilter("ignore", DeprecationWarning)
            number = os.fork()
        if not number:
            _do(do, before)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return Helper(number)


def _do(do: Callable[[], None], signals: Iterable[int]) -> NoReturn:
    """Be the other process, in which these signals are blocked."""
    code = 1
    try:
        for each in _STOPPING:
            signal.signal(each, _stop)
        signal.pthread_sigmask(signal.SIG_SETMASK, signals)
        do()
        code = 0
    finally:
        os._exit(code)


def _stop(*_: object) -> NoReturn:
    """Unwind, so that a file half written is taken away."""
    raise KeyboardInterrupt
