"""The names of what pages look at (`kb.site.looks`) into digests of what stands there now."""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any

from kb.codec import digest
from kb.site.plan import NAME_AND_PLACE, TERM_KINDS, Published
from kb.site.render import Site
from kb.site.rows import signal_names

_NOTHING = b""

DECIDED = frozenset(
    {
        "item", "items", "group", "groups", "term", "carrying", "link", "lists", "dated", "address", "beside",
        "origins", "path",
    }
)  # fmt: skip
"""Kinds of names whose values follow from what `Digests.decided` digests."""
OF_NOTE = frozenset({"entry", "signals", "terms"})
"""Kinds of names, followed by an item's id, whose values follow from that and from the item's notes."""

OF_GRAPH = "graph", "all themes", "all keywords"
"""Names from whose values that of `communities` follows, which takes longer to find than they."""


class Digests:
    """What every name stands for now, each digested once when it is first asked for, which is never within a job."""

    def __init__(self, site: Site, contents: Mapping[str, bytes]) -> None:
        """Take the site, and by note's id a digest of the file that it was read from."""
        self._kept = site.plan.kept
        self._around = site.surroundings
        self._contents = contents
        self._known: dict[str, bytes] = {}
        self._of_item: dict[str, Callable[[Published], object]] = {
            "item": lambda one: [getattr(one, name) for name in NAME_AND_PLACE],
            "note": lambda one: [(id_, contents[id_]) for id_ in one.ids],
            "terms": lambda one: [
                self.of(f"term {sort} {term.key}") for sort in TERM_KINDS for term in one.terms(sort)
            ],
            "signals": lambda one: one.note.signals,
            "entry": lambda one: (self.of(f"item {one.id}"), signal_names(one)),
            "around": lambda one: self._around.of(one.id),
            "beside": lambda one: self._items(self._kept.beside.get(one.id, ())),
        }
        self._of: dict[str, Callable[[str], object]] = {
            "items": lambda _: self._items((*self._kept.items, *self._kept.pages)),
            "signals": lambda _: [(one.id, self.of(f"signals {one.id}")) for one in self._kept.items if one.rows],
            "all": self._all,
            "periods": lambda _: site.times.kept,
            "graph": lambda _: (self._kept.collection.graph, site.communities),
            "communities": lambda _: site.drawn.told,
            "redirects": lambda _: [(one.address, self.of(f"item {one.to.id}")) for one in self._kept.redirects],
            "lists": lambda _: self._kept.lists,
            "dated": lambda _: self._kept.dated,
            "orphans": lambda _: self._items(self._kept.orphans),
            "path": lambda path: self._items((self._around.at(path),)),
            "file": self._file,
            "address": self._kept.addresses.get,
            "written": self._kept.written,
            "origins": lambda rest: self._kept.around_origin.get(rest.removeprefix("around ")),
            "groups": self._groups,
            "group": self._group,
            "term": lambda rest: self._keyed(self._kept.term_at, rest),
            "carrying": self._carrying,
            "link": lambda rest: self._keyed(self._kept.term_links, rest) or self._keyed(self._kept.group_links, rest),
        }

    def of(self, name: str) -> bytes:
        """The digest of what a name stands for; empty for what is not there."""
        if name not in self._known:
            value = self._value(name)
            self._known[name] = _NOTHING if value is None else digest(value)
        return self._known[name]

    @cached_property
    def decided(self) -> bytes:
        """The digest of what is published where: every item's name and place, terms, addresses and groups of notes."""
        collection = self._kept.collection
        parts = (collection.themes, collection.keywords, collection.items, collection.addresses)
        return digest((self._items(self._kept.published), self.of("items"), parts))

    def _value(self, name: str) -> object:
        """What is looked at under a name, or what decides it."""
        kind, _, rest = name.partition(" ")
        if rest and kind in self._of_item:
            one = self._kept.by_id.get(rest)
            return None if one is None else self._of_item[kind](one)
        return self._of[kind](rest)

    def _all(self, part: str) -> object:
        """A part of the whole collection."""
        collection = self._kept.collection
        if part == "vault":
            return collection.vault.names, [(note.id, self._contents[note.id]) for note in collection.vault.notes]
        return getattr(collection, part)

    def _file(self, path: str) -> object:
        id_ = self._kept.id_at.get(path)
        return None if id_ is None else (id_, self.of(f"item {id_}"))

    def _groups(self, kind: str) -> object:
        groups: Any = self._kept.groups  # which names its kinds more closely
        return [self.of(f"group {kind} {group.slug}") for group in groups[kind]]

    def _group(self, rest: str) -> object:
        group = self._keyed(self._kept.group_at, rest)
        if group is None:
            return None
        return group.label, group.spellings, group.slug, group.origin, self._items(group.items)

    def _carrying(self, rest: str) -> object:
        term = self._keyed(self._kept.term_at, rest)
        return None if term is None else [(self.of(f"item {id_}"), self._kept.carried[id_]) for id_ in term.notes]

    @staticmethod
    def _keyed(values: Mapping[Any, Any], rest: str) -> Any:  # noqa: ANN401  # a value of the mapping
        kind, _, key = rest.partition(" ")
        return values.get((kind, key))

    def _items(self, some: Iterable[Published | None]) -> list[bytes]:
        return [self.of(f"item {one.id}") if one else _NOTHING for one in some]
