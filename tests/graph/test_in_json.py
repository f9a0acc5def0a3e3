"""The law of a graph's edges in JSON: they are written as msgspec does, however they are held and cut."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from kb.graph import InJson, columns
from kb.model import Graph
from tests.graph.graphs import graphs, in_columns


@given(plain=graphs(), size=st.integers(1, 5))
def test_edges_are_written_as_msgspec_does(plain: Graph, size: int) -> None:
    """Held in columns or not, all runs together are the list in JSON, byte for byte."""
    for held in (in_columns(plain), plain):
        edges = InJson(columns(held))
        assert b"[%s]" % b"".join(map(edges.written, edges.runs(size))) == msgspec.json.encode(plain.edges)


@given(one=graphs(), other=graphs(), size=st.integers(1, 5))
def test_runs_on_one_ground_are_written_alike(one: Graph, other: Graph, size: int) -> None:
    """Whatever else is in two graphs with nodes of the same names, a run of one ground has one form."""
    other = msgspec.structs.replace(other, nodes=one.nodes)
    try:
        both = [InJson(columns(some)) for some in (one, other)]
    except KeyError:  # an edge of the other leads to a node that this one lacks
        return
    written = [
        {(bool(run.start), *edges.ground(run)): edges.written(run) for run in edges.runs(size)} for edges in both
    ]
    assert all(written[1].get(ground, content) == content for ground, content in written[0].items())
