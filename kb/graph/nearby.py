"""Written and computed links of the graph into one list of neighbours for each note."""

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from functools import cached_property
from itertools import chain, islice, repeat
from typing import Any, TypeVar

from msgspec import Struct

from kb.graph.spans import Spans
from kb.model import Collection, Found

Value = TypeVar("Value")

_MOST_SHARED = 3
NO_TERMS: Mapping[str, Any] = {}
"""The terms of a note that has none."""


class Near(Struct, frozen=True, kw_only=True):
    """One neighbour of a note, by its author's word, by computation, or both."""

    id: str
    """The neighbour; for a link that reaches no note, the target as written."""
    title: str
    """Its own title; for a link that reaches no note, the text of the link."""
    written: int | None
    """Place in the note's own list among those found, None when only computed or not found."""
    similar: float | None
    """Computed score, None when it is not among the computed neighbours."""
    mutual: bool
    """Whether it names the note too: in its written list for a written neighbour, else in its computed one."""
    why: tuple[str, ...]
    """The shared terms that weighed most; for neighbours that were not computed, the themes and keywords of both."""
    found: bool = True
    """False when the link reaches no note of the vault, or could reach several."""
    meaning: float | None = None
    """How near the notes' vectors are, 0 as any two notes, 1 the same; None where terms alone were compared."""


class Nearby(Struct, frozen=True):
    """The neighbours of a note that were found, in columns, since pages show so many; each column is as of `Near`."""

    id: Sequence[str]
    written: Sequence[int | None]
    similar: Sequence[float | None]
    mutual: Sequence[bool]
    why: Sequence[tuple[str, ...]]


class Neighbourhoods:
    """Answers what is near a note of a collection, and who cites it."""

    def __init__(self, collection: Collection) -> None:
        """Take the collection; what is asked about many notes is indexed when it is first asked for."""
        self._collection = collection
        self._titles = {node.id: node.title for node in collection.graph.nodes}
        self._canonical = {member: item.canonical for item in collection.items for member in item.members}
        self._members = {item.canonical: item.members for item in collection.items}
        self._edges = Spans(collection.graph.edges)
        self._similar = Spans(collection.similar)
        self._links = Spans(collection.links)
        self._found: dict[str, tuple[str, ...]] = {}
        self._reasons: dict[str, Mapping[str, tuple[str, ...]]] = {}

    @cached_property
    def _into(self) -> tuple[Mapping[str, list[str]], Mapping[str, list[str]]]:
        """By note the sources of the closest links that people wrote to it, and those of the mentions."""
        closest: defaultdict[str, list[str]] = defaultdict(list)
        mentions: defaultdict[str, list[str]] = defaultdict(list)
        for edge in self._collection.graph.edges:
            kind = edge.kind
            if kind != "similar":  # as most are
                (closest if kind == "closest" else mentions)[edge.target].append(edge.source)
        return closest, mentions

    @cached_property
    def _terms(self) -> Mapping[str, dict[str, str]]:
        return labels(self._collection)

    def canonical(self, id_: str) -> str:
        """Id of the graph's node for a note: its item's canonical note."""
        return self._canonical.get(id_, id_)

    def near(self, id_: str) -> tuple[Near, ...]:
        """The neighbours of a note: written ones in the author's order, then computed ones, then those not found."""
        source, found = self.canonical(id_), self.found(id_)
        rows = zip(found.id, found.written, found.similar, found.mutual, found.why, strict=True)
        near = [
            Near(
                id=target,
                title=self._titles[target],
                written=written,
                similar=similar,
                mutual=mutual,
                why=why,
                meaning=self._meaning(source, target),
            )
            for target, written, similar, mutual, why in rows
        ]
        absent = dict(reversed(self._missing(source)))
        return (*near, *(_absent(target, absent[target]) for target in reversed(absent)))

    def found(self, id_: str) -> Nearby:
        """The same without those not found."""
        source = self.canonical(id_)
        written: dict[str, int | None] = {}
        similar: dict[str, float | None] = {}
        for edge in self._edges[source]:
            kind = edge.kind
            if kind == "similar":
                similar[edge.target] = edge.weight
            elif kind == "closest":
                written[edge.target] = edge.rank
        rest = similar if written.keys().isdisjoint(similar) else _without(similar, written)
        ids = (*written, *rest)
        citing = {*self._into[0].get(source, ())}
        reasons, known = self._reasons_of(source), self._found.get
        finds = [source in (known(target) or self._finds(target)) for target in rest]
        return Nearby(
            ids,
            [*written.values(), *repeat(None, len(rest))],
            [*map(similar.get, written), *rest.values()],
            [*map(citing.__contains__, written), *finds],
            [reasons.get(target) or self._why(source, target) for target in ids],
        )

    def cited_by(self, id_: str) -> tuple[str, ...]:
        """Ids of the notes whose authors link to a note, sorted."""
        source = self.canonical(id_)
        closest, mentions = self._into
        return tuple(sorted({*closest.get(source, ()), *mentions.get(source, ())}))

    def _finds(self, id_: str) -> tuple[str, ...]:
        """Where the computed links of a note lead."""
        found = self._found.get(id_)
        if found is None:
            found = tuple([edge.target for edge in self._edges[id_] if edge.kind == "similar"])
            self._found[id_] = found
        return found

    def _reasons_of(self, id_: str) -> Mapping[str, tuple[str, ...]]:
        """Why the computed neighbours of a note are near it, by their ids."""
        reasons = self._reasons.get(id_)
        if reasons is None:
            reasons = self._reasons[id_] = {one.target: one.reasons for one in self._similar[id_]}
        return reasons

    def _why(self, source: str, target: str) -> tuple[str, ...]:
        """Why a note is near one of which it knows no reason itself."""
        return self._reasons_of(target).get(source) or self._shared(source, target)

    def _meaning(self, source: str, target: str) -> float | None:
        ends = ((source, target), (target, source))
        known = (one for start, end in ends for one in self._similar[start] if one.target == end)
        return next((one.meaning for one in known), None)

    def _missing(self, id_: str) -> list[tuple[str, str]]:
        """Targets and words of the entries of an item's closest lists that are not found."""
        members = sorted(self._members.get(id_, (id_,)))
        links = chain.from_iterable(self._links[member] for member in members)
        lost = [one.link for one in links if one.link.kind == "closest" and not isinstance(one.resolution, Found)]
        return [(link.target, link.label) for link in lost]

    def _shared(self, one: str, other: str) -> tuple[str, ...]:
        return shared(self._terms.get(one, NO_TERMS), self._terms.get(other, NO_TERMS))


def labels(collection: Collection) -> dict[str, dict[str, str]]:
    """By item the labels of its themes and then keywords by key, sorted."""
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for term in (*collection.themes, *collection.keywords):
        key, label = term.key, term.label
        for carrier in term.notes:
            found[carrier].setdefault(key, label)
    return found


def shared(own: Mapping[str, str], theirs: Mapping[str, str]) -> tuple[str, ...]:
    """The first themes and keywords that two notes carry, by theme before keyword; of each their labels by key."""
    return tuple(map(own.__getitem__, islice(filter(theirs.__contains__, own), _MOST_SHARED)))


def _without(some: Mapping[str, Value], others: Container[str]) -> dict[str, Value]:
    return {key: value for key, value in some.items() if key not in others}


def _absent(target: str, label: str) -> Near:
    return Near(id=target, title=label or target, written=None, similar=None, mutual=False, why=(), found=False)
