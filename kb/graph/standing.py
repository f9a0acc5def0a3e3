"""The graph and its communities into the figures that tell how each node stands in it."""

from collections.abc import Sequence

from msgspec import Struct

from kb.graph.bridges import participation
from kb.graph.columns import Columns, columns, distinct
from kb.graph.communities import Community
from kb.graph.hubs import ranked
from kb.graph.ties import Ties
from kb.model import Graph


class Standing(Struct, frozen=True, kw_only=True):
    """How one node stands in the graph."""

    degree: int
    """Nodes that any edge joins it with, in either direction."""
    mutual: int
    """Nodes that it links to and that link to it, both written."""
    hub: float | None
    """Its percentile among the hubs of its year, None when no written edge leads to it."""
    bridge: float
    """Its participation: 0 when all its ties lead into one community, near 1 when they spread over many."""


def standings(graph: Graph | Columns, found: Ties, communities: Sequence[Community]) -> dict[str, Standing]:
    """How each node stands, by id in the graph's order; `found` are the graph's ties."""
    import numpy as np  # noqa: PLC0415  # it loads when it is needed

    edges = columns(graph)
    count = len(edges.graph.nodes)
    pairs = np.divmod(distinct(edges.between), max(1, count))
    degree = np.bincount(np.concatenate(pairs), minlength=count)
    source, target = edges.written
    there, back = source * count + target, target * count + source
    mutual = np.bincount(source[np.append(there, -1)[np.searchsorted(there, back)] == back], minlength=count)
    figures = zip(edges.graph.nodes, degree.tolist(), mutual.tolist(), ranked(edges), strict=True)
    bridge = participation(found, communities)
    return {
        node.id: Standing(
            degree=joined, mutual=both, hub=percentile if cited else None, bridge=bridge.get(node.id, 0.0)
        )
        for node, joined, both, (percentile, _, cited) in figures
    }
