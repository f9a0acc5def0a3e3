"""Written and computed links of the graph into one list of neighbours for each note."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from kb.model import Collection, Edge, Found, Neighbour

_MOST_SHARED = 3
_NONE: Mapping[str, Any] = {}  # of whatever a note has none


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


class Neighbourhoods:
    """Answers what is near a note, and who cites it, from indexes made once for a collection."""

    def __init__(self, collection: Collection) -> None:
        """Index the graph by note."""
        self._titles = {node.id: node.title for node in collection.graph.nodes}
        self._canonical = {member: item.canonical for item in collection.items for member in item.members}
        self._out: dict[str, dict[str, dict[str, Edge]]] = {}
        self._into: dict[str, list[str]] = {}
        for edge in collection.graph.edges:
            self._out.setdefault(edge.source, {}).setdefault(edge.kind, {})[edge.target] = edge
            if edge.kind != "similar":
                self._into.setdefault(edge.target, []).append(edge.source)
        self._computed: dict[str, dict[str, Neighbour]] = {}
        for similar in collection.similar:
            self._computed.setdefault(similar.source, {})[similar.target] = similar
        self._terms: dict[str, dict[str, str]] = {}
        for term in (*collection.themes, *collection.keywords):
            for carrier in term.notes:
                self._terms.setdefault(carrier, {}).setdefault(term.key, term.label)
        self._missing: dict[str, list[tuple[str, str]]] = {}
        for resolved in collection.links:
            if resolved.link.kind == "closest" and not isinstance(resolved.resolution, Found):
                source = self.canonical(resolved.source)
                self._missing.setdefault(source, []).append((resolved.link.target, resolved.link.label))

    def canonical(self, id_: str) -> str:
        """Id of the graph's node for a note: its item's canonical note."""
        return self._canonical.get(id_, id_)

    def near(self, id_: str) -> tuple[Near, ...]:
        """The neighbours of a note: written ones in the author's order, then computed ones, then those not found."""
        source = self.canonical(id_)
        edges = self._out.get(source, _NONE)
        written, similar = edges.get("closest", _NONE), edges.get("similar", _NONE)
        computed = self._computed.get(source, _NONE)
        found = []
        for target in dict.fromkeys([*written, *similar]):
            by_author, by_computer = written.get(target), similar.get(target)
            there, back = computed.get(target), self._computed.get(target, _NONE).get(source)
            known = there or back
            theirs = self._out.get(target, _NONE).get("closest" if by_author else "similar", _NONE)
            found.append(
                Near(
                    id=target,
                    title=self._titles[target],
                    written=by_author.rank if by_author else None,
                    similar=by_computer.weight if by_computer else None,
                    mutual=source in theirs,
                    why=(there and there.reasons) or (back and back.reasons) or self._shared(source, target),
                    meaning=known.meaning if known else None,
                )
            )
        absent = dict(reversed(self._missing.get(source, [])))
        return (*found, *(_absent(target, absent[target]) for target in reversed(absent)))

    def cited_by(self, id_: str) -> tuple[str, ...]:
        """Ids of the notes whose authors link to a note, sorted."""
        return tuple(sorted(set(self._into.get(self.canonical(id_), ()))))

    def _shared(self, one: str, other: str) -> tuple[str, ...]:
        """The first themes and keywords that two notes carry, by theme before keyword."""
        theirs = self._terms.get(other, _NONE)
        return tuple([label for key, label in self._terms.get(one, _NONE).items() if key in theirs][:_MOST_SHARED])


def _absent(target: str, label: str) -> Near:
    return Near(id=target, title=label or target, written=None, similar=None, mutual=False, why=(), found=False)
