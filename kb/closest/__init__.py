"""What is near by computation: for each note the notes nearest to it, with the terms that make them so."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import repeat
from typing import TYPE_CHECKING

from kb.closest.wording import said
from kb.model import Neighbour, Note

if TYPE_CHECKING:
    from kb.closest.meaning import Vectors
    from kb.closest.rank import Spread

__all__ = ["said", "similar"]


def similar(
    notes: Sequence[Note], k: int, vectors: "Vectors | None" = None, spread: "Spread" = map
) -> tuple[Neighbour, ...]:
    """The k nearest of each note at most, sorted by source, then best first, ties by id.

    Nearness is the cosine of the notes' TF-IDF weights, hubs held down (`kb.closest.rank`): 1 for notes that say the
    same, and only notes with a score above 0 are neighbours. The answer does not depend on the notes' order or on the
    machine. With vectors, one for each note in the notes' order, nearness in meaning counts too (`kb.closest.meaning`).
    What can be shared is done by `spread`.
    """
    if not k or len(notes) < 2:  # noqa: PLR2004  # nobody is near alone
        return ()
    from kb.closest.features import features  # noqa: PLC0415  # numpy and scipy load when they are needed
    from kb.closest.rank import rank  # noqa: PLC0415  # as above
    from kb.closest.reasons import reasons  # noqa: PLC0415  # as above

    order = sorted(range(len(notes)), key=lambda place: notes[place].id)
    ordered = [notes[place] for place in order]
    known = features(ordered)
    ranking = rank(known.weights, k, vectors and replace(vectors, rows=vectors.rows[order]), spread)
    pairs = zip(ranking.source.tolist(), ranking.target.tolist(), strict=True)
    meaning = repeat(None) if ranking.meaning is None else map(_number, ranking.meaning.tolist())
    return tuple(
        Neighbour(source=ordered[source].id, target=ordered[target].id, score=score, reasons=why, meaning=near)
        for (source, target), score, why, near in zip(
            pairs, ranking.score.tolist(), reasons(ordered, known, ranking, spread), meaning, strict=False
        )
    )


def _number(value: float) -> float | None:
    """NaN as None."""
    return None if value != value else value  # noqa: PLR0124  # only NaN differs from itself
