"""Terms into the notes that hold them, and how often: what any number of notes change in it, they change at once."""

from collections.abc import Iterable
from typing import Self, TypeVar

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from kb.closest.steps import Floats, Whole, weights

_FEW = 8  # slots, for which all postings are gone through once for each

Slots = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]
_Column = TypeVar("_Column", npt.NDArray[np.int32], npt.NDArray[np.uint8])


class Rows(Struct, frozen=True, eq=False):
    """What some notes hold, each note's terms together."""

    ends: Whole
    """Where the terms of each note begin, and the last one's end."""
    terms: Whole
    """Numbers of terms."""
    weights: Floats
    """Their weights in the note."""

    def of(self, some: Flags) -> "Rows":
        """The same of flagged terms alone."""
        wanted = some.take(self.terms)
        if wanted.all():
            return self
        found = np.flatnonzero(wanted)
        return Rows(np.append(0, np.cumsum(wanted)).take(self.ends), self.terms.take(found), self.weights.take(found))

    def squares(self) -> Floats:
        """The square of each note's length."""
        own = np.repeat(np.arange(len(self.ends) - 1), np.diff(self.ends))
        squares: Floats = np.bincount(own, np.square(self.weights), minlength=len(self.ends) - 1).astype(np.float64)
        return squares


class Held(Struct, frozen=True, eq=False):
    """What some slots hold, a slot's terms in one run."""

    slots: Slots
    """Slots of notes."""
    terms: Slots
    """Numbers of terms, each once for a slot."""
    times: npt.NDArray[np.uint8]
    """How often the note holds the term, `MOST_TIMES` at most."""

    @classmethod
    def joined(cls, parts: Iterable["Held"]) -> "Held":
        """What all of them hold, one behind the other."""
        every = [cls(np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.uint8)), *parts]
        return cls(
            np.concatenate([one.slots for one in every]),
            np.concatenate([one.terms for one in every]),
            np.concatenate([one.times for one in every]),
        )

    def rows(self, notes: int, worth: Floats) -> Rows:
        """What so many slots hold, which stand here ascending; terms that are worth nothing are left out."""
        ends = np.append(0, np.cumsum(np.bincount(self.slots, minlength=notes)))
        return Rows(ends, self.terms.astype(np.int64), weights(self.times, worth.take(self.terms))).of(worth > 0)


class Postings(Struct, frozen=True, eq=False):
    """For every term the slots of the notes that hold it."""

    starts: Whole
    """Where the notes of each term begin, and the last one's end."""
    slots: Slots
    """Slots of notes, each once for a term."""
    times: npt.NDArray[np.uint8]
    """How often the note holds the term, `MOST_TIMES` at most."""
    renewed: Flags | None = None
    """Which terms `changed` touched, that made it; None where nobody knows."""

    @classmethod
    def none(cls) -> Self:
        """Of no terms."""
        return cls(np.zeros(1, dtype=np.int64), np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.uint8))

    @property
    def frequency(self) -> Whole:
        """In how many notes each term stands."""
        return np.diff(self.starts)

    def changed(self, gone: Flags, new: Held, terms: int) -> "Postings":
        """The same without the flagged slots, and with what other slots hold, which ascend; so many terms.

        Slots of a term ascend, so that a term which the same notes hold as often as before stands as it did.
        """
        counts = np.zeros(terms, dtype=np.int64)
        counts[: len(self.starts) - 1] = self.frequency
        renewed = np.zeros(terms, dtype=np.bool_)
        renewed[new.terms] = True
        slots, times = self.slots, self.times
        out = self._places(np.flatnonzero(gone), len(gone))
        if len(out):
            left = self._terms(out)
            renewed[left] = True
            counts -= np.bincount(left, minlength=terms)
            slots, times = np.delete(slots, out), np.delete(times, out)
        order = ascending(new.terms)
        added, terms_added, ends = new.slots.take(order), new.terms.take(order), np.cumsum(counts)
        places = _places(slots, added, (ends - counts).take(terms_added), ends.take(terms_added))
        places += np.arange(len(order))
        stays = np.ones(len(slots) + len(order), dtype=np.bool_)
        stays[places] = False
        slots = _merged(slots, stays, added, places)
        times = _merged(times, stays, new.times.take(order), places)
        counts += np.bincount(new.terms, minlength=terms)
        return Postings(np.concatenate(([0], np.cumsum(counts))), slots, times, renewed)

    def squares(self, notes: int, worth: Floats) -> Floats:
        """The square of the length of each of so many slots."""
        values = weights(self.times, np.repeat(worth, self.frequency))
        squares: Floats = np.bincount(self.slots, np.square(values), minlength=notes).astype(np.float64)
        return squares

    def rows(self, wanted: Whole, notes: int, worth: Floats) -> Rows:
        """What some of so many slots hold; terms that are worth nothing are left out."""
        place = np.zeros(notes, dtype=np.int32)
        place[wanted] = np.arange(len(wanted))
        found = self._places(wanted, notes)
        terms = self._terms(found)
        telling = worth[terms] > 0
        if not telling.all():
            found, terms = found[telling], terms[telling]
        own = place[self.slots[found]]
        order = ascending(own)
        found, terms = found[order], terms[order]
        ends = np.concatenate(([0], np.cumsum(np.bincount(own, minlength=len(wanted)))))
        return Rows(ends, terms, weights(self.times[found], worth[terms]))

    def of(self, some: Flags) -> "Postings":
        """The same of flagged terms alone; nobody holds the others."""
        counts = np.where(some, self.frequency, 0)
        starts = np.append(0, np.cumsum(counts))
        found = np.repeat(self.starts[:-1] - starts[:-1], counts) + np.arange(starts[-1])
        return Postings(starts, self.slots[found], self.times[found])

    def _places(self, wanted: Whole, notes: int) -> Whole:
        """Where some of so many slots stand, those of each ascending."""
        if len(wanted) <= _FEW:
            return np.concatenate([np.zeros(0, dtype=np.int64), *(np.flatnonzero(self.slots == one) for one in wanted)])
        if len(wanted) == notes:
            return np.arange(len(self.slots))
        flags = np.zeros(notes, dtype=np.bool_)
        flags[wanted] = True
        return np.flatnonzero(flags.take(self.slots))

    def _terms(self, places: Whole) -> Whole:
        """The term of each place among the slots."""
        if len(places) < len(self.slots) / _FEW:
            return np.searchsorted(self.starts, places, side="right") - 1
        return np.repeat(np.arange(len(self.starts) - 1), self.frequency)[places]


def _places(among: Slots, some: Slots, low: Whole, high: Whole) -> Whole:
    """Where each of some slots belongs between two places, where slots ascend: halved until there is one left."""
    while (wide := low < high).any():
        middle = (low + high) >> 1
        behind = wide & (among[np.where(wide, middle, 0)] < some)
        low, high = np.where(behind, middle + 1, low), np.where(wide & ~behind, middle, high)
    return low


def _merged(old: _Column, stays: Flags, new: _Column, places: Whole) -> _Column:
    """What is old where that stays, in its order, and what is new at its places."""
    every = np.empty_like(old, shape=len(stays))
    every[stays], every[places] = old, new
    return every


def ascending(numbers: Whole | Slots) -> Whole:
    """The order that sorts numbers from 0 on, equal ones as they stand: by 16 bits at a time, which numpy does fast."""
    order: Whole = np.argsort(numbers.astype(np.uint16), kind="stable")
    if int(np.max(numbers, initial=0)) >> 16:
        order = order.take(np.argsort((numbers.take(order) >> 16).astype(np.uint16), kind="stable"))
    return order
