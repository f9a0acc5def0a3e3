"""A ranking of notes, and what they are now, into their ranking now: only what an edit touched is ranked again.

There is one way to rank. A first ranking goes on from that of no notes, so all notes are new to it; a later one goes on
from the one before. A note is touched when its text is another, or when one of its terms has crossed a step
(`kb.closest.steps`). Touched notes leave and enter the lists of others (`kb.closest.lists`); notes whose lists changed,
or that hold a note in their lists whose nearness crossed a step, are scored again (`kb.closest.rank`); and of those,
notes whose neighbours are others are given reasons again. The result is the same, number for number.
"""

from collections.abc import Mapping, Sequence
from itertools import chain, compress, count, repeat
from operator import ne

import numpy as np
from msgspec import Struct

from kb.closest.features import Terms
from kb.closest.heaviest import MOST
from kb.closest.lists import Lists, Order, Space, Spread
from kb.closest.meaning import Meaning, Vectors
from kb.closest.neighbours import Neighbours, Reason, Short, parted, shortened
from kb.closest.postings import Flags, Postings, Rows, Slots
from kb.closest.rank import Best, Nearness
from kb.closest.reasons import reasons
from kb.closest.steps import Floats, Whole, worths
from kb.model import Note
from kb.note.cuts import Cuts

_FEW = 0.25  # of the notes: where more are touched, all lists are made again


class Ranking(Struct, frozen=True, eq=False, kw_only=True):
    """The neighbours of notes, and all that the next ranking goes on from; each note has a slot, as long as it is."""

    k: int
    """How many neighbours each note gets at most."""
    ids: tuple[str | None, ...] = ()
    """The id of each slot's note, None for a free slot."""
    keys: tuple[str, ...] = ()
    """What tells each slot's note from the same note with another text."""
    terms: tuple[str, ...] = ()
    """Every term by number, those that stand in no note any more too."""
    postings: Postings
    """Who holds which term."""
    lengths: Floats
    """The length of each slot's note."""
    lists: Lists
    """The nearest of each slot's note."""
    best: Best
    """The neighbours of each slot's note."""
    reason: Reason
    """Why they are near."""
    short: Short
    """A digest of each slot's neighbours and of what is known of them."""
    meaning: Floats | None = None
    """How near they are in meaning, not a number where that is unknown; None where terms alone were compared."""
    renewed: Flags | None = None
    """Slots of which the last ranking may have changed anything; None where nobody knows."""
    ranked: int = 0
    """How many notes were given neighbours by the last ranking."""

    @classmethod
    def none(cls, k: int) -> "Ranking":
        """Of no notes, k neighbours each."""
        empty = np.zeros((0, k))
        return cls(
            k=k,
            postings=Postings.none(),
            lengths=np.zeros(0),
            lists=Lists.none(0),
            best=Best(empty.astype(np.int32), empty.astype(np.int16)),
            reason=Reason.none(0, k),
            short=np.zeros(0, dtype=np.uint64),
        )

    @property
    def notes(self) -> int:
        """How many notes it is of."""
        return len(self.ids) - self.ids.count(None)

    @property
    def neighbours(self) -> Neighbours:
        """By source, then best first, ties by id."""
        return Neighbours(self.ids, self.best, self.reason, self.short, self.meaning)

    def after(
        self,
        notes: Sequence[Note],
        keys: Mapping[str, str],
        vectors: Vectors | None = None,
        spread: Spread = map,
        cuts: Cuts | None = None,
    ) -> "Ranking":
        """The ranking of these notes, with their keys by id in the same order.

        A note with the id and the key that it had is what it was.
        Only a ranking of no notes takes vectors, a row for each note, and the notes must then be sorted by id. `cuts`
        cuts notes into words, where others do so too.
        """
        known: dict[str | None, int] = dict(zip(self.ids, range(len(self.ids)), strict=True))
        known.pop(None, None)
        free = chain([slot for slot, id_ in enumerate(self.ids) if id_ is None], count(len(self.ids)))
        found = [*map(known.get, keys)]
        slots = [next(free) if slot is None else slot for slot in found]
        gone = sorted(set(known.values()).difference(slots))
        new = max(slots, default=-1) + 1 - len(self.ids)
        ids, last = [*self.ids, *repeat(None, new)], [*self.keys, *repeat("", new)]
        told = [*keys.values()]
        edited = dict(compress(zip(slots, told, strict=True), map(ne, map(last.__getitem__, slots), told)))
        if None in found:
            edited |= {slot: key for slot, key in zip(slots, told, strict=True) if ids[slot] is None}
        held = dict(zip(slots, notes, strict=True))
        for slot, key in edited.items():
            ids[slot], last[slot] = held[slot].id, key
        work = _Work(self, held, [*edited], gone, Terms(self.terms, cuts), ids)
        meaning = Meaning(vectors) if vectors else None
        work.make_lists(meaning, spread)
        best, changed = work.best()
        near = work.meaning(best, meaning) if meaning else None
        reason, short = work.told(best, changed, near, spread)
        for slot in gone:
            ids[slot], last[slot] = None, ""
        return Ranking(
            k=self.k,
            ids=tuple(ids),
            keys=tuple(last),
            terms=tuple(work.terms.number),
            postings=work.space.postings,
            lengths=work.space.lengths,
            lists=work.lists,
            best=best,
            reason=reason,
            short=short,
            meaning=near,
            renewed=work.renewed(changed),
            ranked=len(changed),
        )


class _Work:
    """What is done for one ranking."""

    def __init__(  # noqa: PLR0913, PLR0917  # what there was, what there is, and what is to be done
        self,
        before: Ranking,
        notes: Mapping[int, Note],
        edited: Sequence[int],
        gone: Sequence[int],
        terms: Terms,
        ids: Sequence[str | None],
    ) -> None:
        """Find out what these edited and gone notes touch; `notes` are all by slot, `ids` theirs and of those gone."""
        slots = len(ids)
        self.before = before
        self.notes = notes
        self._ids = ids
        self.terms = terms
        new = self.terms.held((slot, notes[slot]) for slot in sorted(edited))
        self.edited = _flags(edited, slots)
        out = _flags(gone, slots)
        number = len(self.terms.number)
        postings = before.postings.changed(self.edited | out, new, number)
        worth = worths(len(notes), postings.frequency)
        was = worths(before.notes, before.postings.frequency)
        moved = worth != np.pad(was, (0, number - len(was)))
        touched = self.edited | out
        touched[postings.slots[np.repeat(moved, postings.frequency)]] = True
        self.touched: Flags = touched
        lengths = np.pad(before.lengths, (0, slots - len(before.lengths)))
        self._there = np.flatnonzero(touched & ~out)
        lengths[touched] = 0
        self._few: Rows | None = None
        """What those hold that are touched and there, where they are few."""
        if len(self._there) <= _FEW * len(notes):
            self._few = postings.rows(self._there, slots, worth)
            lengths[self._there] = np.sqrt(self._few.squares())
        else:
            lengths = np.sqrt(postings.squares(slots, worth))
        self.space = Space(postings=postings, worth=worth, lengths=lengths, order=Order(ids))
        by_slot = len(edited) == slots and (np.diff(new.slots) >= 0).all()
        self._held = new.rows(slots, worth) if by_slot else None
        """What each slot holds, where that is known."""
        self.lists = before.lists.longer(slots)
        self._concerned = np.zeros(slots, dtype=np.bool_)

    def make_lists(self, meaning: Meaning | None, spread: Spread) -> None:
        """Bring the lists up to date."""
        if self._few and not meaning:
            self.lists, changed = self.space.revised(self.lists, self.touched, self._there, self._few)
            self._concerned[changed] = True
        else:
            self._held = self._held or self._rows(np.arange(len(self.touched)))
            self.lists = self.space.all_lists(self._held, meaning, spread)
            self._concerned[:] = True
        self._concerned |= self.touched

    def renewed(self, changed: Whole) -> Flags:
        """Slots with other lists, lengths or neighbours than before, given those whose neighbours are others."""
        renewed = self._concerned.copy()
        renewed[changed] = True
        return renewed

    def best(self) -> tuple[Best, Whole]:
        """The neighbours of every slot's note, and the slots with a note whose neighbours are not what they were."""
        before, slots = self.before, len(self.touched)
        near = Nearness.of(self.lists, len(self.notes))
        earlier = Nearness.of(before.lists, before.notes)
        rows = np.flatnonzero(self._concerned | near.concerned(earlier, self.lists))
        shape = slots, before.k
        best = Best(np.full(shape, -1, dtype=np.int32), np.zeros(shape, dtype=np.int16))
        best.target[: len(before.ids)], best.score[: len(before.ids)] = before.best.target, before.best.score
        scored = near.best(self.lists, rows, before.k, self.space.order)
        width = scored.target.shape[1]
        other = (best.target[rows, :width] != scored.target).any(axis=1)
        other |= (best.score[rows, :width] != scored.score).any(axis=1)
        other |= self.edited[rows]
        other |= ((scored.target >= 0) & self._reasoned(rows[:, None], scored.target)).any(axis=1)
        best.target[rows, :width], best.score[rows, :width] = scored.target, scored.score
        return best, np.array([row for row in rows[other].tolist() if row in self.notes], dtype=np.int64)

    def meaning(self, best: Best, meaning: Meaning) -> Floats:
        """How near in meaning the neighbours of every slot's note are; not a number where that is unknown."""
        near = np.full(best.target.shape, np.nan)
        slots, column = np.nonzero(best.target >= 0)
        near[slots, column] = meaning.of(slots, best.target[slots, column].astype(np.int64)).round(4)
        return near

    def told(self, best: Best, changed: Whole, near: Floats | None, spread: Spread) -> tuple[Reason, Short]:
        """Why the neighbours of every slot's note are near, and digests of all that is known of them.

        Both are new for those that changed.
        """
        before, slots = self.before, len(self.touched)
        place, column = np.nonzero(best.target[changed] >= 0)
        sources, targets = changed[place], best.target[changed[place], column].astype(np.int64)
        reason = Reason.none(slots, before.k)
        reason.named[: len(before.ids)] = before.reason.named
        names, named = self._reasons(sources, targets, spread)
        reason.named[changed] = -1
        reason.named[sources, column] = named
        reason = Reason(names, reason.named)
        short = np.zeros(slots, dtype=np.uint64)
        short[: len(before.ids)] = before.short
        short[changed] = shortened(parted(self._ids, best, reason, near, changed))
        return reason, short

    def _reasons(self, sources: Whole, targets: Whole, spread: Spread) -> tuple[tuple[str, ...], Slots]:
        """Names, and by their numbers the reasons of neighbours.

        Those are as they were that were neighbours, unless there may be other ones.
        """
        slots, before = len(self.touched), self.before
        named = np.full((len(sources), MOST), -1, dtype=np.int32)
        stays = np.flatnonzero(~self._reasoned(sources, targets))
        was = before.best.target[sources[stays]] == targets[stays, None]
        known = was.any(axis=1)
        named[stays[known]] = before.reason.named[sources[stays], was.argmax(axis=1)][known]
        new = np.ones(len(sources), dtype=np.bool_)
        new[stays[known]] = False
        asked = np.flatnonzero(new)
        one, other = np.minimum(sources, targets)[asked], np.maximum(sources, targets)[asked]
        pairs, same = np.unique(one * slots + other, return_inverse=True)
        held, rows = np.unique(np.column_stack(np.divmod(pairs, slots)), return_inverse=True)
        found = reasons(
            rows,
            [self.notes[slot] for slot in held.tolist()],
            self._held if self._held and len(held) == slots else self._rows(held),
            self.terms.number,
            spread,
        )
        names, numbers = before.reason.numbered(found)
        named[asked] = numbers[same]
        return names, named

    def _reasoned(self, ones: Whole, others: Whole | Slots) -> Flags:
        """Which pairs may be near for other reasons than before: one is edited, or both hold what is worth another.

        A term that crossed a step in one of them alone is none that they share.
        """
        found: Flags = self.edited[ones] | self.edited[others] | (self.touched[ones] & self.touched[others])
        return found

    def _rows(self, slots: Whole) -> Rows:
        """What some slots hold."""
        return self.space.postings.rows(slots, len(self.touched), self.space.worth)


def _flags(slots: Sequence[int], number: int) -> Flags:
    flags = np.zeros(number, dtype=np.bool_)
    flags[np.array(slots, dtype=np.int64)] = True
    return flags
