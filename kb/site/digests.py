"""The names of what pages look at (`kb.site.looks`) into digests of what stands there now, kind by kind."""

from collections.abc import Callable, Mapping
from itertools import chain
from typing import ClassVar

import numpy as np

from kb.site import short
from kb.site.link_digests import LinkDigests
from kb.site.note_digests import PARTS, Makers
from kb.site.plan import GroupKind
from kb.site.render import Site
from kb.site.tables import Column, column, folded, joined

_ALL = "addresses", "diagnostics", "graph", "items", "keywords", "model", "signals", "themes", "united", "vault"
"""Parts of the collection that pages ask for as a whole."""
_GROUPS: tuple[GroupKind, ...] = "origin", "category", "source"


class Digests(LinkDigests):
    """What every name stands for now.

    Most follows from what stood before: of each kind only that is digested whose own ground has changed. Whatever is
    taken over has the digest that it would get.
    """

    def _graph(self) -> Column:
        nodes = short.of(self._kept.collection.graph.nodes)
        told = nodes, self._part("items"), self.column("reached").tobytes(), self.column("similar").tobytes()
        return column([(told, self._site.communities)])

    def _communities(self) -> Column:
        """What is told of communities, which takes longer to find than what it follows from."""
        before = self._tables.before("communities")
        if before.any() and self._is_same("themes", "keywords") and not self._moved("graph").any():
            return before
        return column([self._site.drawn.told])

    def _all(self) -> Column:
        collection = self._kept.collection
        signals = self.column("signals")
        place = self.keys("signals").place
        rows = [one.id for one in self._kept.items if one.rows]
        parts = {part: self._part(part) for part in PARTS} | {
            "diagnostics": short.of(collection.diagnostics),
            "graph": self.column("graph").tobytes(),
            "model": short.of(collection.model),
            "united": short.of((self._part("items"), self.column("content").tobytes())),
            "vault": short.of((self._part("names"), self.column("content").tobytes())),
            "signals": short.of((rows, signals[[place[id_] for id_ in rows]].tobytes())),
        }
        return joined([parts[part] for part in _ALL])

    def _orphans(self) -> Column:
        before = self._tables.before("orphans")
        if before.any() and self._is_as_decided and not self._moved("reached").any():
            return before
        return self._shown(self._kept.orphans)

    def _groups(self) -> Column:
        group, place = self.column("group"), self.keys("group").place
        groups = self._kept.groups
        return column([group[[place[f"{kind} {one.slug}"] for one in groups[kind]]].tobytes() for kind in _GROUPS])

    def _group(self) -> Column:
        groups = self._kept.group_at.values()
        told = [(one.name, one.label, one.spellings, one.slug, one.origin, self._of_items(one.items)) for one in groups]
        return column(told)

    def _carrying(self) -> Column:
        """By term with a page what lists show of the items that carry it, and how each term of these is called."""
        carriers, place = self._kept.carriers, self.keys("carrying").place
        label, at = self.column("label"), self.keys("label").place
        marks = label[[at[" ".join(key)] for key in carriers.keys]]
        shown = joined([self._in_lists[one.id] for one in carriers.items])
        numbers, begins = carriers.carried
        both = shown + folded(marks[numbers], begins)
        places, begins = carriers.carrying
        made = np.zeros(len(place), np.uint64)
        made[[place[" ".join(key)] for key in carriers.keys]] = folded(both[places], begins)
        return made

    def _link(self) -> Column:
        """What decides a link to a term, which takes less time than to make it; and links to groups."""
        kept = self._kept
        terms = [(one.label, one.slug, len(one.notes)) for one in kept.term_at.values()]
        return column([*terms, *map(kept.group_links.__getitem__, kept.group_spelled)])

    def _beside(self) -> Column:
        """By item who stands on either side of it in its origin."""
        place, nobody = self.keys("note").place, len(self._ids)
        every = [nobody]
        for group in self._kept.groups["origin"]:
            every += [place[one.id] for one in self._kept.within(group)]
            every.append(nobody)
        order, sides = np.array(every), np.full((nobody + 1, 2), nobody)
        sides[order[1:], 0], sides[order[:-1], 1] = order[:-1], order[1:]
        shown = np.append(self.column("item"), np.zeros(1, np.uint64))[sides[:-1].ravel()]
        return np.where(self._there, folded(shown, np.arange(0, 2 * nobody + 1, 2)), np.uint64(0))

    def _files(self) -> Column:
        place = self.keys("note").place
        places = [place[id_] for id_ in self._kept.id_at.values()]
        both = np.stack((self.column("id")[places], self.column("item")[places]), axis=1)
        return folded(both.ravel(), np.arange(0, 2 * len(places) + 1, 2))

    def _sheet(self) -> Column:
        """By sheet of the table of signals how many there are in all, and of which items those are that stand there."""
        kept, place = self._kept, self.keys("note").place
        items = [(place[one.id], one.rows) for one in kept.items if one.rows]
        notes, rows = np.array(items, np.int64).reshape(-1, 2).T
        ends = np.cumsum(rows)
        number = np.arange(rows.sum()) - np.repeat(ends - rows, rows)
        shown = np.repeat(self.column("item")[notes], rows) + number.astype(np.uint64)
        told = folded(shown, np.array([0, *[some.stop for some in kept.sheets]]))
        total = np.repeat(column([(len(shown), len(items))]), len(told))
        return folded(np.stack((told, total), axis=1).ravel(), 2 * np.arange(len(told) + 1))

    DECIDED: ClassVar[frozenset[str]] = frozenset(
        {
            "items", "group", "groups", "term", "label", "carrying", "link", "lists", "dated", "beside", "origins",
            "path", "file", "periods", "redirects", "drawn", "sheet",
        }
    )  # fmt: skip
    KEYS: ClassVar[Mapping[str, Callable[[Site], list[str]]]] = {
        "": lambda _: [""],
        "parts": lambda _: [*PARTS],
        "all": lambda _: [*_ALL],
        "group kinds": lambda _: [*_GROUPS],
        "notes": lambda site: [*site.plan.kept.by_id],
        "sheets": lambda site: [*map(str, range(1, len(site.plan.kept.sheets) + 1))],
        "shards": lambda site: [*map(str, range(len(site.plan.kept.drawn)))],
        "paths": lambda site: [one.path for one in site.plan.kept.published],
        "files": lambda site: [*site.plan.kept.id_at],
        "origins": lambda site: [f"around {slug}" for slug in site.plan.kept.around_origin],
        "groups": lambda site: [" ".join(key) for key in site.plan.kept.group_at],
        "terms": lambda site: [" ".join(key) for key in site.plan.kept.term_at],
        "links": lambda site: [" ".join(key) for key in chain(site.plan.kept.term_at, site.plan.kept.group_spelled)],
    }
    MADE: ClassVar[Makers] = {
        **LinkDigests.OF_NOTES,
        "decided": ("", lambda self: column([(self.column("item").tobytes(), self.column("parts").tobytes())])),
        "items": ("", lambda self: self._shown((*self._kept.items, *self._kept.pages))),
        "term": ("terms", lambda self: column([*self._kept.term_at.values()])),
        "label": (
            "terms",
            lambda self: column([(kind, key, one.label, one.slug) for (kind, key), one in self._kept.term_at.items()]),
        ),
        "beside": ("notes", _beside),
        "graph": ("", _graph),
        "communities": ("", _communities),
        "all": ("all", _all),
        "periods": ("", lambda self: column([self._site.times.kept])),
        "redirects": (
            "",
            lambda self: column([[(one.address, self._in_lists[one.to.id]) for one in self._kept.redirects]]),
        ),
        "lists": ("", lambda self: column([self._kept.lists])),
        "sheet": ("sheets", _sheet),
        "drawn": ("shards", lambda self: column(self._kept.drawn)),
        "dated": ("", lambda self: column([self._kept.dated])),
        "orphans": ("", _orphans),
        "path": ("paths", lambda self: self.column("item")[self._there]),
        "file": ("files", _files),
        "origins": ("origins", lambda self: column([*self._kept.around_origin.values()])),
        "groups": ("group kinds", _groups),
        "group": ("groups", _group),
        "carrying": ("terms", _carrying),
        "link": ("links", _link),
    }
