"""Laws of every command that changes notes: one at a time, shown first, git asked, all or nothing."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, NamedTuple

import pytest

from kb.cli import main
from kb.io.lock import locked

Write = Callable[[str], Path]

VAULT = """\
-- kb.toml --
-- notes/a1b2c3d4.md --
# __Ferries plug in__, from ([20240101](https://example.org/p/1).)

__[External link](https://example.com/a)__

## Summary

Ferries plug into shore power.

## Keywords
* ports

## Closest

* [Ferries plug in](a1b2c3d4)
-- notes/b2c3d4e5.md --
# __A cable__, from ([20240201](https://example.org/p/2).)

__[External link](https://example.com/a?utm_source=x)__

## Summary

A cable brings shore power to ferries.
-- notes/c3d4e5f6.md --
# __A quay__, from ([20240301](https://example.org/p/3).)

__[External link](https://example.com/c)__

## Summary

A quay has shore power for ferries.
"""
COMMANDS = [
    ["fmt"],
    ["check", "--fix"],
    ["link", "--write"],
    ["dedupe", "--write"],
    ["dedupe", "--refuse", "a1b2", "c3d4"],
]
SHOWING = [["fmt", "--check"], ["fmt", "--diff"], ["check"], ["link"], ["dedupe"], ["dedupe", "a1b2", "b2c3"]]


class Done(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in a folder."""

    def run_in(folder: Path, *words: str) -> Done:
        monkeypatch.chdir(folder)
        monkeypatch.setattr("sys.argv", ["kb", *words])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        return Done(int(ended.value.code or 0), *capsys.readouterr())

    return run_in


def _content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted([*(folder / "notes").iterdir(), folder / "kb.toml"])}


def _git(folder: Path, *words: str) -> None:
    command = ["git", "-C", str(folder), *words]
    subprocess.run(command, check=True, capture_output=True)


@pytest.fixture
def repository(vault: Write, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The vault, committed."""
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "a")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "a@example.org")
    folder = vault(VAULT)
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "first"]):
        _git(folder, *words)
    return folder


def test_a_second_writer_is_told(vault: Write, run: Run) -> None:
    """While one kb changes the vault, every command that would says so, ends with 1 and changes nothing."""
    folder = vault(VAULT)
    before = _content(folder)
    with locked(folder / "notes"):
        for words in COMMANDS:
            done = run(folder, *words)
            assert (done.code, done.out) == (1, ""), words
            assert done.err.startswith("kb: Another kb is changing the notes in "), words
            assert _content(folder) == before
    assert run(folder, "fmt").code == 0


def test_who_only_shows_does_not_wait(vault: Write, run: Run) -> None:
    """Reading is free, and nothing is written."""
    folder = vault(VAULT)
    before = _content(folder)
    with locked(folder / "notes"):
        for words in SHOWING:
            assert "Another kb" not in run(folder, *words).err, words
    assert _content(folder) == before


def test_writers_at_once_lose_nothing(vault: Write, run: Run) -> None:
    """Of several real processes each does its work or says why not; what they leave is what one would have made."""
    folder = vault(VAULT)
    command = [sys.executable, "-m", "kb", "fmt"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "cwd": folder}
    writers = [subprocess.Popen(command, **pipes) for _ in range(4)]  # type: ignore[call-overload]  # as keywords
    said = [(one.communicate()[1], one.returncode) for one in writers]
    for message, code in said:
        assert (code == 0 and "changed." in message) or (code == 1 and "Another kb is changing" in message)
    assert 0 in {code for _, code in said}
    assert run(folder, "fmt", "--check").code == 0
    assert sorted(path.name for path in (folder / "notes").iterdir()) == ["a1b2c3d4.md", "b2c3d4e5.md", "c3d4e5f6.md"]


@pytest.mark.parametrize("words", COMMANDS[:4], ids=" ".join)
def test_uncommitted_changes_are_named_before_writing(repository: Path, run: Run, words: list[str]) -> None:
    """Each command names the files that it changes and git could not give back, and no other."""
    path = repository / "notes/a1b2c3d4.md"
    path.write_text(path.read_text() + "\n## Mine\n\nNot yet committed.\n")
    (repository / "notes/c3d4e5f6.md").chmod(0o640)
    done = run(repository, *words)
    warned = [line for line in done.err.splitlines() if "git can't give them back" in line]
    assert warned == ["notes/a1b2c3d4.md has changes that are not committed: git can't give them back."]
    assert "Not yet committed." in path.read_text()
    assert (repository / "notes/c3d4e5f6.md").stat().st_mode & 0o777 == 0o640


def test_a_committed_vault_is_changed_without_a_word(repository: Path, run: Run) -> None:
    """Git gives every byte back."""
    before = _content(repository)
    for words in COMMANDS[:4]:
        assert "git" not in run(repository, *words).err
        _git(repository, "checkout", "-q", "--", ".")
        assert _content(repository) == before


def test_data_stays_data(vault: Write, run: Run) -> None:
    """What is mended goes to stderr where the result is JSON."""
    done = run(vault(VAULT), "check", "--fix", "--format", "json")
    assert "closest-self" not in {one["code"] for one in json.loads(done.out)}
    assert "-* [Ferries plug in](a1b2c3d4)" in done.err


def test_line_ends_marks_and_links_stay(vault: Write, run: Run) -> None:
    """A note that is a link, with carriage returns and a mark, is written where it leads, with all of them."""
    folder = vault(VAULT)
    path = folder / "notes/a1b2c3d4.md"
    real = folder / "elsewhere.txt"
    real.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    path.unlink()
    path.symlink_to(real)
    for words in (["fmt"], ["link", "--write"]):
        assert run(folder, *words).code == 0
        data = real.read_bytes()
        assert path.is_symlink()
        assert data.startswith(b"\xef\xbb\xbf")
        assert data.count(b"\n") == data.count(b"\r\n")
    assert b"## Keywords\r\n\r\n* ports\r\n" in real.read_bytes()
    assert b"* [A quay](c3d4e5f6)\r\n" in real.read_bytes()
    run(folder, "check", "--fix")
    assert b"\r" not in real.read_bytes()
    assert not real.read_bytes().startswith(b"\xef\xbb\xbf")
    assert path.is_symlink()


def test_a_folder_without_right_to_write_is_left(vault: Write, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence, exit code 1, every file whole."""
    folder = vault(VAULT)
    before = _content(folder)
    real = Path.open

    def refused(path: Path, mode: str = "r", **more: Any) -> IO[Any]:  # noqa: ANN401  # as Path.open
        if "w" in mode:
            raise PermissionError(13, "Permission denied")
        return real(path, mode, **more)

    monkeypatch.setattr(Path, "open", refused)
    done = run(folder, "fmt")
    assert done.code == 1
    assert done.err == "kb: notes/a1b2c3d4.md can't be written: Permission denied; all is as it was.\n"
    assert _content(folder) == before


def test_a_killed_writer_leaves_whole_files_and_no_lock(vault: Write, run: Run) -> None:
    """Whenever it is killed; the next one does the rest."""
    folder = vault(VAULT)
    for number in range(60):
        text = (folder / "notes/c3d4e5f6.md").read_text().replace("## Summary\n\n", "## Summary\n")
        (folder / f"notes/n{number}.md").write_text(text)
    command = [sys.executable, "-m", "kb", "fmt"]
    writer = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE)
    assert writer.stdout
    writer.stdout.read(100)
    time.sleep(0.02)
    writer.kill()
    writer.communicate()
    for path in (folder / "notes").glob("*.md"):
        assert path.read_text().endswith("\n")
    assert run(folder, "fmt").code == 0
    assert run(folder, "fmt", "--check").code == 0
