"""Laws of figures: they count what a count by hand counts."""

import subprocess
import sys

from hypothesis import given

from kb.graph import Stats, orphans, stats
from kb.model import Graph
from tests.graph.graphs import graph, graphs


def test_a_graph_is_counted_by_hand() -> None:
    """Each figure of a graph small enough to count: a and b mutual, c only cited, d and e linked by nobody."""
    counted = stats(graph("a closest:b closest:c mention:b; b closest:a similar:c; c similar:b; d similar:a; e"))
    assert counted == Stats(
        notes=5,
        pages=0,
        closest=3,
        mentions=1,
        similar=3,
        linked_pairs=2,
        mutual_pairs=1,
        one_way_pairs=1,
        confirmed_pairs=0,
        unconfirmed_pairs=2,
        unwritten_pairs=2,
        density=0.15,
        components=3,
        largest_component=3,
        orphans=2,
        dead_ends=1,
        most_cited=1,
        most_similar=1,
    )


@given(graphs())
def test_figures_agree_with_each_other(any_graph: Graph) -> None:
    """Sums and bounds that hold for every graph."""
    counted = stats(any_graph)
    written = {(edge.source, edge.target) for edge in any_graph.edges if edge.kind != "similar"}
    nodes = len(any_graph.nodes)
    assert counted.notes + counted.pages == nodes
    assert counted.closest + counted.mentions + counted.similar == len(any_graph.edges)
    assert counted.linked_pairs + counted.mutual_pairs == len(written)
    assert counted.one_way_pairs + counted.mutual_pairs == counted.linked_pairs
    assert counted.confirmed_pairs + counted.unconfirmed_pairs == counted.linked_pairs
    assert 0 <= counted.density <= 1
    assert counted.orphans == nodes - len({end for pair in written for end in pair}) == len(orphans(any_graph))
    assert counted.components >= counted.orphans + (nodes > counted.orphans)
    assert counted.components + counted.largest_component <= nodes + 1
    assert counted.dead_ends == len({target for _, target in written} - {source for source, _ in written})


def test_an_orphan_has_no_edge_of_the_kinds_asked_for() -> None:
    """By default the written ones; a computed neighbour makes no orphan less of one unless it is asked for."""
    some = graph("a closest:b; b; c similar:a; d")
    assert [node.id for node in orphans(some)] == ["c", "d"]
    assert [node.id for node in orphans(some, ("closest", "similar"))] == ["d"]


def test_nothing_heavy_loads_before_it_is_needed() -> None:
    """Importing the room loads no graph library, so that every command starts at once."""
    code = "import sys, kb.graph; print(sorted({'networkx', 'numpy', 'scipy'} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
