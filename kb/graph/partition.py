"""Ties into groups of nodes that hold together: Louvain's method, with a start and in whole numbers.

Blondel, Guillaume, Lambiotte and Lefebvre, "Fast unfolding of communities in large networks" (2008), doi
10.1088/1742-5468/2008/10/P10008. It is ours because networkx's can't start from an earlier partition, which is what
keeps groups as they were when notes are added, and because its order of visits changes with every node that is added:
here it is by each id's own hash. A gain in modularity is compared as a whole number, so it has no rounding.

Many nodes move in batches, those of one at once (Lu, Halappanavar and Kalyanaraman, "Parallel heuristics for scalable
community detection", 2015, doi 10.1016/j.parco.2015.03.003), until few would move. These do so one by one, and after
them their neighbours, who alone may have a new reason to (Traag, Waltman and van Eck, "From Louvain to Leiden", 2019,
doi 10.1038/s41598-019-41695-z), until it is found of all that none would gain.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from kb.graph.columns import added, halves, ordered, summed
from kb.graph.ties import Ties

if TYPE_CHECKING:
    import numpy as np

    from kb.graph.columns import Ints

_MANY = 500  # nodes that move in batches; fewer are as quickly moved one by one
_BATCHES = 16
_SWEEPS = 8  # at most; in a batch two may follow each other for ever
_FEW = 16  # a share of the nodes, one in so many, who are better moved one by one
_WHOLE = 1 << 62  # what a machine's whole numbers hold

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
    visited = tied[np.argsort(ties.names.hashes[tied], kind="stable")]
    number = np.zeros(len(ties.ids), dtype=np.int64)
    number[visited] = np.arange(len(visited))
    begin, order = ordered(number.take(begin))
    nodes = _Level(begin, number.take(end.take(order)), strength.take(order), np.zeros_like(tied))
    groups = ties.places(start)[visited]
    new = groups < 0
    groups[new] = len(ties.ids) + np.flatnonzero(new)
    if new.all() and len(new) >= _MANY:
        groups = _swept(nodes)
    groups = _connected(nodes, _climbed(nodes, groups))
    while True:
        higher = _climbed(nodes, groups)
        if (higher == groups).all():
            break  # they are connected already
        higher = _connected(nodes, higher)
        if (higher == groups).all():
            break
        groups = higher
    group, places = ordered(groups[number[tied]])
    members = [ties.ids[place] for place in tied[places].tolist()]
    bounds = [*np.flatnonzero(np.diff(group, prepend=-1)).tolist(), len(members)]
    return tuple(sorted(tuple(members[first:last]) for first, last in pairwise(bounds)))


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


class _Level(Struct, frozen=True, eq=False, dict=True):
    """Nodes, in the order of visits, and what ties them: by the node, then in the order in which gains are compared."""

    start: "Ints"
    """The node where each tie begins."""
    end: "Ints"
    """The one where it ends."""
    weight: "Ints"
    """Its strength."""
    inside: "Ints"
    """Twice the strength of the ties within each node."""

    @cached_property
    def first(self) -> "Ints":
        """The first tie of each node, and the last one's end."""
        import numpy as np  # noqa: PLC0415  # as above

        return np.concatenate(([0], np.cumsum(np.bincount(self.start, minlength=len(self.inside)))))

    @cached_property
    def degree(self) -> "Ints":
        """The strength of each node's ties, those within it twice."""
        return self.inside + added(self.start, self.weight, len(self.inside))

    @cached_property
    def whole(self) -> int:
        """The strength of all ties, each twice."""
        return int(self.degree.sum())

    @cached_property
    def exact(self) -> "np.dtype[Any]":
        """What holds gains: a machine's whole numbers, or Python's, which have no largest one."""
        import numpy as np  # noqa: PLC0415  # as above

        return np.dtype(np.int64 if int(np.max(self.degree, initial=0)) * self.whole < _WHOLE else np.object_)

    def folded(self, group: "Ints") -> "_Level":
        """The groups, numbered from 0, as nodes of a smaller graph."""
        import numpy as np  # noqa: PLC0415  # as above

        count = int(np.max(group, initial=-1)) + 1
        start, end = group.take(self.start), group.take(self.end)
        away = np.flatnonzero(start != end)
        start, end, weight = start.take(away), end.take(away), self.weight.take(away)
        inside = added(group, self.degree, count) - added(start, weight, count)
        # Neighbours in the order in which a group's nodes name them.
        pairs, weight, place = summed(start * count + end, weight)
        begin, end = halves(pairs, max(1, count))
        order = np.lexsort((place, begin))
        return _Level(begin, end[order], weight[order], inside)


def _climbed(nodes: _Level, start: "Ints") -> "Ints":
    """One search: nodes move, then the groups that they made move as one, and so on until none does.

    Groups are numbered from 0, in the order in which they come.
    """
    import numpy as np  # noqa: PLC0415  # as above

    level, group = nodes, _numbered(start)
    of_node = np.arange(len(start))
    while True:
        group = _numbered(_moved(level, group))
        of_node = group[of_node]
        if int(np.max(group, initial=-1)) + 1 == len(group):
            return of_node
        level = level.folded(group)
        group = np.arange(len(level.inside))


def _connected(nodes: _Level, group: "Ints") -> "Ints":
    """The parts of groups between which they have no tie, numbered from 0 in the order in which they come."""
    import numpy as np  # noqa: PLC0415  # as above

    part = np.arange(len(group))
    held = group.take(nodes.start) == group.take(nodes.end)
    start, end = nodes.start[held], nodes.end[held]
    while len(start):
        lower = np.arange(len(group))
        np.minimum.at(lower, start, end)
        while ((lowest := lower[lower]) != lower).any():
            lower = lowest
        part, start, end = lower[part], lower.take(start), lower.take(end)
        apart = np.flatnonzero(start != end)
        start, end = start[apart], end[apart]
    return _numbered(part)


def _numbered(group: "Ints") -> "Ints":
    """Groups by numbers from 0, in the order in which they come."""
    import numpy as np  # noqa: PLC0415  # as above

    place = np.arange(len(group))
    first = np.empty(int(np.max(group, initial=-1)) + 1, dtype=np.int64)
    first[group[::-1]] = place[::-1]  # of several the last one stays
    called = first[group]
    number: Ints = (np.cumsum(called == place) - 1)[called]
    return number


def _swept(level: _Level) -> "Ints":
    """Groups after sweeps over all nodes, each by itself at first, until few would move; those of a batch move at once.

    Two that move at once may move past each other, so that sweeps alone might never end, nor where nobody gains.
    """
    import numpy as np  # noqa: PLC0415  # as above

    count = len(level.inside)
    group, strength = np.arange(count), level.degree.astype(level.exact)
    bounds = [count * batch // _BATCHES for batch in range(_BATCHES + 1)]
    for _ in range(_SWEEPS):
        moves = 0
        for begin, end in pairwise(bounds):
            nodes, places = _gaining(level, group, strength, begin, end)
            np.subtract.at(strength, group[nodes], level.degree[nodes])
            np.add.at(strength, places, level.degree[nodes])
            group[nodes] = places
            moves += len(nodes)
        if moves * _FEW <= count:
            break
    return group


def _moved(level: _Level, group: "Ints") -> "Ints":
    """The group of each node, numbered from 0, once those have moved that gain by moving to a neighbour's."""
    strength = added(group, level.degree, len(group)).astype(level.exact)
    nodes, _ = _gaining(level, group, strength, 0, len(group))
    return _followed(level, group, strength, nodes) if len(nodes) else group


def _gaining(level: _Level, group: "Ints", strength: "Ints", begin: int, end: int) -> tuple["Ints", "Ints"]:
    """The nodes from one to another that would gain by moving, and the group in which each would gain most.

    A group's strength is that of its nodes' ties. Of groups in which a node gains the same it is the first.
    """
    import numpy as np  # noqa: PLC0415  # as above

    span, count = slice(level.first[begin], level.first[end]), len(group)
    node, place, weight = level.start[span] - begin, group.take(level.end[span]), level.weight[span]
    home, own = group[begin:end], level.degree[begin:end].astype(level.exact)
    leads = place != home.take(node)
    held = added(node, np.where(leads, 0, weight), len(home)).astype(level.exact)
    staying, away = held * level.whole + (own - strength[home]) * own, np.flatnonzero(leads)
    if not len(away):
        return away, away
    pairs, tied, _ = summed(node.take(away) * count + place.take(away), weight.take(away))
    node, place = halves(pairs, count)
    gain = tied.astype(level.exact) * level.whole - strength.take(place) * own.take(node)
    first = np.flatnonzero(np.diff(node, prepend=-1))
    most = np.maximum.reduceat(gain, first)
    best = np.flatnonzero(gain == np.repeat(most, np.diff(first, append=len(node))))
    best = best[np.flatnonzero(np.diff(node[best], prepend=-1))]
    best = best[most > staying[node[best]]]
    return begin + node[best], place[best]


def _followed(level: _Level, group: "Ints", strength: "Ints", nodes: "Ints") -> "Ints":
    """The group of each node once these nodes were visited, and after one that moved its neighbours elsewhere."""
    import numpy as np  # noqa: PLC0415  # as above

    home_of, strengths, degree, first = (some.tolist() for some in (group, strength, level.degree, level.first))
    whole, waiting = level.whole, deque(nodes.tolist())
    queued = set(waiting)
    while waiting:
        node = waiting.popleft()
        queued.remove(node)
        home, own, span = home_of[node], degree[node], slice(first[node], first[node + 1])
        near, weights = level.end[span].tolist(), level.weight[span].tolist()
        to = {home: 0}
        for place, weight in zip([home_of[other] for other in near], weights, strict=True):
            if place in to:
                to[place] += weight
            else:
                to[place] = weight
        best, most = home, to[home] * whole - (strengths[home] - own) * own
        for place, tied in to.items():
            gain = tied * whole - strengths[place] * own
            if gain > most:
                best, most = place, gain
        if best == home:
            continue
        strengths[home] -= own
        strengths[best] += own
        home_of[node] = best
        new = [other for other in near if home_of[other] != best and other not in queued]
        waiting.extend(new)
        queued.update(new)
    return np.array(home_of, np.int64)
