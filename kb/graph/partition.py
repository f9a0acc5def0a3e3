"""Ties into groups of nodes that hold together: Louvain's method, with a start and in whole numbers.

Blondel, Guillaume, Lambiotte and Lefebvre, "Fast unfolding of communities in large networks" (2008), doi
10.1088/1742-5468/2008/10/P10008. It is ours because networkx's can't start from an earlier partition, which is what
keeps groups as they were when notes are added, and because its order of visits changes with every node that is added:
here it is by each id's own hash. A gain in modularity is compared as a whole number, so it has no rounding.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from kb.graph.ties import Ties, around
from kb.text import short_hash

_DIGITS = 16

Group = tuple[str, ...]
"""Ids, sorted."""


def partition(ties: Ties, start: Iterable[Sequence[str]] = ()) -> tuple[Group, ...]:
    """Groups of all nodes that have a tie, sorted by their first ids, each connected.

    The search begins with the groups of `start`, nodes that it doesn't name each by itself, and moves on only where
    modularity grows; it is over when it comes back to where it began, so that a partition begins and ends with itself.
    """
    beside = around(ties)
    groups = _climbed(beside, start)
    while (higher := _climbed(beside, groups)) != groups:
        groups = higher
    return groups


def modularity(ties: Ties, groups: Iterable[Sequence[str]]) -> float:
    """How much more of the ties' strength lies inside groups than would by chance: Newman's Q, 0 without ties."""
    group_of = {id_: place for place, members in enumerate(groups) for id_ in members}
    total = sum(ties.values())
    if not total:
        return 0.0
    inside = 0
    ends: Counter[int] = Counter()
    for (one, other), strength in ties.items():
        ends[group_of[one]] += strength
        ends[group_of[other]] += strength
        inside += strength * (group_of[one] == group_of[other])
    return inside / total - sum(strength**2 for strength in ends.values()) / (2 * total) ** 2


def _climbed(beside: dict[str, dict[str, int]], start: Iterable[Sequence[str]]) -> tuple[Group, ...]:
    """One search: nodes move, then the groups that they made move as one, and so on until none does."""
    ids = sorted(beside, key=lambda id_: (short_hash(id_, _DIGITS), id_))
    number = {id_: place for place, id_ in enumerate(ids)}
    level = [{number[other]: strength for other, strength in sorted(beside[id_].items())} for id_ in ids]
    inside = [0] * len(ids)
    group = list(range(len(ids)))
    for members in start:
        known = [number[id_] for id_ in members if id_ in number]
        for node in known:
            group[node] = known[0]
    of_id = list(range(len(ids)))
    while True:
        group = _moved(level, inside, group)
        merged = {old: new for new, old in enumerate(dict.fromkeys(group))}
        of_id = [merged[group[node]] for node in of_id]
        if len(merged) == len(level):
            break
        level, inside = _folded(level, inside, [merged[one] for one in group])
        group = list(range(len(level)))
    groups: defaultdict[int, set[str]] = defaultdict(set)
    for id_, place in zip(ids, of_id, strict=True):
        groups[place].add(id_)
    return tuple(sorted(part for members in groups.values() for part in _connected(members, beside)))


def _moved(level: Sequence[dict[int, int]], inside: Sequence[int], start: Sequence[int]) -> list[int]:
    """The group of each node once none gains by moving to a neighbour's; `inside` counts ties within a node twice."""
    degree = [sum(beside.values()) + own for beside, own in zip(level, inside, strict=True)]
    whole = sum(degree)
    group = list(start)
    strength: Counter[int] = Counter()
    for node, place in enumerate(group):
        strength[place] += degree[node]
    moving = True
    while moving:
        moving = False
        for node, beside in enumerate(level):
            home = group[node]
            to: dict[int, int] = {home: 0}
            for other, weight in beside.items():
                place = group[other]
                to[place] = to.get(place, 0) + weight
            own = degree[node]
            strength[home] -= own
            best, most = home, to[home] * whole - strength[home] * own
            for place, weight in to.items():
                gain = weight * whole - strength[place] * own
                if gain > most:
                    best, most = place, gain
            strength[best] += own
            if best != home:
                group[node] = best
                moving = True
    return group


def _folded(
    level: Sequence[dict[int, int]], inside: Sequence[int], group: Sequence[int]
) -> tuple[list[dict[int, int]], list[int]]:
    """The groups as nodes of a smaller graph."""
    count = max(group, default=-1) + 1
    folded: list[dict[int, int]] = [{} for _ in range(count)]
    own = [0] * count
    for node, beside in enumerate(level):
        place = group[node]
        own[place] += inside[node]
        for other, weight in beside.items():
            if group[other] == place:
                own[place] += weight
            else:
                folded[place][group[other]] = folded[place].get(group[other], 0) + weight
    return folded, own


def _connected(members: set[str], beside: dict[str, dict[str, int]]) -> Iterable[Group]:
    """The parts of a group between which it has no tie."""
    left = set(members)
    while left:
        ring = {min(left)}
        part: set[str] = set()
        while ring:
            part |= ring
            ring = {other for one in ring for other in beside[one] if other in members} - part
        left -= part
        yield tuple(sorted(part))
