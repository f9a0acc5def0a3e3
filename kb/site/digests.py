"""The names of what pages look at (`kb.site.looks`) into digests of what stands there now, kind by kind."""

from array import array
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cached_property
from itertools import chain, groupby
from operator import attrgetter
from typing import ClassVar

from kb.graph import Spans
from kb.site import short
from kb.site.plan import TERM_KINDS, Published
from kb.site.render import Site
from kb.site.rows import signal_names

Table = Mapping[str, bytes]
"""By what follows the kind in a name, the digest of what stands there; what stands nowhere is not in it."""

_DECIDED = frozenset(
    {
        "item", "items", "group", "groups", "term", "carrying", "link", "lists", "dated", "address", "beside",
        "origins", "path", "file", "periods", "redirects",
    }
)  # fmt: skip
"""Kinds whose values follow from what `decided` digests."""
_NAME_AND_PLACE = attrgetter(
    "id", "ids", "kind", "title", "date", "origin", "origins", "rows", "address", "language", "link", "category"
)
"""What decides all that lists show of an item; the settings decide the rest, and stand on every page."""


class Digests:
    """What every name stands for now.

    Most follows from what stood before: of each kind only that is digested whose own ground has changed. Whatever is
    taken over has the digest that it would get.
    """

    def __init__(self, site: Site, contents: Mapping[str, bytes], before: Callable[[str], Table]) -> None:
        """Take the site, by note's id a digest of the file that it was read from, and what was kept of each kind."""
        self._site = site
        self._kept = site.plan.kept
        self._before = before
        self._tables: dict[str, Table] = {}
        self._changed: dict[str, set[str]] = {}
        self._contents = contents

    def of(self, name: str) -> bytes:
        """The digest of what a name stands for; empty for what is not there."""
        kind, _, rest = name.partition(" ")
        return self.table(kind).get(rest, b"")

    def table(self, kind: str) -> Table:
        """The digests of all names of a kind."""
        if kind not in self._tables:
            same = kind in _DECIDED and self._stands_as_decided
            self._tables[kind] = self._before(kind) if same else self._MADE[kind](self)
        return self._tables[kind]

    def changed(self, kind: str) -> set[str]:
        """What follows the kind in names that stand for something else than they did."""
        if kind in _DECIDED and self._stands_as_decided:
            return set()
        if kind not in self._changed:
            before, now = self._before(kind), self.table(kind)
            differing = {rest for rest, one in now.items() if before.get(rest) != one} if before != now else set()
            self._changed[kind] = differing | (before.keys() - now.keys())
        return self._changed[kind]

    @cached_property
    def _stands_as_decided(self) -> bool:
        """Whether what is published where is what it was."""
        return self._before("ground").get("decided") == self.table("ground")["decided"]

    @cached_property
    def _parts(self) -> Table:
        """Digests of what much else follows from, by what it is called here."""
        collection = self._kept.collection
        parts = {
            "addresses": collection.addresses,
            "items": collection.items,
            "names": collection.vault.names,
            "themes": collection.themes,
            "keywords": collection.keywords,
        }
        return {name: short.of(part) for name, part in parts.items()}

    @cached_property
    def _everybody(self) -> set[str]:
        return {one.id for one in self._kept.published}

    def _ground(self) -> Table:
        return {**self._parts, "decided": short.of((b"".join(self._item.values()), self._parts))}

    def _is_same(self, *parts: str) -> bool:
        return all(self._before("ground").get(part) == self._parts[part] for part in parts)

    @cached_property
    def _item(self) -> Table:
        """By the ids of all notes, for an item's address what lists show of it, which its notes say."""
        anew = self.changed("note") if self._is_same("addresses") else self._everybody
        made = self._again("item", _NAME_AND_PLACE, anew)
        return {id_: made[one.id] for id_, one in self._kept.by_id.items()}

    def _of_item(self, one: Published | None) -> bytes:
        return self._item[one.id] if one else b""

    def _joined(self, some: Iterable[Published]) -> bytes:
        return short.of(b"".join(map(self._of_item, some)))

    def _again(self, kind: str, value: Callable[[Published], object], stale: Collection[str]) -> dict[str, bytes]:
        """Digests by item, made anew for those that are stale or new."""
        before = self._before(kind)
        anew = [one for one in self._kept.published if one.id in stale or one.id not in before]
        fresh = short.each({one.id: one for one in anew}, value)
        return {one.id: fresh.get(one.id) or before[one.id] for one in self._kept.published}

    def _in_order(self, some: Table) -> Table:
        """The same for notes that there are, in their order, so that digests of the whole are the same, too."""
        return {id_: some[id_] for id_ in self._kept.by_id if id_ in some}

    def _note(self) -> Table:
        content = self.table("content")
        return {
            one.id: content[one.id] if len(one.ids) == 1 else short.of([(id_, content[id_]) for id_ in one.ids])
            for one in self._kept.published
        }

    def _terms(self) -> Table:
        stale = self.changed("note") if self._is_same("themes", "keywords") else self._everybody
        return self._again("terms", self._carried, stale)

    def _carried(self, one: Published) -> object:
        term = self.table("term")
        return [term[f"{kind} {each.key}"] for kind in TERM_KINDS for each in one.more.terms(kind)]

    def _signals(self) -> Table:
        made = self._again("signals", lambda one: one.more.note.signals, self.changed("note"))
        return made | {"": short.of([(one.id, made[one.id]) for one in self._kept.items if one.rows])}

    def _entry(self, one: Published) -> object:
        return self._item[one.id], signal_names(one)

    def _linked(self, kind: str) -> Table:
        """By note its links, or only what those reach that reach something."""
        before = self._before(kind) if self._is_same("names") else {}
        stale = self.changed("content")
        anew = (id_ for id_ in self._kept.by_id if id_ in stale or id_ not in before)
        groups = {id_: some for id_ in anew if (some := self._kept.links[id_])}
        value = short.links if kind == "links" else short.reached
        return self._in_order({id_: one for id_, one in before.items() if id_ not in stale} | short.each(groups, value))

    def _similar(self) -> Table:
        """By note its computed neighbours; those that this process has not made anew are what they were."""
        similar = self._kept.collection.similar
        last = self._site.before.kept.collection.similar if self._site.before else ()
        before, spans = self._before("similar") if last else {}, Spans(similar)
        old, new = ({id(one): one.source for one in some} for some in (last, similar))
        stale = {(old if one in old else new)[one] for one in old.keys() ^ new.keys()}
        anew = (id_ for id_ in self._kept.by_id if id_ in stale or id_ not in before)
        fresh = short.each({id_: some for id_ in anew if (some := spans[id_])})
        return self._in_order({id_: one for id_, one in before.items() if id_ not in stale} | fresh)

    @cached_property
    def _restless(self) -> set[str]:
        """Items of which links, computed neighbours or terms have changed; a term that two share names both."""
        notes = self.changed("links") | self.changed("similar") | self.changed("terms")
        return {one.id if (one := self._kept.by_id.get(id_)) else id_ for id_ in notes}

    def _toward(self) -> Table:
        """By item four bytes for each that an edge leads to."""
        before = self._before("toward") if self._is_same("items") else {}
        stale = self._restless
        edges = (one for one in self._kept.collection.graph.edges if one.source in stale or one.source not in before)
        made = {
            id_: array("I", [short.mark(one.target) for one in some]).tobytes()
            for id_, some in groupby(edges, key=attrgetter("source"))
        }
        return self._in_order({id_: one for id_, one in before.items() if id_ not in stale} | made)

    def _around(self) -> Table:
        """What lies around an item, which follows from its links, neighbours and terms, and those of who is near."""
        stale = self._everybody
        if self._is_same("items"):
            tables = (self._before("toward"), self.table("toward"))
            marks = {
                *chain.from_iterable(array("I", table.get(id_, b"")) for table in tables for id_ in self._restless)
            }
            stale = self._restless | {id_ for id_ in stale if short.mark(id_) in marks}
        return self._again("around", lambda one: self._site.surroundings.of(one.id).told(), stale)

    def _written(self) -> Table:
        before, stale = self._before("written"), self.changed("links")
        ids = self.table("links").keys()
        fresh = short.each({id_: id_ for id_ in ids if id_ in stale or id_ not in before}, self._kept.written)
        return {id_: fresh.get(id_) or before[id_] for id_ in ids}

    @cached_property
    def _graph(self) -> bytes:
        nodes = short.of(self._kept.collection.graph.nodes)
        return short.of((nodes, self._parts["items"], self.table("reached"), self.table("similar")))

    def _communities(self) -> Table:
        """What is told of communities, which takes longer to find than what it follows from."""
        before = self._before("communities")
        if before and self._is_same("themes", "keywords") and not self.changed("graph"):
            return before
        return {"": short.of(self._site.drawn.told)}

    def _all(self) -> Table:
        """Parts of the whole collection."""
        collection = self._kept.collection
        return {
            **self._parts,
            "vault": short.of((self._parts["names"], self.table("content"))),
            "links": short.of(self.table("links")),
            "similar": short.of(self.table("similar")),
            "graph": self._graph,
            "diagnostics": short.of(collection.diagnostics),
            "model": short.of(collection.model),
        }

    def _orphans(self) -> Table:
        before = self._before("orphans")
        if before and self._stands_as_decided and not self.changed("reached"):
            return before
        return {"": self._joined(self._kept.orphans)}

    def _groups(self) -> Table:
        group = self.table("group")
        return {
            kind: short.of([group[f"{kind} {one.slug}"] for one in some]) for kind, some in self._kept.groups.items()
        }

    def _group(self) -> Table:
        groups = {f"{kind} {one.slug}": one for kind, some in self._kept.groups.items() for one in some}
        return short.each(
            groups, lambda one: (one.label, one.spellings, one.slug, one.origin, [*map(self._of_item, one.items)])
        )

    def _carrying(self) -> Table:
        shown = {one.id: self._item[one.id] for one in self._kept.published}
        carried = short.each({id_: self._kept.carried[id_] for id_ in shown})
        both = {id_: shown[id_] + carried[id_] for id_ in shown}
        return {
            f"{kind} {key}": short.of(b"".join([both[id_] for id_ in term.notes]))
            for (kind, key), term in self._kept.term_at.items()
        }

    def _link(self) -> Table:
        terms = {f"{kind} {key}": self._kept.term_links[kind, key] for kind, key in self._kept.term_at}
        groups = {f"{kind} {label}": self._kept.group_links[kind, label] for kind, label in self._kept.group_spelled}
        return short.each(terms | groups)

    _MADE: ClassVar[dict[str, Callable[["Digests"], Table]]] = {
        "ground": _ground,
        "content": lambda self: {id_: content[: short.SIZE] for id_, content in self._contents.items()},
        "item": lambda self: self._item,
        "items": lambda self: {"": self._joined((*self._kept.items, *self._kept.pages))},
        "note": _note,
        "terms": _terms,
        "signals": _signals,
        "entry": lambda self: self._again("entry", self._entry, self.changed("note") | self.changed("item")),
        "links": lambda self: self._linked("links"),
        "reached": lambda self: self._linked("reached"),
        "similar": _similar,
        "toward": _toward,
        "around": _around,
        "written": _written,
        "beside": lambda self: short.each(self._kept.beside, lambda some: [self._of_item(one) for one in some]),
        "all": _all,
        "graph": lambda self: {"": short.of((self._graph, self._site.communities))},
        "communities": _communities,
        "periods": lambda self: {"": short.of(self._site.times.kept)},
        "redirects": lambda self: {
            "": short.of([(one.address, self._of_item(one.to)) for one in self._kept.redirects])
        },
        "lists": lambda self: {"": short.of(self._kept.lists)},
        "dated": lambda self: {"": short.of(self._kept.dated)},
        "orphans": _orphans,
        "path": lambda self: {one.path: self._of_item(one) for one in self._kept.published},
        "file": lambda self: short.each(self._kept.id_at, lambda id_: (id_, self.table("item")[id_])),
        "address": lambda self: short.each(self._kept.addresses, lambda address: address),
        "origins": lambda self: {f"around {slug}": short.of(two) for slug, two in self._kept.around_origin.items()},
        "groups": _groups,
        "group": _group,
        "term": lambda self: short.each({f"{kind} {key}": one for (kind, key), one in self._kept.term_at.items()}),
        "carrying": _carrying,
        "link": _link,
    }
    kinds = tuple(_MADE)
    """Every kind: those of names, and what else is kept because names follow from it."""
