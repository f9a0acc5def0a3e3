"""The notes of a site into digests of what pages say of each, made anew only where its own ground has changed."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import chain
from operator import attrgetter
from typing import Any, ClassVar

import numpy as np

from kb.closest.neighbours import Neighbours
from kb.graph import Spans, reached
from kb.model import Found
from kb.site import short
from kb.site.near_digests import near_column
from kb.site.order import Ordered, row_of
from kb.site.plan import TERM_KINDS, Published, TermKind
from kb.site.render import Site
from kb.site.tables import Column, Flags, Keys, Places, Rows, Tables, column, folded, joined, parted
from kb.vault import Links

Makers = Mapping[str, tuple[str, Callable[[Any], Column]]]
"""By kind the family of its names, and what makes their digests of the digests of other kinds."""

PARTS = "addresses", "items", "keywords", "names", "themes"
"""Parts of the collection from which much else follows."""
_NAME_AND_PLACE = attrgetter(
    "id", "ids", "kind", "title", "date", "origin", "origins", "rows", "address", "language", "link", "category"
)
"""What decides all that lists show of an item; the settings decide the rest, and stand on every page."""
ORDER = "order"
"""The row of the order of what is published."""
_TOWARD = "toward"
"""The row of the graph's edges: how many begin at each of all notes, then the places of those where they end."""


def _led_to(toward: bytes, some: Flags) -> Places:
    """Where those edges end that begin at some of all notes."""
    numbers = np.frombuffer(toward, np.uint32)
    ends: Places = numbers[len(some) :][np.repeat(some, numbers[: len(some)])]
    return ends


def _leading_to(toward: bytes, some: Flags) -> Places:
    """Where those edges begin that end at some of all notes."""
    numbers = np.frombuffer(toward, np.uint32)
    begins: Places = np.repeat(np.arange(len(some)), numbers[: len(some)])[some[numbers[len(some) :]]]
    return begins


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
        if self._toward != self._before(_TOWARD):
            yield _TOWARD, self._toward
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

    def _again(
        self,
        kind: str,
        told: Callable[[Sequence[Published]], Column],
        stale: Flags,
        first: Callable[[Iterable[str]], None] | None = None,
    ) -> Column:
        """Digests by item, made by `told` for those that are stale or new; `first` hears of the ids of all these."""
        made, there = self._tables.before(kind), self._there
        made[~there] = 0
        anew = np.flatnonzero(there & (stale | (made == 0)))
        by_id, ids = self._kept.by_id, [self._ids[place] for place in anew.tolist()]
        if first:
            first(ids)
        made[anew] = told([by_id[id_] for id_ in ids])
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

    @cached_property
    def _led(self) -> tuple[Places, Places, Places]:
        """Where links lead from and to among all notes, -1 for nowhere, and their kinds."""
        return reached(self._kept.collection.links, self._kept.place)

    def _reached(self) -> Column:
        """By note what its links reach, or could mean where they reach nothing."""
        made, (source, target, kind) = self._tables.before("reached"), self._led
        stale = self._moved("content") | (made == 0) if self._is_same("names") else np.ones(len(made), np.bool_)
        some = stale[source]
        told = self.column("id")[target] + kind.astype(np.uint64)
        links = self._kept.collection.links
        lost = links.lost if isinstance(links, Links) else [one.resolution for one in links]
        told[target < 0] = column([one for one in lost if not isinstance(one, Found)])
        counts = np.bincount(source[some], minlength=len(made))[stale]
        made[stale] = folded(told[some], np.cumsum([0, *counts.tolist()]))
        return made

    def _links(self) -> Column:
        """By note its links, which its text and what they reach decide."""
        made = self._tables.before("links")
        stale = self._moved("content") | self._moved("reached") | (made == 0)
        anew, links = np.flatnonzero(stale), self._kept.links
        made[anew] = column([short.links(links[self._ids[place]]) for place in anew.tolist()])
        return made

    def _similar(self) -> Column:
        """By note its computed neighbours."""
        similar = self._kept.collection.similar
        if isinstance(similar, Neighbours):
            made, place = np.repeat(column([()]), len(self._ids)), self.keys("similar").place
            made[[place[id_] for id_ in similar.sources]] = similar.short
            return made
        spans = Spans(similar)
        return column([spans[id_] for id_ in self._ids])

    @cached_property
    def _restless(self) -> Flags:
        """Canonical notes of items of which links, computed neighbours or names of terms have changed."""
        return self._item_wise(self._moved("links") | self._moved("similar") | self._moved("labels"))

    @cached_property
    def _toward(self) -> bytes:
        """The graph's edges, by the places of both ends among all notes."""
        was = self._before(_TOWARD)
        same = self._is_same("items") and self.keys("note").same
        if was and same and not (self._moved("reached") | self._moved("similar")).any():
            return was
        edges, nodes = self._site.drawn.edges, self._kept.nodes.astype(np.uint32)
        begin = np.bincount(nodes[edges.source], minlength=len(self._ids)).astype(np.uint32)  # sorted as all notes are
        return begin.tobytes() + nodes[edges.target].tobytes()

    def _reached_by(self, restless: Flags) -> Flags:
        """Whom edges lead to that begin, or began, at a restless note or at one that is gone.

        And who leads to a note of which other terms are named, which it may share.
        """
        keys = self.keys("note")
        reached = np.zeros(len(self._ids), np.bool_)
        reached[_led_to(self._toward, restless)] = True
        reached[_leading_to(self._toward, self._moved("labels"))] = True
        reached[keys.now_at(_led_to(self._before(_TOWARD), keys.earlier(restless)))] = True
        return reached

    def _around(self) -> Column:
        """What lies around an item, which follows from its links, neighbours and terms, and those of who is near."""
        stale = self._restless | self._reached_by(self._restless) if self._is_same("items") else self._there
        made, there = self._tables.before("around"), self._there
        made[~there] = 0
        anew = there & (stale | (made == 0))
        nodes, site = self._kept.nodes, self._site
        ids, labels = self.column("id")[nodes], self.column("labels")[nodes]
        near = near_column(site.surroundings, site.drawn.edges, anew[nodes], ids, labels)
        made[anew] = folded(np.stack((near, self._meant(anew)), axis=1).ravel(), np.arange(0, 2 * len(near) + 1, 2))
        return made

    def _meant(self, some: Flags) -> Column:
        """By canonical note, of some, the links of its item's notes, and of which items those are that they reach."""
        place, items = self.keys("note").place, self._kept.collection.items
        canonical, members = np.arange(len(self._ids)), dict[int, list[int]]()
        for item in items:
            first, own = place[item.canonical], sorted([place[id_] for id_ in item.members])
            members[first] = own
            canonical[own] = first
        held = [members.get(one, [one]) for one in np.flatnonzero(some).tolist()]
        notes, (source, target, _) = np.fromiter(chain.from_iterable(held), np.int64), self._led
        asked = np.zeros(len(self._ids), np.bool_)
        asked[notes] = True
        led = asked[source]
        ends = np.append(self.column("id")[canonical], np.zeros(1, np.uint64))[target[led]]
        counts = np.bincount(source[led], minlength=len(asked))[asked]
        reached = np.zeros(len(asked), np.uint64)
        reached[asked] = folded(ends, np.append(0, np.cumsum(counts)))
        both = np.stack((self.column("links")[notes], reached[notes]), axis=1)
        return folded(both.ravel(), 2 * np.cumsum([0, *map(len, held)]))

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
        "links": ("notes", _links),
        "reached": ("notes", _reached),
        "similar": ("notes", _similar),
        "around": ("notes", _around),
    }
    """Kinds of names of notes, and what these follow from."""
