"""The graph into its hubs: the notes that many links lead to, by way of notes that many links lead to."""

from typing import TYPE_CHECKING

from msgspec import Struct

from kb.graph.columns import Columns, columns, distinct, halves
from kb.graph.project import WRITTEN, Kinds
from kb.model import Graph

if TYPE_CHECKING:
    from kb.graph.columns import Floats, Ints

_DAMPING = 0.85
_EXACT = 1e-14  # what ranks may change by in the last round, for each node; a hundred million times less than ranks
_ROUNDS = 1000
_DIGITS = 12


class Hub(Struct, frozen=True, kw_only=True):
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


def hubs(graph: Graph | Columns, kinds: Kinds = WRITTEN) -> tuple[Hub, ...]:
    """The notes that edges of these kinds lead to, by percentile, then PageRank, then id.

    PageRank (Brin and Page, 1998; damping 0.85) grows with age, since only later notes link to a note; so it is
    compared within a year. In a small year nobody stands high: the first of two reaches 75, of fifty 99.
    """
    edges = columns(graph)
    found = [
        Hub(
            id=node.id,
            title=node.title,
            year=node.date.year if node.date else None,
            percentile=percentile,
            rank=rank,
            cited=cited,
        )
        for node, percentile, rank, cited in zip(edges.graph.nodes, *ranked(edges, kinds), strict=True)
        if cited
    ]
    return tuple(sorted(found, key=lambda hub: (-hub.percentile, -hub.rank, hub.id)))


def ranked(edges: Columns, kinds: Kinds = WRITTEN) -> tuple[list[float], list[float], list[int]]:
    """Percentile, rank and how many nodes link to it, for every node, as of `Hub`: a column for each."""
    import numpy as np  # noqa: PLC0415  # it loads when it is needed

    nodes = edges.graph.nodes
    count = max(1, len(nodes))
    if kinds == WRITTEN:
        source, target = edges.written
    else:
        source, target = halves(distinct((edges.source * count + edges.target)[edges.among(kinds)]), count)
    cited = np.bincount(target, minlength=len(nodes))
    if not len(source):
        return [0.0] * len(nodes), [0.0] * len(nodes), cited.tolist()
    ranks = np.round(_pagerank(source, target, count), _DIGITS)
    year = np.array([node.date.year if node.date else 0 for node in nodes])
    order = np.lexsort((ranks, year))
    level = ranks[order]
    # Those of a year follow each other, and among them those of one rank.
    first = np.flatnonzero(np.diff(year[order], prepend=-1))
    equal = np.flatnonzero((np.diff(year[order], prepend=-1) != 0) | (np.diff(level, prepend=-1.0) != 0))
    size, same = np.diff(first, append=count), np.diff(equal, append=count)
    of_year = np.searchsorted(first, equal, "right") - 1
    percent = 100 * (equal - first[of_year] + same / 2) / size[of_year]
    percentile = np.empty(count)
    percentile[order] = np.repeat(np.round(percent, 1), same)
    return percentile.tolist(), ranks.tolist(), cited.tolist()


def _pagerank(source: "Ints", target: "Ints", count: int) -> "Floats":
    """The PageRank of so many nodes, from links sorted by source: who links to nobody passes its rank on to all."""
    import numpy as np  # noqa: PLC0415  # as above

    links = np.bincount(source, minlength=count)
    share = 1.0 / np.maximum(links, 1)
    still = np.flatnonzero(links == 0)
    even = np.full(count, 1.0 / count)
    rank = even
    for _ in range(_ROUNDS):
        before = rank
        passed = np.bincount(target, (rank * share).take(source), minlength=count)
        # One by one, so that the sum is the same on every machine.
        lost = np.cumsum(rank[still])[-1] if len(still) else 0.0
        rank = _DAMPING * (passed + lost * even) + (1 - _DAMPING) * even
        if np.abs(rank - before).sum() < count * _EXACT:
            break
    return rank
