"""Products of some slots with all into the pairs that can count, and their cosines."""

from math import isqrt

import numpy as np

from kb.closest.postings import Slots
from kb.closest.products import Products
from kb.closest.steps import WHOLE, Floats, Whole, cosines

_HALF = 0.5 + 1e-6  # of a unit, and what floats may be wrong by


class Candidates:
    """Who can be among the nearest of a slot, or near enough for a list that it is to enter."""

    def __init__(self, products: Products, lengths: Floats, most: int, floor: Whole | None = None) -> None:
        """Take the products of some slots, the lengths of all, and how many are among the nearest.

        `floor` is how near, in units, another must be to a slot to enter its list, where lists are to be entered.
        """
        self._products = products
        self._lengths = lengths
        self._most = most
        self._scale = np.divide(WHOLE, lengths, out=np.zeros(len(lengths)), where=lengths > 0)
        self._common = products.most * self._scale
        self._floor = None if floor is None else np.maximum(floor - _HALF, 0)

    def of(self, places: Whole, rows: Whole) -> tuple[Whole, Whole, Slots]:
        """Which of some rows, ascending, how near in units, and to which slot: all that count, and some more.

        `places` are those of the rows among the slots that have products, `rows` their slots.
        """
        found = self._products.of(places)
        own, slots = self._near(found, rows)
        ones = rows[own]
        whole = found.take(own * len(self._lengths) + slots) + self._products.common(ones, slots)
        near = cosines(whole, np.where(whole > 0, self._lengths[ones] * self._lengths[slots], 1))
        return own, near, slots.astype(np.int32)

    def _near(self, found: Floats, rows: Whole) -> tuple[Whole, Whole]:
        """Row, ascending, and slot of all that can be among the nearest of some rows or enter lists, and of some more.

        What was `found`, times the scale of the slots, are at least their cosines in units, times the rows' lengths;
        these are at most the products of what is common, for rows and for slots, above that. The largest of each of
        some groups of slots are looked at: the one of them that is next after as many others as are looked for is not
        nearer than the last of these, and whatever may be as near as it when rounded is taken. Where that is nothing,
        all that may be near is.
        """
        slots, lengths = len(self._lengths), self._lengths[rows]
        groups = self._most * max(2, isqrt(slots) // 8)
        grouped = np.zeros((len(rows), -(-slots // groups), groups))
        places = grouped.reshape(len(rows), -1)  # a place for each slot, and at the end some for none
        near = places[:, :slots]
        np.multiply(found, self._scale, out=near)
        near[np.arange(len(rows)), rows] = 0
        last = groups - self._most - 1
        known = np.partition(grouped.max(axis=1), last, axis=1)[:, last]
        units = np.rint(np.minimum(known / np.where(lengths > 0, lengths, 1), WHOLE))
        least = np.where(units > 0, (units - _HALF) * lengths, 0)
        if self._common.any():
            near += np.multiply.outer(self._products.most[rows], self._common)
        flags = places > least[:, None]
        if self._floor is not None:
            flags[:, :slots] |= near > np.multiply.outer(lengths, self._floor)
        inside = np.flatnonzero(flags)  # of one dimension, since `nonzero` of two takes many times as long
        own = inside // places.shape[1]
        return own, inside - places.shape[1] * own
