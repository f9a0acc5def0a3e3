"""How the process of a command ends."""

import subprocess
import sys
from pathlib import Path

import pytest

RUN = "import atexit, sys; atexit.register(print, 'last words'); from kb.cli import run; run()"


@pytest.mark.parametrize(("words", "code", "said"), [(["--version"], 0, "kb "), (["list", "--nothing"], 2, "")])
def test_a_command_ends_with_all_that_was_printed_and_its_exit_code(words: list[str], code: int, said: str) -> None:
    """The quick end loses nothing: no line in a pipe, none of what others want done at the end, no exit code."""
    done = subprocess.run([sys.executable, "-c", RUN, *words], capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert done.stdout.startswith(said)
    assert done.stdout.endswith("last words\n")
    assert bool(done.stderr) == bool(code)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a system without a device that is always full")
@pytest.mark.parametrize("words", ["--version", "--help", "list"])
def test_output_that_can_not_be_written_is_no_success(words: str) -> None:
    """A command whose lines find no room does not end with 0, and says so without a traceback."""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-c", RUN, words], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 1
    assert done.stderr.startswith("kb: ")
    assert "Traceback" not in done.stderr
