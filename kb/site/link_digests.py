"""The links of notes, and what lies around items, into digests of what pages say of them: in columns."""

from collections.abc import Iterator
from functools import cached_property
from itertools import chain
from typing import ClassVar

import numpy as np

from kb.closest.neighbours import Neighbours
from kb.graph import Spans, reached
from kb.model import Found
from kb.site import short
from kb.site.near_digests import near_column
from kb.site.note_digests import Makers, NoteDigests
from kb.site.tables import Column, Flags, Places, column, folded
from kb.vault import Links

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


class LinkDigests(NoteDigests):
    """What names of notes stand for that tell of links, and of what is near."""

    def rows(self) -> Iterator[tuple[str, bytes]]:
        """As of `NoteDigests`."""
        yield from super().rows()
        if self._toward != self._before(_TOWARD):
            yield _TOWARD, self._toward

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
        **NoteDigests.OF_NOTES,
        "links": ("notes", _links),
        "reached": ("notes", _reached),
        "similar": ("notes", _similar),
        "around": ("notes", _around),
    }
    """Kinds of names of notes, and what these follow from."""
