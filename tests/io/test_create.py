"""Laws of writing new notes: all of them or none, and never over a file that is there."""

import errno
import os
from pathlib import Path

import pytest

from kb.errors import VaultError
from kb.io.edit import create_all


def _all(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}


def test_new_files_stand_in_new_folders(tmp_path: Path) -> None:
    """Every text stands where it should, and nothing else is left behind."""
    files = {"a.md": "one", "deep/er/b.md": "two", "deep/c.md": ""}
    create_all([(tmp_path / path, text) for path, text in files.items()])
    assert _all(tmp_path) == files


def test_a_file_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    """One that has a name already, a link that leads nowhere too, keeps all others from coming, and their folders."""
    (tmp_path / "b.md").write_text("mine")
    (tmp_path / "c.md").symlink_to("nowhere")
    for taken in ("b.md", "c.md"):
        with pytest.raises(VaultError, match="is there already"):
            create_all([(tmp_path / "new" / "a.md", "one"), (tmp_path / taken, "two")])
    assert _all(tmp_path) == {"b.md": "mine"}
    assert not (tmp_path / "new").exists()


def test_an_interruption_takes_all_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C between two files leaves none of them."""
    link = os.link

    def stopped(source: Path, target: Path) -> None:
        if target.name == "b.md":
            raise KeyboardInterrupt
        link(source, target)

    monkeypatch.setattr(os, "link", stopped)
    with pytest.raises(KeyboardInterrupt):
        create_all([(tmp_path / "x" / "a.md", "one"), (tmp_path / "b.md", "two")])
    assert list(tmp_path.iterdir()) == []


def test_a_disk_without_links_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no file can have two names, the name is claimed first: whole files still, and still never over another."""

    def refused(*_: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refused)
    create_all([(tmp_path / "a.md", "one")])
    with pytest.raises(VaultError):
        create_all([(tmp_path / "a.md", "two")])
    assert _all(tmp_path) == {"a.md": "one"}


@pytest.mark.parametrize("count", [1, 30])
def test_new_files_are_on_the_disk_before_they_have_their_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    """A crash of the machine leaves a note whole or none: few files are waited for one by one, many at once."""
    waited: list[str] = []

    def told(name: str) -> None:
        act = getattr(os, name)

        def tell(*given: object) -> None:
            waited.append(name)
            act(*given)

        monkeypatch.setattr(os, name, tell)

    for name in ("fsync", "sync", "link"):
        told(name)
    create_all([(tmp_path / f"{number}.md", "text") for number in range(count)])
    assert waited == ["fsync" if count == 1 else "sync", *["link"] * count]
