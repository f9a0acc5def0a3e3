"""Edges of every kind and direction into one tie a pair of nodes: how strongly anything says that they belong together.

A written link counts a quarter for each direction in which it is written, a computed one half its score for each
direction in which it was found; so a pair that both name and that says the same has the strength 1.5. The quarter was
measured: communities of ties with it hold more of the links that were hidden from them than those of computed or of
written edges alone, and nearly as many as with the best weight of each vault, which lies between 0.1 and 1
(CONTRIBUTING.md, "What the graph's measures are worth").
"""

from collections import Counter, defaultdict

from kb.model import Graph

UNIT = 20_000
"""Ties are whole numbers of 1 / UNIT, since they add up to the same sum in every order and on every machine."""
_WRITTEN = UNIT // 4
_COMPUTED = UNIT // 2

Ties = dict[tuple[str, str], int]
"""Strength by pair, the smaller id first, sorted by pair; pairs without a tie are left out."""


def ties(graph: Graph, *, written: int = _WRITTEN) -> Ties:
    """The ties of a graph.

    Two written edges that lead the same way, one in a list and one in running text, are one link; it counts `written`.
    """
    links = {(edge.source, edge.target) for edge in graph.edges if edge.kind != "similar"}
    strength = Counter(_pair(source, target) for source, target in links)
    found = Counter({pair: count * written for pair, count in strength.items()})
    for edge in graph.edges:
        if edge.kind == "similar":
            found[_pair(edge.source, edge.target)] += round(edge.weight * _COMPUTED)
    return {pair: found[pair] for pair in sorted(found) if found[pair] > 0}


def around(found: Ties) -> dict[str, dict[str, int]]:
    """For each node that has a tie, the nodes it is tied to and how strongly."""
    beside: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for (one, other), strength in found.items():
        beside[one][other] = strength
        beside[other][one] = strength
    return dict(beside)


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)
