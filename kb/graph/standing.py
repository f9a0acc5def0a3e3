"""The graph and its communities into the figures that tell how each node stands in it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kb.graph.bridges import participation, ties_into
from kb.graph.communities import Community
from kb.graph.hubs import hubs
from kb.graph.ties import Ties
from kb.model import Graph


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How one node stands in the graph."""

    degree: int
    """Nodes that any edge joins it with, in either direction."""
    mutual: int
    """Nodes that it links to and that link to it, both written."""
    hub: float | None
    """Its percentile among the hubs of its year, None when no written edge leads to it."""
    bridge: float
    """Its participation: 0 when all its ties lead into one community, near 1 when they spread over many."""


def standings(graph: Graph, found: Ties, communities: Sequence[Community]) -> dict[str, Standing]:
    """How each node stands, by id in the graph's order; `found` are the graph's ties."""
    degree = Counter(id_ for pair in {_pair(edge.source, edge.target) for edge in graph.edges} for id_ in pair)
    written = {(edge.source, edge.target) for edge in graph.edges if edge.kind != "similar"}
    mutual = Counter(source for source, target in written if (target, source) in written)
    percentiles = {hub.id: hub.percentile for hub in hubs(graph)}
    into = ties_into(found, communities)
    return {
        node.id: Standing(
            degree=degree[node.id],
            mutual=mutual[node.id],
            hub=percentiles.get(node.id),
            bridge=participation(into[node.id]) if node.id in into else 0.0,
        )
        for node in graph.nodes
    }


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)
