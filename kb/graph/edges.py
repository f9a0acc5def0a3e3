"""Columns of numbers into the edges of a graph, each of which is made when somebody asks for one."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from kb.model import Edge, EdgeKind, Rows

if TYPE_CHECKING:
    from kb.graph.columns import Floats, Ints

    Sides = tuple[Ints, Ints, Ints, Ints, Floats]
    """Places of sources and of targets among the nodes, kinds by `CODES`, ranks, 0 for none, and weights."""

_KINDS: tuple[EdgeKind, ...] = ("closest", "mention", "similar")  # as edges from a node stand
CODES: dict[EdgeKind, int] = {kind: code for code, kind in enumerate(_KINDS)}
"""Kinds of edges as numbers."""


class Edges(Rows[Edge]):
    """The edges of a graph as a build finds them; a site has dozens a note and asks for few as such."""

    def __init__(self, ids: Sequence[str], find: "Callable[[], Sides]") -> None:
        """Take the ids of all nodes, sorted, and what finds the edges when something of them is first asked for."""
        self._ids = ids
        self._find = find

    def __reduce__(self) -> "tuple[Callable[..., Edges], tuple[object, ...]]":
        """Be sent to another process as what was found."""
        return _found, (self._ids, self.columns)

    @cached_property
    def columns(self) -> "Sides":
        """A column for each part of an edge, in the order in which edges stand."""
        return self._find()

    def __len__(self) -> int:
        """How many there are."""
        return len(self.columns[0])

    @cached_property
    def made(self) -> tuple[Edge, ...]:
        """All edges in their order, kept once they are made."""
        source, target, kind, rank, weight = (some.tolist() for some in self.columns)
        name, ranks = self._ids.__getitem__, [one or None for one in rank]
        return tuple(
            [
                Edge(source=source, target=target, kind=_KINDS[code], rank=rank, weight=weight)
                for source, target, code, rank, weight in zip(
                    map(name, source), map(name, target), kind, ranks, weight, strict=True
                )
            ]
        )


def _found(ids: Sequence[str], found: "Sides") -> Edges:
    return Edges(ids, lambda: found)
