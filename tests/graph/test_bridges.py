"""Laws of bridges: planted ones come first, the score is participation, ties go by exact betweenness."""

import networkx as nx
import pytest
from hypothesis import given

from kb.graph import Community, bridges, communities
from kb.graph.between import betweenness
from kb.graph.ties import around, ties
from kb.model import Graph
from tests.graph.graphs import graph, graphs
from tests.graph.planted import BRIDGES, planted


@pytest.mark.parametrize("seed", range(5))
def test_planted_bridges_come_first(seed: int) -> None:
    """As many as were planted are nearly all of them, and each joins the two groups that it was planted between."""
    some, _, expected = planted(seed)
    found = communities(some, ())
    first = bridges(some, found, BRIDGES)
    assert len({one.id for one in first} & expected) >= 0.9 * BRIDGES
    home = {id_: one.address for one in found for id_ in one.members}
    for one in first:
        if one.id in expected:
            assert set(one.joins) == {home[edge.target] for edge in some.edges if edge.source == one.id}


@given(graphs())
def test_the_score_is_participation(some: Graph) -> None:
    """By its definition, for every node with ties into two communities, and no other."""
    found = communities(some, ())
    home = {id_: one.address for one in found for id_ in one.members}
    scores = {one.id: one.score for one in bridges(some, found)}
    for id_, beside in around(ties(some)).items():
        into = {home[other]: 0 for other in beside}
        for other, strength in beside.items():
            into[home[other]] += strength
        score = 1 - sum((one / sum(into.values())) ** 2 for one in into.values())
        assert scores.get(id_, 0.0) == pytest.approx(score, abs=1e-4)
        assert (id_ in scores) == (len(into) > 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(bridges.__globals__, "_LARGE", 0)  # no strength is small enough for a column of squares
        assert {one.id: one.score for one in bridges(some, found)} == scores


@given(graphs())
def test_betweenness_is_that_of_networkx(some: Graph) -> None:
    """For every node with a tie."""
    found = ties(some)
    expected = nx.betweenness_centrality(nx.Graph(list(found.pairs())))
    assert betweenness(found) == pytest.approx(expected, abs=1e-8)


def test_betweenness_holds_across_blocks() -> None:
    """A graph of more nodes than are looked at together."""
    found = ties(planted(0)[0])
    assert betweenness(found) == pytest.approx(nx.betweenness_centrality(nx.Graph(list(found.pairs()))), abs=1e-8)


def test_of_equal_scores_the_one_in_the_middle_is_first() -> None:
    """Also when only the first is asked for, and though its id is larger."""
    some = graph("a closest:b closest:x; b; x; c closest:z; z closest:y closest:w; y; w closest:v; v")
    groups = (
        Community(address="one", name="One", members=("b", "c", "v", "y")),
        Community(address="two", name="Two", members=("a", "w", "x", "z")),
    )
    tied = [one.id for one in bridges(some, groups) if one.score == 0.5]
    middle = betweenness(ties(some))
    assert tied == sorted(tied, key=lambda id_: (-middle[id_], id_)) != sorted(tied)
    assert bridges(some, groups, 1) == bridges(some, groups)[:1]


def test_a_graph_without_communities_has_no_bridge() -> None:
    """Nor one with a single community."""
    assert bridges(graph("a"), ()) == ()
    one = graph("a closest:b closest:c; b closest:c; c")
    assert bridges(one, communities(one, ())) == ()
