"""The notes of a site into digests of what pages say of each, made anew only where its own ground has changed."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import chain
from operator import attrgetter
from typing import Any, ClassVar

import numpy as np

from kb.site import short
from kb.site.order import Ordered, row_of
from kb.site.plan import TERM_KINDS, Published, TermKind
from kb.site.render import Site
from kb.site.tables import Column, Flags, Keys, Rows, Tables, column, folded, joined, parted

Makers = Mapping[str, tuple[str, Callable[[Any], Column]]]
"""By kind the family of its names, and what makes their digests of the digests of other kinds."""

PARTS = "addresses", "items", "keywords", "names", "themes"
"""Parts of the collection from which much else follows."""
_NAME_AND_PLACE = attrgetter(
    "id", "kind", "title", "date", "origin", "origins", "rows", "address", "language", "link", "category"
)
"""What decides all that lists show of an item; the settings decide the rest, and stand on every page."""
ORDER = "order"
"""The row of the order of what is published."""


def _each(value: Callable[[Published], object]) -> Callable[[Sequence[Published]], Column]:
    """What makes the digest of a value of each item."""
    return lambda some: column(list(map(value, some)))


class NoteDigests:
    """What names of notes stand for now; who goes on from it says what other names stand for."""

    KEYS: ClassVar[Mapping[str, Callable[[Site], list[str]]]]
    """What follows the kind in names, for each family of kinds."""
    MADE: ClassVar[Makers]
    """Every kind: those of names, and what else is kept because names follow from it."""
    DECIDED: ClassVar[frozenset[str]]
    """Kinds whose values follow from what `decided` digests."""

    def __init__(self, site: Site, contents: Mapping[str, bytes], before: Rows) -> None:
        """Take the site, by note's id a digest of the file that it was read from, and the rows that were kept."""
        self._site = site
        self._kept = site.plan.kept
        self._before = before
        self._contents = contents
        self._ids = list(self._kept.by_id)
        keys, made = self.KEYS, self.MADE
        self._tables = Tables(before, lambda family: keys[family](site), lambda kind: made[kind][0])

    def keys(self, kind: str) -> Keys:
        """What follows the kind in its names."""
        return self._tables.keys(kind)

    def column(self, kind: str) -> Column:
        """The digests of all names of a kind, beside their keys."""
        if self._stands(kind):
            return self._tables.old(kind)
        made = self._tables.now(kind)
        if made is None:
            made = self.MADE[kind][1](self)
            self._tables.put(kind, made)
        return made

    def changed(self, kind: str) -> list[str]:
        """What follows the kind in names that stand for something else than they did."""
        if self._stands(kind):
            return []
        self.column(kind)
        return self._tables.changed(kind)

    def rows(self) -> Iterator[tuple[str, bytes]]:
        """What is to be kept for the next run, where it is not what was kept."""
        for kind in self.MADE:
            if not self._stands(kind):
                self.column(kind)
        yield from self._tables.rows()
        kept = self._kept
        if not kept.order and not (self._before(ORDER) and self._is_as_decided):
            yield ORDER, row_of(kept.published, Ordered(kept.items, kept.pages, kept.groups))

    def _stands(self, kind: str) -> bool:
        """Whether nothing of a kind has changed since what is published where is what it was."""
        return kind in self.DECIDED and self._is_as_decided

    @cached_property
    def _is_as_decided(self) -> bool:
        return not self._moved("decided").any()

    def _moved(self, kind: str) -> Flags:
        """Which of a kind's names stand for something else than they did."""
        self.column(kind)
        return self._tables.moved(kind)

    def _is_same(self, *parts: str) -> bool:
        moved, place = self._moved("parts"), self.keys("parts").place
        return not any(moved[place[part]] for part in parts)

    def _parts(self) -> Column:
        collection = self._kept.collection
        parts = (collection.addresses, collection.items, collection.keywords, collection.vault.names, collection.themes)
        return joined(map(short.of, parts))

    def _part(self, part: str) -> bytes:
        place = self.keys("parts").place[part]
        return self.column("parts")[place : place + 1].tobytes()

    @cached_property
    def _there(self) -> Flags:
        """Which notes are an item's canonical one."""
        return np.array([id_ == one.id for id_, one in self._kept.by_id.items()], np.bool_)

    def _item_wise(self, some: Flags) -> Flags:
        """Which canonical notes are among these, or stand for one of them."""
        some, place = some.copy(), self.keys("note").place
        for item in self._kept.collection.items:
            some[place[item.canonical]] = some[[place[id_] for id_ in item.members]].any()
        return some & self._there

    def _again(self, kind: str, told: Callable[[Sequence[Published]], Column], stale: Flags) -> Column:
        """Digests by item, made by `told` for those that are stale or new."""
        made, there = self._tables.before(kind), self._there
        made[~there] = 0
        anew = np.flatnonzero(there & (stale | (made == 0)))
        by_id, ids = self._kept.by_id, self._ids
        made[anew] = told([by_id[ids[place]] for place in anew.tolist()])
        return made

    def _content(self) -> Column:
        contents = self._contents
        return joined([contents[id_][: short.SIZE] for id_ in self._ids])

    def _note(self) -> Column:
        content, place = self.column("content"), self.keys("note").place
        made = np.where(self._there, content, np.uint64(0))
        for item in self._kept.collection.items:
            ids = self._kept.by_id[item.canonical].ids
            made[place[item.canonical]] = column([(ids, content[[place[id_] for id_ in ids]].tobytes())])[0]
        return made

    def _item(self) -> Column:
        """By the ids of all notes, for an item's address what lists show of it, which its notes say."""
        stale = self._moved("note") | self._moved("address")
        made, place = self._again("item", _each(_NAME_AND_PLACE), stale), self.keys("item").place
        for item in self._kept.collection.items:
            made[[place[id_] for id_ in item.members]] = made[place[item.canonical]]
        return made

    @cached_property
    def _in_lists(self) -> Mapping[str, bytes]:
        """By the ids of all notes what lists show of their items."""
        return dict(zip(self._ids, parted(self.column("item")), strict=True))

    def _of_items(self, some: Iterable[Published]) -> bytes:
        """What lists show of some items."""
        shown = self._in_lists
        return b"".join([shown[one.id] for one in some])

    def _shown(self, some: Iterable[Published]) -> Column:
        return joined([short.of(self._of_items(some))])

    def _id(self) -> Column:
        made = self._tables.before("id")
        new = np.flatnonzero(made == 0)
        made[new] = column([self._ids[place] for place in new.tolist()])
        return made

    def _address(self) -> Column:
        if self._is_same("addresses"):
            return self._tables.before("address")
        addresses = self._kept.addresses
        return column([addresses[id_] for id_ in self._ids])

    def _carried(self, kind: str, term: str) -> Column:
        """By item what a kind of names says of its terms: so it is the text that changed, or one of them."""
        stale = self._moved("note")
        if not (stale[self._there].all() or self._is_same("themes", "keywords")):
            place, at = self.keys(kind).place, self._kept.term_at
            named = (key.partition(" ") for key in self.changed(term))
            found = (at.get((of, key)) for of, _, key in named)  # type: ignore[arg-type]  # one of `TERM_KINDS`
            stale[[place[id_] for term in found if term for id_ in term.notes]] = True
        return self._again(kind, partial(self._said, term), self._item_wise(stale))

    @cached_property
    def _term_place(self) -> Mapping[TermKind, Mapping[str, int]]:
        """Where each term stands among all, by kind and key."""
        found: dict[TermKind, dict[str, int]] = {kind: {} for kind in TERM_KINDS}
        for place, (kind, key) in enumerate(self._kept.term_at):
            found[kind][key] = place
        return found

    def _said(self, kind: str, some: Iterable[Published]) -> Column:
        """What a kind of names says of the terms that each of some items carries, in its order."""
        places = self._term_place.items()
        held = [[place[term.key] for of, place in places for term in one.more.terms(of)] for one in some]
        flat = np.fromiter(chain.from_iterable(held), np.int64)
        return folded(self.column(kind)[flat], np.cumsum([0, *map(len, held)]))

    def _signals(self) -> Column:
        return self._again("signals", _each(lambda one: one.more.note.signals), self._moved("note"))

    def _entry(self) -> Column:
        shown, stale = self._in_lists, self._moved("note") | self._moved("item")
        return self._again("entry", _each(lambda one: (shown[one.id], one.more.wording.names)), stale)

    OF_NOTES: ClassVar[Makers] = {
        "parts": ("parts", _parts),
        "content": ("notes", _content),
        "note": ("notes", _note),
        "id": ("notes", _id),
        "address": ("notes", _address),
        "item": ("notes", _item),
        "terms": ("notes", lambda self: self._carried("terms", "term")),
        "labels": ("notes", lambda self: self._carried("labels", "label")),
        "signals": ("notes", _signals),
        "entry": ("notes", _entry),
    }
    """Kinds of names of notes, and what these follow from."""
