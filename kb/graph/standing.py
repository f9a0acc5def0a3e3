"""The graph and its communities into the figures that tell how each node stands in it."""

from collections.abc import Sequence

from msgspec import Struct

from kb.graph.bridges import participation
from kb.graph.columns import Columns, columns, distinct, halves, ordered
from kb.graph.communities import Community
from kb.graph.hubs import ranked
from kb.graph.ties import Ties
from kb.model import Graph


class Standings(Struct, frozen=True, kw_only=True):
    """How the nodes stand in the graph: each list has a figure of every node, by its place."""

    degree: list[int]
    """Nodes that any edge joins it with, in either direction."""
    mutual: list[int]
    """Nodes that it links to and that link to it, both written."""
    hub: list[float | None]
    """Its percentile among the hubs of its year, None when no written edge leads to it."""
    bridge: list[float]
    """Its participation: 0 when all its ties lead into one community, near 1 when they spread over many."""
    order: list[int]
    """Places of all nodes: by community, the best joined first, then by id; those without a tie come last."""
    tied: int
    """Pairs of nodes that are tied."""


def standings(graph: Graph | Columns, found: Ties, communities: Sequence[Community]) -> Standings:
    """How the nodes of a graph stand, with these ties and communities."""
    import numpy as np  # noqa: PLC0415  # it loads when it is needed

    edges = columns(graph)
    count = len(edges.graph.nodes)
    degree = np.bincount(np.concatenate(halves(distinct(edges.between), max(1, count))), minlength=count)
    source, target = edges.written
    # Each direction of a pair is there once, so a pair that is there twice is written both ways.
    pairs = np.sort(np.minimum(source, target) * count + np.maximum(source, target))
    both = halves(pairs[:-1][pairs[1:] == pairs[:-1]], max(1, count))
    home = found.places(one.members for one in communities)
    top = int(np.max(degree, initial=0))
    _, order = ordered(np.where(home < 0, len(communities), home) * (top + 1) + top - degree)
    return Standings(
        degree=degree.tolist(),
        mutual=np.bincount(np.concatenate(both), minlength=count).tolist(),
        hub=[percentile if cited else None for percentile, _, cited in zip(*ranked(edges), strict=True)],
        bridge=participation(found, home),
        order=order.tolist(),
        tied=len(found),
    )
