"""What is published: items, groups and links; an item tells when more of it is looked at than its name and place."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any, Literal

from kb.model import Note, Origin, Term
from kb.site import paths
from kb.site.looks import Looks
from kb.site.words import when
from kb.text import fold

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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)  # so that what was printed of it can be kept by it
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


def group_link(kind: GroupKind, group: Group) -> Named:
    """A link to a group's page; words alone for a source that joins nothing."""
    joins = kind != "source" or len(group.items) >= JOINED
    return Named(label=group.title, path=paths.page(kind, group.slug) if joins else "", count=len(group.items))


def has_page(term: Term, kind: TermKind) -> bool:
    """Whether a term gets a page: every theme does, a keyword when it joins two items."""
    return kind == "theme" or len(term.notes) >= JOINED


def newest_first(some: Iterable[Published]) -> list[Published]:
    """By date, the latest first and those without one last, then by id."""
    by_id = sorted(some, key=attrgetter("id"))
    dated = sorted([one for one in by_id if one.date], key=attrgetter("date"), reverse=True)
    return dated + [one for one in by_id if not one.date]


def by_title(some: Iterable[Published]) -> list[Published]:
    """By folded title, then by id."""
    return sorted(some, key=lambda one: (fold(one.title), one.id))
