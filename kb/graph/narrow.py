"""A graph into the part of it that a question is about: some nodes, and some kinds of edges between them."""

from collections.abc import Collection

from kb.graph.project import COMPUTED
from kb.model import EdgeKind, Graph


def narrow(
    graph: Graph,
    ids: Collection[str] | None = None,
    kinds: Collection[EdgeKind] | None = None,
    *,
    mutual: bool | None = None,
) -> Graph:
    """These nodes, and the edges of these kinds between them; None means all.

    `mutual` True keeps only edges that are answered, False only those that are not: a written edge by a written one
    that leads back, a computed edge by a computed one. Ranks stay those of the whole lists.
    """
    kept = {node.id for node in graph.nodes} if ids is None else set(ids)
    edges = [
        edge
        for edge in graph.edges
        if edge.source in kept and edge.target in kept and (kinds is None or edge.kind in kinds)
    ]
    if mutual is not None:
        ways = {(edge.source, edge.target, edge.kind in COMPUTED) for edge in edges}
        edges = [edge for edge in edges if ((edge.target, edge.source, edge.kind in COMPUTED) in ways) is mutual]
    return Graph(nodes=tuple(node for node in graph.nodes if node.id in kept), edges=tuple(edges))
