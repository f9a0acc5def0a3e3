"""Laws of processes that were forked: whoever has given all is not waited for, and nothing is left of it later."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from kb.io import fork
from kb.io.executor import Processes

PATIENCE = 20.0  # seconds, of which a test takes none unless it fails


@contextmanager
def _slow_to_end(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Processes that are forked inside end only once the function is called that this gives."""
    fork.gather(wait=True)  # what other tests have left
    waiting, told = os.pipe()
    end = os._exit

    def slowly(code: int) -> None:
        os.close(told)
        os.read(waiting, 1)
        end(code)

    monkeypatch.setattr(os, "_exit", slowly)
    yield lambda: os.close(told)
    os.close(waiting)


def _gather_all() -> None:
    """Take the ends of all that were left, which end now."""
    left = [*fork._left]  # noqa: SLF001  # what the law is about
    until = time.monotonic() + PATIENCE
    while fork._left:  # noqa: SLF001  # as above
        fork.gather()
        assert time.monotonic() < until
    for number in left:
        with pytest.raises(ChildProcessError):
            os.waitpid(number, os.WNOHANG)


def test_nobody_waits_for_a_helper_that_has_sent_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its results are there while it takes its memory apart, and whoever forks next takes its end."""
    with _slow_to_end(monkeypatch) as end:
        assert list(Processes(3).map(str, range(40), str)) == list(map(str, range(40)))
        assert len(fork._left) == 2  # noqa: SLF001  # as above
        fork.gather()
        assert len(fork._left) == 2  # noqa: SLF001  # as above
        end()
    _gather_all()


def test_nobody_waits_for_work_beside_that_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it gave was asked for; what was not done yet is broken off and waited for."""
    with _slow_to_end(monkeypatch) as end:
        work = Processes(2).beside(lambda: "given", str)
        assert work.wait() == "given"
        assert len(fork._left) == 1  # noqa: SLF001  # as above
        end()
    _gather_all()
    Processes(2).beside(lambda: time.sleep(PATIENCE)).end()
    assert fork._left == []  # noqa: SLF001  # as above


def test_those_that_are_left_are_gathered_by_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """So a process that stays has no more of them than its last work had."""
    for _ in range(3):
        list(Processes(2).map(str, range(4), str))
        while len(fork._left) > 1:  # noqa: SLF001  # as above
            fork.gather()
    assert len(fork._left) <= 1  # noqa: SLF001  # as above
    monkeypatch.setattr(fork, "_left", [*fork._left, os.getpid()])  # noqa: SLF001  # somebody who is no child
    _gather_all()
