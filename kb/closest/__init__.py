"""What is near by computation: for each note the notes nearest to it, with the terms that make them so."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from kb.closest.wording import said
from kb.model import Neighbour, Note

if TYPE_CHECKING:
    from kb.closest.lists import Spread
    from kb.closest.meaning import Vectors
    from kb.closest.ranking import Ranking
    from kb.note.cuts import Cuts

__all__ = ["Again", "again", "said", "similar"]

_ALONE = 2  # nobody is near when there are fewer


def similar(
    notes: Sequence[Note], k: int, vectors: "Vectors | None" = None, spread: "Spread" = map
) -> Sequence[Neighbour]:
    """The k nearest of each note at most, sorted by source, then best first, ties by id.

    Nearness is the cosine of the notes' TF-IDF weights, hubs held down (`kb.closest.rank`): 1 for notes that say the
    same, and only notes with a score above 0 are neighbours. The answer does not depend on the notes' order or on the
    machine. With vectors, one for each note in the notes' order, nearness in meaning counts too (`kb.closest.meaning`).
    What can be shared is done by `spread`.
    """
    if not k or len(notes) < _ALONE:
        return ()
    from kb.closest.ranking import Ranking  # noqa: PLC0415  # numpy loads when it is needed

    order = sorted(range(len(notes)), key=lambda place: notes[place].id)
    ordered = [notes[place] for place in order]
    sorted_vectors = vectors and replace(vectors, rows=vectors.rows[order])
    keys = dict.fromkeys([one.id for one in ordered], "")
    return Ranking.none(k).after(ordered, keys, sorted_vectors, spread).neighbours


class Again(Struct, frozen=True, kw_only=True):
    """Neighbours, and what to keep for the next time."""

    neighbours: Sequence[Neighbour]
    """As `similar` gives them."""
    ranked: int = 0
    """How many notes had to be ranked."""
    rows: Mapping[str, Mapping[str, bytes]] | None = None
    """All rows to keep by space, `similar` and `ranking`; None where what was kept is right as it is."""
    ranking: "Ranking | None" = None
    """What these rows are rows of."""


def again(  # noqa: PLR0913, PLR0917  # what `similar` takes, two things that were kept, and what is shared
    notes: Sequence[Note],
    keys: Mapping[str, str],
    k: int,
    kept: "Callable[[str], Mapping[str, bytes]]",
    spread: "Spread" = map,
    held: "Ranking | None" = None,
    cuts: "Cuts | None" = None,
) -> Again:
    """What `similar` gives without vectors, by way of what an earlier run kept: only what an edit touched is ranked.

    Each note's key, by id in the same order, tells it from the same note with another text. `kept` gives the rows of a
    space, and `held` is the ranking that they are rows of, where it need not be made of them; `cuts` cuts notes into
    words, where others do so too. Raises `DamagedError` for rows that were not made by an earlier run, and `UnfitError`
    when a text can't be kept.
    """
    if not k or len(notes) < _ALONE:
        return Again(neighbours=())
    from kb.closest import stored  # noqa: PLC0415  # only where something is kept

    rows = {"similar": kept("similar")}
    before = held if held and held.k == k else None
    compared = None if before else stored.compared(rows["similar"], k)
    known = compared and stored.neighbours(compared, rows["similar"], keys)
    if known is not None:
        return Again(neighbours=known)
    from kb.closest.ranking import Ranking  # noqa: PLC0415  # numpy loads when it is needed

    if before or compared:
        rows["ranking"] = kept("ranking")
    if compared:
        before = stored.ranking(compared, rows["similar"], rows["ranking"])
    now = (before or Ranking.none(k)).after(notes, keys, spread=spread, cuts=cuts)
    return Again(
        neighbours=now.neighbours, ranked=now.ranked, rows=stored.rows(now, rows if before else {}), ranking=now
    )
