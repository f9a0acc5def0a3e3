"""A graph into its survey, which another process makes while this one decides what is to be made.

That process begins before there is a graph, and nearly all else: one that is forked later shares with this one all that
was read, and whichever of both touches a part of it first copies it.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import cache, cached_property
from importlib import import_module
from types import TracebackType
from typing import Self

from kb.graph import Community, Edges, Layout, Names, Standings, Survey, carried
from kb.io.executor import Executor
from kb.io.heap import keep_free
from kb.io.turn import Later, Step, Turn
from kb.model import Collection, Graph, Node, Note, Term

_Named = tuple[tuple[tuple[str, str, dt.date | None], ...], tuple[Term, ...]]
"""Id, title and date of each node, and the terms, as they travel."""
_Joined = tuple[tuple[str, ...], tuple[Community, ...]]
"""What the numbers in the columns of the edges are, and the communities that were kept."""


class Surveyor:
    """Has another process survey a graph, where there is one: best begun when all is loaded, and little to copy."""

    def __init__(self, workers: Executor) -> None:
        """Have it begin."""
        self._named, self._joined = named, joined = Later[_Named](_Named), Later[_Joined](_Joined)

        @cache
        def found() -> Survey:
            import_module("numpy")  # while there is nothing else to do yet
            keep_free()
            return _survey(named, joined)

        self._turn = workers.in_turn(
            [
                Step(lambda: found().communities, tuple[Community, ...]),
                Step(lambda: found().standings, Standings),
                Step(lambda: found().layout, Layout),
            ],
            after=joined,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        """Break off what is not done: nobody asked for it."""
        self._named.end()
        self._joined.end()
        if self._turn:
            self._turn.end()

    def expect(self, notes: Iterable[Note | Node], terms: Iterable[Term]) -> None:
        """Tell of the nodes and the terms of a graph, once they are known: before it is."""
        if self._turn is not None:
            self._named.give((tuple([(one.id, one.title, one.date) for one in notes]), tuple(terms)))

    def survey(self, collection: Collection, kept: Sequence[Community]) -> Survey:
        """The survey of a collection's graph, that which was expected; `kept` is as of `Survey`."""
        graph, terms = collection.graph, (*collection.themes, *collection.keywords)
        if self._turn is None or not self._named.is_given or not isinstance(graph.edges, Edges):
            return Survey(graph, terms, kept)
        import numpy as np  # noqa: PLC0415  # it loads when it is needed

        columns = [np.ascontiguousarray(one) for one in graph.edges.columns]
        kinds = tuple([one.dtype.str for one in columns])
        self._joined.give((kinds, tuple(kept)), [one.data for one in columns])
        return _Begun(graph, terms, kept, self._turn)


def _survey(named: Later[_Named], joined: Later[_Joined]) -> Survey:
    """The survey of a graph of which these tell, one after the other."""
    import numpy as np  # noqa: PLC0415  # as above

    (told, terms), _ = named.taken()
    nodes = tuple([Node(id=id_, title=title, kind="note", date=date) for id_, title, date in told])
    names = Names.of([node.id for node in nodes])
    some = carried(names, terms)
    (kinds, kept), sides = joined.taken()
    source, target, kind, rank, weight = (np.frombuffer(side, of) for side, of in zip(sides, kinds, strict=True))
    edges = Edges(names.ids, lambda: (source, target, kind, rank, weight))
    return Survey(Graph(nodes=nodes, edges=edges), some, kept, names)


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
