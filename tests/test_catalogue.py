"""Laws of the small rows: what they answer of one note is what all notes say, whatever was edited since."""

import datetime as dt
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kb
from kb import graph, pipeline
from kb.author import Article, Draft
from kb.pipeline.catalogue import OF_OTHERS
from tests.test_increment import NAMES, SETTINGS, note_texts

ARTICLE = Article(
    title="Ferries at the quay",
    link="https://example.com/two",
    text="The ferry left the quay for the orchard on shore power. A licence for drones and artificial intelligence (AI)"
    " moved from the quay to the orchard this year.",
)
TODAY = dt.date(2024, 2, 20)

VAULTS = st.dictionaries(st.sampled_from(NAMES), note_texts(), min_size=2, max_size=4)
EDITS = st.lists(st.tuples(st.integers(0, 4), note_texts() | st.sampled_from([None, "+"])), min_size=1, max_size=2)


def _asked(top: Path, one: str, *, cache: bool) -> list[object]:
    """Everything that is asked of one note, each question of a vault that was just opened."""

    def vault() -> kb.OpenVault:
        return kb.open_vault(top, cache=cache)

    note = vault().note(one)
    found = vault().check(TODAY, [top / "notes" / note.path])
    near, linked = vault(), vault().linking([note])
    whole = kb.open_vault(top, cache=False)
    assert graph.neighbours(near.links_of(note), near.node(note)) == graph.neighbours(whole.part(), whole.node(note))
    return [
        note,
        found,
        near.closest(note),
        near.cited_by(note),
        near.node(note),
        graph.neighbours(near.links_of(note), near.node(note)),
        graph.neighbours(vault().links_of(note, ["closest"], mutual=True), near.node(note)),
        vault().record(note),
        [(change.name, change.after) for change in linked.changes],
        linked.left,
    ]


def _told(top: Path, *, cache: bool) -> object:
    """A draft, and the notes as commands see them that look at no long text."""
    made = kb.open_vault(top, cache=cache).draft(ARTICLE, "20260101")
    return (
        made.fresh,
        made.nearest,
        made.same,
        made.alike,
        [
            (one.id, one.path, one.title, one.link, one.origin, one.themes, one.draft)
            for one in kb.open_vault(top, cache=cache).brief_notes
        ],
    )


@settings(max_examples=12)
@given(notes=VAULTS, edits=EDITS, config=st.sampled_from(SETTINGS[:3]))
def test_small_rows_answer_what_all_notes_answer(
    notes: dict[str, str], edits: list[tuple[int, str | None]], config: str
) -> None:
    """A question of one note has the answer that it has without the store, before and after any edits."""
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder)
        (top / "kb.toml").write_text(config)
        for name, text in notes.items():
            _write(top, name, text)
        ids = [one.id for one in kb.open_vault(top, cache=False).notes]
        for one in ids:
            assert _asked(top, one, cache=True) == _asked(top, one, cache=False)
        for place, edit in edits:
            _write(top, [*notes, *NAMES][place], edit)
        assert _told(top, cache=True) == _told(top, cache=False)
        for one in [note.id for note in kb.open_vault(top, cache=False).notes]:
            assert _asked(top, one, cache=True) == _asked(top, one, cache=False)


def _write(top: Path, name: str, text: str | None) -> None:
    file = top / "notes" / f"{name}.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    if text is None:
        file.unlink(missing_ok=True)
    elif text == "+":
        file.write_text(f"{file.read_text('utf-8') if file.exists() else ''}\nA [note](old) more.\n", "utf-8")
    else:
        file.write_text(text, "utf-8")


@pytest.mark.parametrize("read", [False, True])
@pytest.mark.parametrize(
    ("edited", "old", "new", "code", "where"),
    [
        ("a1b2c3d4", "Ferries", "Tugs", "closest-label", "d4e5f6a7"),
        ("b2c3d4e5", " for good", "", "duplicate-bytes", "b2c3d4e5"),
        ("c3d4e5f6", "Growers", "Growth", "duplicate-title", "d4e5f6a7"),
        ("c3d4e5f6", "orchards", "licence rules", "term-variant", "d4e5f6a7"),
        ("c3d4e5f6", "fallow", "d4e5f6a7", "redirect-collision", "c3d4e5f6"),
    ],
)
def test_what_an_edit_does_to_a_note_beside_it_is_said(  # noqa: PLR0913  # a row of the table is one edit
    vault: Callable[[str], Path], *, edited: str, old: str, new: str, code: str, where: str, read: bool
) -> None:
    """What a note is said to have because of others is said once one is edited, whether or not all were read since."""
    top = vault("""\
-- kb.toml --
-- notes/a1b2c3d4.md --
# __Ferries__

## Summary

The ferry left
-- notes/b2c3d4e5.md --
# __Ferries__

## Summary

The ferry left for good
-- notes/c3d4e5f6.md --
---
redirect_from: [fallow]
---
# __Growers__

## Keywords

* orchards
-- notes/d4e5f6a7.md --
# __Growth__

## Keywords

* license rules

## Closest

* [Ferries](a1b2c3d4)
""")

    def said(*, cache: bool) -> set[str]:
        return {one.code for one in kb.open_vault(top, cache=cache).check(TODAY, [top / "notes" / f"{where}.md"])}

    assert code not in said(cache=True)
    file = top / "notes" / f"{edited}.md"
    file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    assert not read or kb.open_vault(top).notes
    assert code in said(cache=True)
    assert said(cache=True) == said(cache=False)


def test_no_rule_of_several_notes_is_forgotten() -> None:
    """What looking at several notes can bring up is either found anew for a note, as its links are, or kept."""
    rooms = [Path(kb.__file__).parent / room for room in ("vault", "dedupe")]
    sources = "".join(file.read_text("utf-8") for room in rooms for file in room.glob("*.py"))
    codes = set(re.findall(r"found\(\s*f?\"([a-z{}.-]+)\"", sources))
    links = {"closest-label", "{link.kind}-ambiguous", "{link.kind}-missing"}
    assert codes == OF_OTHERS | links


def test_a_question_of_one_note_reads_no_other(vault: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """With the store filled, and a body edited since, the notes of a vault are not read for one of them."""
    top = vault("""\
-- kb.toml --
-- notes/a1b2c3d4.md --
# __Ports__, from ([20240218](https://example.org/p/20240218).)

__[External link](https://example.com/ports)__

## Summary

The ferry left the quay.

## Closest

* [Ferries](b2c3d4e5)
-- notes/b2c3d4e5.md --
# __Ferries__, from ([20240218](https://example.org/p/20240218).)

## Summary

The ferry left the quay for good.
-- notes/c3d4e5f6.md --
# __Growers__

## Summary

Orchards.
""")
    kb.open_vault(top).build(top / "site")
    one = kb.open_vault(top).note("a1b2")
    kb.open_vault(top).closest(one)
    read = pipeline.read_vault
    monkeypatch.setattr("kb.pipeline.reading.read_vault", None)
    assert [near.id for near in kb.open_vault(top).closest(kb.open_vault(top).note("Ports"))] == ["b2c3d4e5"]
    assert kb.open_vault(top).linking([one]).links == 0
    file = top / "notes" / "a1b2c3d4.md"
    file.write_text(file.read_text("utf-8").replace("b2c3d4e5", "b2c3"), "utf-8")
    found = kb.open_vault(top).check(TODAY, [file])
    assert "closest-missing" in {one.code for one in found}
    assert kb.open_vault(top).draft(ARTICLE, "20260101").nearest
    assert kb.open_vault(top).new(Draft(title="Quays", link="https://example.com/q"), "20260101").note.title == "Quays"
    with pytest.raises(TypeError):
        kb.open_vault(top).closest(one)
    monkeypatch.setattr("kb.pipeline.reading.read_vault", read)
    assert not kb.open_vault(top).closest(one)[-1].found
