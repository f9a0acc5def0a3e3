"""The plan: what is published and at which address. Pages, feeds and data all take this one.

Each news item has one page, that of its canonical note; the ids of its other notes, and ids that notes left behind,
lead there.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from kb.model import Collection, Note, Origin, Term
from kb.options import SiteOptions
from kb.site import paths
from kb.site.words import when
from kb.text import fold

TermKind = Literal["theme", "keyword"]
TermKey = tuple[TermKind, str]
GroupKind = Literal["origin", "category", "source"]

JOINED = 2
"""Items that a keyword or a source joins before it gets a page of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """One item, or one page of the vault, and where it stands."""

    id: str
    """Id of its canonical note."""
    note: Note
    """The item's notes united, or the only one."""
    members: tuple[Note, ...]
    """The notes that are this item, each as its file has it, the canonical one first."""
    address: str
    """The folder of its page."""
    path: str
    """Its page, from the root."""
    lang: str
    """Its language, where that is not the one of the site's own words."""
    tongue: str
    """The `lang` attribute for its words, ready for a tag."""
    host: str
    """The host of its link, empty when the link can't be followed."""
    themes: tuple[Term, ...]
    """Its themes in its order, each once."""
    keywords: tuple[Term, ...]
    """Its keywords, the same."""

    def terms(self, kind: TermKind) -> tuple[Term, ...]:
        """Its terms of a kind."""
        return self.themes if kind == "theme" else self.keywords

    @property
    def origins(self) -> tuple[Origin, ...]:
        """Where its notes came from, each label once, the canonical note's first."""
        return tuple({o.label: o for member in reversed(self.members) if (o := member.origin)}.values())[::-1]


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


@dataclass(frozen=True)
class Plan:
    """What is published, and at which address."""

    collection: Collection
    """Everything that is known."""
    options: SiteOptions
    """The site's settings."""
    by_id: Mapping[str, Published]
    """What each published note is part of, by the ids of all notes."""
    published: tuple[Published, ...]
    """Every item and page of the vault, sorted by id."""
    items: tuple[Published, ...]
    """The items, newest first; those without a date come last."""
    pages: tuple[Published, ...]
    """The pages of the vault, by title."""
    redirects: tuple[Redirect, ...]
    """By address."""
    origins: tuple[Group, ...]
    """Newest first; items by title."""
    categories: tuple[Group, ...]
    """By label; items newest first."""
    sources: tuple[Group, ...]
    """By host; items newest first."""

    @cached_property
    def lists(self) -> tuple[str, ...]:
        """Names, which are also the addresses, of the complete lists that hold anything."""
        holding = {
            "signals": any(one.note.signals for one in self.items),
            "notes": True,
            "themes": bool(self.collection.themes),
            "keywords": bool(self.collection.keywords),
            "origins": bool(self.origins),
        }
        return tuple(name for name, holds in holding.items() if holds)

    def terms(self, kind: TermKind) -> tuple[Term, ...]:
        """All terms of a kind, sorted by key."""
        return self.collection.themes if kind == "theme" else self.collection.keywords

    @cached_property
    def terms_by_key(self) -> Mapping[TermKey, Term]:
        """All terms, themes before keywords."""
        kinds: tuple[TermKind, ...] = ("theme", "keyword")
        return {(kind, term.key): term for kind in kinds for term in self.terms(kind)}

    @cached_property
    def carried(self) -> Mapping[str, Sequence[TermKey]]:
        """The terms with pages that each item carries, by its id, themes before keywords."""
        kinds: tuple[TermKind, ...] = ("theme", "keyword")
        return {
            one.id: [(kind, term.key) for kind in kinds for term in one.terms(kind) if has_page(term, kind)]
            for one in self.published
        }

    def term_link(self, kind: TermKind, term: Term) -> Named:
        """A link to a term's page; without words to follow where the term has none."""
        return self._term_links[kind, term.key]

    def origin_link(self, origin: Origin) -> Named:
        """A link to an origin's page."""
        return self._group_links["origin", origin.label]

    def group_link(self, kind: Literal["category", "source"], label: str) -> Named | None:
        """A link to the page of the category or source that a label names."""
        return self._group_links.get((kind, label))

    @cached_property
    def _term_links(self) -> dict[tuple[TermKind, str], Named]:
        kinds: tuple[TermKind, ...] = ("theme", "keyword")
        return {
            (kind, term.key): Named(
                label=term.label,
                path=paths.page(kind, term.slug) if has_page(term, kind) else "",
                count=len(term.notes),
            )
            for kind in kinds
            for term in self.terms(kind)
        }

    @cached_property
    def _group_links(self) -> dict[tuple[GroupKind, str], Named]:
        """Links by kind and every spelling of the label."""
        kinds: dict[GroupKind, tuple[Group, ...]] = {
            "origin": self.origins,
            "category": self.categories,
            "source": self.sources,
        }
        return {
            (kind, spelling): group_link(kind, group)
            for kind, groups in kinds.items()
            for group in groups
            for spelling in group.spellings
        }


def group_link(kind: GroupKind, group: Group) -> Named:
    """A link to a group's page; words alone for a source that joins nothing."""
    joins = kind != "source" or len(group.items) >= JOINED
    return Named(label=group.title, path=paths.page(kind, group.slug) if joins else "", count=len(group.items))


def has_page(term: Term, kind: TermKind) -> bool:
    """Whether a term gets a page: every theme does, a keyword when it joins two items."""
    return kind == "theme" or len(term.notes) >= JOINED


def newest_first(some: Iterable[Published]) -> list[Published]:
    """By date, the latest first and those without one last, then by id."""
    return sorted(some, key=lambda one: (-one.note.date.toordinal() if one.note.date else 0, one.id))


def by_title(some: Iterable[Published]) -> list[Published]:
    """By folded title, then by id."""
    return sorted(some, key=lambda one: (fold(one.note.title), one.id))
