"""Vectors of notes into how near notes are in meaning, and that with nearness in terms into one.

A model gives unrelated texts a cosine above 0, and each model another. What all pairs of the vault have on average,
counted with `_UNRELATED` pairs of 0 so that a handful of notes does not decide it, is taken as unrelated:

    meaning(a, b) = (cosine(a, b) - mean) / (1 - mean)
    together(a, b) = (1 - weight) * cosine of terms(a, b) + weight * meaning(a, b)

Vectors are whole numbers of a length that keeps every sum of products below 2**24, where 32-bit floats are exact: the
sum is the same in whatever order a machine adds.
"""

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from kb.closest.steps import WHOLE

LENGTH = 4000
_UNRELATED = 50

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]


class Vectors(Struct, frozen=True, eq=False, kw_only=True):
    """What a model makes of notes; the vector of a note depends on that note alone."""

    model: str
    """Its name, for people."""
    rows: npt.NDArray[np.int16]
    """A row for each note, as `whole` makes it; zeros for a note that has none and is compared by its terms alone."""
    weight: float
    """Share of meaning in the nearness of two notes that have vectors, from 0 to 1."""


def whole(vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.int16]:
    """Vectors brought to `LENGTH` and rounded; zeros for one without a direction or with a value that is no number."""
    fine = vectors.astype(np.float64)
    fine[~np.isfinite(fine).all(axis=1)] = 0
    largest = np.abs(fine).max(axis=1, keepdims=True, initial=0)
    fine /= np.where(largest > 0, largest, 1)
    lengths = np.sqrt(np.square(fine).sum(axis=1, keepdims=True))
    rounded: npt.NDArray[np.int16] = np.rint(LENGTH * fine / np.where(lengths > 0, lengths, 1)).astype(np.int16)
    return rounded


class Meaning:
    """How near the notes of a vault are in meaning."""

    def __init__(self, vectors: Vectors) -> None:
        """Measure the vectors and what they have in common."""
        self._rows = vectors.rows.astype(np.float32)
        self._weight = vectors.weight
        squares = np.square(vectors.rows.astype(np.int64)).sum(axis=1)
        self._known = squares > 0
        self._lengths = np.sqrt(np.where(self._known, squares, 1))
        self._mean = _mean_cosine(vectors.rows, int(squares.sum()), int(self._known.sum()))

    def of(self, source: Whole, target: Whole) -> Floats:
        """Nearness in meaning of pairs of rows, at most 1, below 0 for less than usual; NaN where a vector lacks."""
        products = np.einsum("ij,ij->i", self._rows[source], self._rows[target]).astype(np.float64)
        nearness = self._calibrated(products / (self._lengths[source] * self._lengths[target]))
        return np.where(self._known[source] & self._known[target], nearness, np.nan)

    def together(self, terms: Whole, start: int) -> Whole:
        """Cosines of the terms of some rows, the first of them `start`, and of all rows into nearness, in units."""
        rows = slice(start, start + len(terms))
        cosines = (self._rows[rows] @ self._rows.T).astype(np.float64)
        cosines /= self._lengths[rows, None]
        cosines /= self._lengths
        return self._joined(terms, self._calibrated(cosines), self._known[rows, None] & self._known)

    def _calibrated(self, cosines: Floats) -> Floats:
        cosines -= self._mean
        cosines /= 1 - self._mean
        return np.minimum(cosines, 1.0, out=cosines)

    def _joined(self, terms: Whole, nearness: Floats, known: npt.NDArray[np.bool_]) -> Whole:
        nearness *= self._weight * WHOLE
        nearness += (1 - self._weight) * terms
        joined: Whole = np.where(known, np.rint(nearness, out=nearness), terms).astype(np.int64)
        return joined


def _mean_cosine(rows: npt.NDArray[np.int16], squares: int, known: int) -> float:
    """The mean cosine of all pairs, coarse, so that a note more or less seldom changes it."""
    total = rows.sum(axis=0, dtype=np.int64)
    pairs = known * (known - 1) + 2 * _UNRELATED
    return min(0.9, round((int(sum(int(each) ** 2 for each in total)) - squares) / (LENGTH**2 * pairs), 2))
