"""Laws of the small rows: what they answer of one note is what all notes say, whatever was edited since."""

import datetime as dt
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

import kb
from tests.test_increment import NAMES, SETTINGS, note_texts

TODAY = dt.date(2024, 2, 20)

VAULTS = st.dictionaries(st.sampled_from(NAMES), note_texts(), min_size=2)
EDITS = st.lists(st.tuples(st.sampled_from(NAMES), st.none() | note_texts() | st.just("+")), max_size=2)


def _asked(top: Path, one: str, *, cache: bool) -> list[object]:
    """Everything that is asked of one note, each question of a vault that was just opened."""

    def vault() -> kb.OpenVault:
        return kb.open_vault(top, cache=cache)

    note = vault().note(one)
    near, linked = vault(), vault().linking([note])
    return [
        note,
        vault().check(TODAY, [top / "notes" / note.path]),
        near.closest(note),
        near.cited_by(note),
        near.node(note),
        vault().record(note),
        [(change.name, change.after) for change in linked.changes],
        linked.left,
    ]


def _told(top: Path, *, cache: bool) -> object:
    """The notes as commands see them that look at no long text."""
    return [
        (one.id, one.path, one.title, one.link, one.origin, one.themes, one.draft)
        for one in kb.open_vault(top, cache=cache).brief_notes
    ]


@settings(max_examples=25)
@given(notes=VAULTS, edits=EDITS, config=st.sampled_from(SETTINGS[:3]))
def test_small_rows_answer_what_all_notes_answer(
    notes: dict[str, str], edits: list[tuple[str, str | None]], config: str
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
        for name, edit in edits:
            _write(top, name, edit)
        for one in ids:
            if _is_there(top, one):
                assert _asked(top, one, cache=True) == _asked(top, one, cache=False)
            assert _told(top, cache=True) == _told(top, cache=False)


def _write(top: Path, name: str, text: str | None) -> None:
    file = top / "notes" / f"{name}.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    if text is None:
        file.unlink(missing_ok=True)
    elif text == "+":
        file.write_text(f"{file.read_text('utf-8') if file.exists() else ''}\nA [note](old) more.\n", "utf-8")
    else:
        file.write_text(text, "utf-8")


def _is_there(top: Path, one: str) -> bool:
    return one in {note.id for note in kb.open_vault(top, cache=False).notes}
