"""What was decided, with indexes: for the plan, which tells who asked, and for what must not tell."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from kb import graph
from kb.model import Collection, ResolvedLink, Term
from kb.once import Once
from kb.site.carriers import Carriers
from kb.site.draw import shared_out
from kb.site.published import (
    TERM_KINDS,
    Group,
    GroupKind,
    Named,
    Published,
    Redirect,
    TermKey,
    TermKind,
    group_link,
    term_links,
    uncounted,
)
from kb.vault import cleaned_closest

if TYPE_CHECKING:
    from kb.graph.columns import Ints

_SHEET = 200  # rows of the table of signals on one sheet
_NOBODY = None, None
_DEAR = 4  # links to terms of which one is made by itself in the time of all


class Kept(Struct, frozen=True, kw_only=True, eq=False, dict=True, weakref=True):
    """What was decided, with indexes made when first asked for; nobody notes who asks."""

    collection: Collection
    by_id: Mapping[str, Published]
    published: tuple[Published, ...]
    items: tuple[Published, ...]
    pages: tuple[Published, ...]
    redirects: tuple[Redirect, ...]
    groups: Mapping[GroupKind, tuple[Group, ...]]
    order: bytes = b""
    """The row of its order, where that is kept already."""

    def prepare(self) -> None:
        """Make every index now, so that processes that are forked later all have them."""
        for name, part in vars(Kept).items():
            if isinstance(part, cached_property):
                getattr(self, name)
        for kind in TERM_KINDS:
            self.term_links[kind].expect()

    @cached_property
    def lists(self) -> tuple[str, ...]:
        """As of `Plan`."""
        holding = {
            "signals": any(one.rows for one in self.items),
            "notes": True,
            "themes": bool(self.collection.themes),
            "keywords": bool(self.collection.keywords),
            "origins": bool(self.groups["origin"]),
            "graph": bool(self.collection.graph.edges),
        }
        return tuple(name for name, holds in holding.items() if holds)

    @cached_property
    def dated(self) -> bool:
        """As of `Plan`."""
        return any(one.date for one in self.items)

    @cached_property
    def rows(self) -> tuple[tuple[Published, int], ...]:
        """Every signal as its item and its place there, from 0; the newest items first."""
        return tuple([(one, row) for one in self.items for row in range(one.rows)])  # there are tens of thousands

    @cached_property
    def with_rows(self) -> int:
        """How many items have signals."""
        return sum(one.rows > 0 for one in self.items)

    @cached_property
    def sheets(self) -> tuple[range, ...]:
        """Which rows stand on each sheet of the table of signals."""
        total = sum(one.rows for one in self.items)
        return tuple([range(first, min(first + _SHEET, total)) for first in range(0, total, _SHEET)])

    @cached_property
    def orphans(self) -> tuple[Published, ...]:
        """As of `Plan`."""
        return tuple(self.by_id[node.id] for node in graph.orphans(self.collection.graph))

    @cached_property
    def nodes(self) -> "Ints":
        """Where the notes of the graph's nodes stand among all notes, as `by_id` has them."""
        import numpy as np  # noqa: PLC0415  # it loads when it is needed

        return np.array([self.place[node.id] for node in self.collection.graph.nodes], np.int64)

    def places(self, some: Iterable[Published]) -> "Ints":
        """Where the canonical notes of items stand among all notes."""
        import numpy as np  # noqa: PLC0415  # as above

        return np.array([self.place[one.id] for one in some], np.int64)

    @cached_property
    def place(self) -> dict[str, int]:
        """Where each note stands among all, as `by_id` has them."""
        return {id_: place for place, id_ in enumerate(self.by_id)}

    @cached_property
    def drawn(self) -> list[list[str]]:
        """Ids of the items of each shard that the front page draws from."""
        return shared_out([one.id for one in self.published if one.kind == "note"])

    @cached_property
    def id_at(self) -> dict[str, str]:
        """Ids of notes by path."""
        return {note.path: note.id for note in self.collection.vault.notes}

    @cached_property
    def addresses(self) -> dict[str, str]:
        """Addresses by id."""
        return dict(self.collection.addresses)

    @cached_property
    def links(self) -> graph.Spans[ResolvedLink]:
        """Links by the id of the note that holds them."""
        return graph.Spans(self.collection.links)

    def written(self, id_: str) -> list[dict[str, Any]]:
        """As of `Plan`."""
        return cleaned_closest(self.links[id_], id_)

    @cached_property
    def group_at(self) -> dict[tuple[GroupKind, str], Group]:
        """Groups by kind and address."""
        return {(kind, group.slug): group for kind, groups in self.groups.items() for group in groups}

    @cached_property
    def around_origin(self) -> dict[str, tuple[Named | None, Named | None]]:
        """The origins on either side of each, by address."""
        links = [uncounted(group_link("origin", group)) for group in self.groups["origin"]]
        sides = zip([None, *links], [*links[1:], None], strict=False)
        return {group.slug: beside for group, beside in zip(self.groups["origin"], sides, strict=False)}

    @staticmethod
    def within(origin: Group) -> list[Published]:
        """The items of an origin that come from it before all others."""
        return [one for one in origin.items if one.origin and one.origin.label in origin.spellings]

    @cached_property
    def _beside(self) -> Once[str, dict[str, tuple[Published | None, Published | None]]]:
        """The neighbours of each item in an origin, by the origin's address."""
        groups, within = {group.slug: group for group in self.groups["origin"]}, self.within

        def beside(slug: str) -> dict[str, tuple[Published | None, Published | None]]:
            own = within(groups[slug])
            sides = zip([None, *own], [*own[1:], None], strict=False)
            return {one.id: two for one, two in zip(own, sides, strict=False)}

        return Once(beside)

    def beside(self, one: Published) -> tuple[Published | None, Published | None]:
        """The neighbours of an item in its origin."""
        group = self.group_spelled.get(("origin", one.origin.label)) if one.origin else None
        return self._beside[group.slug].get(one.id, _NOBODY) if group else _NOBODY

    def terms(self, kind: TermKind) -> tuple[Term, ...]:
        """As of `Plan`."""
        return self.collection.themes if kind == "theme" else self.collection.keywords

    @cached_property
    def term_at(self) -> dict[TermKey, Term]:
        """Terms by kind and key."""
        return {(kind, term.key): term for kind in TERM_KINDS for term in self.terms(kind)}

    @cached_property
    def carriers(self) -> Carriers:
        """Terms with pages, and the items that carry them."""
        return Carriers(self.term_at, self.published)

    @cached_property
    def term_links(self) -> dict[TermKind, "TermLinks"]:
        """Links to terms, by their kinds."""
        return {kind: TermLinks(kind, self.terms(kind)) for kind in TERM_KINDS}

    @cached_property
    def group_spelled(self) -> dict[tuple[GroupKind, str], Group]:
        """Groups by kind and every spelling of the label."""
        return {
            (kind, spelling): group
            for kind, groups in self.groups.items()
            for group in groups
            for spelling in group.spellings
        }

    @cached_property
    def group_links(self) -> Once[tuple[GroupKind, str], Named]:
        """Links to groups by kind and spelling, as of `group_spelled`; those to origins tell no number of items."""
        spelled = self.group_spelled

        def link(key: tuple[GroupKind, str]) -> Named:
            made = group_link(key[0], spelled[key])
            return uncounted(made) if key[0] == "origin" else made

        return Once(link)


class TermLinks(dict[str, Named]):
    """Links to terms of a kind by key: each is made when it is first asked for, and all are where many are."""

    def __init__(self, kind: TermKind, terms: Iterable[Term]) -> None:
        """Take the terms."""
        super().__init__()
        self._kind = kind
        self._terms = {term.key: term for term in terms}

    def expect(self) -> None:
        """Make all at once, which are asked about next: in a fraction of the time."""
        new = [key for key in self._terms if key not in self]
        self.update(zip(new, term_links(self._kind, [self._terms[key] for key in new]), strict=True))

    def __missing__(self, key: str) -> Named:
        """The link to a term that nobody has asked about."""
        term = self._terms[key]
        if _DEAR * len(self) > len(self._terms):
            self.expect()
        else:
            self[key] = term_links(self._kind, [term])[0]
        return self[key]
