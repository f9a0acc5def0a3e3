"""Laws of merging in the vault itself: nothing lost, no link broken, never over another's work, undone by git alone."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

import kb
from kb.changes import save_all
from kb.errors import KbError, VaultError, WrongUseError

Write = Callable[[str], Path]

VAULT = """\
-- kb.toml --
[dedupe]
keep = ["source"]  # ours
-- notes/first.md --
# __Shore power__, from ([20240101](https://example.org/p/20240101).)

__[External link](https://example.org/a)__

## Keywords

* ports

## Closest

* [Twin](twin)
* [Other](other)

## Our view

Kept.
-- notes/twin.md --
# __Ferries plug in__, from ([20240201](https://example.org/p/20240201).)

__[External link](https://example.org/a?utm_source=x)__

## Keywords

* ferries

## Closest

* [First](first)
* [Paper](paper)
-- notes/other.md --
# __Other__, from ([20240301](https://example.org/p/20240301).)

__[External link](https://example.org/o)__

## Summary

As in [the twin](twin.md#why), [[Ferries plug in]] and [the first](first).

## Closest

* [Twin](twin)
* [First](first)
* [Paper](paper)
-- notes/paper.md --
# __A paper__, from ([20240301](https://example.org/p/20240301).)

__[External link](https://arxiv.org/abs/2401.00001)__
-- notes/sub/preprint.md --
# __The preprint__, from ([20240401](https://example.org/p/20240401).)

__[External link](https://arxiv.org/pdf/2401.00001v2)__
-- notes/page.md --
# A page

It names [the preprint](sub/preprint.md) and [[twin]].
"""


def _git(folder: Path, *arguments: str) -> str:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    command = ["git", "-C", str(folder), *who, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _committed(vault: Write, text: str = VAULT) -> Path:
    folder = vault(text)
    _git(folder, "init", "-q")
    _git(folder, "add", "-A")
    _git(folder, "commit", "-qm", "before")
    return folder


def _content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted((folder / "notes").rglob("*.md"))}


def _missing(vault: kb.OpenVault) -> set[str]:
    return {one.message for one in vault.collection.diagnostics if one.code.endswith(("-missing", "-ambiguous"))}


def test_what_the_build_merges_becomes_one_file(vault: Write) -> None:
    """The canonical file says what both said, links lead to it once, the other's id leads there, its file is gone."""
    folder = _committed(vault)
    save_all(kb.open_vault(folder).merging())
    after = kb.open_vault(folder)
    assert {note.id for note in after.notes} == {"first", "other", "paper", "preprint", "page"}
    first = after.note("first")
    assert (first.keywords, first.redirect_from) == (("ports", "ferries"), ("twin",))
    assert first.aliases == ("Ferries plug in",)
    assert [link.target for link in first.closest] == ["other", "paper"]
    text = (folder / "notes/first.md").read_text()
    for words in ("Kept.", "[20240201](https://example.org/p/20240201)", "https://example.org/a?utm_source=x"):
        assert words in text
    other = (folder / "notes/other.md").read_text()
    assert "[the twin](first#why), [[first|Ferries plug in]] and [the first](first)." in other
    assert "* [Twin](first)\n* [Paper](paper)\n" in other
    assert "[[first]]" in (folder / "notes/page.md").read_text()
    assert not after.items
    assert not {message for message in _missing(after) if "twin" in message}
    assert not after.merging()


def test_git_alone_undoes_a_merge(vault: Write) -> None:
    """Every byte comes back."""
    folder = _committed(vault)
    before = _content(folder)
    opened = kb.open_vault(folder)
    changes = opened.merging()
    assert opened.uncommitted(changes) == ()
    save_all(changes)
    assert _content(folder) != before
    _git(folder, "checkout", "-q", "--", ".")
    assert _content(folder) == before


def test_a_suggestion_is_merged_when_it_is_named(vault: Write) -> None:
    """Not by itself; its links in other folders and pages are rewritten too."""
    folder = _committed(vault)
    opened = kb.open_vault(folder)
    assert [item.members for item in opened.suggestions] == [("paper", "preprint")]
    assert "sub/preprint.md" not in {change.name for change in opened.merging()}
    save_all(opened.merging([opened.note("preprint"), opened.note("paper")]))
    assert not (folder / "notes/sub/preprint.md").exists()
    assert "[the preprint](paper)" in (folder / "notes/page.md").read_text()
    assert kb.open_vault(folder).note("paper").redirect_from == ("preprint",)


def test_what_kb_has_no_reason_for_is_not_merged(vault: Write) -> None:
    """Nor one note of a suggestion alone, nor drafts with what is published."""
    opened = kb.open_vault(vault(VAULT))
    for ids in (["first", "other"], ["paper"], ["first", "twin", "other"]):
        with pytest.raises(WrongUseError, match="no reason"):
            opened.merging([opened.note(id_) for id_ in ids])
    folder = vault(VAULT.replace("-- notes/twin.md --\n", "-- notes/twin.md --\n---\ndraft: true\n---\n"))
    drafted = kb.open_vault(folder)
    assert not drafted.merging()
    with pytest.raises(WrongUseError, match="drafts"):
        drafted.merging([drafted.note("first"), drafted.note("twin")])


@pytest.mark.parametrize("name", ["first", "twin", "other", "page"])
def test_a_file_that_changed_meanwhile_stops_all(vault: Write, name: str) -> None:
    """Before the changes are made or after: nothing is written, whichever file it is."""
    folder = _committed(vault)
    path = folder / f"notes/{name}.md"
    early, late = kb.open_vault(folder), kb.open_vault(folder)
    changes = late.merging()
    assert early.items
    path.write_text(path.read_text() + "\nEdited.\n")
    before = _content(folder)
    with pytest.raises(VaultError, match="has changed"):
        early.merging()
    with pytest.raises(VaultError, match="has changed"):
        save_all(changes)
    assert _content(folder) == before


def test_what_would_lose_something_is_not_merged(vault: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """Should a united note not say all that its members say, it is not offered at all."""
    monkeypatch.setattr("kb.dedupe.lost", lambda *_: "the link of twin.md")
    with pytest.raises(KbError, match=r"first\.md would lose the link of twin\.md"):
        kb.open_vault(vault(VAULT)).merging()


def test_a_refusal_holds_for_the_whole_item(vault: Write) -> None:
    """Refusing one member of an item for another note refuses the item."""
    copy = VAULT + "-- notes/copy.md --\n# __Copy__\n\n__[External link](https://www.arxiv.org/pdf/2401.00001v2)__\n"
    assert [item.members for item in kb.open_vault(vault(copy)).suggestions] == [("paper", "preprint")]
    refused = copy.replace("[dedupe]\n", '[dedupe]\nrefused = [["copy", "paper"]]\n')
    assert kb.open_vault(vault(refused)).suggestions == ()


def test_bytes_that_are_no_text_are_not_merged(vault: Write) -> None:
    """A file whose text kb would have to guess stays."""
    folder = vault(VAULT)
    path = folder / "notes/twin.md"
    path.write_bytes(path.read_bytes() + b"\n\xe9\n")
    with pytest.raises(KbError, match="UTF-8"):
        kb.open_vault(folder).merging()


def test_what_git_could_not_give_back_is_named(vault: Write) -> None:
    """Changed and untracked files of the merge, and no others; no repository is another answer than none."""
    folder = _committed(vault)
    for name in ("twin", "paper"):
        path = folder / f"notes/{name}.md"
        path.write_text(path.read_text() + "\nEdited.\n")
    _git(folder, "rm", "-q", "--cached", "notes/other.md")
    opened = kb.open_vault(folder)
    assert opened.uncommitted(opened.merging()) == ("notes/other.md", "notes/twin.md")


def test_a_vault_outside_git_is_said_to_be_so(vault: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is then nothing that could give anything back."""
    folder = vault(VAULT)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(folder.parent))
    opened = kb.open_vault(folder)
    assert opened.uncommitted(opened.merging()) is None


def test_a_refusal_is_remembered(vault: Write) -> None:
    """In kb.toml, comments kept; then neither merged nor suggested, in either order."""
    folder = vault(VAULT)
    for pair in (("twin", "first"), ("paper", "preprint")):
        opened = kb.open_vault(folder)
        change = opened.refusal(opened.note(pair[0]), opened.note(pair[1]))
        assert change
        change.save()
    after = kb.open_vault(folder)
    assert after.options.dedupe.refused == (("twin", "first"), ("paper", "preprint"))
    assert "# ours" in (folder / "kb.toml").read_text()
    assert (after.items, after.suggestions) == ((), ())
    assert after.refusal(after.note("first"), after.note("twin")) is None
    with pytest.raises(WrongUseError, match="same note"):
        after.refusal(after.note("first"), after.note("first"))
    bare = kb.OpenVault(folder / "notes", replace(after.settings, file=None))
    with pytest.raises(WrongUseError, match=r"no kb\.toml"):
        bare.refusal(bare.notes[0], bare.notes[1])
