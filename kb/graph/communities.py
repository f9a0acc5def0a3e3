"""The graph and its terms into communities: notes that hold together, under a name and an address that last."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from kb.graph.columns import added
from kb.graph.naming import Carried, carried, telling
from kb.graph.partition import Group, modularity, partition
from kb.graph.ties import Ties, ties
from kb.model import Graph, Term
from kb.text import slug, tokens

_NAMING = 3
_TERMS = 8
_SAME = 0.3
_BETTER = 0.01


class Community(Struct, frozen=True, kw_only=True):
    """Notes that hold together by their ties."""

    address: str
    """Unique among the communities, and kept when notes are added."""
    name: str
    """The terms that set it apart when it was first found."""
    members: tuple[str, ...]
    """Ids, sorted; two at least. A note belongs to one community at most."""
    terms: tuple[str, ...] = ()
    """The terms that set it apart now, the best first."""
    cohesion: float = 0.0
    """Share of its members' ties, by strength, that stay inside; rounded to 4 places."""


def communities(
    graph: Graph, terms: Iterable[Term] | Carried, previous: Sequence[Community] = (), found: Ties | None = None
) -> tuple[Community, ...]:
    """The communities of a graph, largest first, ties by address; notes without a tie are in none.

    `found` are its ties, where somebody has them already, as he may have who carries which of the terms.

    With `previous` ones the search begins where they stood, and its outcome counts unless a fresh search reaches a
    modularity that is 0.01 better. A community takes over name and address from the previous one that it shares most
    notes with: by Jaccard overlap among the notes that both states know, from 0.3 on, each previous one once. An
    address that a previous community had is given to no other.
    """
    found = found or ties(graph)
    groups = _groups(found, previous)
    some = terms if isinstance(terms, Carried) else carried(found.names, terms)
    described = _described(groups, some, found, {node.id: node.title for node in graph.nodes})
    inherited = _inherited(groups, previous)
    taken = {one.address for one in previous}
    result = []
    for members in sorted(groups, key=lambda group: (-len(group), group)):
        one = described[members]
        if members in inherited:
            one = replace(one, name=inherited[members].name, address=inherited[members].address)
        else:
            one = replace(one, address=_free(slug(one.name), taken))
            taken.add(one.address)
        result.append(one)
    return tuple(sorted(result, key=lambda one: (-len(one.members), one.address)))


def _groups(found: Ties, previous: Sequence[Community]) -> tuple[Group, ...]:
    fresh = partition(found)
    if not previous:
        return fresh
    kept = partition(found, [one.members for one in previous])
    return fresh if modularity(found, fresh) > modularity(found, kept) + _BETTER else kept


def _inherited(groups: Sequence[Group], previous: Sequence[Community]) -> dict[Group, Community]:
    """For each group the previous community that it goes on from, the closest pairs first."""
    now = {id_: place for place, members in enumerate(groups) for id_ in members}
    before = {id_: place for place, one in enumerate(previous) for id_ in one.members}
    shared = now.keys() & before.keys()
    both = Counter((now[id_], before[id_]) for id_ in shared)
    new = Counter(now[id_] for id_ in shared)
    old = Counter(before[id_] for id_ in shared)
    overlap = {(one, other): count / (new[one] + old[other] - count) for (one, other), count in both.items()}
    heirs: dict[int, int] = {}
    for one, other in sorted(overlap, key=lambda pair: (-overlap[pair], groups[pair[0]], previous[pair[1]].address)):
        if overlap[one, other] >= _SAME and one not in heirs and other not in heirs.values():
            heirs[one] = other
    return {groups[one]: previous[other] for one, other in heirs.items()}


def _described(
    groups: Sequence[Group], terms: Carried, found: Ties, titles: Mapping[str, str]
) -> dict[Group, Community]:
    """Each group with its best terms, named by them, or by its best-tied note where its notes carry no term."""
    import numpy as np  # noqa: PLC0415  # it loads when it is needed

    home = found.places(groups)
    one, other, strength = home[found.one], home[found.other], found.strength
    held = one == other
    inside = 2 * added(one[held], strength[held], len(groups))
    whole = added(one, strength, len(groups)) + added(other, strength, len(groups))
    best = telling(terms, home, len(groups))
    if not all(best):
        ends = np.concatenate((found.one[held], found.other[held]))
        within = added(ends, np.tile(strength[held], 2), len(found.ids))
    described = {}
    for place, (members, own) in enumerate(zip(groups, best, strict=True)):
        if not own:
            nodes = np.flatnonzero(home == place)
            centre = found.ids[nodes[np.argmax(within[nodes])]]
        described[members] = Community(
            address="",
            name=", ".join(_distinct(own)) if own else titles[centre],
            members=members,
            terms=own[:_TERMS],
            cohesion=round(int(inside[place]) / int(whole[place]), 4),
        )
    return described


def _distinct(labels: Iterable[str]) -> list[str]:
    """The first few labels of which each says something that those before it do not."""
    chosen: list[str] = []
    said: set[str] = set()
    for label in labels:
        words = set(tokens(label)) or {label}
        if not words & said:
            chosen.append(label)
            said |= words
        if len(chosen) == _NAMING:
            break
    return chosen


def _free(plain: str, taken: set[str]) -> str:
    """The plain address, or with the first number from 2 that makes it one that nobody has."""
    address, number = plain, 2
    while address in taken:
        address, number = f"{plain}-{number}", number + 1
    return address
