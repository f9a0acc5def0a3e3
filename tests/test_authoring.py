"""Laws of new notes: they pass kb check, get the digest's own ids, and never take another note's place."""

import datetime as dt
import os
import shlex
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import kb
from kb.author import Article, Draft
from kb.author.fresh import link_id, title_id
from kb.errors import VaultError, WrongUseError
from kb.io import edit
from kb.io.editor import chosen_editor, open_editor
from kb.model import Source
from kb.note import read, write

ROOT = Path(__file__).parents[1]
VAULT = "-- kb.toml --\n-- notes/a1b2c3d4.md --\n# Ports\n\n__[External link](https://example.org/ports)__\n"
TEXT = "Four ports in the north now give ferries electric power at the quay, the authority said."


def test_ids_are_the_digest_s_own() -> None:
    """Every digest note of our own vault has the id that its link gives."""
    notes = [one for one in kb.open_vault(ROOT / "notes").notes if one.link and len(one.id) == 32]
    assert len(notes) > 100
    assert {one.id for one in notes if one.id != link_id(one.link)} == set()


def test_every_title_gives_an_address(vault: Callable[[str], Path]) -> None:
    """Whatever its title, a note's file is new and its id needs no other address."""
    titles = [
        "Notes",
        "con",
        "日本の信号",
        "C++",
        "../../etc/passwd",
        "a" * 300,
        "Ports",
        "PORTS",
        "???",
        "x\u202ey.md",
        "-n",
    ]
    here = kb.open_vault(vault(VAULT) / "notes")
    taken: set[str] = {"ports"}
    for title in titles:
        taken.add(title_id(title, taken))
        fresh = here.new(Draft(title=title), "20240218")
        fresh.save()
        assert fresh.path.parent == here.folder
        here = kb.open_vault(here.folder)
    assert len(taken) == len(titles) + 1
    found = {one.code for one in here.check(dt.date(2025, 1, 1))}
    assert found <= {"section-empty", "link-missing", "duplicate-title", "section-missing"}
    assert len(here.notes) == len(titles) + 1


@pytest.mark.parametrize(
    "link",
    ["https://example.org/ports", "http://www.example.org/ports/?utm_source=a#b", "HTTPS://EXAMPLE.org:443/ports"],
)
def test_a_link_that_is_here_is_refused(vault: Callable[[str], Path], link: str) -> None:
    """However a link is spelled, its note is named and nothing is written, by hand or from an article."""
    here = kb.open_vault(vault(VAULT) / "notes")
    with pytest.raises(kb.KbError, match="a1b2c3d4"):
        here.new(Draft(title="Ports", link=link), "20240218")
    same = here.draft(Article(title="Ports", link=link, text=TEXT), "20240218").same
    assert same
    assert same.id == "a1b2c3d4"


def test_an_id_that_was_merged_away_is_not_given_again(vault: Callable[[str], Path]) -> None:
    """A link whose note became part of another leads there."""
    gone = link_id("https://example.com/old")
    here = kb.open_vault(
        vault(f"{VAULT}-- notes/b.md --\n---\nredirect_from: [{gone}]\n---\n# B\n\n## Summary\n\nx\n") / "notes"
    )
    with pytest.raises(kb.KbError, match="note of this link: b"):
        here.new(Draft(title="Old", link="https://example.com/old"), "20240218")
    with pytest.raises(WrongUseError, match="a title, a link, or both"):
        here.new(Draft(title=""), "20240218")


def test_what_a_draft_writes_is_what_is_read(vault: Callable[[str], Path]) -> None:
    """The file of a draft reads as the note that was composed, and writing that gives the file."""
    here = kb.open_vault(vault(VAULT) / "notes")
    title = "# <script>alert(1)</script> __x__, from ([1](y).)"
    made = here.draft(Article(title=title, lang="en", link="https://example.com/x_(y)", text=TEXT), "20240218")
    assert made.same is None
    assert not made.alike
    note, found = read(Source(path=made.fresh.path.name, text=made.fresh.text, digest=""))
    assert (note.title, note.link, note.lang, note.suggested) == (
        title,
        "https://example.com/x_(y)",
        "en",
        made.fresh.note.suggested,
    )
    assert write(note) == made.fresh.text
    assert {one.severity for one in found} <= {"info"}


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """A file that is there stays, whatever made it; one that is written is whole and leaves nothing beside it."""
    edit.create(tmp_path / "new" / "a.md", "one\n")
    with pytest.raises(VaultError, match="there already"):
        edit.create(tmp_path / "new" / "a.md", "two\n")
    assert [(one.name, one.read_text()) for one in (tmp_path / "new").iterdir()] == [("a.md", "one\n")]
    (tmp_path / "new" / "dangling.md").symlink_to("nowhere")
    with pytest.raises(VaultError, match="there already"):
        edit.create(tmp_path / "new" / "dangling.md", "two\n")
    with pytest.raises(VaultError, match="can't be written"):
        edit.create(tmp_path / "new" / "a.md" / "b.md", "two\n")


def test_disks_without_hard_links_are_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a file can't have two names, a new note is still whole, and no other is overwritten."""

    def refuse(*_: object) -> None:
        raise PermissionError(1, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    edit.create(tmp_path / "a.md", "one\n")
    with pytest.raises(VaultError, match="there already"):
        edit.create(tmp_path / "a.md", "two\n")
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("a.md", "one\n")]


def test_the_editor_is_the_user_s(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """VISUAL comes before EDITOR, arguments are kept, and an editor that is none, not there or fails is told."""
    program = f'{shlex.quote(sys.executable)} -c "import sys; open(sys.argv[2], \'a\').write(sys.argv[1])" "a b"'
    monkeypatch.setenv("VISUAL", program)
    monkeypatch.setenv("EDITOR", "false")
    file = tmp_path / "with space.md"
    open_editor(chosen_editor(), file)
    assert file.read_text() == "a b"
    monkeypatch.setenv("VISUAL", " ")
    with pytest.raises(kb.KbError, match="ended with 1"):
        open_editor(chosen_editor(), file)
    with pytest.raises(kb.KbError, match="can't be started"):
        open_editor(["no-such-editor"], file)
    for wrong in ("", "'open"):
        monkeypatch.setenv("EDITOR", wrong)
        with pytest.raises(WrongUseError):
            chosen_editor()
