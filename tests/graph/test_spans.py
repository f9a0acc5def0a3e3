"""Laws of spans: the rows of a note are those that a look at every row finds."""

from hypothesis import given
from hypothesis import strategies as st

from kb.graph import Spans
from kb.model import Edge

IDS = st.sampled_from(["", "a", "ab", "b", "é", "z"])


@given(st.lists(st.tuples(IDS, IDS)), IDS)
def test_the_rows_of_a_note_are_all_that_start_from_it_in_their_order(pairs: list[tuple[str, str]], asked: str) -> None:
    """Whether it has none, one or many, wherever among the others they stand, and however often one asks."""
    ordered = [pair for pair in sorted(pairs, key=lambda pair: pair[0]) for _ in range(40)]
    edges = tuple(Edge(source=source, target=target, kind="mention") for source, target in ordered)
    spans = Spans(edges)
    for _ in range(4):  # the first of many are searched for, the last found in an index
        assert spans[asked] == tuple(edge for edge in edges if edge.source == asked)
