"""Laws of edges in columns: they are the edges, however they are asked for."""

import pickle

from hypothesis import given

from kb.graph import columns
from kb.model import Graph
from tests.graph.graphs import graphs, in_columns


@given(graphs())
def test_edges_in_columns_are_the_edges(plain: Graph) -> None:
    """As a whole, one by one, in part, and in another process; the columns of both are the same."""
    held = in_columns(plain)
    edges = held.edges
    assert len(edges) == len(plain.edges)
    assert edges == plain.edges
    assert plain.edges == edges
    assert hash(edges) == hash(plain.edges)
    assert list(edges) == [edges[place] for place in range(len(edges))] == [*plain.edges]
    assert edges[1:3] == plain.edges[1:3]
    assert pickle.loads(pickle.dumps(edges)) == edges  # noqa: S301  # what was just written
    found, again = columns(plain), columns(held)
    for part in ("source", "target", "kind", "weight"):
        assert getattr(again, part).tolist() == getattr(found, part).tolist()
    if plain.edges:
        assert edges != plain.edges[1:]
