"""One text beside a vault into the notes nearest to it, without ranking the vault's notes among themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kb.closest.features import Terms, text
from kb.closest.lists import Lists, Order, Space
from kb.closest.postings import Postings
from kb.closest.rank import Nearness
from kb.closest.reasons import reasons
from kb.closest.steps import WHOLE, worths
from kb.model import Neighbour, Note


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

    Hubs are held down by their nearness among the best of its list, so the cost is that of counting terms once.
    """
    held = dict(enumerate([*sorted(notes, key=lambda note: note.id), one]))
    own = len(notes)
    terms = Terms()
    words = terms.held((slot, text(note)) for slot, note in held.items())
    postings = Postings.none().changed(np.zeros(0, dtype=np.bool_), words, len(terms.number))
    frequency = postings.frequency
    worth = worths(len(held), frequency)
    space = Space(
        postings=postings,
        worth=worth,
        lengths=np.sqrt(postings.squares(len(held), worth)),
        order=Order([note.id for note in held.values()]),
    )
    names = tuple(terms.number)
    return Nearest(
        neighbours=_neighbours(held, own, space, terms, k),
        frequency={names[term]: int(frequency[term]) - 1 for term in words.terms[words.slots == own].tolist()},
        notes=own,
    )


def _neighbours(notes: Mapping[int, Note], own: int, space: Space, terms: Terms, k: int) -> tuple[Neighbour, ...]:
    lists = Lists.none(len(notes))
    row = np.array([own])
    lists.put(row, space.lists(row))
    pool = lists.near[own][lists.near[own] >= 0].astype(np.int64)
    if not len(pool):
        return ()
    lists.put(pool, space.lists(pool))
    steps = Nearness.of(lists, len(notes)).steps
    usual = (2 * int(steps[pool].sum()) + len(pool)) // (2 * len(pool))
    steps[own] = usual  # what it takes off is the same for all
    best = Nearness(steps, usual).best(lists, row, k, space.order)
    targets = [slot for slot in best.target[0].tolist() if slot >= 0]
    near = {slot: notes[slot] for slot in (*targets, own)}
    held = space.postings.rows(np.array(list(near)), len(notes), space.worth)
    why = reasons([(own, slot) for slot in targets], near, held, terms.number)
    return tuple(
        Neighbour(source=notes[own].id, target=notes[slot].id, score=score / WHOLE, reasons=each)
        for slot, score, each in zip(targets, best.score[0].tolist(), why, strict=False)
    )
