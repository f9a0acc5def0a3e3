"""Laws of tables: a row says the same whatever stands beside it, read with all others at once or by itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.note.tables import line_of, read_table

HEADERS = {
    "issues": ["name", "description", "relevancy"],
    "signals": ["Signal", "Change", "10y horizon", "Driving force", "Relevancy"],
}
CELLS = st.sampled_from(["", "a", " b ", "1", "5", "6", "high", "c | d", "\\"])


@pytest.mark.parametrize("key", HEADERS)
@given(st.data())
def test_a_row_says_the_same_whatever_stands_beside_it(key: str, data: st.DataObject) -> None:
    """Also where a short one beside it makes that all are read one by one."""
    header = data.draw(st.permutations(HEADERS[key]))
    rows = data.draw(st.lists(st.lists(CELLS, min_size=len(header), max_size=len(header)).map(line_of), max_size=3))
    read = read_table(key, [line_of(header), "|-" * len(header) + "|", *rows])
    one_by_one = read_table(key, [line_of(header), "|-" * len(header) + "|", *rows, "| a |"])
    assert read.rows == one_by_one.rows[: len(rows)]
    assert read.trouble == tuple(wrong for wrong in one_by_one.trouble if wrong.row < len(rows))
    assert (read.columns, read.fields) == (one_by_one.columns, one_by_one.fields)
