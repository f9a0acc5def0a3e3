"""Laws of steps in turn: each result is there when its step is done, for this process and those forked since."""

import os
import signal
import time
from array import array
from pathlib import Path

import pytest

from kb.errors import OutputError
from kb.io.fork import LostError, gather
from kb.io.turn import Later, Step, Turn
from kb.model import Diagnostic, Span

MANY = tuple(
    Diagnostic(code="c", severity="info", message="long " * 9, span=Span(path="a", line=n)) for n in range(9000)
)


def _children() -> set[str]:
    """The processes that this one has started, but for those that end by themselves."""
    gather(wait=True)
    return {one for task in Path("/proc/self/task").iterdir() for one in (task / "children").read_text().split()}


def _files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def _fail() -> None:
    raise OutputError("No room.", "Make some.")


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_result_is_there_when_its_step_is_done(tmp_path: Path) -> None:
    """While later steps go on, in one other process, as often as it is asked for, however it travelled and large."""
    go = tmp_path / "go"

    def last() -> int:
        while not go.exists():
            time.sleep(0.001)
        return os.getpid()

    turn = Turn([Step(os.getpid, int), Step(lambda: MANY, tuple[Diagnostic, ...]), Step(lambda: MANY), Step(last)])
    assert turn.given(1) == turn.given(2) == turn.given(1) == MANY
    go.touch()
    assert turn.given(3) == turn.given(0) != os.getpid()
    turn.end()


@pytest.mark.parametrize("there", [True, False])
def test_a_system_without_files_in_memory_has_others(monkeypatch: pytest.MonkeyPatch, *, there: bool) -> None:
    """Where it knows no such files, or refuses them, results come by way of the disk."""

    def refuse(_: str) -> int:
        raise PermissionError

    monkeypatch.setattr(os, "memfd_create", refuse)
    if not there:
        monkeypatch.delattr(os, "memfd_create")
    turn = Turn([Step(lambda: MANY, tuple[Diagnostic, ...])])
    assert turn.given(0) == MANY
    turn.end()


def test_any_process_forked_since_may_ask() -> None:
    """It waits for what is not there yet, and this process gets the same."""
    turn = Turn([Step(lambda: time.sleep(0.05)), Step(lambda: MANY, tuple[Diagnostic, ...])])
    other = Turn([Step(lambda: len(turn.given(1)), int)])
    assert other.given(0) == len(MANY)
    assert turn.given(1) == MANY
    other.end()
    turn.end()


def test_an_error_is_raised_where_its_step_or_a_later_one_is_asked_for() -> None:
    """With its kind, its words and its hint; steps before it gave what they gave, none after it is begun."""
    turn = Turn([Step(lambda: 1, int), Step(_fail), Step(os.abort)])
    assert turn.given(0) == 1
    for place in (1, 2):
        with pytest.raises(OutputError, match="No room") as caught:
            turn.given(place)
        assert caught.value.hint == "Make some."
    turn.end()


def test_a_killed_process_is_told() -> None:
    """Whoever asks hears that it is lost, the process that began it how it ended; no process is left."""
    before = _children()
    turn = Turn([Step(lambda: 1, int), Step(lambda: os.kill(os.getpid(), signal.SIGKILL))])
    other = Turn([Step(lambda: turn.given(1))])
    assert turn.given(0) == 1
    with pytest.raises(LostError):
        other.given(0)
    with pytest.raises(LostError, match="signal 9"):
        turn.given(1)
    other.end()
    turn.end()
    assert _children() == before


def test_what_is_broken_off_leaves_nothing() -> None:
    """No process, and no open file."""
    before, files = _children(), _files()
    Turn([Step(lambda: time.sleep(60)), Step(os.getpid, int)]).end()
    assert _children() == before
    assert _files() == files


def test_what_comes_later_reaches_a_process_that_waits() -> None:
    """It comes as it was, as much as it is; where none comes, or the process is gone, nobody waits."""
    before, files = _children(), _files()
    later = Later[tuple[Diagnostic, ...]](tuple[Diagnostic, ...])
    turn = Turn([Step(lambda: [*map(bytes, later.taken()[1])]), Step(os.getpid)])
    whole, none, odd = array("q", range(9000)), array("d"), array("b", b"odd")
    later.give(MANY, [memoryview(odd), memoryview(none), memoryview(whole)])
    assert turn.given(0) == [odd.tobytes(), none.tobytes(), whole.tobytes()]
    turn.end()
    later = Later[tuple[Diagnostic, ...]](tuple[Diagnostic, ...])
    turn = Turn([Step(lambda: later.taken()[0], tuple[Diagnostic, ...])])
    later.give(MANY)
    assert turn.given(0) == MANY
    turn.end()
    gone = Later[tuple[Diagnostic, ...]](tuple[Diagnostic, ...])
    turn = Turn([Step(_die), Step(gone.taken)])
    gone.give(MANY)
    with pytest.raises(LostError, match="signal 9"):
        turn.given(1)
    turn.end()
    never = Later[int](int)
    turn = Turn([Step(never.taken)])
    never.end()
    turn.end()
    assert _children() == before
    assert _files() == files


def test_what_comes_later_comes_at_once() -> None:
    """Though a process that was forked meanwhile could still send something."""
    later = Later[int](int)
    turn = Turn([Step(lambda: later.taken()[0], int)])
    other = Turn([Step(lambda: time.sleep(60))])
    begun = time.monotonic()
    later.give(7)
    assert turn.given(0) == 7
    assert time.monotonic() - begun < 30
    turn.end()
    other.end()


def test_who_waits_for_what_comes_later_is_not_busy() -> None:
    """Its process is one that has nothing to do, until that is given; and again when all is done."""
    reading, writing = os.pipe()
    later = Later[int](int)
    turn = Turn([Step(lambda: later.taken()[0] + len(os.read(reading, 1)), int)], after=later)
    assert not turn.busy()
    later.give(1)
    assert turn.busy()
    os.write(writing, b".")
    assert turn.given(0) == 2
    assert not turn.busy()
    turn.end()
    for one in (reading, writing):
        os.close(one)
