"""Laws of a note's fields: plain words of each piece by itself, and text on one line for snippets."""

from hypothesis import given
from hypothesis import strategies as st

from kb.model import Note, Signal
from kb.search.fields import shown, texts

CELLS = st.text("aé ’&;*[]_") | st.sampled_from(["plain", "**strong** word", "R&amp;D", " two  spaces\n"])


def _note(names: list[str], summary: str = "") -> Note:
    signals = tuple(Signal(name=name) for name in names)
    return Note(id="a", path="a.md", title="A", summary=summary, signals=signals)


@given(st.lists(CELLS, max_size=4))
def test_a_cell_says_beside_others_what_it_says_alone(cells: list[str]) -> None:
    """Markup in one row is undone, and changes no other row."""
    assert texts(_note([*cells, "**strong** word"]))[4][-1] == "strong word"
    assert texts(_note(cells))[4] == tuple(piece for cell in cells for piece in texts(_note([cell]))[4])


@given(st.text() | st.text(" a\u00a0\t\n\u2028").map(lambda space: f"a{space}b"), st.lists(CELLS, max_size=3))
def test_what_snippets_are_cut_from_has_its_white_space_single(summary: str, cells: list[str]) -> None:
    """Whatever white space a note has, one space parts words."""
    for piece in shown(_note(cells, summary)):
        assert piece == " ".join(piece.split())
