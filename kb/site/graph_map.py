"""The plan into the map that the graph's pages and data share: communities, places, figures, an order of all notes."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, TypeVar

from kb import graph
from kb.graph import CODES, Columns, Community, Layout, Standings, Survey
from kb.site import paths
from kb.site.plan import Named, Plan, Published

if TYPE_CHECKING:
    from kb.graph.columns import Floats, Ints

Figure = TypeVar("Figure")

HOME = "graph"
"""Address of the graph's pages."""
_LARGEST = 12  # communities that are told of where not all are
_FOLDER = "community"  # that of the communities' pages, below it


class GraphMap:
    """Everything that is drawn or listed of a site's graph, each part made when it is first asked for."""

    def __init__(self, plan: Plan, found: Survey) -> None:
        """Take the plan, and what is found of its graph."""
        self._plan = plan
        self._graph = plan.kept.collection.graph
        self._found = found

    def look(self) -> "GraphMap":
        """Itself, for who looks at all of it: nobody notes what of it is looked at afterwards."""
        for name in ("graph", "all themes", "all keywords", "items", "all signals"):
            self._plan.looks.at(name)
        for one in self._plan.kept.pages:  # signals of items are all signals that lists know of
            self._plan.looks.at(f"entry {one.id}")
        return self

    @property
    def largest(self) -> tuple[tuple[Named, ...], int]:
        """Links to the largest communities, and how many there are in all."""
        self._plan.looks.at("communities")
        return self.told

    @cached_property
    def told(self) -> tuple[tuple[Named, ...], int]:
        """The same; nobody notes who asks."""
        return self.links[:_LARGEST], len(self.links)

    @property
    def edges(self) -> Columns:
        """The edges of the graph."""
        return self._found.edges

    @property
    def communities(self) -> tuple[Community, ...]:
        """The communities, largest first."""
        return self._found.communities

    @property
    def layout(self) -> Layout:
        """Where everything lies."""
        return self._found.layout

    @property
    def standings(self) -> Standings:
        """How the notes stand."""
        return self._found.standings

    @property
    def count(self) -> int:
        """How many items and pages there are."""
        return len(self._graph.nodes)

    def ordered(self, part: slice) -> list[Published]:
        """A part of all items and pages: by community, the best joined first, then those without a tie."""
        nodes, by_id = self._graph.nodes, self._plan.kept.by_id
        return [by_id[nodes[place].id] for place in self.standings.order[part]]

    @property
    def addresses(self) -> list[str]:
        """The address of each node of the graph, by its place there."""
        known = self._plan.kept.addresses
        return [known[node.id] for node in self._graph.nodes]

    def told_of(self, figures: Sequence[Figure], part: slice) -> Iterator[Figure]:
        """Figures of nodes, by their places, for a part of the order."""
        return map(figures.__getitem__, self.standings.order[part])

    def rows(self, *figures: Sequence[float | None]) -> "Floats":
        """Figures of nodes, by their places, as a row for each in the order; NaN for None."""
        import numpy as np  # noqa: PLC0415  # it loads when it is needed

        return np.stack([np.array(figure, np.float64) for figure in figures], axis=1)[self.standings.order]

    @cached_property
    def notes(self) -> "Ints":
        """Where the canonical note of each stands among all notes of the vault, in the order."""
        return self._plan.kept.nodes[self.standings.order]

    @cached_property
    def begins(self) -> tuple[int, ...]:
        """The place in the order at which each community begins, and at the end where notes without a tie do."""
        return tuple(accumulate((len(one.members) for one in self.communities), initial=0))

    def members(self, place: int) -> range:
        """Where the notes of a community stand in the order, the best joined first."""
        return range(self.begins[place], self.begins[place + 1])

    @property
    def loose(self) -> int:
        """How many notes have no tie and are in no community: the last of all."""
        return self.count - self.begins[-1]

    @cached_property
    def place(self) -> "Ints":
        """Where each node of the graph stands in the order."""
        import numpy as np  # noqa: PLC0415  # as above

        place = np.empty(self.count, np.int64)
        place[self.standings.order] = np.arange(len(place))
        return place

    @cached_property
    def joined(self) -> dict[tuple[int, int], tuple[int, int, int]]:
        """Between two communities, the smaller place first: pairs that a list, computation, a mention ties."""
        import numpy as np  # noqa: PLC0415  # as above

        home = np.full(self.count, -1)
        sizes = [len(one.members) for one in self.communities]
        home[self.standings.order[: self.begins[-1]]] = np.repeat(np.arange(len(sizes)), sizes)
        # Edges of a kind that lead to and fro are one.
        pairs, kind = np.divmod(graph.distinct(self.edges.between * len(CODES) + self.edges.kind), len(CODES))
        ends = [home[nodes] for nodes in np.divmod(pairs, max(1, len(self._graph.nodes)))]
        one, other = np.minimum(*ends), np.maximum(*ends)
        apart = (one >= 0) & (one != other)
        keys = ((one * len(self.communities) + other) * len(CODES) + kind)[apart]
        counts: dict[tuple[int, int], list[int]] = {}
        for key, count in zip(*(some.tolist() for some in graph.summed(keys, np.ones_like(keys))[:2]), strict=True):
            between, of_kind = divmod(key, len(CODES))
            counts.setdefault(divmod(between, len(self.communities)), [0] * len(CODES))[of_kind] = count
        return {pair: (listed, computed, mentioned) for pair, (listed, mentioned, computed) in counts.items()}

    @cached_property
    def beside(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """For each community the others that it is tied to, as (place, joined pairs), the most joined first."""
        near: list[list[tuple[int, int]]] = [[] for _ in self.communities]
        for (one, other), counts in self.joined.items():
            near[one].append((other, sum(counts)))
            near[other].append((one, sum(counts)))
        return tuple(tuple(sorted(some, key=lambda pair: (-pair[1], pair[0]))) for some in near)

    @cached_property
    def links(self) -> tuple[Named, ...]:
        """A link to each community's page."""
        return tuple(
            Named(label=one.name, path=paths.page(*folder(one)), count=len(one.members)) for one in self.communities
        )


def folder(community: Community) -> tuple[str, ...]:
    """The folders from the root to a community's page."""
    return HOME, _FOLDER, community.address
