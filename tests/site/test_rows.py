"""Laws of rows: what a quick look at all cells shows is what a thorough one at each would show."""

from hypothesis import given
from hypothesis import strategies as st

from kb.model import Signal
from kb.note.markdown import is_markup
from kb.site import prose
from kb.site.escaped import has_signs, printed
from kb.site.rows import signal_views, wording
from kb.site.words import turn

TEXT = st.text(max_size=8) | st.sampled_from(["From a to b", "*a*", "a & b", "&amp;", "<b>", "[a](b)", "a_b", "1", ""])
EXTRA = st.lists(st.tuples(TEXT | st.just("src"), TEXT), max_size=2).map(tuple)
SIGNALS = st.builds(Signal, name=TEXT, description=TEXT, change=TEXT, horizon=TEXT, driving_force=TEXT, extra=EXTRA)


class _Nowhere:
    def __call__(self, _: str) -> None:
        """No link leads anywhere."""

    def anchored(self, address: str, anchor: str) -> str:
        return f"{address}#{anchor}"


@given(st.lists(SIGNALS, max_size=3))
def test_cells_are_html(rows: list[Signal]) -> None:
    """A cell is its inline Markdown where it holds some, else its own text, whatever stands in the others."""
    views = signal_views(rows, wording(rows), _Nowhere())
    for row, view in zip(rows, views, strict=True):
        written = (row.name, row.description, row.horizon, row.driving_force)
        cells = (view.name, view.description, view.horizon, view.driving_force)
        assert cells == tuple(printed(prose.inline(cell, _Nowhere())) for cell in written)
        turned = ("", row.change) if is_markup(row.change) else turn(row.change)
        assert (view.before, view.after) == tuple(printed(prose.inline(cell, _Nowhere())) for cell in turned)


@given(st.lists(SIGNALS, max_size=3))
def test_a_wording_is_that_of_all_cells(rows: list[Signal]) -> None:
    """Names are told as plain text, and any cell, in whatever column, may be what makes the others looked at."""
    of = wording(rows)
    assert [*of.names] == [prose.plain(row.name) for row in rows]
    own = [(row.name, row.description, row.change, row.horizon, row.driving_force) for row in rows]
    said = [cell for row, some in zip(rows, own, strict=True) for cell in (*some, *(cell for _, cell in row.extra))]
    assert (of.marked, of.signs) == (any(map(is_markup, said)), any(map(has_signs, said)))
