"""Edges of every kind and direction into one tie a pair of nodes: how strongly anything says that they belong together.

A written link counts a quarter for each direction in which it is written, a computed one half its score for each
direction in which it was found; so a pair that both name and that says the same has the strength 1.5. The quarter was
measured: communities of ties with it hold more of the links that were hidden from them than those of computed or of
written edges alone, and nearly as many as with the best weight of each vault, which lies between 0.1 and 1
(CONTRIBUTING.md, "What the graph's measures are worth").
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from kb.graph.columns import Columns, columns, halves, ordered, summed
from kb.graph.names import Names
from kb.model import Graph

if TYPE_CHECKING:
    from kb.graph.columns import Ints

UNIT = 20_000
"""Ties are whole numbers of 1 / UNIT, since they add up to the same sum in every order and on every machine."""
_WRITTEN = UNIT // 4
_COMPUTED = UNIT // 2


class Ties(Struct, frozen=True, eq=False, dict=True):
    """Pairs of nodes that are tied, in columns, sorted by pair."""

    ids: tuple[str, ...]
    """All nodes of the graph, sorted."""
    one: "Ints"
    """The place among the nodes of the pair's smaller id."""
    other: "Ints"
    """That of the larger one."""
    strength: "Ints"
    """How strongly they are tied, above 0."""
    known: Names | None = None
    """The nodes by their names, where somebody has them already."""

    def __len__(self) -> int:
        """How many pairs there are."""
        return len(self.one)

    @cached_property
    def names(self) -> Names:
        """The nodes by their names."""
        return self.known or Names.of(self.ids)

    @cached_property
    def both_ways(self) -> tuple["Ints", "Ints", "Ints"]:
        """Where each tie begins, where it ends, and its strength: in both directions, sorted by where it begins."""
        import numpy as np  # noqa: PLC0415  # it loads when it is needed

        count = max(1, len(self.ids))
        ways, order = ordered(np.concatenate((self.one * count + self.other, self.other * count + self.one)))
        return *halves(ways, count), np.concatenate((self.strength, self.strength)).take(order)

    def places(self, groups: Iterable[Sequence[str]]) -> "Ints":
        """For each node the place of the group that names it, -1 for a node in none."""
        return self.names.places(groups)

    def pairs(self) -> dict[tuple[str, str], int]:
        """Strength by pair of ids, the smaller first, sorted."""
        ends = zip(self.one.tolist(), self.other.tolist(), strict=True)
        pairs = ((self.ids[one], self.ids[other]) for one, other in ends)
        return dict(zip(pairs, self.strength.tolist(), strict=True))


def ties(graph: Graph | Columns, *, written: int = _WRITTEN, names: Names | None = None) -> Ties:
    """The ties of a graph, whose nodes have these names.

    Two written edges that lead the same way, one in a list and one in running text, are one link; it counts `written`.
    """
    import numpy as np  # noqa: PLC0415  # as above

    edges = columns(graph)
    nodes, computed = edges.graph.nodes, edges.computed
    source, target = edges.written
    linked = np.minimum(source, target) * len(nodes) + np.maximum(source, target)
    near = np.rint(edges.weight[computed] * _COMPUTED).astype(np.int64)
    strength = np.concatenate((np.full(len(linked), written), near))
    pairs, found, _ = summed(np.concatenate((linked, edges.between[computed])), strength)
    one, other = halves(pairs[found > 0], max(1, len(nodes)))
    return Ties(names.ids if names else tuple([node.id for node in nodes]), one, other, found[found > 0], names)


def around(found: Ties) -> dict[str, dict[str, int]]:
    """For each node that has a tie, the nodes it is tied to and how strongly."""
    beside: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for (one, other), strength in found.pairs().items():
        beside[one][other] = strength
        beside[other][one] = strength
    return dict(beside)
