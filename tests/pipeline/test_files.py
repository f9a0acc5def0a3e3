"""Laws of finding files: whoever looks, the same files are known, read, and told of."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from kb.codec import encode
from kb.errors import WrongUseError
from kb.io.cache import Cache
from kb.io.executor import Processes
from kb.pipeline import files
from kb.pipeline.files import Files, find


def _told(found: Files) -> object:
    return list(found.known.items()), found.data, found.diagnostics, found.unread, found.digest


def _gone(notes: Path) -> None:
    (notes / "b.md").unlink()


def _changed(notes: Path) -> None:
    (notes / "c.md").write_text("# Sea\n\nOther.\n")


def _new(notes: Path) -> None:
    (notes / "deep").mkdir()
    for name in ("a", "bb", "deep/b"):
        (notes / f"{name}.md").write_text(f"# New {name}\n")


def _unreadable(notes: Path) -> None:
    (notes / "folder.md").mkdir()
    (notes / "nowhere.md").symlink_to(notes / "none")


@pytest.mark.parametrize(
    "edits", [(), (_gone,), (_changed,), (_new,), (_unreadable,), (_gone, _changed, _new, _unreadable)]
)
def test_another_process_finds_what_this_one_would(
    edits: Sequence[Callable[[Path], None]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All that is known of files after any edits, in the same order; this process does its own meanwhile."""
    notes = tmp_path / "notes"
    notes.mkdir()
    for name in "bcd":
        (notes / f"{name}.md").write_text(f"# {name}\n")
    time.sleep(0.03)
    done: list[int] = []
    with Cache(tmp_path / "cache", b"1") as cache:
        cache.put("files", "", encode(find(notes, (), cache).known))
        cache.commit()
        for edit in edits:
            edit(notes)
        time.sleep(0.03)
        here = find(notes, (), cache)
        monkeypatch.setattr(files, "_MANY", 0)
        there = find(notes, (), cache, workers=Processes, own=lambda: done.append(1))
        assert _told(there) == _told(here)
        assert done == [1]
        assert here.data.keys() >= ({"c.md"} if _changed in edits else set())
        with pytest.raises(WrongUseError, match="does not exist"):
            find(tmp_path / "none", (), cache, workers=Processes)
