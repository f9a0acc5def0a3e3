"""Laws of changing a note: a whole file or nothing, and never over another's work."""

import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import VaultError
from kb.io.edit import Replacement, difference, save, save_all


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_a_note_is_replaced_and_keeps_its_rights(tmp_path: Path) -> None:
    """The new text stands there, nothing else is left behind, and who may read it has not changed."""
    path = tmp_path / "a.md"
    path.write_text("old")
    path.chmod(0o640)
    save(path, "new", read_digest=_digest("old"))
    assert (path.read_text(), path.stat().st_mode & 0o777) == ("new", 0o640)
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.md"]


def test_a_note_that_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    """What somebody wrote since the note was read is worth more than what kb would write."""
    path = tmp_path / "a.md"
    path.write_text("edited by its author")
    with pytest.raises(VaultError, match="has changed"):
        save(path, "new", read_digest=_digest("old"))
    assert path.read_text() == "edited by its author"


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """A note that is a symbolic link is written where it leads."""
    (tmp_path / "real.md").write_text("old")
    (tmp_path / "a.md").symlink_to("real.md")
    save(tmp_path / "a.md", "new", read_digest=_digest("old"))
    assert (tmp_path / "a.md").is_symlink()
    assert (tmp_path / "real.md").read_text() == "new"


def test_a_note_that_went_away_is_not_made_again(tmp_path: Path) -> None:
    """Nothing is written for a note that was deleted since it was read."""
    with pytest.raises(VaultError, match="can't be written"):
        save(tmp_path / "a.md", "new", read_digest=_digest("old"))
    assert list(tmp_path.iterdir()) == []


def test_only_a_line_feed_ends_a_line() -> None:
    """Form feeds and Unicode's line separators stand inside a line of the difference, as they do in the note."""
    shown = difference("a.md", "one\x0ctwo\u2028three\r\x85four\n", "five\n")
    assert shown.endswith("-one\x0ctwo\u2028three\r\x85four\n+five\n")


@given(st.text("ab\n", max_size=8), st.text("ab\n", max_size=8))
def test_a_difference_is_empty_for_equal_texts_only(before: str, after: str) -> None:
    """Whatever changes is shown, line ends at the end of the file too."""
    shown = difference("a.md", before, after)
    assert (shown == "") == (before == after)
    assert shown == "" or shown.endswith("\n")


def _three(folder: Path) -> list[Replacement]:
    """A change of one file, a removal of a second and a change of a third, in that order."""
    for name in "abc":
        (folder / name).write_text(name)
    texts = {"a": "new a", "b": None, "c": "new c"}
    return [Replacement(path=folder / name, text=text, read_digest=_digest(name)) for name, text in texts.items()]


def _there(folder: Path) -> dict[str, str]:
    return {entry.name: entry.read_text() for entry in folder.iterdir()}


def test_several_files_are_replaced_and_removed_together(tmp_path: Path) -> None:
    """All of it is done, and nothing is left behind."""
    save_all(_three(tmp_path))
    assert _there(tmp_path) == {"a": "new a", "c": "new c"}


@pytest.mark.parametrize("name", ["a", "b", "c"])
def test_one_file_that_changed_keeps_all_as_they_are(tmp_path: Path, name: str) -> None:
    """Whichever of the files somebody has edited, to be changed or removed, none is touched."""
    wanted = _three(tmp_path)
    (tmp_path / name).write_text("edited")
    before = _there(tmp_path)
    with pytest.raises(VaultError, match="has changed"):
        save_all(wanted)
    assert _there(tmp_path) == before


@pytest.mark.parametrize(("action", "name"), [("replace", "a"), ("replace", "c"), ("rename", "b")])
def test_a_disk_that_fails_half_way_leaves_all_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, action: str, name: str
) -> None:
    """What was done before the failure is taken back, and no part of a file is left behind."""
    wanted = _three(tmp_path)
    before = _there(tmp_path)
    real = getattr(Path, action)

    def failing(path: Path, *arguments: Path) -> object:
        if name in {path.name, *(one.name for one in arguments)}:
            raise OSError(28, "No space left on device")
        return real(path, *arguments)

    monkeypatch.setattr(Path, action, failing)
    with pytest.raises(VaultError, match=f"{name} can't be written: No space left"):
        save_all(wanted)
    assert _there(tmp_path) == before


def test_a_removal_that_is_taken_back_is_what_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A link that was to go is a link again, a file has its rights again."""
    (tmp_path / "real").write_text("r")
    (tmp_path / "a").symlink_to("real")
    (tmp_path / "b").write_text("b")
    (tmp_path / "b").chmod(0o604)
    (tmp_path / "c").write_text("c")
    real = Path.rename

    def failing(path: Path, target: Path) -> Path:
        if path.name == "c":
            raise OSError(5, "Input/output error")
        return real(path, target)

    monkeypatch.setattr(Path, "rename", failing)
    texts = {"a": "r", "b": "b", "c": "c"}
    gone = [Replacement(path=tmp_path / name, text=None, read_digest=_digest(text)) for name, text in texts.items()]
    with pytest.raises(VaultError, match="c can't be written: Input/output error; all is as it was"):
        save_all(gone)
    assert (tmp_path / "a").is_symlink()
    assert (tmp_path / "b").stat().st_mode & 0o777 == 0o604
    assert _there(tmp_path) == texts | {"real": "r"}


def test_an_interruption_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C between two files leaves neither changed."""
    wanted = _three(tmp_path)
    before = _there(tmp_path)
    real = Path.replace

    def interrupted(path: Path, target: Path) -> Path:
        if target.name == "c":
            raise KeyboardInterrupt
        return real(path, target)

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        save_all(wanted)
    assert _there(tmp_path) == before


def test_what_an_editor_saves_meanwhile_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that changes while the others are being written out is left alone, and so are they."""
    wanted = _three(tmp_path)
    real = os.fsync

    def slow(descriptor: int) -> None:
        real(descriptor)
        (tmp_path / "a").write_text("saved by an editor")

    monkeypatch.setattr("kb.io.edit.os.fsync", slow)
    with pytest.raises(VaultError, match="a has changed"):
        save_all(wanted)
    assert _there(tmp_path) == {"a": "saved by an editor", "b": "b", "c": "c"}


def test_a_file_that_is_protected_against_writing_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though its folder would let kb put another in its place."""
    wanted = _three(tmp_path)
    before = _there(tmp_path)
    monkeypatch.setattr("kb.io.edit.os.access", lambda path, _: path.name != "c")
    with pytest.raises(VaultError, match="c can't be written: it is protected against writing"):
        save_all(wanted)
    assert _there(tmp_path) == before
