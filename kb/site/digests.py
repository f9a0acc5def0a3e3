"""The names of what pages look at (`kb.site.looks`) into digests of what stands there now."""

from collections.abc import Iterable, Mapping
from typing import Any

from kb.codec import digest
from kb.site.around import Around
from kb.site.plan import NAME_AND_PLACE, Plan, Published
from kb.site.render import signal_names

_NOTHING = b""


class Digests:
    """What every name stands for now, each digested once when it is first asked for."""

    def __init__(self, plan: Plan, surroundings: Around, contents: Mapping[str, bytes]) -> None:
        """Take the plan, what lies around its items, and by note's id a digest of the file that it was read from."""
        self._kept = plan.kept
        self._surroundings = surroundings
        self._contents = contents
        self._known: dict[str, bytes] = {}
        self._watched = plan.looks

    def of(self, name: str) -> bytes:
        """The digest of what a name stands for; empty for what is not there."""
        if name not in self._known:
            with self._watched.aside():
                value = self._value(name)
            self._known[name] = _NOTHING if value is None else digest(value)
        return self._known[name]

    def _value(self, name: str) -> object:
        """What is looked at under a name, or what decides it."""
        kind, _, rest = name.partition(" ")
        kept = self._kept
        match kind:
            case "item" | "note" | "terms" | "signals" | "entry" | "carried" | "around" | "beside" if rest:
                one = kept.by_id.get(rest)
                return None if one is None else self._of_item(kind, one)
            case "items":
                return [self.of(f"item {one.id}") for one in (*kept.items, *kept.pages)]
            case "signals":
                return [(one.id, self.of(f"signals {one.id}")) for one in kept.items if one.rows]
            case "all":
                return self._all(rest)
            case "redirects":
                return [(one.address, self.of(f"item {one.to.id}")) for one in kept.redirects]
            case "lists" | "dated":
                return getattr(kept, kind)
            case "orphans":
                return self._items(kept.orphans)
            case "path":
                return [self.of(f"item {one.id}") if (one := self._surroundings.at(rest)) else ""]
            case "file":
                return [id_, self.of(f"item {id_}")] if (id_ := kept.id_at.get(rest)) else None
            case "address":
                return kept.addresses.get(rest)
            case "written":
                return kept.written(rest)
            case "origins":
                return kept.around_origin.get(rest.removeprefix("around "))
            case "groups" | "group" | "term" | "link":
                return self._shared(kind, rest)
            case _:
                raise AssertionError(name)

    def _of_item(self, kind: str, one: Published) -> object:
        match kind:
            case "item":
                return [getattr(one, name) for name in NAME_AND_PLACE]
            case "note":
                return [(id_, self._contents[id_]) for id_ in one.ids]
            case "terms":
                return one.themes, one.keywords
            case "signals":
                return one.note.signals
            case "entry":
                return self.of(f"item {one.id}"), signal_names(one)
            case "carried":
                return self._kept.carried[one.id]
            case "around":
                return self._surroundings.of(one.id)
            case _:
                return [other and self.of(f"item {other.id}") for other in self._kept.beside.get(one.id, ())]

    def _all(self, part: str) -> object:
        """A part of the whole collection."""
        collection = self._kept.collection
        if part == "vault":
            return collection.vault.names, [(note.id, self._contents[note.id]) for note in collection.vault.notes]
        return getattr(collection, part)

    def _shared(self, kind: str, rest: str) -> object:
        kept: Any = self._kept  # which names its kinds more closely than `sort` does
        sort, _, key = rest.partition(" ")
        match kind, sort:
            case "groups", "origin" | "category" | "source":
                return [self.of(f"group {sort} {group.slug}") for group in kept.groups[sort]]
            case "group", "origin" | "category" | "source":
                group = kept.group_at.get((sort, key))
                if group is None:
                    return None
                return group.label, group.spellings, group.slug, group.origin, self._items(group.items)
            case "term", "theme" | "keyword":
                return kept.term_at.get((sort, key))
            case "link", "theme" | "keyword":
                return kept.term_links.get((sort, key))
            case _:
                return kept.group_links.get((sort, key))

    def _items(self, some: Iterable[Published]) -> list[bytes]:
        return [self.of(f"item {one.id}") for one in some]
