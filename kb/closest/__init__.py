"""What is near by computation: for each note the notes nearest to it, with the terms that make them so."""

from collections.abc import Sequence

from kb.model import Neighbour, Note

__all__ = ["similar"]


def similar(notes: Sequence[Note], k: int) -> tuple[Neighbour, ...]:
    """The k nearest of each note at most, sorted by source, then best first, ties by id.

    Nearness is the cosine of the notes' TF-IDF weights, hubs held down (`kb.closest.rank`): 1 for notes that say the
    same, and only notes with a score above 0 are neighbours. The answer does not depend on the notes' order or on the
    machine.
    """
    if len(notes) < 2:  # noqa: PLR2004  # nobody is near alone
        return ()
    from kb.closest.features import features  # noqa: PLC0415  # numpy and scipy load when they are needed
    from kb.closest.rank import rank  # noqa: PLC0415
    from kb.closest.reasons import reasons  # noqa: PLC0415

    ordered = sorted(notes, key=lambda note: note.id)
    known = features(ordered)
    ranking = rank(known.weights, k)
    found = zip(ranking.source.tolist(), ranking.target.tolist(), ranking.score.tolist(), strict=True)
    return tuple(
        Neighbour(source=ordered[source].id, target=ordered[target].id, score=score, reasons=why)
        for (source, target, score), why in zip(found, reasons(ordered, known, ranking), strict=True)
    )
