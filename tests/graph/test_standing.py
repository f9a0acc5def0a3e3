"""Laws of the figures that tell how each node stands."""

from hypothesis import given, settings

from kb.graph import bridges, communities, hubs, standings, ties
from kb.model import Graph
from tests.graph.graphs import graph, graphs


@given(graphs())
@settings(max_examples=30)
def test_figures_are_those_of_the_questions_one_by_one(some: Graph) -> None:
    """Bridge scores and hub percentiles are those of the lists; the degree counts the neighbours."""
    found = communities(some, ())
    figures = standings(some, ties(some), found)
    assert list(figures) == [node.id for node in some.nodes]
    assert {id_: one.bridge for id_, one in figures.items() if one.bridge} == {
        one.id: one.score for one in bridges(some, found)
    }
    assert {id_: one.hub for id_, one in figures.items() if one.hub is not None} == {
        one.id: one.percentile for one in hubs(some)
    }
    for id_, one in figures.items():
        edges = (edge for edge in some.edges if id_ in {edge.source, edge.target})
        assert one.degree == len({end for edge in edges for end in (edge.source, edge.target)} - {id_})


def test_mutual_links_are_written_both_ways() -> None:
    """A list answered by running text is mutual, one answered by computation alone is not."""
    some = graph("a closest:b closest:c; b mention:a; c similar:a")
    figures = standings(some, ties(some), communities(some, ()))
    assert {id_: one.mutual for id_, one in figures.items()} == {"a": 1, "b": 1, "c": 0}
