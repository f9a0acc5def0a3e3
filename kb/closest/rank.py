"""Weighted terms into neighbours: for each note the notes nearest to it, by cosine, with hubs held down.

A note finds its candidates through its rarest terms, as many as `_POSTINGS` occurrences in all notes allow; so a note
costs the same however many notes there are. Below some thousand notes that is every term. The `_POOL` best candidates
are then compared by all their terms.

A hub is a note that is somewhat near to everything. The nearness of a note, the mean cosine to its own `_AROUND`
nearest, tells how much of its cosines is that; a share of what it has more than other notes is taken off:

    score(a, b) = cosine(a, b) - _SHARE * (nearness(a) - mean nearness + nearness(b) - mean nearness)

Nearness and its mean are rounded to steps of `_STEP`, so that one note's cosines seldom change the scores of others.

Where notes have vectors, `kb.closest.meaning` puts terms and meaning together, and that takes the cosine's place. A
note is then compared with all others, since what is near in meaning may share no term.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np
import numpy.typing as npt
from scipy import sparse

from kb.closest.features import SCALE
from kb.closest.meaning import Meaning, Vectors

_POSTINGS = 50_000
_POOL = 50
_AROUND = 10
_SHARE = 0.25
_STEP = 0.02
_BLOCK = 1_000_000  # pairs that are looked at together, which bounds the memory

Batch = TypeVar("Batch")
Result = TypeVar("Result")
Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Pairs of rows, by source and then best first."""

    source: Rows
    """Row of the note whose neighbour it is."""
    target: Rows
    """Row of the neighbour."""
    score: npt.NDArray[np.float64]
    """Rounded to 4 places, more than 0, at most 1."""
    meaning: npt.NDArray[np.float64] | None = None
    """How near the two are in meaning, rounded to 4 places; NaN where a note has no vector, None without vectors."""


class Spread(Protocol):
    """Does work for each of some batches, as `map` would."""

    def __call__(self, work: Callable[[Batch], Result], batches: Sequence[Batch], /) -> Iterable[Result]:
        """What the work gives, in the batches' order."""


def rank(weights: sparse.csr_array, k: int, vectors: Vectors | None = None, spread: Spread = map) -> Ranking:
    """The k best neighbours of each of two rows or more, ties in the rows' order; fewer where few share a term."""
    meaning = Meaning(vectors) if vectors else None
    source, target, product = _pool(weights, meaning, spread)
    rows = weights.shape[0]
    excess = _excess(source, product, rows)
    score = product / SCALE**2 - _SHARE * (excess[source] + excess[target])
    score = np.minimum(np.round(score, 4), 1.0)
    order = np.lexsort((target, -score, source))
    best = order[(_places(source[order]) < k) & (score[order] > 0)]
    source, target, score = source[best], target[best], score[best]
    near = np.round(meaning.of(source, target), 4) if meaning else None
    return Ranking(source=source, target=target, score=score, meaning=near)


def _excess(source: Rows, product: Rows, rows: int) -> npt.NDArray[np.float64]:
    """How much nearer than others each row is to its `_AROUND` nearest, or to all where there are fewer."""
    order = np.lexsort((-product, source))
    nearest = order[_places(source[order]) < _AROUND]
    sums = np.zeros(rows, dtype=np.int64)
    np.add.at(sums, source[nearest], product[nearest])
    steps = np.rint(sums / (SCALE**2 * _STEP * min(_AROUND, rows - 1))).astype(np.int64)
    usual = round(int(steps.sum()) / rows)
    return (_STEP * (steps - usual)).astype(np.float64)


def _places(source: Rows) -> Rows:
    """The place of each entry among those of its source, from 0, where each source's entries stand together."""
    starts = np.flatnonzero(np.diff(source, prepend=-1))
    return np.arange(len(source)) - np.repeat(starts, np.diff(starts, append=len(source)))


def _pool(weights: sparse.csr_array, meaning: Meaning | None, spread: Spread) -> tuple[Rows, Rows, Rows]:
    """The pairs (source, target) that are compared, by source, and the product of their rows, or what stands for it."""
    finders = _finders(weights)
    shortened = np.diff(finders.indptr) < np.diff(weights.indptr)
    occurrences = weights.T.tocsr()
    rows = len(shortened)
    step = max(1, _BLOCK // max(1, rows))

    def pool(start: int) -> tuple[Rows, Rows, Rows]:
        found = finders[start : start + step] @ occurrences
        if meaning:
            found = sparse.csr_array(meaning.together(found.toarray().astype(np.int64), start))
        source, target, product = _candidates(found, start)
        again = shortened[source]
        exact = weights[source[again]].multiply(weights[target[again]]).sum(axis=1, dtype=np.int64)
        product[again] = meaning.together_of(exact, source[again], target[again]) if meaning else exact
        return source, target, product

    empty = np.zeros(0, dtype=np.int64)
    pools = [(empty, empty, empty), *spread(pool, range(0, rows, step))]
    source, target, product = (np.concatenate(parts) for parts in zip(*pools, strict=True))
    return source, target, product


def _finders(weights: sparse.csr_array) -> sparse.csr_array:
    """The weights of the rarest terms of each row, the rarest of all and as many more as `_POSTINGS` allows."""
    frequency = np.bincount(weights.indices, minlength=weights.shape[1])
    spent = np.cumsum(frequency[weights.indices])
    before = np.concatenate(([0], spent))[weights.indptr[:-1]]
    lengths = np.diff(weights.indptr)
    within = spent - np.repeat(before, lengths) <= _POSTINGS
    within[weights.indptr[:-1][lengths > 0]] = True
    ends = np.concatenate(([0], np.cumsum(within)))[weights.indptr]
    return sparse.csr_array((weights.data[within], weights.indices[within], ends), shape=weights.shape)


def _candidates(found: sparse.csr_array, first: int) -> tuple[Rows, Rows, Rows]:
    """The `_POOL` columns with the largest values in each row, without the row's own; ties to the smaller column."""
    sources, targets, products = [], [], []
    for row, (start, end) in enumerate(zip(found.indptr[:-1], found.indptr[1:], strict=True), first):
        columns, values = found.indices[start:end], found.data[start:end]
        others = (columns != row) & (values > 0)
        columns, values = columns[others], values[others]
        if len(values) > _POOL:
            least = np.partition(values, -_POOL)[-_POOL]
            sure = np.flatnonzero(values > least)
            tied = np.flatnonzero(values == least)
            tied = tied[np.argsort(columns[tied])][: _POOL - len(sure)]
            chosen = np.concatenate((sure, tied))
            columns, values = columns[chosen], values[chosen]
        sources.append(np.full(len(columns), row))
        targets.append(columns)
        products.append(values)
    return np.concatenate(sources), np.concatenate(targets), np.concatenate(products).astype(np.int64)
