"""Pairs of notes into reasons: the shared terms that weighed most, spelled as one of the two notes has them.

A reason depends on nothing but what the two notes hold and what the terms weigh, so that it stays when other notes
change.
"""

from collections.abc import Mapping, Sequence
from itertools import chain, pairwise, starmap
from typing import TypeVar

import numpy as np

from kb.closest.heaviest import Heaviest
from kb.closest.lists import Spread
from kb.closest.postings import Rows
from kb.closest.spelling import Spelling, shown, spellings
from kb.closest.steps import Whole
from kb.model import Note

_PAIRS = 2048  # that are one piece of work
_NOTES = 4096  # the same

_Asked = tuple[Note, Sequence[str], Sequence[str]]
"""A note, its keywords and themes folded, and terms."""
S = TypeVar("S", Whole, list[_Asked])


def reasons(
    pairs: Whole, notes: Sequence[Note], held: Rows, number: Mapping[str, int], spread: Spread = map
) -> list[tuple[str, ...]]:
    """What makes the notes of each pair near: up to three shared terms, heaviest first (`kb.closest.heaviest`).

    Each row of `pairs` has the places of two of the notes. `held` is what each note holds, and `number` the number of
    each term.
    """
    if not len(pairs):
        return []
    heaviest = Heaviest(notes, held, number)
    named = np.concatenate(list(spread(heaviest.of, _pieces(pairs, _PAIRS))))
    pair, column = np.nonzero(named >= 0)
    terms = named[pair, column]
    asked, place = np.unique(pairs[pair] * len(heaviest.names) + terms[:, None], return_inverse=True)
    spelled = list(chain.from_iterable(spread(_spellings, _pieces(_asked(asked, notes, heaviest), _NOTES))))
    spelled_by = [map(spelled.__getitem__, note) for note in place.T.tolist()]
    every = [
        one[1] if one == other and one[1] else shown(heaviest.names[term], one, other)
        for term, one, other in zip(terms.tolist(), *spelled_by, strict=True)
    ]
    ends = np.cumsum(np.bincount(pair, minlength=len(pairs))).tolist()
    return [tuple(every[first:last]) for first, last in pairwise([0, *ends])]


def _asked(asked: Whole, notes: Sequence[Note], heaviest: Heaviest) -> list[_Asked]:
    """What is asked of notes, from (note, term) in one number each, ascending."""
    places, names = np.divmod(asked, len(heaviest.names))
    runs = [*np.flatnonzero(np.diff(places, prepend=-1)).tolist(), len(asked)]
    terms = [heaviest.names[name] for name in names.tolist()]
    return [
        (notes[place], heaviest.phrases[place], terms[first:last])
        for place, (first, last) in zip(places[runs[:-1]].tolist(), pairwise(runs), strict=True)
    ]


def _spellings(asked: Sequence[_Asked]) -> list[Spelling]:
    return list(chain.from_iterable(starmap(spellings, asked)))


def _pieces(every: S, size: int) -> list[S]:
    return [every[start : start + size] for start in range(0, len(every), size)]
