"""Laws of the lock: one kb at a time changes a folder of notes, and nothing of it stays behind."""

import errno
import fcntl
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kb.errors import VaultError
from kb.io.lock import locked

HOLDER = """\
import pathlib, sys
from kb.io.lock import locked
with locked(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def _holder(folder: Path) -> "subprocess.Popen[bytes]":
    """Another process that holds a folder until its input ends."""
    command = [sys.executable, "-c", HOLDER, str(folder)]
    held = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert held.stdout
    assert held.stdout.readline() == b"held\n"
    return held


def test_a_second_process_is_told(tmp_path: Path) -> None:
    """While one holds the folder another can't; as soon as the first ends it can, and no file is left."""
    with _holder(tmp_path) as held:
        with pytest.raises(VaultError, match="Another kb is changing the notes"), locked(tmp_path):
            pass
        held.communicate()
    with locked(tmp_path):
        assert list(tmp_path.iterdir()) == []


def test_a_crash_leaves_no_lock(tmp_path: Path) -> None:
    """A process that is killed lets go."""
    with _holder(tmp_path) as held:
        held.send_signal(signal.SIGKILL)
        held.wait()
    with locked(tmp_path):
        pass


def test_an_error_lets_go(tmp_path: Path) -> None:
    """Whatever happens inside, the folder can be held again afterwards, by this process too."""
    with pytest.raises(ValueError, match="inside"), locked(tmp_path):
        raise ValueError("inside")
    with locked(tmp_path), pytest.raises(VaultError), locked(tmp_path):
        pass


def test_a_disk_without_locks_is_written_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only another kb stops a writer: not a disk that knows no locks, nor a folder that can't be opened."""

    def refuse(_descriptor: int, operation: int) -> None:
        if operation != fcntl.LOCK_UN:
            raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", refuse)
    with locked(tmp_path), locked(tmp_path / "missing"):
        pass
