"""The law of a graph's edges in JSON: they are written as msgspec does, however they are held and cut."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from kb.graph import InJson, columns
from kb.model import Graph
from tests.graph.graphs import graphs, in_columns


def _cut(whole: Graph, size: int) -> list[slice]:
    return [slice(begin, begin + size) for begin in range(0, len(whole.nodes), size)]


@given(plain=graphs(), size=st.integers(1, 5))
def test_edges_are_written_as_msgspec_does(plain: Graph, size: int) -> None:
    """Held in columns or not, all runs together are the list in JSON, byte for byte."""
    for held in (in_columns(plain), plain):
        edges = InJson(columns(held))
        written = b"".join(map(edges.written, edges.runs(_cut(plain, size))))
        assert b"[%s]" % written == msgspec.json.encode(plain.edges)


@given(one=graphs(), other=graphs(), size=st.integers(1, 5))
def test_runs_on_one_ground_are_written_alike(one: Graph, other: Graph, size: int) -> None:
    """Whatever else is in two graphs, a run of one ground between nodes of the same names has one form."""
    written = []
    for whole in (one, other):
        edges, ids = InJson(columns(whole)), [node.id for node in whole.nodes]
        written.append(
            {
                (bool(run.start), *edges.ground(run), *(ids[end] for end in edges.ends(run))): edges.written(run)
                for run in edges.runs(_cut(whole, size))
            }
        )
    assert all(written[1].get(ground, content) == content for ground, content in written[0].items())
