"""The graph into its hubs: the notes that many links lead to, by way of notes that many links lead to."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from kb.graph.project import WRITTEN, Kinds, project
from kb.model import Graph, Node

_EXACT = 1e-14  # networkx multiplies it by the number of nodes; its default leaves an error as large as small ranks
_ROUNDS = 1000
_DIGITS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Hub:
    """A note that others link to, and how high it stands among those of its year."""

    id: str
    """The node."""
    title: str
    """Its title."""
    year: int | None
    """The year of its date, None for those without one, which are compared with each other."""
    percentile: float
    """Percent of its year's notes that it stands above, equals and itself counting half; rounded to one place."""
    rank: float
    """Its PageRank: all ranks add up to 1."""
    cited: int
    """Nodes that link to it."""


def hubs(graph: Graph, kinds: Kinds = WRITTEN) -> tuple[Hub, ...]:
    """The notes that edges of these kinds lead to, by percentile, then PageRank, then id.

    PageRank (Brin and Page, 1998; damping 0.85) grows with age, since only later notes link to a note; so it is
    compared within a year. In a small year nobody stands high: the first of two reaches 75, of fifty 99.
    """
    import networkx as nx  # noqa: PLC0415  # it loads when an algorithm wants it

    links = project(graph, kinds)
    if not links.size():
        return ()
    exact = nx.pagerank(links, tol=_EXACT, max_iter=_ROUNDS)
    ranks = {id_: round(rank, _DIGITS) for id_, rank in exact.items()}
    years: defaultdict[int | None, list[Node]] = defaultdict(list)
    for node in graph.nodes:
        years[node.date.year if node.date else None].append(node)
    found = [
        Hub(
            id=node.id,
            title=node.title,
            year=year,
            percentile=percentile[ranks[node.id]],
            rank=ranks[node.id],
            cited=links.in_degree(node.id),
        )
        for year, nodes in years.items()
        for percentile in [_percentiles([ranks[node.id] for node in nodes])]
        for node in nodes
        if links.in_degree(node.id)
    ]
    return tuple(sorted(found, key=lambda hub: (-hub.percentile, -hub.rank, hub.id)))


def _percentiles(ranks: list[float]) -> dict[float, float]:
    """The percentile of each rank among these, rounded to one place."""
    counts = Counter(ranks)
    below = 0
    found = {}
    for rank in sorted(counts):
        found[rank] = round(100 * (below + counts[rank] / 2) / len(ranks), 1)
        below += counts[rank]
    return found
