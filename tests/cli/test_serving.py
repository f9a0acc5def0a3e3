"""`kb serve` as its user sees it: an address, a word of each build, and an end when one asks for it."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOTES = "-- v/notes/a.md --\n# First\n"


def _serve(folder: Path, *options: str) -> subprocess.Popen[str]:
    """The command, running in a folder."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "kb", "serve", *options]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=pipe, stderr=pipe, text=True)


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_told_to_end(vault: Callable[[str], Path], ending: signal.Signals) -> None:
    """The address is the result, `site/` is not touched, and Ctrl-C as well as SIGTERM is a good end."""
    top = vault(NOTES)
    with _serve(top / "v", "--port", "0") as running:
        assert running.stdout
        address = running.stdout.readline().strip()
        with urllib.request.urlopen(f"{address}a/") as page:  # noqa: S310  # of this machine
            assert b"First" in page.read()
        running.send_signal(ending)
        printed, told = running.communicate(timeout=30)
    assert (running.returncode, printed) == (0, "")
    assert told.splitlines()[0].startswith("1 note, 1 read; ")
    assert told.splitlines()[-1] == "Ended; every file is whole."
    assert not (top / "v/site").exists()


def test_it_makes_the_site_where_it_is_told(vault: Callable[[str], Path]) -> None:
    """With `-o` the site stands in that folder, the same as an exported one."""
    top = vault(NOTES)
    with _serve(top, "v/notes", "--port", "0", "-o", "out") as running:
        assert running.stdout
        assert running.stdout.readline()
        running.send_signal(signal.SIGTERM)
    assert b"reload.js" not in (top / "out/a/index.html").read_bytes()


def test_two_serve_one_vault(vault: Callable[[str], Path]) -> None:
    """A second server of the same notes has a room of its own, so neither writes where the other does."""
    top = vault(NOTES)
    with _serve(top / "v", "--port", "0") as one, _serve(top / "v", "--port", "0") as other:
        for running in (one, other):
            assert running.stdout
            with urllib.request.urlopen(f"{running.stdout.readline().strip()}a/") as page:  # noqa: S310  # of this machine
                assert b"First" in page.read()
        for running in (one, other):
            running.send_signal(signal.SIGTERM)
            assert running.wait(30) == 0


def test_a_taken_port_is_told(vault: Callable[[str], Path]) -> None:
    """Another program has the port: kb says so, and what to do, and fails."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with _serve(vault(NOTES) / "v", "--port", str(port)) as running:
            printed, told = running.communicate(timeout=30)
    assert (running.returncode, printed) == (1, "")
    assert told == (
        f"kb: Port {port} of this machine is taken.\nName another with --port, or --port 0 for any that is free.\n"
    )


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        ("-- v/notes/empty.txt --\n", 2, "There are no notes here"),
        ("-- v/kb.toml --\n[site]\ntitel = 'x'\n" + NOTES, 2, "unknown setting site.titel"),
        ("-- v/kb.toml --\n-- v/notes/empty.txt --\n", 1, "There are no notes (*.md)"),
    ],
)
def test_what_cant_be_served_is_told(vault: Callable[[str], Path], text: str, code: int, told: str) -> None:
    """What is wrong from the start ends the command as it ends a build."""
    with _serve(vault(text) / "v", "--port", "0") as running:
        printed, said = running.communicate(timeout=30)
    assert (running.returncode, printed) == (code, "")
    assert told in said
