"""What is published: items, groups and links; an item notes when more of it is looked at than its name and place."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Literal

from msgspec import Struct

from kb.model import Note, Origin, Term
from kb.site import paths
from kb.site.looks import Looks
from kb.site.rows import Wording, wording
from kb.site.words import host, when
from kb.text import fold

TermKind = Literal["theme", "keyword"]
TermKey = tuple[TermKind, str]
GroupKind = Literal["origin", "category", "source"]
TERM_KINDS: tuple[TermKind, ...] = ("theme", "keyword")

JOINED = 2
"""Items that a keyword or a source joins before it gets a page of its own."""


class Published(Struct, frozen=True, eq=False):
    """One item, or one page of the vault, and where it stands; equal to one of which every list shows the same."""

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
    tongue: bytes
    """The `lang` attribute for its words, ready for a tag."""
    link: str
    """The address of the item itself."""
    category: str | None
    """Its category."""
    more: "More"
    """What only some pages show of it."""

    def __eq__(self, other: object) -> bool:
        """Whether the other is the same in name and place."""
        return self is other or (isinstance(other, Published) and _shown(self) == _shown(other))

    def __ne__(self, other: object) -> bool:
        """The opposite, which a struct does not conclude."""
        return not self == other

    def __hash__(self) -> int:
        """One that equals have in common."""
        return hash(self.id)

    @property
    def host(self) -> str:
        """The host of its link, empty when the link can't be followed."""
        found = self.more.host
        if found is None:
            found = self.more.host = host(self.link)
        return found

    @property
    def note(self) -> Note:
        """The item's notes united, or the only one."""
        return self.more.looked_at("note").note

    @property
    def themes(self) -> tuple[Term, ...]:
        """Its themes in its order, each once."""
        return self.more.looked_at("terms").terms("theme")

    @property
    def keywords(self) -> tuple[Term, ...]:
        """Its keywords, the same."""
        return self.more.looked_at("terms").terms("keyword")

    def terms(self, kind: TermKind) -> tuple[Term, ...]:
        """Its terms of a kind."""
        return self.more.looked_at("terms").terms(kind)


_shown = attrgetter(*(name for name in Published.__struct_fields__ if name != "more"))


class More(Struct, eq=False):
    """An item's notes and terms, which note when they are looked at: a list of items shows nothing of them."""

    note: Note
    """The item's notes united."""
    members: tuple[Note, ...]
    """Each of them."""
    _spelled: "Spelled"
    _looks: Looks
    host: str | None = None
    """The host of its link, once somebody has asked for it."""
    _terms: dict[TermKind, tuple[Term, ...]] | None = None
    _wording: Wording | None = None

    def looked_at(self, what: str) -> "More":
        """Itself, for who looks at its notes or its terms."""
        self._looks.at(f"{what} {self.note.id}")
        return self

    @property
    def wording(self) -> Wording:
        """What is asked about all its signals; nobody notes who asks."""
        if self._wording is None:
            self._wording = wording(self.note.signals)
        return self._wording

    def terms(self, kind: TermKind) -> tuple[Term, ...]:
        """The item's terms of a kind, in its order, each once; nobody notes who asks."""
        if self._terms is None:
            self._terms = {}
        if kind not in self._terms:
            written = self.note.themes if kind == "theme" else self.note.keywords
            found = map(self._spelled[kind].get, written)
            self._terms[kind] = tuple({term.key: term for term in found if term}.values())
        return self._terms[kind]


Spelled = Mapping[TermKind, Mapping[str, Term]]
"""Every term by its kind and each of its spellings."""


class Group(Struct, frozen=True, kw_only=True):
    """Items that share an origin, a category or a source."""

    label: str
    """What they share, as written."""
    name: str
    """What it is called among others: an origin by its date, and by its label too where another has the same date."""
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
        """What it is called by itself: an origin by its date."""
        return when(self.origin.date if self.origin else None, self.label)


class SignalSheet(Struct, frozen=True, kw_only=True, eq=False):
    """A sheet of the table of all signals, the newest items first."""

    first: int
    """How many rows stand on sheets before it."""
    rows: Sequence[tuple[Published, int]]
    """Each signal as its item and its place there, from 0."""
    total: int
    """How many signals there are in all."""
    items: int
    """In how many items."""
    sheets: int
    """How many sheets there are."""


class Named(Struct, frozen=True, kw_only=True, eq=False):  # so that what was printed of it can be kept by it
    """A link with its words, and how many items stand behind it."""

    label: str
    """The words."""
    path: str = ""
    """Where it leads, from the root; empty when it leads nowhere."""
    count: int = 0
    """Items behind it, 0 where that is not told."""
    tongue: bytes = b""
    """The `lang` attribute for the words."""


class Redirect(Struct, frozen=True, kw_only=True):
    """An address that a note once had, or that one of an item's other notes has."""

    address: str
    """The old address."""
    to: Published
    """Where it leads."""


def uncounted(link: Named) -> Named:
    """A link that does not tell how many items stand behind it."""
    return Named(label=link.label, path=link.path, tongue=link.tongue)


def group_link(kind: GroupKind, group: Group) -> Named:
    """A link to a group's page; words alone for a source that joins nothing."""
    path = paths.page(kind, group.slug) if is_paged(group, kind) else ""
    return Named(label=group.name, path=path, count=len(group.items))


def is_paged(group: Group, kind: GroupKind) -> bool:
    """Whether a group gets a page: a source does when it joins two items, others do anyway."""
    return kind != "source" or len(group.items) >= JOINED


def term_links(kind: TermKind, terms: Sequence[Term]) -> list[Named]:
    """Links to the pages of terms; words alone for those that have none."""
    slugs = paths.encoded([term.slug if has_page(term, kind) else "" for term in terms])
    return [
        Named(label=term.label, path=f"{kind}/{slug}/index.html" if slug else "", count=len(term.notes))
        for term, slug in zip(terms, slugs, strict=True)
    ]


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
