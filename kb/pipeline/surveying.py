"""A graph into its survey, which another process begins while this one decides what is to be made."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property

from msgspec.structs import replace

from kb.graph import Community, Edges, Layout, Standings, Survey, found_by
from kb.io.executor import Executor
from kb.io.turn import Step, Turn
from kb.model import Collection, Graph, Term


@contextmanager
def surveyed(
    collection: Collection, kept: Sequence[Community], workers: Executor
) -> Iterator[tuple[Collection, Survey]]:
    """The collection and its graph's survey, found by another process where there is one; `kept` is as of `Survey`.

    What is not done at the end is broken off: nobody asked for it.
    """
    edges, terms = collection.graph.edges, (*collection.themes, *collection.keywords)
    found = Survey(collection.graph, terms, kept)
    turn = workers.in_turn(
        [
            Step(lambda: edges.columns if isinstance(edges, Edges) else None),
            Step(lambda: found.communities, tuple[Community, ...]),
            Step(lambda: found.standings, Standings),
            Step(lambda: found.layout, Layout),
        ]
    )
    if turn is None:
        yield collection, found
        return
    graph = found_by(collection.graph, lambda: turn.given(0))
    try:
        yield replace(collection, graph=graph), _Begun(graph, terms, kept, turn)
    finally:
        turn.end()


class _Begun(Survey):
    """A survey of which another process finds what takes long."""

    def __init__(self, graph: Graph, terms: Sequence[Term], kept: Sequence[Community], turn: Turn) -> None:
        super().__init__(graph, terms, kept)
        self._turn = turn

    @cached_property
    def communities(self) -> tuple[Community, ...]:
        found: tuple[Community, ...] = self._turn.given(1)
        return found

    @cached_property
    def standings(self) -> Standings:
        found: Standings = self._turn.given(2)
        return found

    @cached_property
    def layout(self) -> Layout:
        found: Layout = self._turn.given(3)
        return found
