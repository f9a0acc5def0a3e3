"""The graph and its terms into communities: notes that hold together, under a name and an address that last.

A name comes from class-based TF-IDF (Grootendorst, "BERTopic", 2022): of term t in community c it is
`tf * ln(1 + A / f)`, with tf the notes of c that carry t, f those of all communities, and A the mean number of terms
that a community's notes carry.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log

from kb.graph.partition import Group, modularity, partition
from kb.graph.ties import Ties, around, ties
from kb.model import Graph, Term
from kb.text import slug, tokens

_NAMING = 3
_TERMS = 8
_SAME = 0.3
_BETTER = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Community:
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


def communities(graph: Graph, terms: Iterable[Term], previous: Sequence[Community] = ()) -> tuple[Community, ...]:
    """The communities of a graph, largest first, ties by address; notes without a tie are in none.

    With `previous` ones the search begins where they stood, and its outcome counts unless a fresh search reaches a
    modularity that is 0.01 better. A community takes over name and address from the previous one that it shares most
    notes with: by Jaccard overlap among the notes that both states know, from 0.3 on, each previous one once. An
    address that a previous community had is given to no other.
    """
    found = ties(graph)
    groups = _groups(found, previous)
    described = _described(groups, terms, found, {node.id: node.title for node in graph.nodes})
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
    groups: Sequence[Group], terms: Iterable[Term], found: Ties, titles: Mapping[str, str]
) -> dict[Group, Community]:
    """Each group with its best terms, named by them, or by its best-tied note where its notes carry no term."""
    group_of = {id_: members for members in groups for id_ in members}
    best = _best_terms(group_of, terms)
    beside = around(found)
    described = {}
    for members in groups:
        inside = {
            id_: sum(strength for other, strength in beside[id_].items() if group_of[other] == members)
            for id_ in members
        }
        centre = min(members, key=lambda id_: (-inside[id_], id_))
        whole = sum(strength for id_ in members for strength in beside[id_].values())
        own = best.get(members, ())
        described[members] = Community(
            address="",
            name=", ".join(_distinct(own)) or titles[centre],
            members=members,
            terms=own[:_TERMS],
            cohesion=round(sum(inside.values()) / whole, 4),
        )
    return described


def _best_terms(group_of: Mapping[str, Group], terms: Iterable[Term]) -> dict[Group, tuple[str, ...]]:
    """Labels of each group's terms, the best first; a keyword and a theme of one key are one term."""
    labels: dict[str, str] = {}
    carriers: defaultdict[str, set[str]] = defaultdict(set)
    for term in terms:
        labels.setdefault(term.key, term.label)
        carriers[term.key].update(id_ for id_ in term.notes if id_ in group_of)
    counts = {key: Counter(group_of[id_] for id_ in ids) for key, ids in carriers.items()}
    within: defaultdict[Group, list[tuple[str, int]]] = defaultdict(list)
    for key, count in counts.items():
        for members, tf in count.items():
            within[members].append((key, tf))
    mean = sum(count.total() for count in counts.values()) / max(1, len(within))
    weight = {key: log(1 + mean / count.total()) for key, count in counts.items() if count}
    return {
        members: tuple(
            labels[key] for key, _ in sorted(known, key=lambda one: (-round(one[1] * weight[one[0]], 9), one))
        )
        for members, known in within.items()
    }


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
