"""Postings into the products of notes' weights, each note with all others: what their cosines are made of."""

import numpy as np

from kb.closest.postings import Postings
from kb.closest.steps import Floats, Whole, weights


class Products:
    """The products of notes."""

    def __init__(self, postings: Postings, worth: Floats, slots: int) -> None:
        """Weigh what so many slots hold, with what each term is worth; terms that are worth nothing are left out."""
        self._size = slots
        self._rows = postings.rows(np.arange(slots), slots, worth)
        self._starts = postings.starts
        self._slots = postings.slots.astype(np.int64)
        self._weights = weights(postings.times, np.repeat(worth, postings.frequency))

    def of(self, rows: Whole) -> Floats:
        """The products of some slots, a row for each, with every slot."""
        # What is called here is what scipy multiplies a matrix by a vector with; a matrix by a matrix takes it eight
        # times as long, since of each row it lists what is not 0.
        from scipy.sparse._sparsetools import csc_matvec  # noqa: PLC0415  # longer to load than one edit to be ranked

        found = np.zeros((len(rows), self._size))
        held = self._rows
        for row, slot in zip(found, rows.tolist(), strict=True):
            # The columns are the terms from the last to the first. So where one ends, up to where the next begins,
            # which comes before, there is an empty one, and none has to be copied.
            span = slice(held.ends[slot], held.ends[slot + 1])
            terms = held.terms[span][::-1]
            if not len(terms):
                continue
            bounds = np.column_stack((self._starts[terms], self._starts[terms + 1])).ravel()
            values = np.zeros(len(bounds))
            values[::2] = held.weights[span][::-1]
            csc_matvec(self._size, len(bounds) - 1, bounds, self._slots, self._weights, values, row)
        return found
