"""The plan: what is published and at which address. Pages, feeds and data all take this one.

Each news item has one page, that of its canonical note; the ids of its other notes, and ids that notes left behind,
lead there.
"""

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any, Literal, cast

from kb.model import Collection, Origin, Term
from kb.once import Once
from kb.options import SiteOptions
from kb.site.kept import Kept
from kb.site.looks import Looks, names, number, pairs
from kb.site.published import (
    JOINED,
    TERM_KINDS,
    Group,
    GroupKind,
    More,
    Named,
    Published,
    Redirect,
    SignalSheet,
    Spelled,
    TermKey,
    TermKind,
    by_title,
    group_link,
    has_page,
    is_paged,
    newest_first,
    uncounted,
)
from kb.site.watched import ById, Watched

__all__ = [
    "JOINED",
    "TERM_KINDS",
    "Group",
    "GroupKind",
    "More",
    "Named",
    "Plan",
    "Published",
    "Redirect",
    "Spelled",
    "TermKey",
    "TermKind",
    "by_title",
    "group_link",
    "has_page",
    "is_paged",
    "newest_first",
]

_KEY = attrgetter("key")
_MODEL = number("all model")


class Plan:
    """What is published, and at which address; it notes what is asked of it (`kb.site.looks`)."""

    def __init__(self, kept: Kept, options: SiteOptions, looks: Looks) -> None:
        """Take what was decided, and what takes down who asks."""
        self.options = options
        """The site's settings."""
        self.looks = looks
        """Takes down what is asked."""
        self.kept = kept
        """The same without notes of who asks: for what decides which pages there are, and for `kb.site.digests`."""
        self.collection = cast("Collection", Watched(kept.collection, looks))
        """Everything that is known."""
        self._item_names = names("item")
        self._link_names = pairs("link")
        self._beside = Once[int, Named](lambda number: _uncounted(kept, *kept.carriers.keys[number]))
        self.by_id: Mapping[str, Published] = ById(kept.by_id, looks, self._item_names)
        """What each published note is part of, by the ids of all notes."""

    @property
    def model(self) -> str:
        """The model whose vectors were compared besides the words, empty when words alone were."""
        self.looks.one(_MODEL)
        return self.kept.collection.model

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

    def sheet(self, number: int) -> SignalSheet:
        """A sheet of the table of signals, counted from 1."""
        self.looks.at(f"sheet {number}")
        kept = self.kept
        some = kept.sheets[number - 1]
        return SignalSheet(
            first=some.start,
            rows=kept.rows[some.start : some.stop],
            total=len(kept.rows),
            items=kept.with_rows,
            sheets=len(kept.sheets),
        )

    @property
    def with_signals(self) -> list[Published]:
        """All items with signals, the newest first; who asks has looked at all their signals."""
        self.looks.at("items")
        self.looks.at("all signals")
        return [one for one in self.kept.items if one.rows]

    @property
    def orphans(self) -> tuple[Published, ...]:
        """Items and pages that no link leads to or from, sorted by id."""
        self.looks.at("orphans")
        return self.kept.orphans

    def drawn(self, shard: int) -> list[Published]:
        """The items of a shard that the front page draws from, sorted by id."""
        self.looks.at(f"drawn {shard}")
        return [self.kept.by_id[id_] for id_ in self.kept.drawn[shard]]

    def address(self, id_: str) -> str:
        """The address of a note, which is one of its item's."""
        self.looks.at(f"address {id_}")
        return self.kept.addresses[id_]

    def look_at(self, ids: Iterable[str]) -> None:
        """What notes with these ids are part of was looked at."""
        self.looks.all(map(self._item_names.__getitem__, ids))

    def look_at_labels(self, some: Iterable[Published]) -> None:
        """The terms of items were looked at, but not who else carries them."""
        self.looks.all([number(f"labels {one.id}") for one in some])

    def items_of(self, ids: Sequence[str]) -> list[Published]:
        """What notes with these ids are part of."""
        self.look_at(ids)
        return [self.kept.by_id[id_] for id_ in ids]

    def file(self, path: str) -> tuple[str, Published] | None:
        """The id of the note in a file of the vault, and what it is part of."""
        self.looks.at(f"file {path}")
        id_ = self.kept.id_at.get(path)
        return None if id_ is None else (id_, self.by_id[id_])

    def written(self, id_: str) -> list[dict[str, Any]]:
        """A note's Closest list, cleaned, as its JSON has it."""
        self.looks.at(f"links {id_}")
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
        return self.kept.beside(one)

    def terms(self, kind: TermKind) -> tuple[Term, ...]:
        """All terms of a kind, sorted by key."""
        return self.collection.themes if kind == "theme" else self.collection.keywords

    def listed(self, kind: TermKind) -> list[tuple[Term, Named, Published]]:
        """All terms of a kind, sorted by key, each with its link and the first of the items that carry it."""
        self.looks.at("items")
        links, by_id = self.kept.term_links[kind], self.kept.by_id
        links.expect()
        return [(term, links[term.key], by_id[term.notes[0]]) for term in self.terms(kind)]

    def term(self, kind: TermKind, key: str) -> Term | None:
        """The term with a key, if there is one."""
        self.looks.at(f"term {kind} {key}")
        return self.kept.term_at.get((kind, key))

    def carrying(self, kind: TermKind, key: str) -> tuple[list[Published], list[Named], list[int]]:
        """Items with a term that has a page, the newest first, as lists show them, and what stands beside it.

        That are links to the terms that the items carry most often, too, and how many of them carry each.
        """
        self.looks.at(f"carrying {kind} {key}")
        places, numbers, shared = self.kept.carriers.of((kind, key))
        items = self.kept.carriers.items
        return [items[place] for place in places], [*map(self._beside.__getitem__, numbers)], shared

    def term_link(self, kind: TermKind, term: Term) -> Named:
        """A link to a term's page; without words to follow where the term has none."""
        self.looks.one(self._link_names[kind, term.key])
        return self.kept.term_links[kind][term.key]

    def own_links(self, one: Published) -> list[list[Named]]:
        """Links to an item's themes and to its keywords; they follow from the terms: nothing else is looked at."""
        more = one.more.looked_at("terms")
        return [[*map(links.__getitem__, map(_KEY, more.terms(kind)))] for kind, links in self.kept.term_links.items()]

    def linked(self, kind: TermKind, key: str) -> Named | None:
        """The link to the page of a term with a key, if there is one; its path is empty where the term has no page."""
        self.looks.at(f"link {kind} {key}")
        return self.kept.term_links[kind][key] if (kind, key) in self.kept.term_at else None

    def origin_link(self, origin: Origin) -> Named:
        """A link to an origin's page, which does not tell how many items it has."""
        key: tuple[GroupKind, str] = "origin", origin.label
        self.looks.one(self._link_names[key])
        return self.kept.group_links[key]

    def group_link(self, kind: Literal["category", "source"], label: str) -> Named | None:
        """A link to the page of the category or source that a label names."""
        key: tuple[GroupKind, str] = kind, label
        self.looks.one(self._link_names[key])
        return self.kept.group_links[key] if key in self.kept.group_spelled else None

    def _groups(self, kind: GroupKind) -> tuple[Group, ...]:
        self.looks.at(f"groups {kind}")
        return self.kept.groups[kind]


def _uncounted(kept: Kept, kind: TermKind, key: str) -> Named:
    """A link to a term that does not tell how many items carry it."""
    return uncounted(kept.term_links[kind][key])
