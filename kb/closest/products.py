"""Postings into the products of notes' weights, each note with all others: what their cosines are made of."""

import sys
from collections.abc import Callable
from functools import cache
from importlib.machinery import PathFinder
from importlib.util import module_from_spec

import numpy as np

from kb.closest.postings import Postings, Rows, Slots
from kb.closest.steps import Floats, Whole, weights

_PAIRS = 4096  # that are looked at together, which bounds the memory


class Products:
    """The products of notes: those of rare terms, one row at a time, and those of common terms, where they are asked.

    Most of the adding would be of terms that many notes hold, which weigh least. What they add is bounded by lengths.
    """

    def __init__(  # what a matrix is made of, and how
        self, postings: Postings, worth: Floats, held: Rows, slots: int, many: int
    ) -> None:
        """Weigh what so many slots hold, with what each term is worth; common are terms that so many notes hold.

        `held` is what those slots hold whose products are asked for.
        """
        self._size = slots
        frequency = postings.frequency
        common = (frequency >= many) & (worth > 0)
        self._common = np.zeros((slots, np.count_nonzero(common)))
        for column, term in enumerate(np.flatnonzero(common).tolist()):
            span = slice(postings.starts[term], postings.starts[term + 1])
            self._common[postings.slots[span], column] = weights(postings.times[span], worth[term : term + 1])
        self.most = np.sqrt(np.square(self._common).sum(axis=1))
        """The length of each slot in common terms; what these add for two slots is at most the product of theirs."""
        held = held.of(~common)
        asked = np.bincount(held.terms, minlength=len(frequency)) > 0
        postings = postings.of(asked) if 2 * int(frequency[asked].sum()) < len(postings.slots) else postings
        self._slots = postings.slots
        self._weights = weights(postings.times, np.repeat(worth, postings.frequency))
        # Of each slot the columns are its rare terms from the last to the first. So where one ends, up to where the
        # next begins, which comes before, there is an empty one, and none has to be copied.
        self._ends = 2 * (len(held.terms) - held.ends)
        bounds = np.column_stack((postings.starts[:-1], postings.starts[1:])).astype(np.int32)
        self._bounds = bounds.take(held.terms[::-1], axis=0).ravel()
        self._times = np.column_stack((held.weights[::-1], np.zeros(len(held.terms)))).ravel()

    def of(self, rows: Whole) -> Floats:
        """What rare terms add for some rows of what is held, a row for each, and every slot."""
        add = _adding()
        found = np.zeros((len(rows), self._size))
        for row, last, first in zip(found, self._ends[rows].tolist(), self._ends[rows + 1].tolist(), strict=True):
            if first < last:
                bounds, times = self._bounds[first:last], self._times[first:last]
                add(self._size, last - first - 1, bounds, self._slots, self._weights, times, row)
        return found

    def common(self, ones: Whole, others: Whole) -> Floats:
        """What common terms add for pairs of slots."""
        found = np.zeros(len(ones))
        for start in range(0, len(ones) if self._common.size else 0, _PAIRS):
            span = slice(start, start + _PAIRS)
            one, other = (self._common.take(slots[span], axis=0) for slots in (ones, others))
            np.einsum("ij,ij->i", one, other, out=found[span])
        return found


_Add = Callable[[int, int, Slots, Slots, Floats, Floats, Floats], None]


@cache
def _adding() -> _Add:
    """What adds columns of a sparse matrix, each so many times, to a dense vector: `csc_matvec` of scipy.

    It is what scipy multiplies a matrix by a vector with. A matrix by a matrix takes it eight times as long, since it
    lists what is not 0 in each row; and `scipy.sparse` takes as long to load as thousands of notes to be ranked, this
    part of it, which needs no other, a hundredth of that. It is no part that scipy promises, so where it is not,
    `add_columns` does the work.
    """
    if sys.platform == "win32":
        import scipy  # noqa: F401, PLC0415  # it tells the system where the libraries are that its parts need
    package = PathFinder.find_spec("scipy")
    folders = (package and package.submodule_search_locations) or ()
    found = PathFinder.find_spec("scipy.sparse._sparsetools", [f"{folder}/sparse" for folder in folders])
    if not found or not found.loader:
        return add_columns
    tools = module_from_spec(found)
    found.loader.exec_module(tools)
    add: _Add = getattr(tools, "csc_matvec", add_columns)
    return add


def add_columns(  # noqa: PLR0913, PLR0917  # as scipy takes them
    _: int, columns: int, bounds: Slots, slots: Slots, held: Floats, values: Floats, row: Floats
) -> None:
    """Add to a row what each column holds, as often as its value says; with numpy alone, and slower."""
    for column in range(columns):
        span = slice(bounds[column], bounds[column + 1])
        row[slots[span]] += held[span] * values[column]
