"""Terms of notes into lists: for each note the notes nearest to it by cosine, best first, ties by id.

A list holds every note that is nearer than its last one, so the first `POOL` of it are the nearest there are. It is
longer than that: when a note changes, it leaves and enters the lists of others, and only a list that has become too
short is made again.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from kb.closest.meaning import Meaning
from kb.closest.postings import Flags, Postings, Slots
from kb.closest.steps import Floats, Whole, cosines, weights

POOL = 50
"""Notes, the nearest by cosine, among which a note's neighbours are chosen."""
LENGTH = 64
"""Notes that a list holds at most."""
_BLOCK = 1_000_000  # pairs that are looked at together, which bounds the memory
_BITS = 32
_LAST = (1 << 31) - 1
_NEVER = 1 << 62

Batch = TypeVar("Batch")
Result = TypeVar("Result")


class Spread(Protocol):
    """Does work for each of some batches, as `map` would."""

    def __call__(self, work: Callable[[Batch], Result], batches: Sequence[Batch], /) -> Iterable[Result]:
        """What the work gives, in the batches' order."""


class Order:
    """Slots in the order of their notes' ids, and how near each is in one number: larger is nearer, ties by id."""

    def __init__(self, ids: Sequence[str | None]) -> None:
        """Take the ids by slot, None for a free one."""
        taken = sorted((id_, slot) for slot, id_ in enumerate(ids) if id_ is not None)
        self._slots = np.array([slot for _, slot in taken], dtype=np.int32)
        self._places = np.full(len(ids) + 1, _LAST, dtype=np.int64)  # one more, for the slot -1 of nobody
        self._places[self._slots] = np.arange(len(taken))

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


@dataclass(frozen=True, slots=True, eq=False)
class Lists:
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

    def longer(self, slots: int) -> "Lists":
        """The same with as many empty lists behind as make so many slots."""
        more = Lists.none(slots - len(self.whole))
        return Lists(
            np.concatenate((self.near, more.near)),
            np.concatenate((self.cosine, more.cosine)),
            np.concatenate((self.whole, more.whole)),
        )

    def put(self, rows: Whole, lists: "Lists") -> None:
        """Replace the lists of some slots."""
        self.near[rows], self.cosine[rows], self.whole[rows] = lists.near, lists.cosine, lists.whole


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Space:
    """What the cosines of notes follow from."""

    postings: Postings
    """Who holds which term."""
    worth: Floats
    """What each term is worth."""
    lengths: Floats
    """The length of each slot's note, 0 for one that says nothing."""
    order: Order
    """The order of the ids."""

    def all_lists(self, meaning: Meaning | None, spread: Spread) -> Lists:
        """The lists of all slots."""
        from scipy import sparse  # noqa: PLC0415  # it takes longer to load than one edit to be ranked

        counts = self.postings.frequency
        telling = self.worth > 0
        kept = np.repeat(telling, counts)
        values = weights(self.postings.times[kept], np.repeat(self.worth[telling], counts[telling]))
        ends = np.concatenate(([0], np.cumsum(np.where(telling, counts, 0))))
        slots = len(self.lengths)
        by_term = sparse.csr_array((values, self.postings.slots[kept], ends), shape=(len(counts), slots))
        by_slot = by_term.T.tocsr()
        step = max(1, _BLOCK // max(1, slots))

        def some(start: int) -> Lists:
            found = by_slot[start : start + step] @ by_term
            lengths = np.repeat(self.lengths[start : start + step], np.diff(found.indptr)) * self.lengths[found.indices]
            near = cosines(found.data, lengths)
            if meaning:
                found = sparse.csr_array((near, found.indices, found.indptr), shape=found.shape)
                found = sparse.csr_array(meaning.together(found.toarray(), start))
                near = found.data
            spans = zip(found.indptr[:-1], found.indptr[1:], strict=True)
            return self._lists(
                (row, near[start:end], found.indices[start:end]) for row, (start, end) in enumerate(spans, start)
            )

        parts = [Lists.none(0), *spread(some, range(0, slots, step))]
        return Lists(
            np.concatenate([one.near for one in parts]),
            np.concatenate([one.cosine for one in parts]),
            np.concatenate([one.whole for one in parts]),
        )

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
        lists.put(short, self._lists(self._cosines(short)))
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
        tops, whole = [], []
        for row, near, slots in found:
            keys = self.order.keys(near, slots)
            keys = keys[(near > 0) & (slots != row)]
            whole.append(len(keys) <= LENGTH)
            if len(keys) > LENGTH:
                keys = np.partition(keys, -LENGTH)[-LENGTH:]
            tops.append(np.pad(keys, (0, LENGTH - len(keys))))
        if not tops:
            return Lists.none(0)
        return Lists(*self.order.slots(-np.sort(-np.array(tops), axis=1)), np.array(whole))
