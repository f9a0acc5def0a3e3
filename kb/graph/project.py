"""The graph, or the part of it made of some kinds of edges, as a networkx graph for one algorithm."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from kb.model import EdgeKind, Graph

if TYPE_CHECKING:
    import networkx as nx

Kinds = Collection[EdgeKind]
"""Which edges an answer goes by."""

WRITTEN: tuple[EdgeKind, ...] = ("closest", "mention")
"""The kinds of edges that people wrote."""
COMPUTED: tuple[EdgeKind, ...] = ("similar",)
"""The kinds of edges that were computed."""


def project(graph: Graph, kinds: Kinds) -> "nx.DiGraph[str]":
    """All nodes, and one edge between two nodes where there is an edge of one of the kinds.

    Nodes and edges stand in the graph's order, on which some algorithms' answers depend.
    """
    import networkx as nx  # noqa: PLC0415  # it loads when an algorithm wants it

    projection: nx.DiGraph[str] = nx.DiGraph()
    projection.add_nodes_from(node.id for node in graph.nodes)
    projection.add_edges_from((edge.source, edge.target) for edge in graph.edges if edge.kind in kinds)
    return projection
