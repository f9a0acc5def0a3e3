"""Ties into groups of nodes that hold together: Louvain's method, with a start and in whole numbers.

Blondel, Guillaume, Lambiotte and Lefebvre, "Fast unfolding of communities in large networks" (2008), doi
10.1088/1742-5468/2008/10/P10008. It is ours because networkx's can't start from an earlier partition, which is what
keeps groups as they were when notes are added, and because its order of visits changes with every node that is added:
here it is by each id's own hash. A gain in modularity is compared as a whole number, so it has no rounding.

Once few nodes move, most visits are for nothing, and arrays tell which: a node stays where it is as long as the moves
of others could not give it what it lacks for a gain.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from kb.graph.columns import summed
from kb.graph.ties import Ties

if TYPE_CHECKING:
    from kb.graph.columns import Floats, Ints

_FEW = 8  # a share of the nodes, one in so many: when fewer moved, it pays to find out who may move next
_SHARED = 1 << 16  # numbers up to which a list may hold one object for each
_ROUNDING = 2.0**-48  # of what gains are made of, more than their errors

Group = tuple[str, ...]
"""Ids, sorted."""


def partition(ties: Ties, start: Iterable[Sequence[str]] = ()) -> tuple[Group, ...]:
    """Groups of all nodes that have a tie, sorted by their first ids, each connected.

    The search begins with the groups of `start`, nodes that it doesn't name each by itself, and moves on only where
    modularity grows; it is over when it comes back to where it began, so that a partition begins and ends with itself.
    """
    import numpy as np  # noqa: PLC0415  # it loads when it is needed

    begin, end, strength = ties.both_ways
    tied = np.flatnonzero(np.bincount(begin, minlength=len(ties.ids)))
    visited = sorted(tied.tolist(), key=lambda place: (ties.hashes[place], place))
    number = np.zeros(len(ties.ids), dtype=np.int64)
    number[visited] = np.arange(len(visited))
    order = np.argsort(number[begin] * len(ties.ids) + end)
    nodes = _Level.of(number[begin][order], number[end][order], strength[order], np.zeros_like(tied))
    named = ties.places(start)[visited]
    groups = np.where(named < 0, np.max(named, initial=-1) + 1 + np.arange(len(visited)), named)
    while True:
        higher = _climbed(nodes, groups)
        if (higher == groups).all():
            break
        groups = higher
    members: dict[int, list[str]] = {}
    for place, group in zip(tied.tolist(), groups[number[tied]].tolist(), strict=True):
        members.setdefault(group, []).append(ties.ids[place])
    return tuple(map(tuple, members.values()))


def modularity(ties: Ties, groups: Iterable[Sequence[str]]) -> float:
    """How much more of the ties' strength lies inside groups than would by chance: Newman's Q, 0 without ties."""
    import numpy as np  # noqa: PLC0415  # as above

    home = ties.places(groups)
    one, other, total = home[ties.one], home[ties.other], int(ties.strength.sum())
    if not total:
        return 0.0
    _, ends, _ = summed(np.concatenate((one, other)), np.concatenate((ties.strength, ties.strength)))
    inside = int(ties.strength[one == other].sum())
    chance: int = sum(strength**2 for strength in ends.tolist())
    return inside / total - chance / (2 * total) ** 2


class _Level(Struct, frozen=True, eq=False):
    """Nodes, in the order of visits, and what ties them: by the node, then in the order in which gains are compared."""

    start: "Ints"
    """The node where each tie begins."""
    end: "Ints"
    """The one where it ends."""
    weight: "Ints"
    """Its strength."""
    inside: "Ints"
    """Twice the strength of the ties within each node."""
    first: "Ints"
    """The first tie of each node, and the last one's end."""
    ends: list[int]
    """As `end`."""
    weights: list[int]
    """As `weight`."""

    @classmethod
    def of(cls, start: "Ints", end: "Ints", weight: "Ints", inside: "Ints") -> "_Level":
        """Ties sorted by where they begin."""
        import numpy as np  # noqa: PLC0415  # as above

        first = np.searchsorted(start, np.arange(len(inside) + 1))
        return cls(start, end, weight, inside, first, _listed(end), _listed(weight))

    @property
    def degree(self) -> "Ints":
        """The strength of each node's ties, those within it twice."""
        import numpy as np  # noqa: PLC0415  # as above

        sums = np.concatenate(([0], np.cumsum(self.weight)))
        degree: Ints = self.inside + sums[self.first[1:]] - sums[self.first[:-1]]
        return degree

    def folded(self, group: "Ints") -> "_Level":
        """The groups, numbered from 0, as nodes of a smaller graph."""
        import numpy as np  # noqa: PLC0415  # as above

        count = int(np.max(group, initial=-1)) + 1
        start, end = group[self.start], group[self.end]
        held = start == end
        inside = np.zeros(count, dtype=np.int64)
        np.add.at(inside, group, self.inside)
        np.add.at(inside, start[held], self.weight[held])
        # Neighbours in the order in which a group's nodes name them.
        away = np.flatnonzero(~held)
        pairs, weight, place = summed(start[away] * count + end[away], self.weight[away])
        begin = pairs // max(1, count)
        order = np.lexsort((place, begin))
        return _Level.of(begin[order], (pairs % max(1, count))[order], weight[order], inside)


def _listed(values: "Ints") -> list[int]:
    """As a list, each number one object where that is possible, so that few places in memory are looked up."""
    import numpy as np  # noqa: PLC0415  # as above

    top = int(np.max(values, initial=0)) + 1
    if top > min(_SHARED, len(values)):
        plain: list[int] = values.tolist()
        return plain
    shared = np.empty(top, dtype=object)
    shared[:] = range(top)
    listed: list[int] = shared[values].tolist()
    return listed


def _climbed(nodes: _Level, start: "Ints") -> "Ints":
    """One search: nodes move, then the groups that they made move as one, and so on until none does.

    A group is called by the first of its nodes.
    """
    import numpy as np  # noqa: PLC0415  # as above

    level, group = nodes, start
    of_node = np.arange(len(start))
    while True:
        group = _numbered(_moved(level, _numbered(group)))
        of_node = group[of_node]
        if int(np.max(group, initial=-1)) + 1 == len(group):
            return _connected(nodes, of_node)
        level = level.folded(group)
        group = np.arange(len(level.inside))


def _connected(nodes: _Level, group: "Ints") -> "Ints":
    """The parts of groups between which they have no tie, each called by its first node."""
    import numpy as np  # noqa: PLC0415  # as above

    held = group[nodes.start] == group[nodes.end]
    start, end = nodes.start[held], nodes.end[held]
    part = np.arange(len(group))
    while True:
        lower = part.copy()
        np.minimum.at(lower, start, part[end])
        lower = lower[lower]
        if (lower == part).all():
            return part
        part = lower


def _numbered(group: "Ints") -> "Ints":
    """Groups by numbers from 0, in the order in which they come."""
    import numpy as np  # noqa: PLC0415  # as above

    new = {old: new for new, old in enumerate(dict.fromkeys(group.tolist()))}
    return np.fromiter(map(new.__getitem__, group.tolist()), np.int64, len(group))


def _moved(level: _Level, start: "Ints") -> "Ints":
    """The group of each node once none gains by moving to a neighbour's."""
    import numpy as np  # noqa: PLC0415  # as above

    degrees = level.degree
    degree, whole = degrees.tolist(), int(degrees.sum())
    first, ends, weights = level.first.tolist(), level.ends, level.weights
    group: list[int] = start.tolist()
    sums = np.zeros(len(degree), dtype=np.int64)
    np.add.at(sums, start, degrees)
    strength: list[int] = sums.tolist()
    moves = len(group) if len(set(group)) == len(group) else 0
    while True:
        few = moves * _FEW < len(group)
        spare = _spare(level, group, strength, whole) if few else [-1.0] * len(group)
        moves, spent = 0, 0
        touched: set[int] = set()
        for node, left in enumerate(spare):
            if left > spent and node not in touched:
                continue
            near = ends[first[node] : first[node + 1]]
            home, own = group[node], degree[node]
            to = {home: 0}
            for place, weight in zip(map(group.__getitem__, near), weights[first[node] : first[node + 1]], strict=True):
                if place in to:
                    to[place] += weight
                else:
                    to[place] = weight
            if len(to) == 1:
                continue
            strength[home] -= own
            best = _best(home, to, own, strength, whole)
            strength[best] += own
            if best != home:
                group[node] = best
                moves += 1
                spent += 2 * own
                if few:
                    touched.update(near)
        if not moves:
            return np.array(group, dtype=np.int64)


def _best(home: int, to: Mapping[int, int], own: int, strength: Sequence[int], whole: int) -> int:
    """The group in which a node gains most, its home unless another is better; `to` are its ties to each."""
    best, most = home, to[home] * whole - strength[home] * own
    for place, weight in to.items():
        gain = weight * whole - strength[place] * own
        if gain > most:
            best, most = place, gain
    return best


def _spare(level: _Level, groups: Sequence[int], strengths: Sequence[int], whole: int) -> list[float]:
    """For each node how much strength its group may win and others may lose, together, before it gains by moving.

    That is while no neighbour moves. A group's strength is that of its nodes' ties.
    """
    import numpy as np  # noqa: PLC0415  # as above

    count = len(groups)
    group, strength, degree = np.array(groups), np.array(strengths), level.degree
    pairs, weight, _ = summed(level.start * count + group[level.end], level.weight)
    node, place = np.divmod(pairs, max(1, count))
    gain: Floats = weight * (whole / degree[node]) - strength[place]
    stays = place == group[node]
    staying = degree - strength[group].astype(np.float64)
    staying[node[stays]] += gain[stays] + strength[place[stays]]
    leaving = np.full(count, -np.inf)
    np.maximum.at(leaving, node[~stays], gain[~stays])
    spare: list[float] = (staying - leaving - whole * _ROUNDING).tolist()
    return spare
