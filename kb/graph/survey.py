"""The graph into all that is found of it as a whole, each part when it is first asked for."""

from collections.abc import Sequence
from functools import cached_property

from kb.graph.columns import Columns, columns
from kb.graph.communities import Community, communities
from kb.graph.layout import Layout, layout
from kb.graph.names import Names
from kb.graph.naming import Carried
from kb.graph.standing import Standings, standings
from kb.graph.ties import Ties, ties
from kb.model import Graph, Term


class Survey:
    """A graph's communities, places and figures."""

    def __init__(
        self,
        graph: Graph,
        terms: Sequence[Term] | Carried,
        kept: Sequence[Community] = (),
        names: Names | None = None,
    ) -> None:
        """Take the graph, the terms that name communities, and the communities whose names and addresses go on.

        `names` are those of the graph's nodes, where somebody has them already.
        """
        self._graph = graph
        self._terms = terms
        self._names = names
        self.kept = tuple(kept)
        """The communities whose names and addresses go on."""

    @cached_property
    def edges(self) -> Columns:
        """The edges of the graph."""
        return columns(self._graph)

    @cached_property
    def ties(self) -> Ties:
        """How strongly pairs of notes belong together."""
        return ties(self.edges, names=self._names)

    @cached_property
    def communities(self) -> tuple[Community, ...]:
        """The communities, largest first."""
        return communities(self._graph, self._terms, self.kept, self.ties)

    @cached_property
    def layout(self) -> Layout:
        """Where everything lies."""
        return layout(self.ties, self.communities, {one.address for one in self.kept})

    @cached_property
    def standings(self) -> Standings:
        """How the nodes stand."""
        return standings(self.edges, self.ties, self.communities)
