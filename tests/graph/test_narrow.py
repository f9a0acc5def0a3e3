"""Laws of parts of the graph."""

from hypothesis import given
from hypothesis import strategies as st

from kb.graph import narrow, stats
from kb.model import EdgeKind, Graph
from tests.graph.graphs import graph, graphs

MENTION: tuple[EdgeKind, ...] = ("mention",)


@given(graphs(), st.sets(st.sampled_from("abcdef")))
def test_a_part_is_what_lies_among_the_notes(some: Graph, ids: set[str]) -> None:
    """Every edge between them and no other, as it was; all notes are the whole."""
    part = narrow(some, ids)
    assert {node.id for node in part.nodes} == ids & {node.id for node in some.nodes}
    assert part.edges == tuple(edge for edge in some.edges if {edge.source, edge.target} <= ids)
    assert narrow(some) == some


@given(graphs())
def test_an_edge_is_mutual_or_one_way(some: Graph) -> None:
    """One of both, and the same as its answer; the figures agree."""
    both, one = narrow(some, mutual=True), narrow(some, mutual=False)
    assert sorted(map(repr, (*both.edges, *one.edges))) == sorted(map(repr, some.edges))
    assert stats(both).linked_pairs == stats(both).mutual_pairs == stats(some).mutual_pairs
    assert stats(one).linked_pairs == stats(one).one_way_pairs == stats(some).one_way_pairs


def test_a_written_link_is_not_answered_by_a_computed_one() -> None:
    """But by a mention it is."""
    some = graph("a closest:b; b similar:a; c closest:d; d mention:c")
    assert [(edge.source, edge.target) for edge in narrow(some, mutual=True).edges] == [("c", "d"), ("d", "c")]
    assert narrow(some, None, MENTION).edges == some.edges[-1:]
