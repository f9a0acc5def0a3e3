"""One text beside a vault into the notes nearest to it, without ranking the vault's notes among themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from kb.closest.features import SCALE, Features, features
from kb.closest.rank import _AROUND, _SHARE, Ranking
from kb.closest.reasons import reasons
from kb.model import Neighbour, Note

_POOL = 50


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Nearest:
    """What a vault knows that is near a text."""

    neighbours: tuple[Neighbour, ...]
    """The notes nearest to it, best first, ties by id."""
    frequency: Mapping[str, int]
    """How many of the vault's notes have each term of the text."""
    notes: int
    """How many notes the vault has."""


def nearest(one: Note, notes: Sequence[Note], k: int) -> Nearest:
    """The k notes nearest to one that is not among them, as `kb.closest.rank` has it; scores compare with each other.

    Hubs are held down by their nearness among the best `_POOL` notes, so the cost is that of counting terms once.
    """
    ordered = sorted(notes, key=lambda note: note.id)
    known = features([*ordered, one])
    row = known.weights[[len(ordered)]]
    frequency = np.bincount(known.weights.indices, minlength=len(known.terms))
    neighbours: tuple[Neighbour, ...] = ()
    if ordered:
        product = (known.weights[: len(ordered)] @ row.T).toarray().ravel().astype(np.int64)
        neighbours = _neighbours(one, ordered, known, product, k)
    return Nearest(
        neighbours=neighbours,
        frequency={known.terms[column]: int(frequency[column]) - 1 for column in row.indices.tolist()},
        notes=len(ordered),
    )


def _neighbours(
    one: Note, ordered: Sequence[Note], known: Features, product: npt.NDArray[np.int64], k: int
) -> tuple[Neighbour, ...]:
    pool = np.lexsort((np.arange(len(product)), -product))[:_POOL]
    pool = pool[product[pool] > 0]
    score = product[pool] / SCALE**2 - _SHARE * _excess(known, pool, len(ordered))
    score = np.minimum(np.round(score, 4), 1.0)
    best = np.lexsort((pool, -score))
    best = best[score[best] > 0][:k]
    target = pool[best]
    few = [ordered[place] for place in target.tolist()]
    rows = np.append(target, len(ordered))
    ranking = Ranking(source=np.full(len(few), len(few)), target=np.arange(len(few)), score=score[best])
    why = reasons([*few, one], replace(known, weights=known.weights[rows]), ranking)
    return tuple(
        Neighbour(source=one.id, target=note.id, score=near, reasons=terms)
        for note, near, terms in zip(few, ranking.score.tolist(), why, strict=True)
    )


def _excess(known: Features, pool: npt.NDArray[np.int64], rows: int) -> npt.NDArray[np.float64]:
    """How much nearer than the others of the pool each of its notes is to the vault's notes nearest to it."""
    if not len(pool) or rows < 2:  # noqa: PLR2004  # nobody is near alone
        return np.zeros(len(pool))
    products = (known.weights[pool] @ known.weights[:rows].T).toarray().astype(np.int64)
    products[np.arange(len(pool)), pool] = 0
    around = min(_AROUND, rows - 1)
    nearness = np.sort(products, axis=1)[:, -around:].sum(axis=1) / (SCALE**2 * around)
    excess: npt.NDArray[np.float64] = nearness - nearness.mean()
    return excess
