"""Ties into groups of nodes that hold together: Louvain's method, with a start and in whole numbers.

Blondel, Guillaume, Lambiotte and Lefebvre, "Fast unfolding of communities in large networks" (2008), doi
10.1088/1742-5468/2008/10/P10008. It is ours because networkx's can't start from an earlier partition, which is what
keeps groups as they were when notes are added, and because its order of visits changes with every node that is added:
here it is by each id's own hash. A gain in modularity is compared as a whole number, so it has no rounding.

Once all have been visited, most visits are for nothing, and it is known which: a node stays where it is as long as the
moves of others could not give it what it lacks for a gain.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from kb.graph.columns import added, summed
from kb.graph.ties import Ties

if TYPE_CHECKING:
    from kb.graph.columns import Floats, Ints

_DEAR = 8  # a share of the nodes, one in so many: when more were visited, it pays to find out anew who may move
_SHARED = 1 << 16  # numbers up to which a list may hold one object for each
_EXACT = 2.0**53  # whole numbers below it are floats as they are
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
    visited = tied[np.argsort(ties.hashes[tied], kind="stable")]
    number = np.zeros(len(ties.ids), dtype=np.int64)
    number[visited] = np.arange(len(visited))
    order = np.argsort(number[begin] * len(ties.ids) + end)
    nodes = _Level.of(number[begin][order], number[end][order], strength[order], np.zeros_like(tied))
    named = ties.places(start)[visited]
    groups = np.where(named < 0, np.max(named, initial=-1) + 1 + np.arange(len(visited)), named)
    groups = _connected(nodes, _climbed(nodes, groups))
    while True:
        higher = _climbed(nodes, groups)
        if (higher == _numbered(groups)).all():
            break  # they are connected already
        higher = _connected(nodes, higher)
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
    weights: list[float]
    """As `weight`."""

    @classmethod
    def of(cls, start: "Ints", end: "Ints", weight: "Ints", inside: "Ints") -> "_Level":
        """Ties sorted by where they begin."""
        import numpy as np  # noqa: PLC0415  # as above

        first = np.searchsorted(start, np.arange(len(inside) + 1))
        return cls(start, end, weight, inside, first, _listed(end), weight.astype(np.float64).tolist())

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
        start, end = group.take(self.start), group.take(self.end)
        held = start == end
        inside = added(group, self.inside, count) + added(start[held], self.weight[held], count)
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

    Groups are numbered from 0, in the order in which they come.
    """
    import numpy as np  # noqa: PLC0415  # as above

    level, group = nodes, start
    of_node = np.arange(len(start))
    while True:
        group = _numbered(_moved(level, _numbered(group)))
        of_node = group[of_node]
        if int(np.max(group, initial=-1)) + 1 == len(group):
            return of_node
        level = level.folded(group)
        group = np.arange(len(level.inside))


def _connected(nodes: _Level, group: "Ints") -> "Ints":
    """The parts of groups between which they have no tie, each called by its first node."""
    import numpy as np  # noqa: PLC0415  # as above

    held = group.take(nodes.start) == group.take(nodes.end)
    start, end = nodes.start[held], nodes.end[held]
    first = np.flatnonzero(np.diff(start, prepend=-1))
    joined = start[first]
    part = np.arange(len(group))
    while len(first):
        lower = part.copy()
        lower[joined] = np.minimum(part[joined], np.minimum.reduceat(part.take(end), first))
        lower = lower.take(lower)
        if (lower == part).all():
            break
        part = lower
    return part


def _numbered(group: "Ints") -> "Ints":
    """Groups by numbers from 0, in the order in which they come."""
    import numpy as np  # noqa: PLC0415  # as above

    new = {old: new for new, old in enumerate(dict.fromkeys(group.tolist()))}
    return np.fromiter(map(new.__getitem__, group.tolist()), np.int64, len(group))


def _moved(level: _Level, start: "Ints") -> "Ints":
    """The group of each node once none gains by moving to a neighbour's."""
    import numpy as np  # noqa: PLC0415  # as above

    degree, whole = level.degree.astype(np.float64).tolist(), float(level.degree.sum())
    first, ends, weights = level.first.tolist(), level.ends, level.weights
    group: list[int] = start.tolist()
    strength: list[float] = np.bincount(start, level.degree, minlength=len(group)).tolist()
    moves = len(group) if len(set(group)) == len(group) else 0  # each by itself, nearly all will move
    visits = len(group)
    rest: _Rest | None = None
    while True:
        if moves < len(group) and visits * _DEAR > len(group):
            rest = _Rest(level, group, strength, degree, whole)
        moves = visits = 0
        for node, own in enumerate(degree):
            home = group[node]
            if rest and rest.holds(node, home):
                continue
            visits += 1
            near, ties = ends[first[node] : first[node + 1]], weights[first[node] : first[node + 1]]
            to = {home: 0.0}
            for other, weight in zip(near, ties, strict=True):
                place = group[other]
                if place in to:
                    to[place] += weight
                else:
                    to[place] = weight
            best = _best(home, to, own, strength, whole)
            if best != home:
                strength[home] -= own
                strength[best] += own
                group[node] = best
                moves += 1
                if rest:
                    rest.disturb(own, home, best, zip(near, ties, strict=True))
        if not moves:
            return np.array(group, dtype=np.int64)


class _Rest:
    """Which nodes stay where they are for sure, whatever moved since this was made."""

    __slots__ = ("_degree", "_group", "_lost", "_most", "_spare", "_whole", "_won")

    def __init__(
        self, level: _Level, group: list[int], strength: Sequence[float], degree: Sequence[float], whole: float
    ) -> None:
        """Take where all are now; `group` goes on to tell where they are."""
        self._group, self._degree, self._whole = group, degree, whole
        self._spare = _spare(level, group, strength, whole)
        self._won, self._lost = [0.0] * len(group), [0.0] * len(group)
        self._most = 0.0  # what any group lost

    def holds(self, node: int, home: int) -> bool:
        """Whether a node stays in its group. If not, it is visited, and how much it has to spare then nobody knows."""
        if self._spare[node] > self._won[home] + self._most:
            return True
        self._spare[node] = -1.0
        return False

    def disturb(self, own: float, home: int, best: int, ties: Iterable[tuple[int, float]]) -> None:
        """A node with so strong ties, which are these, moved."""
        self._won[best] += own
        self._lost[home] += own
        self._most = max(self._most, self._lost[home])
        group, degree, whole, spare = self._group, self._degree, self._whole, self._spare
        for other, weight in ties:
            if group[other] != best:
                spare[other] -= weight * whole / degree[other] * (2 if group[other] == home else 1)


def _best(
    home: int, to: Mapping[int, float], own: float, strength: Sequence[float] | Mapping[int, float], whole: float
) -> int:
    """The group in which a node gains most, its home unless another is better; `to` are its ties to each."""
    if own * whole >= _EXACT:
        strength = {place: int(strength[place]) for place in to}
        to, own, whole = {place: int(weight) for place, weight in to.items()}, int(own), int(whole)
    best, most = home, to[home] * whole - (strength[home] - own) * own
    for place, weight in to.items():
        gain = weight * whole - strength[place] * own
        if gain > most:
            best, most = place, gain
    return best


def _spare(level: _Level, groups: Sequence[int], strengths: Sequence[float], whole: float) -> list[float]:
    """For each node how much strength its group may win and any other lose, together, before it gains by moving.

    That is while no neighbour moves. One that does takes its tie to the node along, and may take it to a group to which
    the node has no other. A group's strength is that of its nodes' ties.
    """
    import numpy as np  # noqa: PLC0415  # as above

    count = len(groups)
    group, strength, degree = np.array(groups), np.array(strengths), level.degree
    pairs, weight, _ = summed(level.start * count + group.take(level.end), level.weight)
    node, place = np.divmod(pairs, max(1, count))
    gain: Floats = weight * (whole / degree[node]) - strength[place]
    stays = place == group[node]
    staying = degree - strength[group]
    staying[node[stays]] += gain[stays] + strength[place[stays]]
    leaving = np.zeros(count)
    np.maximum.at(leaving, node[~stays], gain[~stays])
    spare: list[float] = (staying - leaving - whole * _ROUNDING * (1 + np.diff(level.first))).tolist()
    return spare
