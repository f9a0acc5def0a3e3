"""What a program that imports kb may rely on."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

import kb
from kb.errors import VaultError, WrongUseError
from kb.model import EdgeKind

Write = Callable[[str], Path]
CLOSEST: tuple[EdgeKind, ...] = ("closest",)

NOTES = """\
-- notes/a1b2c3d4.md --
# __Licences__, from ([20240218](https://example.org/p/20240218).)

__[External link](https://example.com/licences)__

## Summary

Models need a licence.

## Signals

| Signal | Change | 10y horizon | Driving force |
|:---|:---|:---|:---|
| A licence | From free to asked | Dossiers | Control |
| A queue | From many to few | Seasons | Order |

## Closest

* [Licences](a1b2c3d4)
* [Chatbots](b2c3d4e5)
-- notes/b2c3d4e5.md --
# __Chatbots__, from ([20240303](https://example.org/p/20240303).)

## Summary

Chatbots ask for a licence.
-- notes/sub/c3d4e5f6.md --
---
draft: true
---
# A thought

Not ready.
"""


def test_a_vault_is_what_the_folder_holds(vault: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """The notes folder, the folder above it, and the current folder all lead to one vault."""
    folder = vault(NOTES)
    monkeypatch.chdir(folder)
    opened = [kb.open_vault(), kb.open_vault("notes"), kb.open_vault(folder / "notes")]
    assert {tuple(note.id for note in one.notes) for one in opened} == {("a1b2c3d4", "b2c3d4e5", "c3d4e5f6")}


def test_settings_hold_for_their_own_notes_only(vault: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """kb.toml is found from below, from above, and not by a folder of notes that is not its own."""
    folder = vault(f"-- kb.toml --\n[site]\ntitle = 'Mine'\n{NOTES}-- other/x.md --\n# X\n")
    titles = [kb.open_vault(folder / path).options.site.title for path in (".", "notes", "notes/sub", "other")]
    assert titles == ["Mine", "Mine", "Mine", "Signals"]
    monkeypatch.chdir(folder / "notes" / "sub")
    assert kb.open_vault().options.site.title == "Mine"


def test_no_vault_is_said_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder is no vault."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(WrongUseError, match=r"no kb\.toml, no folder notes"):
        kb.open_vault()


def test_a_note_is_found_by_what_people_type(vault: Write) -> None:
    """A prefix, a path and a title lead to the note; anything else is answered by what comes near."""
    opened = kb.open_vault(vault(NOTES) / "notes")
    assert {opened.note(query).id for query in ("a1b2", "a1b2c3d4.md", "licences")} == {"a1b2c3d4"}
    with pytest.raises(WrongUseError, match="Did you mean:\n  b2c3d4e5  Chatbots"):
        opened.note("chat")


def test_signals_are_rows_with_their_notes(vault: Write) -> None:
    """Rows come by note and in the order of their table."""
    opened = kb.open_vault(vault(NOTES) / "notes")
    rows = [(row["note"], row["row"], row["name"]) for row in opened.signals(kb.Filter(match="licence"))]
    assert rows == [("a1b2c3d4", 1, "A licence"), ("a1b2c3d4", 2, "A queue")]


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        (kb.Filter(), ["b2c3d4e5", "a1b2c3d4", "c3d4e5f6"]),
        (kb.Filter(origin="2024"), ["b2c3d4e5", "a1b2c3d4"]),
        (kb.Filter(origin="202402"), ["a1b2c3d4"]),
        (kb.Filter(since=dt.date(2024, 3, 3)), ["b2c3d4e5"]),
        (kb.Filter(until=dt.date(2024, 3, 2)), ["a1b2c3d4"]),
        (kb.Filter(links_to="b2c3d4e5"), ["a1b2c3d4"]),
        (kb.Filter(linked_by="a1b2c3d4"), ["b2c3d4e5"]),
        (kb.Filter(orphan=True), ["c3d4e5f6"]),
        (kb.Filter(match="LICENCE models"), ["a1b2c3d4"]),
        (kb.Filter(theme="none"), []),
    ],
)
def test_a_filter_lets_through_what_it_says(vault: Write, wanted: kb.Filter, ids: list[str]) -> None:
    """Conditions all hold; the newest comes first and what has no date last."""
    opened = kb.open_vault(vault(NOTES) / "notes")
    assert [note.id for note in opened.select(wanted)] == ids


def test_fixes_mend_what_has_one_right_answer(vault: Write) -> None:
    """A link to itself goes, everything else stays, and the note is then clean of it."""
    folder = vault(NOTES) / "notes"
    opened = kb.open_vault(folder)
    before = (folder / "a1b2c3d4.md").read_text()
    today = dt.date(2025, 1, 1)
    (change,) = opened.fixes(opened.check(today))
    assert change.after == before.replace("* [Licences](a1b2c3d4)\n", "")
    assert "-* [Licences](a1b2c3d4)\n" in change.diff()
    change.save()
    codes = {one.code for one in kb.open_vault(folder).check(today)}
    assert "closest-self" not in codes
    with pytest.raises(VaultError, match="has changed"):
        change.save()


def test_lines_that_moved_are_not_mended(vault: Write) -> None:
    """Once a note has changed, what was found in it stands elsewhere: nothing is taken out of it."""
    folder = vault(NOTES) / "notes"
    opened = kb.open_vault(folder)
    found = opened.check(dt.date(2025, 1, 1))
    path = folder / "a1b2c3d4.md"
    path.write_text("A new first line.\n\n" + path.read_text())
    with pytest.raises(VaultError, match="has changed"):
        list(opened.fixes(found))


def test_check_may_look_at_a_part(vault: Write) -> None:
    """Only what lies in the files and folders named is told; a path elsewhere is wrong use."""
    folder = vault(NOTES) / "notes"
    opened = kb.open_vault(folder)
    found = opened.check(dt.date(2024, 3, 1), [folder / "b2c3d4e5.md"])
    assert {one.span.path for one in found} == {"b2c3d4e5.md"}
    assert "origin-future" in {one.code for one in found}
    with pytest.raises(WrongUseError, match="not in the notes folder"):
        opened.check(dt.date(2024, 3, 1), [folder.parent])


def test_a_vault_without_notes_is_not_built(vault: Write) -> None:
    """Nothing is written for a folder that holds no notes, so no site is emptied by a slip."""
    folder = vault("-- notes/readme.txt --\nx\n")
    with pytest.raises(kb.KbError, match="no notes"):
        kb.open_vault(folder / "notes").build(folder / "site")
    assert not (folder / "site").exists()


def test_a_part_of_the_graph_lies_among_the_notes_of_a_filter(vault: Write) -> None:
    """By date and by kind; a note that is named is in it too, and no filter is the whole."""
    opened = kb.open_vault(vault(NOTES) / "notes")
    ids = {node.id for node in opened.graph.nodes}
    assert {node.id for node in opened.part().nodes} == ids
    march = kb.Filter(since=dt.date(2024, 3, 1))
    assert {node.id for node in opened.part(march).nodes} == {"b2c3d4e5"}
    assert {node.id for node in opened.part(march, named=["a1b2c3d4"]).nodes} == {"a1b2c3d4", "b2c3d4e5"}
    assert {edge.kind for edge in opened.part(kinds=CLOSEST).edges} == {"closest"}
    assert opened.part(kinds=CLOSEST, mutual=True).edges == ()


def test_kept_communities_go_on(vault: Write) -> None:
    """A name that was changed by hand stays, also in a part of the graph."""
    folder = vault(NOTES)
    opened = kb.open_vault(folder / "notes")
    (one,) = opened.communities()
    file = opened.keep_communities()
    file.write_text(file.read_text("utf-8").replace(one.name, "Papers"), "utf-8")
    again = kb.open_vault(folder / "notes")
    assert [(named.address, named.name) for named in again.communities()] == [(one.address, "Papers")]
    part = again.part(kinds=CLOSEST)
    assert [(named.address, named.name) for named in again.communities(part)] == [(one.address, "Papers")]
