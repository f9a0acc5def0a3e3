"""One text beside a vault into the notes nearest to it, without ranking the vault's notes among themselves."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from msgspec import Struct

from kb.closest.features import Terms
from kb.closest.lists import Lists, Order, Space
from kb.closest.postings import Postings
from kb.closest.rank import Nearness
from kb.closest.reasons import reasons
from kb.closest.steps import WHOLE, worths
from kb.model import Neighbour, Note

Read = Callable[[Sequence[str]], Sequence[Note]]
"""Ids into their notes, in their order."""


class Nearest(Struct, frozen=True, eq=False, kw_only=True):
    """What a vault knows that is near a text."""

    neighbours: tuple[Neighbour, ...]
    """The notes nearest to it, best first, ties by id."""
    frequency: Mapping[str, int]
    """How many of the vault's notes have each term of the text."""
    notes: int
    """How many notes the vault has."""


class Counts(Struct, frozen=True, eq=False, kw_only=True):
    """What notes hold of terms, each note in a slot."""

    ids: tuple[str | None, ...] = ()
    """The id of each slot's note, None for a free slot."""
    keys: tuple[str, ...] = ()
    """What tells each slot's note from the same note with another text."""
    terms: tuple[str, ...] = ()
    """Every term by number."""
    postings: Postings
    """Who holds which term."""

    @classmethod
    def none(cls) -> "Counts":
        """Of no notes."""
        return cls(postings=Postings.none())

    def after(self, keys: Mapping[str, str], read: Read) -> "Counts":
        """Those of the notes with these ids and keys, of which those are read that are not counted already."""
        stay = [keys.get(id_ or "") == key for id_, key in zip(self.ids, self.keys, strict=True)]
        known = {id_ for id_, same in zip(self.ids, stay, strict=True) if same}
        lacking = sorted(keys.keys() - known)
        terms = Terms(self.terms)
        counts = terms.held(enumerate(read(lacking), len(stay)))
        gone = ~np.array(stay, dtype=np.bool_)
        return Counts(
            ids=(*(id_ if same else None for id_, same in zip(self.ids, stay, strict=True)), *lacking),
            keys=(*self.keys, *(keys[id_] for id_ in lacking)),
            terms=tuple(terms.number),
            postings=self.postings.changed(gone, counts, len(terms.number)),
        )


def counted(notes: Sequence[Note]) -> Counts:
    """What some notes hold."""
    return Counts.none().after(dict.fromkeys((note.id for note in notes), ""), reader(notes))


def reader(notes: Sequence[Note]) -> Read:
    """Answers with those of some notes."""
    by_id = {note.id: note for note in notes}
    return lambda ids: [by_id[id_] for id_ in ids]


def nearest(one: Note, counts: Counts, k: int, read: Read) -> Nearest:
    """The k notes nearest to one that is not counted, as `kb.closest.rank` has it; scores compare with each other.

    Hubs are held down by their nearness among the best of its list. Only the nearest notes are read, for the reasons.
    """
    own, notes = len(counts.ids), sum(id_ is not None for id_ in counts.ids)
    terms = Terms(counts.terms)
    words = terms.held([(own, one)])
    postings = counts.postings.changed(np.zeros(own, dtype=np.bool_), words, len(terms.number))
    frequency = postings.frequency
    worth = worths(notes + 1, frequency)
    space = Space(
        postings=postings,
        worth=worth,
        lengths=np.sqrt(postings.squares(own + 1, worth)),
        order=Order([*counts.ids, one.id]),
    )
    names = tuple(terms.number)
    targets, scores = _best(space, own, notes + 1, k)
    near = read([id_ for slot in targets if (id_ := counts.ids[slot]) is not None])
    held = space.postings.rows(np.array([own, *targets]), own + 1, worth)
    pairs = np.column_stack((np.zeros_like(targets), np.arange(1, len(targets) + 1)))
    why = reasons(pairs, (one, *near), held, terms.number)
    return Nearest(
        neighbours=tuple(
            Neighbour(source=one.id, target=note.id, score=score / WHOLE, reasons=each)
            for note, score, each in zip(near, scores, why, strict=True)
        ),
        frequency={names[term]: int(frequency[term]) - 1 for term in words.terms.tolist()},
        notes=notes,
    )


def _best(space: Space, own: int, notes: int, k: int) -> tuple[list[int], list[int]]:
    """The slots nearest to one of so many notes, and their scores."""
    lists = Lists.none(len(space.lengths))
    row = np.array([own])
    lists.put(row, space.lists(row))
    pool = lists.near[own][lists.near[own] >= 0].astype(np.int64)
    if not len(pool):
        return [], []
    lists.put(pool, space.lists(pool))
    steps = Nearness.of(lists, notes).steps
    usual = (2 * int(steps[pool].sum()) + len(pool)) // (2 * len(pool))
    steps[own] = usual  # what it takes off is the same for all
    best = Nearness(steps, usual).best(lists, row, k, space.order)
    targets = [slot for slot in best.target[0].tolist() if slot >= 0]
    return targets, best.score[0].tolist()[: len(targets)]
