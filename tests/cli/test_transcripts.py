"""Whole sessions at a terminal: each file of `transcripts/` shows a vault, the commands, and all that they print.

A vault stands first, each file below a line `-- PATH --`; `-- session --` begins the session. A command follows `$ `;
what it prints to stdout follows as it is, to stderr behind `! `, and an exit code other than 0 as `[CODE]`. Temporary
folders and seconds are replaced by `DIR` and `N s`. `scripts/test --update` rewrites all but the commands.
"""

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.cli import main

HERE = Path(__file__).parent
MARK = "-- session --\n"


@pytest.mark.parametrize("name", sorted(path.name for path in (HERE / "transcripts").glob("*.txt")))
def test_session(
    name: str,
    vault: Callable[[str], Path],
    golden: Callable[[str, str], None],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Commands print what the transcript says, to where it says, and exit as it says."""
    text = (HERE / "transcripts" / name).read_bytes().decode()
    files, _, session = text.partition(MARK)
    folder = vault(files)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1735689600")  # 1 January 2025
    seen = files + MARK
    for line in session.splitlines():
        if line.startswith("$ "):
            seen += f"{line}\n{_run(line.removeprefix('$ '), folder, capsys, monkeypatch)}"
    golden(f"transcripts/{name}", seen)


def _run(line: str, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> str:
    """What one command prints; `cat FILE` shows a file."""
    program, *arguments = shlex.split(line)
    if program == "cat":
        return (folder / arguments[0]).read_text("utf-8")
    monkeypatch.setattr("sys.argv", [program, *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    printed = capsys.readouterr()
    shown = printed.out + "".join(f"! {line}\n" for line in printed.err.splitlines())
    shown += f"[{ended.value.code}]\n" if ended.value.code else ""
    shown = shown.replace(str(folder.resolve()), "DIR").replace(str(folder), "DIR")
    return re.sub(r"\d+\.\d+ s\b", "N s", shown)
