"""A graph into its survey, which another process begins while this one decides what is to be made."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property

from kb.graph import Community, Layout, Standings, Survey
from kb.io.executor import Executor
from kb.io.turn import Step, Turn
from kb.model import Collection, Graph, Term


@contextmanager
def surveyed(collection: Collection, kept: Sequence[Community], workers: Executor) -> Iterator[Survey]:
    """The survey of a collection's graph, found by another process where there is one; `kept` is as of `Survey`.

    What is not done at the end is broken off: nobody asked for it.
    """
    ground = collection.graph, (*collection.themes, *collection.keywords), kept
    found = Survey(*ground)
    _ = found.edges  # which both processes need: another one would copy all of the memory that they are found in
    turn = workers.in_turn(
        [
            Step(lambda: found.communities, tuple[Community, ...]),
            Step(lambda: found.standings, Standings),
            Step(lambda: found.layout, Layout),
        ]
    )
    if turn is None:
        yield found
        return
    try:
        yield _Begun(*ground, turn)
    finally:
        turn.end()


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
