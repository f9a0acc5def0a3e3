"""A node into what can be reached from it: its surroundings, and the shortest or strongest path to another."""

from collections import defaultdict
from collections.abc import Collection
from heapq import heappop, heappush
from math import log
from typing import Literal

from msgspec import Struct

from kb.errors import WrongUseError
from kb.graph.project import COMPUTED
from kb.graph.ties import UNIT, around, ties
from kb.model import Edge, EdgeKind, Graph

_LENGTH = 1_000_000  # of a tie that is e times weaker than one that costs nothing


class Step(Struct, frozen=True, kw_only=True):
    """One edge on the way from a node outwards, and the node that it leads to."""

    id: str
    """The node it leads to."""
    title: str
    """That node's title."""
    distance: int
    """Edges from the node asked about to this one, at least."""
    direction: Literal["out", "in"]
    """Whether the edge starts at the nearer node or ends there."""
    near: str
    """The nearer node."""
    kind: EdgeKind
    """The edge's kind."""
    rank: int | None
    """The edge's rank."""
    weight: float
    """The edge's weight."""
    mutual: bool
    """Whether an edge leads back: a written one for a written edge, a computed one for a computed edge."""


def neighbours(graph: Graph, id_: str, kinds: Collection[EdgeKind] | None = None, depth: int = 1) -> tuple[Step, ...]:
    """The edges that lead away from a node, whichever way they point, to all nodes at most `depth` edges off.

    `kinds` None means all. Sorted by distance, direction (out before in), kind, rank, and ids; between two nodes there
    may be several edges. Raises `WrongUseError` for a node that the graph has not.
    """
    titles = _titles(graph, id_)
    beside = _edges_by_end(graph, kinds)
    distance = _distances(beside, id_, depth)
    ways = {(edge.source, edge.target, edge.kind in COMPUTED) for edges in beside.values() for edge in edges}
    steps = []
    for near in distance:
        for edge in beside[near]:
            far = edge.target if edge.source == near else edge.source
            if distance.get(far) == distance[near] + 1:
                steps.append(
                    Step(
                        id=far,
                        title=titles[far],
                        distance=distance[far],
                        direction="out" if edge.source == near else "in",
                        near=near,
                        kind=edge.kind,
                        rank=edge.rank,
                        weight=edge.weight,
                        mutual=(edge.target, edge.source, edge.kind in COMPUTED) in ways,
                    )
                )
    steps.sort(key=lambda step: (step.distance, step.direction != "out", step.kind, step.rank or 0, step.near, step.id))
    return tuple(steps)


def path(graph: Graph, start: str, end: str, kinds: Collection[EdgeKind] | None = None) -> tuple[str, ...]:
    """The ids on the shortest way between two nodes, edges taken in either direction; empty when there is none.

    `kinds` None means all. Of several shortest ways it is the one whose first id is smallest, then the second, and so
    on. Raises `WrongUseError` for a node that the graph has not.
    """
    _titles(graph, start, end)
    beside = _edges_by_end(graph, kinds)
    left = _distances(beside, end, len(graph.nodes))
    if start not in left:
        return ()
    way = [start]
    while way[-1] != end:
        here = way[-1]
        around_it = {edge.source if edge.target == here else edge.target for edge in beside[here]}
        way.append(min(node for node in around_it if left[node] == left[here] - 1))
    return tuple(way)


def strongest_path(graph: Graph, start: str, end: str) -> tuple[str, ...]:
    """The ids on the way between two nodes whose ties have the largest product; empty when there is none.

    A tie counts 1 at most, so that no detour makes a way stronger. Of several it is the one of fewest steps, then of
    the smallest ids. Raises `WrongUseError` for a node that the graph has not.
    """
    _titles(graph, start, end)
    beside = around(ties(graph))
    ahead: list[tuple[int, int, tuple[str, ...]]] = [(0, 0, (start,))]
    done: set[str] = set()
    while ahead:
        length, steps, way = heappop(ahead)
        here = way[-1]
        if here == end:
            return way
        if here not in done:
            done.add(here)
            for other, strength in beside.get(here, {}).items():
                if other not in done:
                    longer = length + max(0, round(-log(strength / UNIT) * _LENGTH))
                    heappush(ahead, (longer, steps + 1, (*way, other)))
    return ()


def _titles(graph: Graph, *ids: str) -> dict[str, str]:
    """The titles of all nodes by id, once it is sure that these are among them."""
    titles = {node.id: node.title for node in graph.nodes}
    for id_ in ids:
        if id_ not in titles:
            raise WrongUseError(
                f"There is no note {id_!r} in the graph.", "Drafts and merged duplicates are not in it."
            )
    return titles


def _edges_by_end(graph: Graph, kinds: Collection[EdgeKind] | None) -> defaultdict[str, list[Edge]]:
    """The edges of these kinds by each of their two nodes."""
    beside: defaultdict[str, list[Edge]] = defaultdict(list)
    for edge in graph.edges:
        if kinds is None or edge.kind in kinds:
            beside[edge.source].append(edge)
            beside[edge.target].append(edge)
    return beside


def _distances(beside: defaultdict[str, list[Edge]], start: str, most: int) -> dict[str, int]:
    """How many edges each node within reach is away, nearest first."""
    distance = {start: 0}
    ring = {start}
    for step in range(1, most + 1):
        ends = {end for node in ring for edge in beside[node] for end in (edge.source, edge.target)}
        ring = ends - distance.keys()
        if not ring:
            break
        distance |= dict.fromkeys(ring, step)
    return distance
