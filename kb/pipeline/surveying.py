"""A graph into its survey, which another process makes while this one decides what is to be made.

That process begins before there is a graph, and nearly all else: one that is forked later shares with this one all that
was read, and whichever of both touches a part of it first copies it.
"""

from collections.abc import Sequence
from functools import cache, cached_property
from importlib import import_module
from types import TracebackType
from typing import Self

from msgspec import Struct

from kb.graph import Community, Edges, Layout, Standings, Survey
from kb.io.executor import Executor
from kb.io.turn import Later, Step, Turn
from kb.model import Collection, Graph, Node, Term


class _Ground(Struct, frozen=True, array_like=True):
    """What a survey is made from, as it travels."""

    nodes: tuple[Node, ...]
    sides: tuple[bytes, ...]
    """The columns of the edges."""
    terms: tuple[Term, ...]
    kept: tuple[Community, ...]


class Surveyor:
    """Has another process survey a graph, where there is one: it begins before there is much memory to copy."""

    def __init__(self, workers: Executor) -> None:
        """Have it begin."""
        self._ground = ground = Later[_Ground](_Ground)

        @cache
        def found() -> Survey:
            import_module("numpy")  # while there is no ground yet
            return _survey(ground.taken())

        self._turn = workers.in_turn(
            [
                Step(lambda: found().communities, tuple[Community, ...]),
                Step(lambda: found().standings, Standings),
                Step(lambda: found().layout, Layout),
            ],
            after=ground,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        """Break off what is not done: nobody asked for it."""
        self._ground.end()
        if self._turn:
            self._turn.end()

    def survey(self, collection: Collection, kept: Sequence[Community]) -> Survey:
        """The survey of a collection's graph; `kept` is as of `Survey`."""
        graph, terms = collection.graph, (*collection.themes, *collection.keywords)
        if self._turn is None or not isinstance(graph.edges, Edges):
            return Survey(graph, terms, kept)
        self._ground.give(_Ground(graph.nodes, tuple(map(bytes, graph.edges.columns)), terms, tuple(kept)))
        return _Begun(graph, terms, kept, self._turn)


def _survey(ground: _Ground) -> Survey:
    import numpy as np  # noqa: PLC0415  # it loads when it is needed

    source, target, kind, rank = (np.frombuffer(side, np.int64) for side in ground.sides[:-1])
    columns = source, target, kind, rank, np.frombuffer(ground.sides[-1], np.float64)
    edges = Edges([node.id for node in ground.nodes], lambda: columns)
    return Survey(Graph(nodes=ground.nodes, edges=edges), ground.terms, ground.kept)


class _Begun(Survey):
    """A survey of which another process finds what takes long."""

    def __init__(self, graph: Graph, terms: Sequence[Term], kept: Sequence[Community], turn: Turn) -> None:
        super().__init__(graph, terms, kept)
        self._turn = turn

    @cached_property
    def communities(self) -> tuple[Community, ...]:
        found: tuple[Community, ...] = self._turn.given(0)
        return found

    @cached_property
    def standings(self) -> Standings:
        found: Standings = self._turn.given(1)
        return found

    @cached_property
    def layout(self) -> Layout:
        found: Layout = self._turn.given(2)
        return found
