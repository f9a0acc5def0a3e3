"""Sides of numbers into the edges of a graph, each of which is made when somebody asks for one."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, overload

from kb.model import Edge, EdgeKind

if TYPE_CHECKING:
    from kb.graph.columns import Floats, Ints

    Sides = tuple[Ints, Ints, Ints, Ints, Floats]
    """Places of sources and of targets among the nodes, kinds by `CODES`, ranks, 0 for none, and weights."""

_KINDS: tuple[EdgeKind, ...] = ("closest", "mention", "similar")  # as edges from a node stand
CODES: dict[EdgeKind, int] = {kind: code for code, kind in enumerate(_KINDS)}
"""Kinds of edges as numbers."""


class Edges(Sequence[Edge]):
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

    @overload
    def __getitem__(self, place: int) -> Edge: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[Edge, ...]: ...

    def __getitem__(self, place: int | slice) -> Edge | tuple[Edge, ...]:
        """The edge at a place, or those of a part."""
        return self._all[place]

    def __iter__(self) -> Iterator[Edge]:
        """All edges in their order."""
        return iter(self._all)

    def __eq__(self, other: object) -> bool:
        """Whether other edges are the same in the same order, whatever they are held in."""
        return isinstance(other, Sequence) and self._all == tuple(other)

    def __hash__(self) -> int:
        """That of the same edges in a tuple."""
        return hash(self._all)

    @property
    def parts(self) -> "Parts":
        """The parts of all edges."""
        source, target, kind, rank, weight = (some.tolist() for some in self.columns)
        name = self._ids.__getitem__
        ranks = [one or None for one in rank]
        return list(map(name, source)), list(map(name, target)), list(map(_KINDS.__getitem__, kind)), ranks, weight

    @cached_property
    def _all(self) -> tuple[Edge, ...]:
        return tuple(
            [
                Edge(source=source, target=target, kind=kind, rank=rank, weight=weight)
                for source, target, kind, rank, weight in zip(*self.parts, strict=True)
            ]
        )


def _found(ids: Sequence[str], found: "Sides") -> Edges:
    return Edges(ids, lambda: found)


Parts = tuple[list[str], list[str], list[EdgeKind], list[int | None], list[float]]
"""Sources, targets, kinds, ranks and weights, side by side."""


def parts(edges: Sequence[Edge]) -> Parts:
    """The parts of edges, whatever these are held in."""
    if isinstance(edges, Edges):
        return edges.parts
    return (
        [one.source for one in edges],
        [one.target for one in edges],
        [one.kind for one in edges],
        [one.rank for one in edges],
        [one.weight for one in edges],
    )
