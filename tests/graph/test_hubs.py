"""Laws of hubs: PageRank as networkx has it, told as a percentile within the year."""

import datetime as dt
from collections import Counter

import networkx as nx
import pytest
from hypothesis import given
from msgspec.structs import replace

from kb.graph import COMPUTED, hubs, project
from kb.model import Graph
from tests.graph.graphs import graph, graphs


def dated(text: str, **years: int) -> Graph:
    """A graph whose nodes have these years."""
    some = graph(text)
    nodes = (replace(node, date=dt.date(years[node.id], 1, 1) if node.id in years else None) for node in some.nodes)
    return replace(some, nodes=tuple(nodes))


@given(graphs())
def test_the_rank_is_that_of_networkx(some: Graph) -> None:
    """For each node that is linked to, and for no other."""
    links = project(some, ("closest", "mention"))
    found = {one.id: one for one in hubs(some)}
    assert set(found) == {id_ for id_, degree in links.in_degree() if degree}
    if found:
        expected = nx.pagerank(links, tol=1e-12, max_iter=1000)
        assert {id_: one.rank for id_, one in found.items()} == pytest.approx({id_: expected[id_] for id_ in found})
        assert Counter({id_: one.cited for id_, one in found.items()}) == Counter(target for _, target in links.edges)


@given(graphs())
def test_the_percentile_is_within_the_year(some: Graph) -> None:
    """It rises with rank within a year, and stays away from 0 and 100."""
    found = hubs(some)
    assert list(found) == sorted(found, key=lambda hub: (-hub.percentile, -hub.rank, hub.id))
    for one in found:
        assert 0 < one.percentile < 100
        for other in found:
            if one.year == other.year:
                assert (one.percentile > other.percentile) == (one.rank > other.rank)


def test_old_notes_do_not_win_by_age() -> None:
    """The first of its year stands as high as the first of another of as many notes, however many links came since."""
    some = dated("a; b; c closest:a closest:b; d closest:a closest:c; e closest:a", a=2023, b=2023, c=2024, d=2024)
    found = {one.id: (one.year, one.percentile) for one in hubs(some)}
    assert found == {"a": (2023, 75.0), "b": (2023, 25.0), "c": (2024, 75.0)}


@pytest.mark.parametrize("text", ["", "a; b", "a similar:b; b"])
def test_without_written_links_there_is_no_hub(text: str) -> None:
    """Unless computed ones are asked for."""
    some = graph(text) if text else Graph(nodes=(), edges=())
    assert hubs(some) == ()
    assert [one.id for one in hubs(some, COMPUTED)] == (["b"] if "similar" in text else [])
