"""A collection into the one plan of what is published and at which address: pages, feeds and data all take it.

Each news item has one page, that of its canonical note; the ids of its other notes, and ids that notes left behind,
lead there.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from markupsafe import Markup

from kb.dedupe import merge
from kb.model import Collection, Note, Origin, Term
from kb.options import SiteOptions
from kb.site import paths
from kb.site.paths import EMPTY
from kb.site.words import host, when
from kb.text import fold, fold_term, short_hash, slug
from kb.vault import RESERVED

TermKind = Literal["theme", "keyword"]

KEYWORD_PAGE = 2
"""Items that carry a keyword before it gets a page of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """One item, or one page of the vault, and where it stands."""

    note: Note
    """The item's notes united, or the only one."""
    members: tuple[Note, ...]
    """The notes that are this item, each as its file has it, the canonical one first."""
    address: str
    """The folder of its page."""
    path: Markup
    """Its page, from the root."""
    lang: str
    """Its language, where that is not the one of the site's own words."""
    tongue: Markup
    """The `lang` attribute for its words, ready for a tag."""
    host: str
    """The host of its link, empty when the link can't be followed."""
    themes: tuple[Term, ...]
    """Its themes in its order, each once."""
    keywords: tuple[Term, ...]
    """Its keywords, the same."""

    @property
    def id(self) -> str:
        """Id of its canonical note."""
        return self.note.id

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
    path: Markup = EMPTY
    """Where it leads, from the root; empty when it leads nowhere."""
    count: int = 0
    """Items behind it, 0 where that is not told."""
    tongue: Markup = EMPTY
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
                path=paths.page(kind, term.slug) if has_page(term, kind) else EMPTY,
                count=len(term.notes),
            )
            for kind in kinds
            for term in self.terms(kind)
        }

    @cached_property
    def _group_links(self) -> dict[tuple[str, str], Named]:
        """Links by kind and every spelling of the label."""
        kinds = {"origin": self.origins, "category": self.categories, "source": self.sources}
        return {
            (kind, spelling): group_link(kind, group)
            for kind, groups in kinds.items()
            for group in groups
            for spelling in group.spellings
        }


def group_link(kind: str, group: Group) -> Named:
    """A link to a group's page."""
    return Named(label=group.title, path=paths.page(kind, group.slug), count=len(group.items))


def has_page(term: Term, kind: TermKind) -> bool:
    """Whether a term gets a page: every theme does, a keyword when it joins two items."""
    return kind == "theme" or len(term.notes) >= KEYWORD_PAGE


def plan(collection: Collection, options: SiteOptions) -> Plan:
    """Decide what is published and where."""
    by_id = _published(collection, options)
    published = tuple(one for id_, one in by_id.items() if id_ == one.id)
    items = tuple(newest_first(one for one in published if one.note.kind == "note"))
    return Plan(
        collection=collection,
        options=options,
        by_id=by_id,
        published=published,
        items=items,
        pages=tuple(by_title(one for one in published if one.note.kind == "page")),
        redirects=_redirects(collection, by_id),
        origins=_origins(items),
        categories=_grouped(items, lambda one: one.note.category or ""),
        sources=_grouped(items, lambda one: one.host, _host_address),
    )


def newest_first(some: Iterable[Published]) -> list[Published]:
    """By date, the latest first and those without one last, then by id."""
    return sorted(some, key=lambda one: (-one.note.date.toordinal() if one.note.date else 0, one.id))


def by_title(some: Iterable[Published]) -> list[Published]:
    """By folded title, then by id."""
    return sorted(some, key=lambda one: (fold(one.note.title), one.id))


def _published(collection: Collection, options: SiteOptions) -> dict[str, Published]:
    """By the ids of all notes, sorted."""
    notes = {note.id: note for note in collection.vault.notes}
    addresses = dict(collection.addresses)
    united = {id_: item for item in collection.items for id_ in item.members}
    themes, keywords = _spellings(collection.themes), _spellings(collection.keywords)
    made: dict[str, Published] = {}
    by_id: dict[str, Published] = {}
    for note in collection.vault.notes:
        item = united.get(note.id)
        canonical = item.canonical if item else note.id
        if canonical not in made:
            shown = merge(item, notes) if item else note
            made[canonical] = Published(
                note=shown,
                members=tuple(notes[id_] for id_ in item.members) if item else (note,),
                address=addresses[canonical],
                path=paths.page(addresses[canonical]),
                lang=(lang := _foreign(shown.lang or options.language)),
                tongue=Markup(f' lang="{lang}"' if lang else ""),  # noqa: S704  # letters, digits and hyphens
                host=host(shown.link),
                themes=_carried(shown.themes, themes),
                keywords=_carried(shown.keywords, keywords),
            )
        by_id[note.id] = made[canonical]
    return by_id


def _foreign(lang: str) -> str:
    """The language, unless it is that of the site's own words or no language tag at all."""
    parts = lang.split("-")
    plain = lang.isascii() and all(part.isalnum() and len(part) <= 8 for part in parts)  # noqa: PLR2004  # BCP 47
    return lang if plain and parts[0].isalpha() and parts[0].lower() != "en" else ""


def _redirects(collection: Collection, by_id: Mapping[str, Published]) -> tuple[Redirect, ...]:
    """Other ids of items, then ids that notes left behind, unless their address is somebody's already."""
    made: dict[str, Redirect] = {}
    taken = set(RESERVED) | {"about"}
    for id_, address in collection.addresses:
        taken.add(address.casefold())
        if (one := by_id[id_]).id != id_:
            made[address.casefold()] = Redirect(address=address, to=one)
    for note in collection.vault.notes:
        for old in note.redirect_from:
            address = old if old.isascii() and old.replace("-", "").replace("_", "").isalnum() else slug(old)
            if address.casefold() not in taken:
                taken.add(address.casefold())
                made[address.casefold()] = Redirect(address=address, to=by_id[note.id])
    return tuple(one for _, one in sorted(made.items()))


def _origins(items: Iterable[Published]) -> tuple[Group, ...]:
    """Newest first, by label where the date is one or unknown; an item stands in each of its origins."""
    found: dict[str, Origin] = {}
    spellings: defaultdict[str, set[str]] = defaultdict(set)
    members: defaultdict[str, list[Published]] = defaultdict(list)
    for one in items:
        for origin in one.origins:
            key = fold_term(origin.label)
            spellings[key].add(origin.label)
            known = found.setdefault(key, origin)
            if (origin.label, origin.url) < (known.label, known.url):
                found[key] = origin
            if not members[key] or members[key][-1] is not one:
                members[key].append(one)
    slugs = _slugs(found)
    groups = [
        Group(
            label=origin.label,
            spellings=tuple(sorted(spellings[key])),
            slug=slugs[key],
            items=tuple(by_title(members[key])),
            origin=origin,
        )
        for key, origin in found.items()
    ]
    groups.sort(key=lambda group: fold(group.label), reverse=True)
    groups.sort(key=lambda group: _ordinal(group.origin), reverse=True)
    return tuple(groups)


def _ordinal(origin: Origin | None) -> int:
    return origin.date.toordinal() if origin and origin.date else 0


def _grouped(
    items: Iterable[Published], label: Callable[[Published], str], address: Callable[[str], str] = slug
) -> tuple[Group, ...]:
    """Groups by label, shown in its commonest spelling."""
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    members: defaultdict[str, list[Published]] = defaultdict(list)
    for one in items:
        if written := label(one):
            key = fold_term(written)
            spellings[key][written] += 1
            members[key].append(one)
    slugs = _slugs(members, address)
    shown = {key: min(found, key=lambda word: (-found[word], word)) for key, found in spellings.items()}
    return tuple(
        Group(label=shown[key], spellings=tuple(sorted(spellings[key])), slug=slugs[key], items=tuple(members[key]))
        for key in sorted(members)
    )


def _slugs(keys: Iterable[str], address: Callable[[str], str] = slug) -> dict[str, str]:
    """An address for each folded label; where two would share one, each but the first gets digits of its hash."""
    made: dict[str, str] = {}
    taken: set[str] = set()
    for key in sorted(keys):
        own = address(key)
        if own in taken:
            own = f"{own}-{short_hash(key, 8)}"
        taken.add(own)
        made[key] = own
    return made


def _host_address(name: str) -> str:
    """A host as it is, dots and all, unless no folder should be called that."""
    plain = name.isascii() and name.replace("-", "").replace(".", "").isalnum() and not name.startswith((".", "-"))
    return name if plain else slug(name)


def _carried(written: Iterable[str], terms: Mapping[str, Term]) -> tuple[Term, ...]:
    """The terms of these spellings, in order, each once."""
    return tuple({term.key: term for spelling in written if (term := terms.get(spelling))}.values())


def _spellings(terms: Iterable[Term]) -> dict[str, Term]:
    return {spelling: term for term in terms for spelling in term.variants}
