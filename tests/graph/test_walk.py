"""Laws of walking: as far as networkx says, and always the same of several ways."""

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import WrongUseError
from kb.graph import neighbours, path, project
from kb.model import EdgeKind, Graph
from tests.graph.graphs import graph, graphs

KINDS: st.SearchStrategy[tuple[EdgeKind, ...]] = st.sampled_from([("closest",), ("closest", "mention"), ("similar",)])


@given(graphs().filter(lambda some: bool(some.nodes)), KINDS)
def test_a_path_is_the_smallest_of_the_shortest(some: Graph, kinds: tuple[EdgeKind, ...]) -> None:
    """Between all pairs: empty where networkx finds none, else the first of its shortest paths by ids."""
    undirected = project(some, kinds).to_undirected()
    for start in undirected:
        for end in undirected:
            found = path(some, start, end, kinds)
            if nx.has_path(undirected, start, end):
                assert list(found) == min(nx.all_shortest_paths(undirected, start, end))
            else:
                assert found == ()


@given(graphs().filter(lambda some: bool(some.nodes)), KINDS, st.integers(0, 4))
def test_neighbours_are_all_nodes_within_the_depth(some: Graph, kinds: tuple[EdgeKind, ...], depth: int) -> None:
    """Each at the distance that networkx measures, over edges that are in the graph, sorted as promised."""
    start = some.nodes[0].id
    measured = nx.single_source_shortest_path_length(project(some, kinds).to_undirected(), start, depth)
    steps = neighbours(some, start, kinds, depth)
    assert {step.id: step.distance for step in steps} == {id_: far for id_, far in measured.items() if far}
    edges = {(edge.source, edge.target, edge.kind, edge.rank, edge.weight) for edge in some.edges}
    for step in steps:
        ends = (step.near, step.id) if step.direction == "out" else (step.id, step.near)
        assert (*ends, step.kind, step.rank, step.weight) in edges
        assert step.kind in kinds
        assert measured[step.near] == step.distance - 1
    order = [(step.distance, step.direction == "in", step.kind, step.rank or 0, step.near, step.id) for step in steps]
    assert order == sorted(order)


def test_neighbours_are_shown_edge_by_edge() -> None:
    """An edge of each kind and direction is a step of its own."""
    some = graph("a closest:c closest:b mention:c; b closest:a; c; d similar:a; e closest:d")
    steps = neighbours(some, "a")
    assert [(step.direction, step.kind, step.rank, step.id) for step in steps] == [
        ("out", "closest", 1, "c"),
        ("out", "closest", 2, "b"),
        ("out", "mention", None, "c"),
        ("in", "closest", 1, "b"),
        ("in", "similar", 1, "d"),
    ]
    assert [step.title for step in steps if step.kind == "mention"] == ["C"]
    assert [(step.id, step.near) for step in neighbours(some, "a", depth=2) if step.distance == 2] == [("e", "d")]


def test_of_two_ways_it_is_the_one_with_the_smaller_ids() -> None:
    """However their links are ranked, and whichever way they point."""
    assert path(graph("a closest:c closest:b; b closest:d; c closest:d; d closest:e; e"), "a", "e") == tuple("abde")
    assert path(graph("a; b closest:a; c closest:a; d closest:c closest:b"), "a", "d") == tuple("abd")


def test_a_path_may_stay_where_it_is() -> None:
    """From a node to itself it is that node; a way against an edge is a way."""
    some = graph("a; b closest:a; c")
    assert path(some, "a", "a") == ("a",)
    assert path(some, "a", "b") == ("a", "b")
    assert path(some, "a", "c") == ()


def test_a_node_that_is_not_there_is_wrong_use() -> None:
    """The message names it."""
    with pytest.raises(WrongUseError, match="'x'"):
        neighbours(graph("a"), "x")
    with pytest.raises(WrongUseError, match="'y'"):
        path(graph("a"), "a", "y")
