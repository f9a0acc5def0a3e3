"""Notes into weighted terms: what each note is about, as one row of a sparse matrix of whole numbers.

The weight of a term is TF-IDF, `sqrt(tf) * (1 + ln((1 + n) / (1 + df)))`, and a row has length 1, written in units of
1 / SCALE. Whole numbers add up to the same sum in every order and on every machine, so neighbours never depend on how
a machine adds. The number of notes n and the frequency df of a term in them count by `step`, so that an edited note, or
one more or less, changes the weights of few others.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from scipy import sparse

from kb.closest.stopwords import STOPWORDS
from kb.closest.wording import without_addresses
from kb.model import Note
from kb.text import tokens

SCALE = 1 << 15
"""Length of a row. The product of two rows is at most SCALE², which 32 bits hold."""
_FINE = 1 << 12  # units of a weight before the row's length is known


@dataclass(frozen=True, slots=True)
class Features:
    """What all notes are about."""

    weights: sparse.csr_array
    """A row for each note in the notes' order, a column for each term, int32, columns sorted within a row."""
    terms: tuple[str, ...]
    """The folded term of each column, from the rarest to the commonest."""
    chunks: tuple[str, ...]
    """Every piece of text between white space, as written."""
    uses: np.ndarray
    """How often each chunk occurs."""
    holds: sparse.csc_array
    """A row for each chunk, a column for each term: how often the chunk holds the term."""


def features(notes: Sequence[Note]) -> Features:
    """The weighted terms of notes, computed by way of chunks, so that each chunk is cut into terms once."""
    chunk_ids = _Numbering()
    written = _table(((chunk_ids[chunk] for chunk in _text(note).split()) for note in notes), chunk_ids)
    term_ids = _Numbering()
    holds = _table(((term_ids[term] for term in tokens(chunk) if _tells(term)) for chunk in chunk_ids), term_ids)
    counts = written @ holds
    frequency = np.bincount(counts.indices, minlength=len(term_ids))
    by_rarity = np.argsort(frequency, kind="stable")
    terms = tuple(term_ids)
    return Features(
        weights=_weighted(counts[:, by_rarity], frequency[by_rarity]),
        terms=tuple(terms[column] for column in by_rarity),
        chunks=tuple(chunk_ids),
        uses=np.asarray(written.sum(axis=0)),
        holds=holds.tocsc()[:, by_rarity],
    )


def step(counts: np.ndarray) -> np.ndarray:
    """The largest power of two, or one and a half times such, that is not more than each count, which is 1 at least.

    >>> step(np.array([1, 2, 3, 5, 6, 1000])).tolist()
    [1, 2, 3, 4, 6, 768]
    """
    power = np.frexp(counts)[1].astype(np.int64) - 1
    between = 3 << np.maximum(power - 1, 0)
    steps: np.ndarray = np.where((power > 0) & (between <= counts), between, 1 << power)
    return steps


class _Numbering(dict[str, int]):
    """Numbers for strings from 0, in the order in which they are first asked for."""

    def __missing__(self, key: str) -> int:
        number = self[key] = len(self)
        return number


def _text(note: Note) -> str:
    """What says what a note is about; the words that its author chose to sum it up count twice."""
    chosen = (note.title if note.title_given else "", *note.keywords, *note.themes)
    cells = chain.from_iterable(
        (row.name, row.description, row.change, row.horizon, row.driving_force) for row in note.signals
    )
    return without_addresses(" ".join((*chosen, *chosen, note.summary, *cells)))


def _tells(term: str) -> bool:
    """Whether a term can say what a text is about: no stop word, and more than one letter or digit of ASCII."""
    return term not in STOPWORDS and (len(term) > 1 or not term.isascii())


def _table(rows: Iterable[Iterable[int]], columns: _Numbering) -> sparse.csr_array:
    """How often each number stands in each row, once all rows have been gone through."""
    numbers: list[int] = []
    ends = [0]
    for row in rows:
        numbers.extend(row)
        ends.append(len(numbers))
    ones = np.ones(len(numbers), dtype=np.int32)
    return sparse.csr_array(
        (ones, np.array(numbers, dtype=np.int32), np.array(ends)), shape=(len(ends) - 1, len(columns))
    )


def _weighted(counts: sparse.csr_array, frequency: np.ndarray) -> sparse.csr_array:
    """Counts of terms in notes, and in how many notes each term is, into weights."""
    counts.sort_indices()
    rows = len(counts.indptr) - 1
    rarity = 1 + np.log((1 + step(np.array([rows]))) / (1 + step(frequency)))
    fine = np.rint(_FINE * np.sqrt(counts.data) * rarity[counts.indices]).astype(np.int64)
    row_of = np.repeat(np.arange(rows), np.diff(counts.indptr))
    squares = np.zeros(rows, dtype=np.int64)
    np.add.at(squares, row_of, fine * fine)
    unit = np.rint(SCALE * fine / np.sqrt(squares[row_of])).astype(np.int32)
    return sparse.csr_array((unit, counts.indices, counts.indptr), shape=counts.shape)
