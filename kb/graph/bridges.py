"""The graph and its communities into bridges: the notes whose ties lead into several communities."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from kb.graph.between import betweenness
from kb.graph.columns import added, halves, summed
from kb.graph.communities import Community
from kb.graph.ties import Ties, ties
from kb.model import Graph

if TYPE_CHECKING:
    from kb.graph.columns import Ints

_PLACES = 4
_LARGE = 1 << 31  # numbers of which the squares of smaller ones, whatever they add up to, fit


class Bridge(Struct, frozen=True, kw_only=True):
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
    home = found.places(one.members for one in communities)
    into: defaultdict[str, dict[int, int]] = defaultdict(dict)
    for node, place, strength in zip(*(some.tolist() for some in _ties_into(found, home)), strict=True):
        into[found.ids[node]][place] = strength
    every = dict(zip(found.ids, participation(found, home), strict=True))
    scores = {id_: every[id_] for id_, places in into.items() if len(places) > 1}
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


def participation(found: Ties, home: "Ints") -> list[float]:
    """The participation coefficient of Guimerà and Amaral (2005) of each node, rounded to 4 places; 0 without a tie.

    It is `1 - Σ (k_c / k)²` with k_c the strength of the ties that lead into community c and k of all. `home` is the
    place of each node's community, -1 for none.
    """
    import numpy as np  # noqa: PLC0415  # it loads when it is needed

    nodes, _, strength = _ties_into(found, home)
    scores = np.zeros(len(found.ids))
    if len(nodes):
        first = np.flatnonzero(np.diff(nodes, prepend=-1))
        whole = np.add.reduceat(strength, first)
        # Where these are too large, in Python's whole numbers, which have no largest one.
        exact = np.int64 if np.max(whole) < _LARGE else object
        squares = np.add.reduceat(strength.astype(exact) ** 2, first)
        scores[nodes[first]] = np.round(1 - (squares / whole.astype(exact) ** 2).astype(np.float64), _PLACES)
    shares: list[float] = scores.tolist()
    return shares


def _ties_into(found: Ties, home: "Ints") -> tuple["Ints", "Ints", "Ints"]:
    """How strongly which node is tied into which community: by the node, then the community, both by their places."""
    import numpy as np  # noqa: PLC0415  # as above

    start, end, strength = found.both_ways
    place, count = home.take(end), max(1, int(np.max(home, initial=-1)) + 1)
    leads = place != home.take(start)
    # Most ties lead into a node's own community, and need not be sorted to be added.
    within = added(start, np.where(leads, 0, strength), len(home))
    own, away = np.flatnonzero((within > 0) & (home >= 0)), np.flatnonzero(leads & (place >= 0))
    keys = np.concatenate((own * count + home[own], start[away] * count + place[away]))
    pairs, strength, _ = summed(keys, np.concatenate((within[own], strength[away])))
    return *halves(pairs, count), strength
