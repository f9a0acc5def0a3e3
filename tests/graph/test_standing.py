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
    ids = [node.id for node in some.nodes]
    scores = {one.id: one.score for one in bridges(some, found)}
    assert dict(zip(ids, figures.bridge, strict=True)) == dict.fromkeys(ids, 0.0) | scores
    percentiles = {one.id: one.percentile for one in hubs(some)}
    assert figures.hub == [percentiles.get(id_) for id_ in ids]
    for id_, degree in zip(ids, figures.degree, strict=True):
        edges = (edge for edge in some.edges if id_ in {edge.source, edge.target})
        assert degree == len({end for edge in edges for end in (edge.source, edge.target)} - {id_})
    home = {id_: place for place, one in enumerate(found) for id_ in one.members}
    assert [ids[place] for place in figures.order] == sorted(
        ids, key=lambda id_: (home.get(id_, len(found)), -figures.degree[ids.index(id_)], id_)
    )
    assert figures.tied == len(ties(some))


@given(graphs())
@settings(max_examples=30)
def test_mutual_links_are_counted_at_both_ends(some: Graph) -> None:
    """One for each node that it links to and that links to it, both written, of whatever kind and however often."""
    figures = standings(some, ties(some), communities(some, ()))
    written = {(edge.source, edge.target) for edge in some.edges if edge.kind != "similar"}
    assert figures.mutual == [
        sum((node.id, other.id) in written and (other.id, node.id) in written for other in some.nodes)
        for node in some.nodes
    ]


def test_mutual_links_are_written_both_ways() -> None:
    """A list answered by running text is mutual, one answered by computation alone is not."""
    some = graph("a closest:b closest:c; b mention:a; c similar:a")
    figures = standings(some, ties(some), communities(some, ()))
    assert figures.mutual == [1, 1, 0]
