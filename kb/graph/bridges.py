"""The graph and its communities into bridges: the notes whose ties lead into several communities."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kb.graph.between import betweenness
from kb.graph.communities import Community
from kb.graph.ties import Ties, ties
from kb.model import Graph

_PLACES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridge:
    """A note between communities."""

    id: str
    """The node."""
    title: str
    """Its title."""
    score: float
    """Its participation: 0 when all its ties lead into one community, near 1 when they spread over many."""
    joins: tuple[str, str]
    """Addresses of the two communities that its ties lead into most, the stronger first."""
    names: tuple[str, str]
    """Their names."""


def bridges(graph: Graph, communities: Sequence[Community], most: int | None = None) -> tuple[Bridge, ...]:
    """The notes with ties into two communities or more, by score, then betweenness, then id; `most` of them at most.

    The score is the `participation`. Only equal scores are put in order by betweenness, which is exact, and counted
    only when it decides what stands where.
    """
    found = ties(graph)
    into = ties_into(found, communities)
    scores = {id_: participation(strength) for id_, strength in into.items() if len(strength) > 1}
    order = sorted(scores, key=lambda id_: (-scores[id_], id_))
    shown = order[: most or len(order)]
    tied = Counter(scores.values())
    if any(tied[scores[id_]] > 1 for id_ in shown):
        middle = betweenness(found)
        shown = sorted(order, key=lambda id_: (-scores[id_], -middle[id_], id_))[: len(shown)]
    titles = {node.id: node.title for node in graph.nodes}
    result = []
    for id_ in shown:
        first, second = sorted(into[id_], key=lambda place: (-into[id_][place], communities[place].address))[:2]
        stronger, weaker = communities[first], communities[second]
        result.append(
            Bridge(
                id=id_,
                title=titles[id_],
                score=scores[id_],
                joins=(stronger.address, weaker.address),
                names=(stronger.name, weaker.name),
            )
        )
    return tuple(result)


def ties_into(found: Ties, communities: Sequence[Community]) -> dict[str, Counter[int]]:
    """For each node with a tie, how strongly it is tied into which communities, by their places."""
    home = {id_: place for place, one in enumerate(communities) for id_ in one.members}
    into: dict[str, Counter[int]] = {}
    for (one, other), tie in found.items():
        for id_, place in ((one, home.get(other)), (other, home.get(one))):
            if place is not None:
                strength = into.get(id_)
                if strength is None:
                    strength = into[id_] = Counter()
                strength[place] += tie
    return into


def participation(strength: Counter[int]) -> float:
    """The participation coefficient of Guimerà and Amaral (2005), rounded to 4 places.

    It is `1 - Σ (k_c / k)²` with k_c the strength of the ties that lead into community c and k of all.

    >>> participation(Counter({0: 5})), participation(Counter({0: 5, 1: 5}))
    (0.0, 0.5)
    """
    return round(1 - sum(one**2 for one in strength.values()) / strength.total() ** 2, _PLACES)
