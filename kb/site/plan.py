"""The plan: what is published and at which address. Pages, feeds and data all take this one.

Each news item has one page, that of its canonical note; the ids of its other notes, and ids that notes left behind,
lead there.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, Literal, cast

from kb import graph
from kb.model import Collection, Note, Origin, ResolvedLink, Signal, Term
from kb.options import SiteOptions
from kb.site import paths
from kb.site.looks import Looks
from kb.site.words import when
from kb.text import fold
from kb.vault import cleaned_closest

TermKind = Literal["theme", "keyword"]
TermKey = tuple[TermKind, str]
GroupKind = Literal["origin", "category", "source"]
TERM_KINDS: tuple[TermKind, ...] = ("theme", "keyword")

JOINED = 2
"""Items that a keyword or a source joins before it gets a page of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """One item, or one page of the vault, and where it stands."""

    id: str
    """Id of its canonical note."""
    ids: tuple[str, ...]
    """Ids of all its notes, the canonical one first."""
    kind: Literal["note", "page"]
    """Whether it is an item."""
    title: str
    """Its title."""
    date: dt.date | None
    """Its date."""
    origin: Origin | None
    """Where its canonical note came from, or the first other that says so."""
    origins: tuple[Origin, ...]
    """Where its notes came from, each label once, the canonical note's first."""
    rows: int
    """How many signals it has."""
    address: str
    """The folder of its page."""
    path: str
    """Its page, from the root."""
    language: str | None
    """Its language as it says."""
    lang: str
    """Its language, where that is not the one of the site's own words."""
    tongue: str
    """The `lang` attribute for its words, ready for a tag."""
    link: str
    """The address of the item itself."""
    host: str
    """The host of its link, empty when the link can't be followed."""
    category: str | None
    """Its category."""
    themes: tuple[Term, ...]
    """Its themes in its order, each once."""
    keywords: tuple[Term, ...]
    """Its keywords, the same."""
    note: Note
    """The item's notes united, or the only one."""
    members: tuple[Note, ...]
    """The notes that are this item, each as its file has it, the canonical one first."""

    def terms(self, kind: TermKind) -> tuple[Term, ...]:
        """Its terms of a kind."""
        return self.themes if kind == "theme" else self.keywords


class Watched(Published):
    """A published item that notes when more of it is looked at than its name and place: its notes and its terms."""

    __slots__ = ("known", "looks")

    known: Published
    """The item."""
    looks: Looks
    """Takes down what is looked at."""

    def __init__(self, known: Published, looks: Looks) -> None:
        """Take over what every list shows; the slots of the rest stay empty, so that Python asks `__getattr__`."""
        for name in NAME_AND_PLACE:
            object.__setattr__(self, name, getattr(known, name))
        object.__setattr__(self, "known", known)
        object.__setattr__(self, "looks", looks)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # whatever the part is
        if name in MORE:
            self.looks.at(f"{MORE[name]} {self.id}")
        return getattr(self.known, name)


MORE = {"note": "note", "members": "note", "themes": "terms", "keywords": "terms"}
NAME_AND_PLACE = tuple(one.name for one in fields(Published) if one.name not in MORE)
"""Fields of an item that every list may show, and that are looked at under one name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Items that share an origin, a category or a source."""

    label: str
    """What they share, as written."""
    spellings: tuple[str, ...]
    """All ways in which it is written, sorted."""
    slug: str
    """Its address, unique among groups of its kind."""
    items: tuple[Published, ...]
    """In the order in which its page lists them."""
    origin: Origin | None = None
    """The origin, where the group is one."""

    @property
    def title(self) -> str:
        """What it is called on the site: an origin by its date."""
        return when(self.origin.date if self.origin else None, self.label)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A link with its words, and how many items stand behind it."""

    label: str
    """The words."""
    path: str = ""
    """Where it leads, from the root; empty when it leads nowhere."""
    count: int = 0
    """Items behind it, 0 where that is not told."""
    tongue: str = ""
    """The `lang` attribute for the words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """An address that a note once had, or that one of an item's other notes has."""

    address: str
    """The old address."""
    to: Published
    """Where it leads."""


class Plan:
    """What is published, and at which address; it notes what is asked of it (`kb.site.looks`)."""

    def __init__(  # noqa: PLR0913, PLR0917  # what `decide` decides
        self,
        collection: Collection,
        options: SiteOptions,
        by_id: Mapping[str, Published],
        groups: Mapping[GroupKind, tuple[Group, ...]],
        redirects: tuple[Redirect, ...],
        looks: Looks,
    ) -> None:
        """Put together what was decided: each published note's item by the ids of all notes, and the groups."""
        published = tuple(one for id_, one in by_id.items() if id_ == one.id)
        self.options = options
        """The site's settings."""
        self.looks = looks
        """Takes down what is asked."""
        self.kept = Kept(
            collection=collection,
            by_id=by_id,
            published=published,
            items=tuple(newest_first(one for one in published if one.kind == "note")),
            pages=tuple(by_title(one for one in published if one.kind == "page")),
            redirects=redirects,
            groups=groups,
        )
        """The same without notes of who asks: for what decides which pages there are, and for `kb.site.digests`."""
        self.collection = cast("Collection", _Watched(collection, looks))
        """Everything that is known."""
        self.by_id: Mapping[str, Published] = _ById(by_id, looks)
        """What each published note is part of, by the ids of all notes."""

    @property
    def published(self) -> tuple[Published, ...]:
        """Every item and page of the vault, sorted by id."""
        self.looks.at("items")
        return self.kept.published

    @property
    def items(self) -> tuple[Published, ...]:
        """The items, newest first; those without a date come last."""
        self.looks.at("items")
        return self.kept.items

    @property
    def pages(self) -> tuple[Published, ...]:
        """The pages of the vault, by title."""
        self.looks.at("items")
        return self.kept.pages

    @property
    def redirects(self) -> tuple[Redirect, ...]:
        """By address."""
        self.looks.at("redirects")
        return self.kept.redirects

    @property
    def origins(self) -> tuple[Group, ...]:
        """Newest first; items by title."""
        return self._groups("origin")

    @property
    def categories(self) -> tuple[Group, ...]:
        """By label; items newest first."""
        return self._groups("category")

    @property
    def sources(self) -> tuple[Group, ...]:
        """By host; items newest first."""
        return self._groups("source")

    @property
    def lists(self) -> tuple[str, ...]:
        """Names, which are also the addresses, of the complete lists that hold anything."""
        self.looks.at("lists")
        return self.kept.lists

    @property
    def dated(self) -> bool:
        """Whether any item has a date."""
        self.looks.at("dated")
        return self.kept.dated

    @property
    def rows(self) -> Sequence[tuple[Published, int]]:
        """Every signal as its item and its place there, from 0; the newest items first."""
        self.looks.at("items")
        return self.kept.rows

    @property
    def signals(self) -> tuple[tuple[Published, tuple[Signal, ...]], ...]:
        """The signals of all items that have some, the newest first."""
        self.looks.at("signals")
        with self.looks.aside():
            return tuple((one, one.note.signals) for one in self.kept.items if one.rows)

    @property
    def orphans(self) -> tuple[Published, ...]:
        """Items and pages that no link leads to or from, sorted by id."""
        self.looks.at("orphans")
        return self.kept.orphans

    def address(self, id_: str) -> str:
        """The address of a note, which is one of its item's."""
        self.looks.at(f"address {id_}")
        return self.kept.addresses[id_]

    def file(self, path: str) -> tuple[str, Published] | None:
        """The id of the note in a file of the vault, and what it is part of."""
        self.looks.at(f"file {path}")
        id_ = self.kept.id_at.get(path)
        return None if id_ is None else (id_, self.by_id[id_])

    def written(self, id_: str) -> list[dict[str, Any]]:
        """A note's Closest list, cleaned, as its JSON has it."""
        self.looks.at(f"written {id_}")
        return self.kept.written(id_)

    def group(self, kind: GroupKind, slug: str) -> Group:
        """The group at an address."""
        self.looks.at(f"group {kind} {slug}")
        return self.kept.group_at[kind, slug]

    def around_origin(self, slug: str) -> tuple[Named | None, Named | None]:
        """Links to the origins that are listed before and after the one at an address: the later and the earlier."""
        self.looks.at(f"origins around {slug}")
        return self.kept.around_origin[slug]

    def beside(self, one: Published) -> tuple[Published | None, Published | None]:
        """The items before and after an item in the order of its canonical note's origin."""
        self.looks.at(f"beside {one.id}")
        return self.kept.beside.get(one.id, (None, None))

    def terms(self, kind: TermKind) -> tuple[Term, ...]:
        """All terms of a kind, sorted by key."""
        return self.collection.themes if kind == "theme" else self.collection.keywords

    def term(self, kind: TermKind, key: str) -> Term | None:
        """The term with a key, if there is one."""
        self.looks.at(f"term {kind} {key}")
        return self.kept.term_at.get((kind, key))

    def carried(self, id_: str) -> tuple[TermKey, ...]:
        """Kind and key of the terms with pages that an item carries."""
        self.looks.at(f"carried {id_}")
        return self.kept.carried[id_]

    def term_link(self, kind: TermKind, term: Term) -> Named:
        """A link to a term's page; without words to follow where the term has none."""
        self.looks.at(f"link {kind} {term.key}")
        return self.kept.term_links[kind, term.key]

    def origin_link(self, origin: Origin) -> Named:
        """A link to an origin's page."""
        self.looks.at(f"link origin {origin.label}")
        return self.kept.group_links["origin", origin.label]

    def group_link(self, kind: Literal["category", "source"], label: str) -> Named | None:
        """A link to the page of the category or source that a label names."""
        self.looks.at(f"link {kind} {label}")
        return self.kept.group_links.get((kind, label))

    def _groups(self, kind: GroupKind) -> tuple[Group, ...]:
        self.looks.at(f"groups {kind}")
        return self.kept.groups[kind]


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What was decided, with indexes made when first asked for; nobody notes who asks."""

    collection: Collection
    by_id: Mapping[str, Published]
    published: tuple[Published, ...]
    items: tuple[Published, ...]
    pages: tuple[Published, ...]
    redirects: tuple[Redirect, ...]
    groups: Mapping[GroupKind, tuple[Group, ...]]

    @cached_property
    def lists(self) -> tuple[str, ...]:
        """As of `Plan`."""
        holding = {
            "signals": any(one.rows for one in self.items),
            "notes": True,
            "themes": bool(self.collection.themes),
            "keywords": bool(self.collection.keywords),
            "origins": bool(self.groups["origin"]),
        }
        return tuple(name for name, holds in holding.items() if holds)

    @cached_property
    def dated(self) -> bool:
        """As of `Plan`."""
        return any(one.date for one in self.items)

    @cached_property
    def rows(self) -> tuple[tuple[Published, int], ...]:
        """As of `Plan`."""
        return tuple((one, row) for one in self.items for row in range(one.rows))

    @cached_property
    def orphans(self) -> tuple[Published, ...]:
        """As of `Plan`."""
        return tuple(self.by_id[node.id] for node in graph.orphans(self.collection.graph))

    @cached_property
    def id_at(self) -> dict[str, str]:
        """Ids of notes by path."""
        return {note.path: note.id for note in self.collection.vault.notes}

    @cached_property
    def addresses(self) -> dict[str, str]:
        """Addresses by id."""
        return dict(self.collection.addresses)

    @cached_property
    def _links(self) -> dict[str, list[ResolvedLink]]:
        """Links by the id of the note that holds them."""
        links: defaultdict[str, list[ResolvedLink]] = defaultdict(list)
        for link in self.collection.links:
            links[link.source].append(link)
        return dict(links)

    def written(self, id_: str) -> list[dict[str, Any]]:
        """As of `Plan`."""
        return cleaned_closest(self._links.get(id_, ()), id_)

    @cached_property
    def group_at(self) -> dict[tuple[GroupKind, str], Group]:
        """Groups by kind and address."""
        return {(kind, group.slug): group for kind, groups in self.groups.items() for group in groups}

    @cached_property
    def around_origin(self) -> dict[str, tuple[Named | None, Named | None]]:
        """The origins on either side of each, by address."""
        links = [group_link("origin", group) for group in self.groups["origin"]]
        slugs = [group.slug for group in self.groups["origin"]]
        return dict(zip(slugs, zip([None, *links], [*links[1:], None], strict=False), strict=True))

    @cached_property
    def beside(self) -> dict[str, tuple[Published | None, Published | None]]:
        """The neighbours of each item in its origin."""
        made: dict[str, tuple[Published | None, Published | None]] = {}
        for group in self.groups["origin"]:
            own = [one for one in group.items if one.origin and one.origin.label in group.spellings]
            for one, before, after in zip(own, [None, *own], [*own[1:], None], strict=False):
                made[one.id] = (before, after)
        return made

    def terms(self, kind: TermKind) -> tuple[Term, ...]:
        """As of `Plan`."""
        return self.collection.themes if kind == "theme" else self.collection.keywords

    @cached_property
    def term_at(self) -> dict[TermKey, Term]:
        """Terms by kind and key."""
        return {(kind, term.key): term for kind in TERM_KINDS for term in self.terms(kind)}

    @cached_property
    def carried(self) -> dict[str, tuple[TermKey, ...]]:
        """As of `Plan`, by id."""
        return {
            one.id: tuple((kind, term.key) for kind in TERM_KINDS for term in one.terms(kind) if has_page(term, kind))
            for one in self.published
        }

    @cached_property
    def term_links(self) -> dict[TermKey, Named]:
        """Links to terms by kind and key."""
        return {
            (kind, key): Named(
                label=term.label,
                path=paths.page(kind, term.slug) if has_page(term, kind) else "",
                count=len(term.notes),
            )
            for (kind, key), term in self.term_at.items()
        }

    @cached_property
    def group_links(self) -> dict[tuple[GroupKind, str], Named]:
        """Links by kind and every spelling of the label."""
        return {
            (kind, spelling): group_link(kind, group)
            for kind, groups in self.groups.items()
            for group in groups
            for spelling in group.spellings
        }


class _Watched:
    """Something whose parts are looked at."""

    __slots__ = ("_looks", "_one")

    def __init__(self, one: object, looks: Looks) -> None:
        self._one = one
        self._looks = looks

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # whatever the part is
        self._looks.at(f"all {name}")
        return getattr(self._one, name)


class _ById(Mapping[str, Published]):
    """Items by the ids of their notes."""

    __slots__ = ("_by_id", "_looks")

    def __init__(self, by_id: Mapping[str, Published], looks: Looks) -> None:
        self._by_id = by_id
        self._looks = looks

    def __getitem__(self, id_: str) -> Published:
        self._looks.at(f"item {id_}")
        return self._by_id[id_]

    def __iter__(self) -> Iterator[str]:
        self._looks.at("items")
        return iter(self._by_id)

    def __len__(self) -> int:
        self._looks.at("items")
        return len(self._by_id)


def group_link(kind: GroupKind, group: Group) -> Named:
    """A link to a group's page; words alone for a source that joins nothing."""
    joins = kind != "source" or len(group.items) >= JOINED
    return Named(label=group.title, path=paths.page(kind, group.slug) if joins else "", count=len(group.items))


def has_page(term: Term, kind: TermKind) -> bool:
    """Whether a term gets a page: every theme does, a keyword when it joins two items."""
    return kind == "theme" or len(term.notes) >= JOINED


def newest_first(some: Iterable[Published]) -> list[Published]:
    """By date, the latest first and those without one last, then by id."""
    return sorted(some, key=lambda one: (-one.date.toordinal() if one.date else 0, one.id))


def by_title(some: Iterable[Published]) -> list[Published]:
    """By folded title, then by id."""
    return sorted(some, key=lambda one: (fold(one.title), one.id))
