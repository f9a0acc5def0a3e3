"""Laws of changing a note: a whole file or nothing, and never over another's work."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import VaultError
from kb.io.edit import difference, save


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


@given(st.text("ab\n", max_size=8), st.text("ab\n", max_size=8))
def test_a_difference_is_empty_for_equal_texts_only(before: str, after: str) -> None:
    """Whatever changes is shown, line ends at the end of the file too."""
    shown = difference("a.md", before, after)
    assert (shown == "") == (before == after)
    assert shown == "" or shown.endswith("\n")
