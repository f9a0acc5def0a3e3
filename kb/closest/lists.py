"""Terms of notes into lists: for each note the notes nearest to it by cosine, best first, ties by id.

A list holds every note that is nearer than its last one, so the first `POOL` of it are the nearest there are. It is
longer than that: when a note changes, it leaves and enters the lists of others, and only a list that has become too
short is made again.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from kb.closest.candidates import Candidates
from kb.closest.meaning import Meaning
from kb.closest.postings import Flags, Postings, Rows, Slots, ascending
from kb.closest.products import Products
from kb.closest.steps import Floats, Whole, cosines

POOL = 50
"""Notes, the nearest by cosine, among which a note's neighbours are chosen."""
LENGTH = 64
"""Notes that a list holds at most."""
_BLOCK = 400_000  # pairs that are looked at together, which bounds the memory
_COMMON = 4  # terms that every fourth note holds, and of few notes at least `_MANY`, count as common
_MANY = 200
_BITS = 32
_LAST = (1 << 31) - 1
_NEVER = 1 << 62  # further than any floor

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

    def keys(self, near: Whole, slots: Slots | Whole) -> Whole:
        """Slots and how near they are, each in one number, more than 0 where they are near at all."""
        keys: Whole = (near << _BITS) + (_LAST - self._places.take(slots))
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
        more = slots - len(self.whole)
        return Lists.joined((self, Lists.none(more))) if more else self

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
        products = Products(self.postings, self.worth, held, slots, many)
        candidates = Candidates(products, self.lengths, LENGTH)
        step = self._step

        def some(start: int) -> Lists:
            rows = every[start : start + step]
            if not meaning:
                return self._listed(rows, *candidates.of(rows, rows))
            found = products.of(rows)
            lengths = np.where(found > 0, self.lengths[rows, None] * self.lengths, 1)
            near = meaning.together(cosines(found, lengths), start)
            own, slots = np.nonzero(near)
            return self._listed(rows, own, near[own, slots], slots.astype(np.int32))

        return Lists.joined(spread(some, range(0, slots, step)))

    def lists(self, rows: Whole) -> Lists:
        """The lists of some slots."""
        held = self.postings.rows(rows, len(self.lengths), self.worth)
        return Lists.joined([self._listed(*one) for one in self._near(rows, held)])

    def revised(self, before: Lists, touched: Flags, rows: Whole, held: Rows) -> tuple[Lists, Whole]:
        """The lists after slots were touched, and whose lists those are that changed, without those of the touched.

        `rows` are those of the touched slots that have a note, and `held` what these hold. The order must still know
        the notes that are gone.
        """
        lists = Lists(before.near.copy(), before.cosine.copy(), before.whole.copy())
        gone = np.flatnonzero(touched)
        lists.put(gone, Lists.none(len(gone)))
        floor = np.where(touched, _NEVER, np.where(before.whole, 0, self._floors(before)))
        owners: list[Slots] = []
        entries: list[Whole] = []

        made: list[Lists] = []
        for some, own, near, slots in self._near(rows, held, floor >> _BITS):
            keys = self.order.keys(near, some[own])
            enters = np.flatnonzero((near > 0) & (keys > floor[slots]))
            owners.append(slots[enters])
            entries.append(keys[enters])
            made.append(self._listed(some, own, near, slots))
        lists.put(rows, Lists.joined(made))
        leaves = np.append(touched, False).take(before.near)  # slot -1 is nobody
        owner = np.concatenate((np.zeros(0, dtype=np.int64), *owners))
        concerned = np.zeros(len(touched), dtype=np.bool_)
        concerned[np.flatnonzero(leaves) // leaves.shape[1]] = True
        concerned[owner] = True
        concerned &= ~touched
        changed = np.flatnonzero(concerned)
        place = np.zeros(len(touched), dtype=np.int64)
        place[changed] = np.arange(len(changed))
        own, column = np.nonzero((before.near[changed] >= 0) & ~leaves[changed])
        kept = self.order.keys(before.cosine[changed][own, column].astype(np.int64), before.near[changed][own, column])
        keys = np.concatenate((kept, *entries))
        own = np.concatenate((own, place[owner]))
        order = ascending(own)
        best, counts = _best(own[order], keys[order], len(changed))
        whole = before.whole[changed] & (counts <= LENGTH)
        lists.put(changed, Lists(*self.order.slots(best), whole))
        short = changed[~whole & (counts < POOL)]
        lists.put(short, self.lists(short))
        return lists, changed

    @property
    def _step(self) -> int:
        """How many slots are held against all together."""
        return max(1, _BLOCK // max(1, len(self.lengths)))

    def _near(self, rows: Whole, held: Rows, floor: Whole | None = None) -> Iterator[tuple[Whole, Whole, Whole, Slots]]:
        """Some slots at a time, and of these the candidates; `held` is what they hold, `floor` as there."""
        slots = len(self.lengths)
        products = Products(self.postings, self.worth, held, slots, slots + 1)
        candidates = Candidates(products, self.lengths, LENGTH, floor)
        for start in range(0, len(rows), self._step):
            places = np.arange(start, min(start + self._step, len(rows)))
            yield rows[places], *candidates.of(places, rows[places])

    def _floors(self, lists: Lists) -> Whole:
        """The last entry of each list."""
        last = np.maximum((lists.near >= 0).sum(axis=1) - 1, 0)
        every = np.arange(len(last))
        return self.order.keys(lists.cosine[every, last].astype(np.int64), lists.near[every, last])

    def _listed(self, rows: Whole, own: Whole, near: Whole, slots: Slots) -> Lists:
        """Lists of some rows from how near they are to some slots; `own` says which row, from 0, ascending."""
        told = (near > 0) & (slots != rows[own])
        own, keys = own[told], self.order.keys(near[told], slots[told])
        best, counts = _best(own, keys, len(rows))
        return Lists(*self.order.slots(best), counts <= LENGTH)


def _best(own: Whole, keys: Whole, rows: int) -> tuple[Whole, Whole]:
    """The largest keys of each of so many rows, from the largest on, and how many each has; `own` is ascending."""
    counts = np.bincount(own, minlength=rows)
    width = int(np.max(counts, initial=LENGTH))
    table = np.zeros((rows, width), dtype=np.int64)
    begins = width * np.arange(rows) - (np.cumsum(counts) - counts)
    table.ravel()[np.repeat(begins, counts) + np.arange(len(own))] = keys
    return -np.sort(-table, axis=1)[:, :LENGTH], counts  # in a sixth of the time that `partition` takes of such rows
