"""Laws of a note's pieces: plain words of each by itself."""

from hypothesis import given
from hypothesis import strategies as st

from kb.model import Card, Note, Section, Signal
from kb.note.pieces import FIELDS, joined, plain, plain_text, written
from kb.text import END

CELLS = st.text("aé ’&;*[]_") | st.sampled_from(["plain", "**strong** word", "R&amp;D", " two  spaces\n"])


def _note(names: list[str]) -> Note:
    return Note(id="a", path="a.md", title="A", signals=tuple(Signal(name=name) for name in names))


@given(st.lists(CELLS, max_size=4))
def test_a_cell_says_beside_others_what_it_says_alone(cells: list[str]) -> None:
    """Markup in one row is undone, and changes no other row."""
    assert plain(_note([*cells, "**strong** word"]))[0][4][-1] == "strong word"
    alone = tuple(piece for cell in cells for piece in plain(_note([cell]))[0][4])
    assert plain(_note(cells))[0][4] == alone == tuple(map(plain_text, filter(None, cells)))


def test_everything_that_a_note_says_is_in_one_field() -> None:
    """Each text stands in one piece, those of no field of their own in the last."""
    extra = (("more", "so"),)
    note = Note(
        id="a",
        path="a.md",
        title="t",
        aliases=("u",),
        keywords=("k",),
        themes=("h",),
        summary="s",
        signals=(Signal(name="n", change="c", extra=extra),),
        issues=(Card(name="", description="d", extra=extra),),
        sections=(Section(heading="", markdown="m"), Section(heading="g", markdown="")),
    )
    told = dict(zip(FIELDS, written(note), strict=True))
    assert told == {
        "title": ("t", "u"),
        "keywords": ("k",),
        "themes": ("h",),
        "summary": ("s",),
        "signals": ("n", "c", "so"),
        "text": ("m", "g", "d", "so"),
    }
    assert joined(written(note)).split(END) == [*"tukhsnc", "so", *"mgd", "so", ""]


@given(st.lists(st.text(f"a {END}", max_size=4), max_size=4))
def test_a_text_that_has_the_sign_of_an_end_ends_no_piece(texts: list[str]) -> None:
    """A text that was in no file, such as a draft's, may have any sign."""
    assert joined((tuple(texts),)).split(END) == [*(text.replace(END, " ") for text in texts), ""]
