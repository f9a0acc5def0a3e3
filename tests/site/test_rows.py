"""Laws of rows: what a quick look takes for plain text is shown as a thorough one would show it."""

from hypothesis import given
from hypothesis import strategies as st

from kb.model import Signal
from kb.site.rows import has_markup, plain_view, signal_view

TEXT = st.text(max_size=8) | st.sampled_from(["From a to b", "*a*", "a & b", "&amp;", "<b>", "[a](b)", "a_b", "1", ""])
EXTRA = st.lists(st.tuples(TEXT | st.just("src"), TEXT), max_size=2).map(tuple)
SIGNALS = st.builds(Signal, name=TEXT, description=TEXT, change=TEXT, horizon=TEXT, driving_force=TEXT, extra=EXTRA)


class _Nowhere:
    def __call__(self, _: str) -> None:
        """No link leads anywhere."""

    def anchored(self, address: str, anchor: str) -> str:
        return f"{address}#{anchor}"


@given(st.lists(SIGNALS, max_size=3))
def test_rows_without_markup_are_plain(rows: list[Signal]) -> None:
    """Where no cell of any row has markup, each row is its own text, and otherwise some cell has some."""
    if not has_markup(rows):
        assert [plain_view(1, row, _Nowhere()) for row in rows] == [signal_view(1, row, _Nowhere()) for row in rows]
    assert has_markup(rows) == any(has_markup([row]) for row in rows)
