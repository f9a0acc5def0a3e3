"""Laws of collecting: every id once, every note kept, whatever the order."""

from hypothesis import given
from hypothesis import strategies as st

from kb.model import Note
from kb.vault import collect

NAMES = st.sampled_from(["a", "b", "A", "x/a", "x/b", "y/a", "x/y/a", "x-a", "x-y-a"])


def _note(path: str, redirect_from: tuple[str, ...] = ()) -> Note:
    id_ = path.rsplit("/", 1)[-1]
    return Note(id=id_, path=f"{path}.md", title=path, redirect_from=redirect_from)


@given(st.permutations(["a", "b", "A", "x/a", "x/b", "y/a", "x/y/a", "x-a", "x-y-a"]))
def test_ids_are_unique_and_do_not_depend_on_order(paths: list[str]) -> None:
    """Every file gets one id of its own, the same whatever order the files come in."""
    vault, diagnostics = collect(map(_note, paths))
    assert {note.path: note.id for note in vault.notes} == {
        "a.md": "a", "b.md": "b", "A.md": "A", "x-a.md": "x-a", "x-y-a.md": "x-y-a",
        "x/a.md": "x-a-2", "x/b.md": "x-b", "y/a.md": "y-a", "x/y/a.md": "x-y-a-2",
    }  # fmt: skip
    assert [one.code for one in diagnostics] == ["id-collision"] * 4


@given(st.sets(NAMES))
def test_no_note_is_lost(paths: set[str]) -> None:
    """There are as many notes as files, sorted by id, and as many names."""
    vault, _ = collect(map(_note, paths))
    ids = [note.id for note in vault.notes]
    assert len(set(ids)) == len(paths)
    assert ids == sorted(ids) == [name.id for name in vault.names]


def test_redirect_that_a_note_has_is_reported() -> None:
    """An id in redirect_from that is taken, or claimed before, is a diagnostic with the path of who claims it."""
    notes = [_note("a"), _note("b", ("a", "old")), _note("c", ("old",))]
    _, diagnostics = collect(notes)
    assert [(one.code, one.span.path) for one in diagnostics] == [
        ("redirect-collision", "b.md"),
        ("redirect-collision", "c.md"),
    ]
