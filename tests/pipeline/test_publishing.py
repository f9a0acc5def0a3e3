"""Laws of who makes what, and when: whoever waits for a note's page waits for nothing that it does not show."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import kb
from kb.graph import Survey
from kb.model import Output
from kb.pipeline import publishing
from kb.pipeline.earlier import Earlier
from kb.pipeline.standing import Standing
from kb.site import OF_GRAPH, Made, Since, Site

_NOTE = "# {0}\n\n## Summary\n\n{1}, [see]({2}).\n\n## Themes\n\n* quay\n"


def _write(top: Path) -> None:
    (top / "notes").mkdir()
    for name, words, other in (("a1b2c3d4", "Old", "b2c3d4e5"), ("b2c3d4e5", "Else", "nowhere")):
        (top / "notes" / f"{name}.md").write_text(_NOTE.format(name, words, other))


def _edit(top: Path) -> None:
    """Two notes, a site of theirs, and then an edit of one."""
    _write(top)
    kb.open_vault(top / "notes").build(top / "site")
    (top / "notes" / "b2c3d4e5.md").write_text(_NOTE.format("b2c3d4e5", "Fresh", "a1b2c3d4"))


def _fail(_: object) -> None:
    raise RecursionError


def test_a_note_s_page_is_new_before_what_it_does_not_show_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An edit that ties other notes is seen while nobody has looked for communities, or for files that are gone."""
    _edit(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(Survey, "communities", property(_fail))
        patch.setattr(Standing, "lacking", _fail)
        with pytest.raises(RecursionError):
            kb.open_vault(tmp_path / "notes").build(tmp_path / "site")
    pages = {one: (tmp_path / "site" / one / "index.html").read_text() for one in ("a1b2c3d4", "b2c3d4e5")}
    assert "Fresh" in pages["b2c3d4e5"]
    kb.open_vault(tmp_path / "notes").build(tmp_path / "site")
    kb.open_vault(tmp_path / "notes", cache=False).build(tmp_path / "clean")
    for folder in ("site", "clean"):
        assert pages == {one: (tmp_path / folder / one / "index.html").read_text() for one in pages}


def test_the_page_of_an_edited_note_comes_before_all_else_is_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is new, and that of a clean build, though nobody knows yet what else the edit changes."""
    _edit(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(Earlier, "to_do", _fail)
        with pytest.raises(RecursionError):
            kb.open_vault(tmp_path / "notes").build(tmp_path / "site")
    kb.open_vault(tmp_path / "notes", cache=False).build(tmp_path / "clean")
    pages = [(tmp_path / folder / "b2c3d4e5" / "index.html").read_text() for folder in ("site", "clean")]
    assert "Fresh" in pages[0]
    assert pages[0] == pages[1]


def test_another_process_makes_what_tells_of_a_large_graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One other does these jobs after an edit, this one all else; the site is that of a clean build."""
    _write(tmp_path)
    kb.open_vault(tmp_path / "notes").build(tmp_path / "site")
    make, seen = Site.make, tmp_path / "seen"

    def noting(site: Site, name: str, made: list[Made], since: Since | None = None) -> Iterator[Output]:
        with seen.open("a") as file:
            file.write(f"{os.getpid()} {name}\n")
        return make(site, name, made, since)

    monkeypatch.setattr(publishing, "_LARGE", 0)
    monkeypatch.setattr(Site, "make", noting)
    (tmp_path / "notes" / "b2c3d4e5.md").write_text(_NOTE.format("b2c3d4e5", "Fresh", "a1b2c3d4"))
    built = kb.open_vault(tmp_path / "notes", jobs=2).build(tmp_path / "site")
    who = {name: process for process, name in (line.split(" ", 1) for line in seen.read_text().splitlines())}
    assert who.keys() > {*OF_GRAPH}
    assert {process for name, process in who.items() if name not in OF_GRAPH} == {str(os.getpid())}
    other = {who[name] for name in OF_GRAPH}
    assert len(other) == 1
    assert other != {str(os.getpid())}
    monkeypatch.undo()
    clean = kb.open_vault(tmp_path / "notes", cache=False).build(tmp_path / "clean")
    trees = [
        {
            str(path.relative_to(top)): path.read_bytes()
            for path in top.rglob("*")
            if path.is_file() and not path.name.startswith(".kb-")
        }
        for top in (tmp_path / "site", tmp_path / "clean")
    ]
    assert trees[0] == trees[1]
    assert built.written.size == clean.written.size
    assert kb.open_vault(tmp_path / "notes").build(tmp_path / "site").written.written == ()
