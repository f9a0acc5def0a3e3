"""The graph into figures about it."""

from collections import Counter
from collections.abc import Collection

from msgspec import Struct

from kb.graph.columns import columns
from kb.graph.project import COMPUTED, WRITTEN, project
from kb.model import EdgeKind, Graph, Node


class Stats(Struct, frozen=True, kw_only=True):
    """What a graph is like. All but the counts of nodes, edges and computed pairs is about edges that people wrote."""

    notes: int
    """Nodes that are items."""
    pages: int
    """Nodes that are pages."""
    closest: int
    """Edges written in a Closest list."""
    mentions: int
    """Edges written in running text."""
    similar: int
    """Computed edges."""
    linked_pairs: int
    """Pairs of nodes with a written edge in either direction."""
    mutual_pairs: int
    """Pairs of nodes with a written edge in both directions."""
    one_way_pairs: int
    """Pairs of nodes with a written edge in one direction only."""
    confirmed_pairs: int
    """Linked pairs that computation finds near too, in either direction."""
    unconfirmed_pairs: int
    """Linked pairs that computation does not find near."""
    unwritten_pairs: int
    """Pairs that computation finds near, in either direction, and nobody linked."""
    density: float
    """Ordered pairs with a written edge, among all n · (n - 1); rounded to 6 places."""
    components: int
    """Parts of the graph between which nobody wrote a link."""
    largest_component: int
    """Nodes in the largest of them."""
    orphans: int
    """Nodes with no written edge in or out."""
    dead_ends: int
    """Nodes with a written edge in and none out."""
    most_cited: int
    """The most nodes that link to one node."""
    most_similar: int
    """The most nodes that one node is a computed neighbour of."""


def stats(graph: Graph) -> Stats:
    """Count what the graph is made of and how it hangs together."""
    import networkx as nx  # noqa: PLC0415  # it loads when an algorithm wants it

    nodes = Counter(node.kind for node in graph.nodes)
    edges = Counter(edge.kind for edge in graph.edges)
    written = _pairs(graph, WRITTEN)
    computed = _pairs(graph, COMPUTED)
    linked = {frozenset(pair) for pair in written}
    near = {frozenset(pair) for pair in computed}
    cited = Counter(target for _, target in written)
    citing = {source for source, _ in written}
    components = [len(part) for part in nx.weakly_connected_components(project(graph, WRITTEN))]
    possible = len(graph.nodes) * (len(graph.nodes) - 1)
    return Stats(
        notes=nodes["note"],
        pages=nodes["page"],
        closest=edges["closest"],
        mentions=edges["mention"],
        similar=edges["similar"],
        linked_pairs=len(linked),
        mutual_pairs=len(written) - len(linked),
        one_way_pairs=2 * len(linked) - len(written),
        confirmed_pairs=len(linked & near),
        unconfirmed_pairs=len(linked - near),
        unwritten_pairs=len(near - linked),
        density=round(len(written) / possible, 6) if possible else 0.0,
        components=len(components),
        largest_component=max(components, default=0),
        orphans=len(orphans(graph)),
        dead_ends=len(cited.keys() - citing),
        most_cited=max(cited.values(), default=0),
        most_similar=max(Counter(target for _, target in computed).values(), default=0),
    )


def orphans(graph: Graph, kinds: Collection[EdgeKind] = WRITTEN) -> tuple[Node, ...]:
    """The nodes with no edge of these kinds in or out, sorted by id."""
    import numpy as np  # noqa: PLC0415  # it loads when it is needed

    edges = columns(graph)
    chosen = edges.among(kinds)
    linked = np.zeros(len(graph.nodes), np.bool_)
    linked[edges.source[chosen]] = linked[edges.target[chosen]] = True
    return tuple([graph.nodes[place] for place in np.flatnonzero(~linked).tolist()])


def _pairs(graph: Graph, kinds: Collection[EdgeKind]) -> set[tuple[str, str]]:
    """Each (source, target) with an edge of these kinds."""
    return {(edge.source, edge.target) for edge in graph.edges if edge.kind in kinds}
