"""Terms of notes into lists: for each note the notes nearest to it by cosine, best first, ties by id.

A list holds every note that is nearer than its last one, so the first `POOL` of it are the nearest there are. It is
longer than that: when a note changes, it leaves and enters the lists of others, and only a list that has become too
short is made again.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from math import isqrt
from typing import Protocol, TypeVar

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from kb.closest.meaning import Meaning
from kb.closest.postings import Flags, Postings, Rows, Slots
from kb.closest.products import Products
from kb.closest.steps import WHOLE, Floats, Whole, cosines

POOL = 50
"""Notes, the nearest by cosine, among which a note's neighbours are chosen."""
LENGTH = 64
"""Notes that a list holds at most."""
_BLOCK = 400_000  # pairs that are looked at together, which bounds the memory
_COMMON = 4  # terms that every fourth note holds, and of few notes at least `_MANY`, count as common
_MANY = 200
_HALF = 0.5 + 1e-6  # of a unit, and what floats may be wrong by
_BITS = 32
_LAST = (1 << 31) - 1
_NEVER = 1 << 62

Batch = TypeVar("Batch")
Result = TypeVar("Result")


class Spread(Protocol):
    """Does work for each of some batches, as `map` would."""

    def __call__(self, work: Callable[[Batch], Result], batches: Sequence[Batch], /) -> Iterable[Result]:
        """What the work gives, in the batches' order."""


def in_order(ids: Sequence[str | None]) -> list[int]:
    """The slots that have a note, in the order of the notes' ids."""
    taken = {id_: slot for slot, id_ in enumerate(ids) if id_ is not None}
    return [taken[id_] for id_ in sorted(taken)]


class Order:
    """Slots in the order of their notes' ids, and how near each is in one number: larger is nearer, ties by id."""

    def __init__(self, ids: Sequence[str | None]) -> None:
        """Take the ids by slot, None for a free one."""
        self._slots = np.array(in_order(ids), dtype=np.int32)
        self._places = np.full(len(ids) + 1, _LAST, dtype=np.int64)  # one more, for the slot -1 of nobody
        self._places[self._slots] = np.arange(len(self._slots))

    def keys(self, near: Whole, slots: Slots) -> Whole:
        """Slots and how near they are, each in one number, more than 0 where they are near at all."""
        keys: Whole = (near << _BITS) + (_LAST - self._places[slots])
        return keys

    def slots(self, keys: Whole) -> tuple[Slots, npt.NDArray[np.int16]]:
        """The slots, and how near they are; -1 and 0 where that is not more than 0."""
        near = keys >> _BITS
        some = near > 0
        places = np.where(some, _LAST - (keys & _LAST), 0)
        return np.where(some, self._slots[places] if len(self._slots) else -1, -1).astype(np.int32), np.where(
            some, near, 0
        ).astype(np.int16)


class Lists(Struct, frozen=True, eq=False):
    """A row for each slot."""

    near: Slots
    """Slots of the nearest notes, best first; -1 where there are no more."""
    cosine: npt.NDArray[np.int16]
    """Their cosines in units; 0 where there are no more."""
    whole: Flags
    """Whether the list holds every note that shares a term."""

    @classmethod
    def none(cls, slots: int) -> "Lists":
        """Empty lists for so many slots."""
        shape = slots, LENGTH
        return cls(np.full(shape, -1, dtype=np.int32), np.zeros(shape, dtype=np.int16), np.ones(slots, dtype=np.bool_))

    @classmethod
    def joined(cls, lists: Iterable["Lists"]) -> "Lists":
        """Lists one behind the other."""
        parts = [cls.none(0), *lists]
        return cls(
            np.concatenate([one.near for one in parts]),
            np.concatenate([one.cosine for one in parts]),
            np.concatenate([one.whole for one in parts]),
        )

    def longer(self, slots: int) -> "Lists":
        """The same with as many empty lists behind as make so many slots."""
        return Lists.joined((self, Lists.none(slots - len(self.whole))))

    def put(self, rows: Whole, lists: "Lists") -> None:
        """Replace the lists of some slots."""
        self.near[rows], self.cosine[rows], self.whole[rows] = lists.near, lists.cosine, lists.whole


class Space(Struct, frozen=True, eq=False, kw_only=True):
    """What the cosines of notes follow from."""

    postings: Postings
    """Who holds which term."""
    worth: Floats
    """What each term is worth."""
    lengths: Floats
    """The length of each slot's note, 0 for one that says nothing."""
    order: Order
    """The order of the ids."""

    def all_lists(self, held: Rows, meaning: Meaning | None, spread: Spread) -> Lists:
        """The lists of all slots, of which `held` is what each holds."""
        slots = len(self.lengths)
        every = np.arange(slots)
        many = slots + 1 if meaning else max(_MANY, slots // _COMMON)
        products = Products(self.postings, self.worth, held, many)
        scale = np.divide(WHOLE, self.lengths, out=np.zeros(slots), where=self.lengths > 0)
        most = products.most * scale
        step = max(1, _BLOCK // max(1, slots))

        def some(start: int) -> Lists:
            rows = every[start : start + step]
            found = products.of(rows)
            if meaning:
                lengths = np.where(found > 0, self.lengths[rows, None] * self.lengths, 1)
                near = meaning.together(cosines(found, lengths), start)
                own, slots = np.nonzero(near)
                return self._listed(rows, own, near[own, slots], slots.astype(np.int32))
            own, slots = _nearest(found, scale, (products.most[rows], most), rows, self.lengths[rows])
            ones = own + start
            whole = found.take(own * len(every) + slots) + products.common(ones, slots)
            near = cosines(whole, np.where(whole > 0, self.lengths[ones] * self.lengths[slots], 1))
            return self._listed(rows, own, near, slots.astype(np.int32))

        return Lists.joined(spread(some, range(0, slots, step)))

    def lists(self, rows: Whole) -> Lists:
        """The lists of some slots."""
        return self._lists(self._cosines(rows))

    def revised(self, before: Lists, touched: Flags, rows: Whole) -> tuple[Lists, Whole]:
        """The lists after slots were touched, and whose lists those are that changed, without those of the touched.

        `rows` are those of the touched slots that have a note. The order must still know the notes that are gone.
        """
        lists = Lists(before.near.copy(), before.cosine.copy(), before.whole.copy())
        gone = np.flatnonzero(touched)
        lists.put(gone, Lists.none(len(gone)))
        floor = np.where(touched, _NEVER, np.where(before.whole, 0, self._floors(before)))
        owners: list[Slots] = []
        entries: list[Whole] = []

        def entering() -> Iterator[tuple[int, Whole, Slots]]:
            for row, near, slots in self._cosines(rows):
                keys = self.order.keys(near, np.full(len(near), row, dtype=np.int32))
                enters = np.flatnonzero((near > 0) & (keys > floor[slots]))
                owners.append(slots[enters])
                entries.append(keys[enters])
                yield row, near, slots

        lists.put(rows, self._lists(entering()))
        leaves = (before.near >= 0) & touched[before.near]
        owner = np.concatenate((np.zeros(0, dtype=np.int64), *owners))
        concerned: Flags = np.array(leaves.any(axis=1))
        concerned[owner] = True
        concerned &= ~touched
        changed = np.flatnonzero(concerned)
        place = np.zeros(len(touched), dtype=np.int64)
        place[changed] = np.arange(len(changed))
        own, column = np.nonzero((before.near[changed] >= 0) & ~leaves[changed])
        kept = self.order.keys(before.cosine[changed][own, column].astype(np.int64), before.near[changed][own, column])
        keys = np.concatenate((kept, *entries))
        own = np.concatenate((own, place[owner]))
        counts = np.bincount(own, minlength=len(changed))
        order = np.lexsort((-keys, own))
        own = own[order]
        column = np.arange(len(own)) - (np.cumsum(counts) - counts)[own]
        within = column < LENGTH
        best = np.zeros((len(changed), LENGTH), dtype=np.int64)
        best[own[within], column[within]] = keys[order][within]
        whole = before.whole[changed] & (counts <= LENGTH)
        lists.put(changed, Lists(*self.order.slots(best), whole))
        short = changed[~whole & (counts < POOL)]
        lists.put(short, self.lists(short))
        return lists, changed

    def _cosines(self, rows: Whole) -> Iterator[tuple[int, Whole, Slots]]:
        """For each of some slots how near it is to some slots, in units, and to which."""
        held = self.postings.rows(rows, len(self.lengths), self.worth)
        every = np.arange(len(self.lengths), dtype=np.int32)
        for place, row in enumerate(rows.tolist()):
            span = slice(held.ends[place], held.ends[place + 1])
            yield row, self.postings.cosines(span, held, self.lengths[row], self.lengths, self.worth), every

    def _floors(self, lists: Lists) -> Whole:
        """The last entry of each list."""
        last = np.maximum((lists.near >= 0).sum(axis=1) - 1, 0)
        every = np.arange(len(last))
        return self.order.keys(lists.cosine[every, last].astype(np.int64), lists.near[every, last])

    def _lists(self, found: Iterable[tuple[int, Whole, Slots]]) -> Lists:
        """Lists from how near each row is to some slots."""
        return Lists.joined(
            [
                self._listed(np.array([row]), np.zeros(len(slots), dtype=np.int64), near, slots)
                for row, near, slots in found
            ]
        )

    def _listed(self, rows: Whole, own: Whole, near: Whole, slots: Slots) -> Lists:
        """Lists of some rows from how near they are to some slots; `own` says which row, from 0, ascending."""
        told = (near > 0) & (slots != rows[own])
        own, keys = own[told], self.order.keys(near[told], slots[told])
        counts = np.bincount(own, minlength=len(rows))
        width = int(np.max(counts, initial=LENGTH))
        table = np.zeros((len(rows), width), dtype=np.int64)
        begins = width * np.arange(len(rows)) - (np.cumsum(counts) - counts)
        table.ravel()[np.repeat(begins, counts) + np.arange(len(own))] = keys
        if width > LENGTH:
            table = np.partition(table, -LENGTH, axis=1)[:, -LENGTH:]
        return Lists(*self.order.slots(-np.sort(-table, axis=1)), counts <= LENGTH)


def _nearest(
    found: Floats, scale: Floats, most: tuple[Floats, Floats], rows: Whole, lengths: Floats
) -> tuple[Whole, Whole]:
    """Row, ascending, and slot of all that can be among the `LENGTH` nearest of some rows, and of some more.

    What was `found` for the rows and all slots, times the `scale` of the slots, are at least their cosines in units,
    times the rows' `lengths`; these are at most the products of `most`, for rows and for slots, above that. The largest
    of each of some groups of slots are looked at: the one of them that is next after `LENGTH` others is not nearer than
    the last that is looked for, and whatever may be as near as it when rounded is taken. Where that is nothing, all
    that may be near is.
    """
    groups = LENGTH * max(2, isqrt(len(scale)) // 8)
    grouped = np.zeros((len(rows), -(-len(scale) // groups), groups))
    places = grouped.reshape(len(rows), -1)  # a place for each slot, and at the end some for none
    near = places[:, : len(scale)]
    np.multiply(found, scale, out=near)
    near[np.arange(len(rows)), rows] = 0
    largest = grouped.max(axis=1)
    known = np.partition(largest, groups - LENGTH - 1, axis=1)[:, groups - LENGTH - 1]
    units = np.rint(np.minimum(known / np.where(lengths > 0, lengths, 1), WHOLE))
    least = np.where(units > 0, (units - _HALF) * lengths, 0)
    if most[0].any():
        near += np.multiply.outer(*most)
    # Of one dimension, since `nonzero` of two takes many times as long.
    inside = np.flatnonzero(places > least[:, None])
    own = inside // places.shape[1]
    return own, inside - places.shape[1] * own
