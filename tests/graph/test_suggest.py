"""Laws of suggestions: unlinked pairs alone, scored as the formula says, the same whatever the order."""

from collections.abc import Mapping
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.graph import suggest
from kb.graph.ties import UNIT, around, ties
from kb.model import Graph
from tests.graph.graphs import graph, graphs


def score(one: str, other: str, similar: float, beside: Mapping[str, Mapping[str, int]]) -> float:
    """The formula, pair by pair."""
    shared = beside.get(one, {}).keys() & beside.get(other, {}).keys()
    passed = sum(beside[one][z] * beside[z][other] / sum(beside[z].values()) for z in shared) / UNIT
    return similar + 4 * passed


@given(graphs())
def test_suggestions_are_all_unlinked_pairs_by_score(some: Graph) -> None:
    """With as many for each as there are notes: every unlinked pair that anything speaks for, the best first."""
    written = {frozenset((edge.source, edge.target)) for edge in some.edges if edge.kind != "similar"}
    similar: dict[frozenset[str], float] = {}
    for edge in some.edges:
        if edge.kind == "similar":
            pair = frozenset((edge.source, edge.target))
            similar[pair] = max(edge.weight, similar.get(pair, 0.0))
    beside = around(ties(some))
    ids = [node.id for node in some.nodes]
    expected = {}
    for place, one in enumerate(ids):
        for other in ids[place + 1 :]:
            pair = frozenset((one, other))
            value = score(one, other, similar.get(pair, 0.0), beside)
            if value and pair not in written:
                expected[pair] = value
    found = suggest(some, each=6)
    assert {frozenset((one.source, one.target)): one.score for one in found} == pytest.approx(expected, abs=1e-4)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    for suggestion in found:
        assert suggestion.similar == similar.get(frozenset((suggestion.source, suggestion.target)), 0.0)


@given(graphs(), st.randoms(use_true_random=False))
def test_the_order_of_edges_changes_nothing(some: Graph, random: Random) -> None:
    """Nor does how many are wanted of each change which come first."""
    edges = list(some.edges)
    random.shuffle(edges)
    found = suggest(some, 2)
    assert suggest(Graph(nodes=some.nodes, edges=tuple(edges)), 2) == found
    assert set(found) <= set(suggest(some, 6))


def test_the_later_note_would_name_the_earlier() -> None:
    """Here by id, since neither has a date; what ties them together is told."""
    (one,) = suggest(graph("a; b; c closest:a closest:b"))
    assert (one.source, one.target, one.between, one.similar) == ("b", "a", ("c",), 0.0)


@pytest.mark.parametrize("text", ["", "a", "a; b", "a closest:b; b"])
def test_there_may_be_nothing_to_suggest(text: str) -> None:
    """And no trouble."""
    assert suggest(graph(text) if text else Graph(nodes=(), edges=())) == ()
