"""The graph into its hubs: the notes that many links lead to, by way of notes that many links lead to."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb.graph.columns import CODES, Columns, columns, distinct
from kb.graph.project import WRITTEN, Kinds
from kb.model import Graph

if TYPE_CHECKING:
    from kb.graph.columns import Floats, Ints

_DAMPING = 0.85
_EXACT = 1e-14  # what ranks may change by in the last round, for each node; a hundred million times less than ranks
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


def hubs(graph: Graph | Columns, kinds: Kinds = WRITTEN) -> tuple[Hub, ...]:
    """The notes that edges of these kinds lead to, by percentile, then PageRank, then id.

    PageRank (Brin and Page, 1998; damping 0.85) grows with age, since only later notes link to a note; so it is
    compared within a year. In a small year nobody stands high: the first of two reaches 75, of fifty 99.
    """
    import numpy as np  # noqa: PLC0415  # it loads when it is needed

    edges = columns(graph)
    nodes = edges.graph.nodes
    chosen = np.isin(edges.kind, [CODES[kind] for kind in kinds])
    count = max(1, len(nodes))
    source, target = np.divmod(distinct((edges.source * count + edges.target)[chosen]), count)
    if not len(source):
        return ()
    ranks = [round(rank, _DIGITS) for rank in _ranked(source, target, count).tolist()]
    cited = np.bincount(target, minlength=count).tolist()
    years: defaultdict[int | None, list[int]] = defaultdict(list)
    for place, node in enumerate(nodes):
        years[node.date.year if node.date else None].append(place)
    found = [
        Hub(
            id=nodes[place].id,
            title=nodes[place].title,
            year=year,
            percentile=percentile[ranks[place]],
            rank=ranks[place],
            cited=cited[place],
        )
        for year, places in years.items()
        for percentile in [_percentiles([ranks[place] for place in places])]
        for place in places
        if cited[place]
    ]
    return tuple(sorted(found, key=lambda hub: (-hub.percentile, -hub.rank, hub.id)))


def _ranked(source: "Ints", target: "Ints", count: int) -> "Floats":
    """The PageRank of so many nodes, from links sorted by source: who links to nobody passes its rank on to all."""
    import numpy as np  # noqa: PLC0415  # as above

    links = np.bincount(source, minlength=count)
    share = 1.0 / np.maximum(links, 1)
    still = np.flatnonzero(links == 0)
    even = np.full(count, 1.0 / count)
    rank = even
    for _ in range(_ROUNDS):
        before = rank
        passed = np.bincount(target, (rank * share)[source], minlength=count)
        # One by one, so that the sum is the same on every machine.
        lost = np.cumsum(rank[still])[-1] if len(still) else 0.0
        rank = _DAMPING * (passed + lost * even) + (1 - _DAMPING) * even
        if np.abs(rank - before).sum() < count * _EXACT:
            break
    return rank


def _percentiles(ranks: list[float]) -> dict[float, float]:
    """The percentile of each rank among these, rounded to one place."""
    counts = Counter(ranks)
    below = 0
    found = {}
    for rank in sorted(counts):
        found[rank] = round(100 * (below + counts[rank] / 2) / len(ranks), 1)
        below += counts[rank]
    return found
