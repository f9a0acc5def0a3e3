"""What a ranking chose, in columns by slot, into neighbours, made for the notes that are asked about.

A vault has some ten neighbours a note, and an edit is about few of them.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate, chain, pairwise, repeat
from math import isnan

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from kb.closest.heaviest import MOST
from kb.closest.lists import in_order
from kb.closest.postings import Slots
from kb.closest.rank import Best
from kb.closest.steps import WHOLE, Floats, Whole
from kb.codec import digests
from kb.model import ByNote, Neighbour

SHORT = 8
"""Bytes of the digest that tells a note's neighbours from others."""
_PLACES = np.cumprod(np.full(MOST, 0x9E3779B97F4A7C15, np.uint64))  # odd numbers, so that no digest loses bits
Reasons = tuple[str, ...]
Short = npt.NDArray[np.uint64]


class Reason(Struct, frozen=True, eq=False):
    """Why neighbours are near: a row for each slot, and in it one for each neighbour."""

    names: tuple[str, ...]
    """All that is named, by number."""
    named: Slots
    """The numbers of what is named of each neighbour, heaviest first; -1 for no more."""

    @classmethod
    def none(cls, slots: int, k: int) -> "Reason":
        """Of slots without neighbours, k each at most."""
        return cls((), np.full((slots, k, MOST), -1, dtype=np.int32))

    def numbered(self, reasons: Sequence[Reasons]) -> tuple[tuple[str, ...], Slots]:
        """The numbers of some reasons, a row each, and all names, of which some may be new."""
        every = [*chain.from_iterable(reasons)]
        names = tuple(dict.fromkeys((*self.names, *every)))
        number = dict(zip(names, range(len(names)), strict=True))
        rows = np.full((len(reasons), MOST), -1, dtype=np.int32)
        counts = np.array([*map(len, reasons)], dtype=np.int64)
        rows[np.arange(MOST) < counts[:, None]] = [*map(number.__getitem__, every)]
        return names, rows

    def told(self, named: Slots) -> list[Reasons]:
        """The reasons that have these numbers, a row each."""
        names, counts = np.array(self.names, dtype=object), (named >= 0).sum(axis=1)
        told = np.fromiter(repeat((), len(named)), object, len(named))
        for count in range(1, MOST + 1):
            rows = np.flatnonzero(counts == count)
            columns = [names[named[rows, place]].tolist() for place in range(count)]
            told[rows] = np.fromiter(zip(*columns, strict=True), object, len(rows))
        reasons: list[Reasons] = told.tolist()
        return reasons

    def digests(self, named: Slots) -> Short:
        """By row a digest of the reasons that have these numbers: of what is named, whatever its number; 0 for none."""
        known = np.zeros(len(self.names) + 1, np.uint64)  # the last is that of no name
        known[named] = 1
        used = np.flatnonzero(known[:-1])
        known[-1] = 0
        known[used] = np.frombuffer(b"".join(digests([self.names[one] for one in used.tolist()], SHORT)), np.uint64)
        told: Short = (known[named] * _PLACES).sum(axis=1, dtype=np.uint64)
        return told

    def flat(self, named: Slots) -> tuple[list[str], list[int]]:
        """All names that have these numbers, one row after the other, and how many each row has."""
        there = named >= 0
        return [*map(self.names.__getitem__, named[there].tolist())], there.sum(axis=1).tolist()


class Neighbours(ByNote[Neighbour]):
    """The neighbours of all notes, sorted by source, then best first."""

    def __init__(
        self, ids: Sequence[str | None], best: Best, reason: Reason, short: Short, meaning: Floats | None = None
    ) -> None:
        """Take the ids by slot, None for a free one, and what is known by slot, `short` being digests of all that.

        `meaning` tells of each neighbour how near it is in meaning, not a number where that is unknown.
        """
        self._ids = ids
        self._best = best
        self._reason = reason
        self._short = short
        self._meaning = meaning

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """The ids of all notes that were compared."""
        return tuple([self._ids[slot] or "" for slot in self._slots.tolist()])

    @cached_property
    def short(self) -> Short:
        """By source a digest of its neighbours: another for others."""
        return self._short[self._slots]

    def __len__(self) -> int:
        """How many there are."""
        return len(self._flat)

    def of(self, id_: str) -> tuple[Neighbour, ...]:
        """Those of a note."""
        slot = self._slot.get(id_)
        if slot is None:
            return ()
        ((targets, scores, named, counts, near),) = parted(
            self._ids, self._best, self._reason, self._meaning, np.array([slot])
        )
        parts = zip(targets, scores, _runs(named, counts), near, strict=True)
        return tuple(
            [
                Neighbour(source=id_, target=target, score=score, reasons=reasons, meaning=one)
                for target, score, reasons, one in parts
            ]
        )

    @property
    def columns(self) -> tuple[Whole, Whole, Floats]:
        """The places of their sources and of themselves among all sources, and their scores."""
        place = np.zeros(len(self._ids), dtype=np.int64)
        place[self._slots] = np.arange(len(self._slots))
        slot, column = np.divmod(self._flat, self._best.target.shape[1])
        target, score = self._best.target[slot, column], self._best.score[slot, column]
        return place[slot], place[target], score / WHOLE

    def reasons(self, places: Whole) -> list[Reasons]:
        """Why some are near, by their places."""
        slot, column = np.divmod(self._flat[places], self._best.target.shape[1])
        return self._reason.told(self._reason.named[slot, column])

    def told(self, places: Whole) -> Short:
        """By their places a digest of why some are near; 0 for those of which nothing is told."""
        slot, column = np.divmod(self._flat[places], self._best.target.shape[1])
        return self._reason.digests(self._reason.named[slot, column])

    @cached_property
    def _slots(self) -> Whole:
        """The slots of the sources."""
        return np.array(in_order(self._ids), dtype=np.int64)

    @cached_property
    def _slot(self) -> dict[str, int]:
        return {id_: slot for slot, id_ in enumerate(self._ids) if id_ is not None}

    @cached_property
    def _flat(self) -> Whole:
        """Where each neighbour stands in the columns as one row after the other."""
        width = self._best.target.shape[1]
        rows = (width * self._slots)[:, None] + np.arange(width)
        flat: Whole = rows[self._best.target[self._slots] >= 0]
        return flat


def parted(
    ids: Sequence[str | None], best: Best, reason: Reason, meaning: Floats | None, slots: Whole
) -> Iterator[tuple[Sequence[str], Sequence[float], Sequence[str], Sequence[int], Sequence[float | None]]]:
    """The columns of the neighbours of each of some slots.

    They are ids, scores, the names of all reasons, how many of these each has, and how near in meaning each is.
    """
    target = best.target[slots]
    there = target >= 0
    names = [ids[one] or "" for one in target[there].tolist()]
    scores: list[float] = (best.score[slots][there] / WHOLE).tolist()
    named, counts = reason.flat(reason.named[slots][there])
    begins = [0, *accumulate(counts)]
    near: list[float | None] = [None] * len(names)
    if meaning is not None:
        near = [None if isnan(one) else one for one in meaning[slots][there].tolist()]
    for begin, end in pairwise([0, *np.cumsum(there.sum(axis=1)).tolist()]):
        of = slice(begin, end)
        yield names[of], scores[of], named[begins[begin] : begins[end]], counts[of], near[of]


def shortened(parts: Iterable[object]) -> Short:
    """Digests of what `parted` gives."""
    return np.frombuffer(b"".join(digests([*parts], SHORT)), dtype=np.uint64)


def _runs(named: Sequence[str], counts: Sequence[int]) -> list[Reasons]:
    """Names in runs of these lengths."""
    return [tuple(named[begin:end]) for begin, end in pairwise([0, *accumulate(counts)])]
