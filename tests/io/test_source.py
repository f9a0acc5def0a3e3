"""Laws of reading a folder: what can be read is read, what can't is reported, and nothing raises."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.errors import WrongUseError
from kb.io.source import read_files

Write = Callable[[str], Path]


def _paths(folder: Path, *exclude: str) -> tuple[list[str], list[tuple[str, str]]]:
    files, diagnostics = read_files(folder, exclude)
    return [file.path for file in files], [(one.code, one.span.path) for one in diagnostics]


def test_notes_are_found_in_every_folder_but_hidden_ones(vault: Write) -> None:
    """Files are sorted by path; hidden files and folders and other kinds of file are left out."""
    folder = vault("-- b.md --\n-- a/b.MD --\n-- .git/c.md --\n-- .d.md --\n-- e.txt --\n")
    assert _paths(folder) == (["a/b.MD", "b.md"], [])


@pytest.mark.parametrize(
    ("pattern", "left"),
    [
        ("drafts/**", ["a.md", "x/drafts/c.md", "x/y/d.md"]),
        ("drafts", ["a.md", "x/drafts/c.md", "x/y/d.md"]),
        ("**/drafts/**", ["a.md", "x/y/d.md"]),
        ("*.md", ["drafts/b.md", "x/drafts/c.md", "x/y/d.md"]),
        ("x/*/?.md", ["a.md", "drafts/b.md"]),
    ],
)
def test_patterns_leave_out(vault: Write, pattern: str, left: list[str]) -> None:
    """`*` stays within a name, `**` spans folders, and a folder's name leaves out all below it."""
    folder = vault("-- a.md --\n-- drafts/b.md --\n-- x/drafts/c.md --\n-- x/y/d.md --\n")
    assert _paths(folder, pattern)[0] == left


def test_what_can_not_be_read_is_reported(vault: Write) -> None:
    """A folder named like a note, a dangling link, a loop of links and a pipe are diagnostics; the rest is read."""
    folder = vault("-- a.md --\n-- folder.md/b.md --\n")
    (folder / "dangling.md").symlink_to("nowhere.md")
    (folder / "loop.md").symlink_to("loop.md")
    (folder / "back").symlink_to(".", target_is_directory=True)
    os.mkfifo(folder / "pipe.md")
    read, reported = _paths(folder)
    assert read == ["a.md", "folder.md/b.md"]
    assert sorted(reported) == [
        ("file-unreadable", "dangling.md"), ("file-unreadable", "folder.md"), ("file-unreadable", "loop.md"),
        ("file-unreadable", "pipe.md"),
    ]  # fmt: skip


def test_a_name_that_is_not_utf_8_is_read(tmp_path: Path) -> None:
    """A file name of arbitrary bytes gives a path that can be printed."""
    with open(os.fsencode(tmp_path) + b"/caf\xe9.md", "wb") as file:  # noqa: PTH123  # Path has no bytes
        file.write(b"# Title\n")
    assert _paths(tmp_path) == (["caf\ufffd.md"], [])


def test_a_missing_folder_is_wrong_use(tmp_path: Path) -> None:
    """No folder, or a file in its place, is said plainly."""
    with pytest.raises(WrongUseError, match="does not exist"):
        read_files(tmp_path / "none")
    (tmp_path / "file").touch()
    with pytest.raises(WrongUseError, match="is a file"):
        read_files(tmp_path / "file")
