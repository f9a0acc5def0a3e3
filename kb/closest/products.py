"""Postings into the products of notes' weights, each note with all others: what their cosines are made of."""

from collections.abc import Callable
from functools import cache
from importlib.machinery import PathFinder
from importlib.util import module_from_spec

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
        add = _adding()
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
            add(self._size, len(bounds) - 1, bounds, self._slots, self._weights, values, row)
        return found


_Add = Callable[[int, int, Whole, Whole, Floats, Floats, Floats], None]


@cache
def _adding() -> _Add:
    """What adds columns of a sparse matrix, each so many times, to a dense vector: `csc_matvec` of scipy.

    It is what scipy multiplies a matrix by a vector with. A matrix by a matrix takes it eight times as long, since it
    lists what is not 0 in each row; and `scipy.sparse` takes as long to load as thousands of notes to be ranked, this
    part of it a tenth of that. It is no part that scipy promises, so where it is not, `add_columns` does the work.
    """
    import scipy  # noqa: PLC0415  # longer to load than one edit to be ranked

    found = PathFinder.find_spec("scipy.sparse._sparsetools", [f"{folder}/sparse" for folder in scipy.__path__])
    if not found or not found.loader:
        return add_columns
    tools = module_from_spec(found)
    found.loader.exec_module(tools)
    add: _Add = getattr(tools, "csc_matvec", add_columns)
    return add


def add_columns(  # noqa: PLR0913, PLR0917  # as scipy takes them
    _: int, columns: int, bounds: Whole, slots: Whole, held: Floats, values: Floats, row: Floats
) -> None:
    """Add to a row what each column holds, as often as its value says; with numpy alone, and slower."""
    for column in range(columns):
        span = slice(bounds[column], bounds[column + 1])
        row[slots[span]] += held[span] * values[column]
