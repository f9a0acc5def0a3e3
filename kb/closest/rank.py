"""Lists of nearest notes into neighbours: for each note the best of its list, with hubs held down.

A hub is a note that is somewhat near to everything. The nearness of a note, the mean cosine to its own `_AROUND`
nearest, tells how much of its cosines is that; a share of what it has more than other notes is taken off:

    score(a, b) = cosine(a, b) - share * (nearness(a) - mean nearness + nearness(b) - mean nearness)

Nearness and its mean are taken by steps, so that one note's cosines seldom change the scores of others. Where notes
have vectors, nearness in terms and meaning together (`kb.closest.meaning`) takes the cosine's place.
"""

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from kb.closest import lists as listing
from kb.closest.lists import Lists, Order
from kb.closest.postings import Flags, Slots
from kb.closest.steps import WHOLE, Whole

_AROUND = 10
_STEP = 200  # units of a cosine between two steps of nearness
_OFF = 50  # units that are taken off for each step: a quarter of one


class Best(Struct, frozen=True, eq=False):
    """A row for each slot."""

    target: Slots
    """Slots of its neighbours, best first, ties by id; -1 where there are no more."""
    score: npt.NDArray[np.int16]
    """Their scores in units; 0 where there are no more."""


class Nearness(Struct, frozen=True, eq=False):
    """How near notes are to their nearest."""

    steps: Whole
    """The step of each slot's note."""
    usual: int
    """The step that is usual."""

    @classmethod
    def of(cls, lists: Lists, notes: int) -> "Nearness":
        """Of so many notes that have lists; the other slots have empty ones."""
        around = max(1, min(_AROUND, notes - 1))
        sums = lists.cosine[:, :around].sum(axis=1, dtype=np.int64)
        steps = (2 * sums + around * _STEP) // (2 * around * _STEP)
        return cls(steps, (2 * int(steps.sum()) + notes) // (2 * max(1, notes)))

    def concerned(self, before: "Nearness", lists: Lists) -> Flags:
        """Whose scores are others than before though their lists are the same."""
        if self.usual != before.usual:
            return np.ones(len(self.steps), dtype=np.bool_)
        moved: Flags = self.steps != np.pad(before.steps, (0, len(self.steps) - len(before.steps)))
        if not moved.any():
            return moved
        near = lists.near[:, : listing.POOL]
        around = np.zeros(len(moved), dtype=np.bool_)
        around[np.flatnonzero(np.append(moved, False).take(near)) // near.shape[1]] = True  # slot -1 is nobody
        around |= moved
        return around

    def best(self, lists: Lists, rows: Whole, k: int, order: Order) -> Best:
        """The k best of the lists of some slots, with a score above 0."""
        near = lists.near[rows, : listing.POOL]
        excess = self.steps[rows, None] + self.steps.take(near) - 2 * self.usual
        score = np.minimum(lists.cosine[rows, : listing.POOL] - _OFF * excess, WHOLE)
        keys = order.keys(np.where(near >= 0, score, 0), near)
        return Best(*order.slots(-np.sort(-keys, axis=1)[:, :k]))
