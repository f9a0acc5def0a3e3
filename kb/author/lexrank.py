"""Sentences into how central each is to what they tell together.

Erkan and Radev, LexRank: Graph-based Lexical Centrality as Salience in Text Summarization, Journal of Artificial
Intelligence Research 22 (2004), in its continuous form: sentences are joined as strongly as the cosine of their TF-IDF
weights, and a walk along these joins is the oftener at a sentence the more central it is. The walk starts anew, with a
chance of `_ANEW`, at a sentence near the beginning rather than near the end, since news tells first what matters most.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from kb.closest.stopwords import STOPWORDS
from kb.text import tokens

_ANEW = 0.3
_NEAR = 0.05  # a cosine below this is chance
_STEPS = 60
_ALIKE = 0.5  # cosine from which a sentence says again what another said

Floats = npt.NDArray[np.float64]


class Ranking(Struct, frozen=True, eq=False):
    """How central each of some sentences is."""

    order: tuple[int, ...]
    """Their places, most central first, ties to the earlier."""
    near: Floats
    """The cosine of each pair."""


def ranked(sentences: Sequence[str]) -> Ranking:
    """Rank sentences, which come in the order of their text."""
    near = _cosines(sentences)
    rank = np.round(_walk(near), 9)
    order = sorted(range(len(sentences)), key=lambda place: (-rank[place], place))
    return Ranking(tuple(order), near)


def chosen(ranking: Ranking, most: int) -> tuple[int, ...]:
    """Places of the most central sentences that do not repeat each other, in the order of the text.

    >>> chosen(ranked(["Ports get shore power.", "Ports now get shore power.", "Ferries pay for it."]), 2)
    (0, 2)
    """
    taken: list[int] = []
    for place in ranking.order:
        if len(taken) == most:
            break
        if all(ranking.near[place, other] < _ALIKE for other in taken):
            taken.append(place)
    return tuple(sorted(taken))


def _cosines(sentences: Sequence[str]) -> Floats:
    counts = [Counter(word for word in tokens(one) if word not in STOPWORDS) for one in sentences]
    frequency = Counter(word for one in counts for word in one)
    column = {word: number for number, word in enumerate(frequency)}
    weights = np.zeros((len(sentences), len(column)))
    for row, one in enumerate(counts):
        for word, count in one.items():
            weights[row, column[word]] = np.sqrt(count) * (1 + np.log((1 + len(counts)) / (1 + frequency[word])))
    lengths = np.sqrt(np.square(weights).sum(axis=1, keepdims=True))
    weights /= np.where(lengths > 0, lengths, 1)
    cosines: Floats = np.round(weights @ weights.T, 9)
    return cosines


def _walk(near: Floats) -> Floats:
    joined = np.where(near >= _NEAR, near, 0)
    sums = joined.sum(axis=1, keepdims=True)
    steps = np.divide(joined, sums, out=np.full_like(joined, 1 / max(1, len(joined))), where=sums > 0)
    start = 1 / np.sqrt(1 + np.arange(len(near)))
    start /= start.sum()
    rank = start
    for _ in range(_STEPS):
        rank = _ANEW * start + (1 - _ANEW) * (rank @ steps)
    return rank
