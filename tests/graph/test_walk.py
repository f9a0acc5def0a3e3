"""Laws of walking: as far as networkx says, and always the same of several ways."""

import itertools
import math

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kb.errors import WrongUseError
from kb.graph import neighbours, path, project, strongest_path
from kb.graph.ties import UNIT, ties
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


@given(graphs().filter(lambda some: bool(some.nodes)))
def test_a_strongest_path_has_the_largest_product(some: Graph) -> None:
    """Between all pairs as strong as networkx's, a tie counted as 1 at most, and the same both ways."""
    strength = {frozenset(pair): min(1.0, tie / UNIT) for pair, tie in ties(some).pairs().items()}
    undirected: nx.Graph[str] = nx.Graph()
    undirected.add_nodes_from(node.id for node in some.nodes)
    for (one, other), tie in ties(some).pairs().items():
        undirected.add_edge(one, other, length=-math.log(min(1.0, tie / UNIT)))
    for start in undirected:
        for end in undirected:
            found = strongest_path(some, start, end)
            if nx.has_path(undirected, start, end):
                product = math.prod(strength[frozenset(pair)] for pair in itertools.pairwise(found))
                assert -math.log(product) == pytest.approx(
                    nx.dijkstra_path_length(undirected, start, end, weight="length"), abs=1e-5
                )
                assert (found[0], found[-1], len(set(found))) == (start, end, len(found))
            else:
                assert found == ()


def test_a_strongest_path_takes_a_detour_over_strong_ties() -> None:
    """Two answered links beat one that nobody answered; of equally strong ways it is the shorter, then the smaller."""
    some = graph("a closest:b closest:d similar:b; b closest:a closest:d similar:d similar:a; c; d closest:b similar:b")
    assert strongest_path(some, "a", "d") == ("a", "b", "d")
    assert path(some, "a", "d") == ("a", "d")
    assert strongest_path(some, "a", "c") == ()
    tied = graph("a closest:b closest:c; b closest:d; c closest:d; d")
    assert strongest_path(tied, "a", "d") == strongest_path(tied, "d", "a")[::-1] == ("a", "b", "d")
    free = "closest:{} similar:{}"
    full = graph(f"a {free.format('b', 'b')} {free.format('c', 'c')}; b {free.format('c', 'c')}; c")
    full = Graph(nodes=full.nodes, edges=(*full.edges, *(replace(edge, weight=3.0) for edge in full.edges)))
    assert strongest_path(full, "a", "c") == ("a", "c")
    with pytest.raises(WrongUseError, match="'x'"):
        strongest_path(tied, "a", "x")


def test_a_step_is_mutual_when_its_own_side_leads_back() -> None:
    """A mention answers a list, a computed neighbour answers no written one."""
    some = graph("a closest:b closest:c similar:d; b mention:a; c similar:a; d similar:a")
    assert {(step.kind, step.id, step.mutual) for step in neighbours(some, "a") if step.direction == "out"} == {
        ("closest", "b", True),
        ("closest", "c", False),
        ("similar", "d", True),
    }


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
