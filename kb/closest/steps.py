"""Counts into coarse steps, and those into weights, so that one note more or less changes the weights of few others.

How many notes there are, in how many of them a term stands, and how near a note is to its nearest count by steps:

    worth(term) = 1 + ln((1 + n) / (1 + df)), df brought down to a power of two, n to four binary digits
    weight(term, note) = FINE * sqrt(how often the note holds it) * worth(term), rounded
    cosine(a, b) = WHOLE * product of their weights / (length of a * length of b), rounded

Weights are whole numbers and their sums stay below 2**53, where floats are exact: a sum is the same in whatever order a
machine adds, and so is the cosine of two notes, whether all notes are ranked or a few.

A term that very many notes hold says next to nothing, and holding all of these notes against each other would make the
ranking grow with the square. So the terms of the highest steps are worth 0 when with them a note would, in the mean, be
held against others more than `_SHARED` times. Below some thousand notes that is none.
"""

from math import log

import numpy as np
import numpy.typing as npt

WHOLE = 10_000
"""A cosine of 1, and a score of 1."""
MOST_TIMES = 255
"""A term that a note holds more often counts as often as this."""

_FINE = 2048
_SHARED = 50_000
_DIGITS = 4  # binary digits of the number of notes that count

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]


def worths(notes: int, frequency: Whole) -> Floats:
    """What a term is worth, for each term from the number of notes that hold it; 0 for what says nothing.

    >>> worths(1000, np.array([0, 1, 2, 3, 4, 1000])).round(2).tolist()
    [0.0, 7.17, 6.77, 6.77, 6.26, 1.63]
    """
    most = notes >> max(0, notes.bit_length() - _DIGITS) << max(0, notes.bit_length() - _DIGITS)
    steps = np.frexp(frequency)[1]
    work = np.cumsum(np.bincount(steps, np.square(frequency.astype(np.float64)), minlength=notes.bit_length() + 1))
    allowed = int(np.searchsorted(work, _SHARED * most, side="right"))
    by_step = np.array([0.0, *(1 + log((1 + most) / (1 + (1 << step))) for step in range(len(work) - 1))])
    by_step[max(2, allowed) :] = 0
    worth: Floats = by_step[steps]
    return worth


def weights(times: npt.NDArray[np.uint8], worth: Floats) -> Floats:
    """The weight of a term in a note, for each from how often the note holds it and what it is worth."""
    return np.rint(_FINE * np.sqrt(times.astype(np.float64)) * worth)


def cosines(products: Floats, lengths: Floats) -> Whole:
    """Products of notes' weights, and those of their lengths, into cosines in units."""
    return np.minimum(np.rint(WHOLE * products / lengths), WHOLE).astype(np.int64)
