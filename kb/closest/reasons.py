"""Pairs of notes into reasons: the shared terms that weighed most, spelled as one of the two notes has them.

A reason depends on nothing but what the two notes hold and what the terms weigh, so that it stays when other notes
change.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import TypeVar

import numpy as np

from kb.closest.lists import Spread
from kb.closest.postings import Rows
from kb.closest.spelling import Spelling, shown, spellings
from kb.closest.steps import Floats, Whole
from kb.model import Note
from kb.text import fold_term, tokens

_MOST = 3
_LIGHTEST = 5  # a word that weighs less than the heaviest by this factor is no reason
_PAIRS = 64  # that are looked at together
_PIECE = 1024  # pairs or notes that are one piece of work

B = TypeVar("B")
R = TypeVar("R")

Pair = tuple[int, int]
"""The slots of two notes."""
_Option = tuple[float, int, str, tuple[int, ...]]
"""What could be a reason, the best smallest: weight below 0, words below 0, folded term, numbers of its words."""


def reasons(
    pairs: Sequence[Pair], notes: Mapping[int, Note], held: Rows, number: Mapping[str, int], spread: Spread = map
) -> list[tuple[str, ...]]:
    """What makes the notes of each pair near: up to three shared terms, heaviest first.

    `held` is what each of these notes holds, in the order of `notes`, and `number` the number of each term. A keyword
    or theme that both notes have weighs what its words weigh together, and a word that stands in it is not named again.
    Numbers are no reasons, nor is a word far lighter than the heaviest.
    """
    place = {slot: row for row, slot in enumerate(notes)}
    heaviest = _Heaviest(list(notes.values()), held, number)
    named = list(_done(heaviest.of, [(place[one], place[other]) for one, other in pairs], spread))
    wanted: dict[int, dict[str, Spelling]] = {}
    for pair, terms in zip(pairs, named, strict=True):
        for slot in pair:
            wanted.setdefault(slot, {}).update(dict.fromkeys(terms, (False, "")))
    asked = [(notes[slot], tuple(terms)) for slot, terms in wanted.items()]
    for spelled, found in zip(wanted.values(), _done(_spellings, asked, spread), strict=True):
        spelled.update(zip(spelled, found, strict=True))
    return [
        tuple(shown(term, wanted[one][term], wanted[other][term]) for term in terms)
        for (one, other), terms in zip(pairs, named, strict=True)
    ]


def _done(work: Callable[[Sequence[B]], list[R]], every: Sequence[B], spread: Spread) -> Iterator[R]:
    """What the work gives for each of these, in their order."""
    return chain.from_iterable(spread(work, [every[start : start + _PIECE] for start in range(0, len(every), _PIECE)]))


def _spellings(asked: Sequence[tuple[Note, Sequence[str]]]) -> list[list[Spelling]]:
    return [spellings(note, terms) for note, terms in asked]


class _Heaviest:
    """Which of the terms that notes share weigh most."""

    def __init__(self, notes: Sequence[Note], held: Rows, number: Mapping[str, int]) -> None:
        """Of notes, what each holds, and the number of each term."""
        self._held = held
        self._number = number
        self._terms = tuple(number)
        self._tells = np.zeros(len(number), dtype=np.bool_)
        self._rank = np.zeros(len(number), dtype=np.int32)
        some = sorted(np.unique(held.terms).tolist(), key=self._terms.__getitem__)
        self._tells[some] = [any(map(str.isalpha, self._terms[term])) for term in some]
        self._rank[some] = np.arange(len(some))
        self._words: dict[str, tuple[int, ...]] = {}
        folded = cache(fold_term)
        self._phrases = [tuple(dict.fromkeys(map(folded, (*note.keywords, *note.themes)))) for note in notes]

    def of(self, pairs: Sequence[Pair]) -> list[tuple[str, ...]]:
        """Their heaviest terms, folded, for pairs of rows."""
        weights = np.zeros((min(_PAIRS, len(pairs)), len(self._terms)))
        found: list[tuple[str, ...]] = []
        for start in range(0, len(pairs), _PAIRS):
            some = pairs[start : start + _PAIRS]
            ends, numbers, products = self._shared(np.array(some, dtype=np.int64), weights)
            for pair, first, end in zip(some, ends[:-1], ends[1:], strict=True):
                found.append(self._first(pair, numbers[first:end], products[first:end]))
        return found

    def _shared(self, pairs: Whole, weights: Floats) -> tuple[list[int], list[int], list[float]]:
        """The heaviest terms that the notes of each pair share, heaviest first, and what they add to their product.

        First come the places where those of each pair begin. `weights` are zeros, a row at least for each pair.
        """
        held = self._held
        ones, own = np.unique(pairs[:, 0], return_inverse=True)
        row, mine = _spans(held.ends, ones)
        pair, theirs = _spans(held.ends, pairs[:, 1])
        weights[row, held.terms[mine]] = held.weights[mine]
        products = weights[own[pair], held.terms[theirs]] * held.weights[theirs]
        weights[row, held.terms[mine]] = 0
        most = np.zeros(len(pairs))
        np.maximum.at(most, pair, products)
        terms = held.terms[theirs]
        found = np.flatnonzero((products >= np.maximum(most // _LIGHTEST, 1)[pair]) & self._tells[terms])
        pair, terms, products = pair[found], terms[found], products[found]
        order = np.lexsort((self._rank[terms], -products, pair))
        ends = np.searchsorted(pair, np.arange(len(pairs) + 1))
        return ends.tolist(), terms[order].tolist(), products[order].tolist()

    def _first(self, pair: Pair, numbers: Sequence[int], products: Sequence[float]) -> tuple[str, ...]:
        """The heaviest of the terms, and of the keywords and themes, that two notes share, and that say different."""
        terms = self._terms
        phrases = set(self._phrases[pair[0]]).intersection(self._phrases[pair[1]])
        if not phrases:
            return tuple([terms[number] for number in numbers[:_MOST]])
        weight = dict(zip(numbers, products, strict=True))
        options: list[_Option] = []
        many = _MOST  # of the words; more than that and those of the phrases are never looked at
        for phrase in phrases:
            own = self._words_of(phrase)
            many += len(own)
            options.append((-sum([weight.get(number, 0) for number in own]), -len(own), phrase, own))
        options += [(-weight[number], -1, terms[number], (number,)) for number in numbers[:many]]
        options.sort()
        named: set[int] = set()
        found: list[str] = []
        for heavy, _, term, own in options:
            if heavy and not named.issuperset(own):
                named.update(own)
                found.append(term)
                if len(found) == _MOST:
                    break
        return tuple(found)

    def _words_of(self, phrase: str) -> tuple[int, ...]:
        """The terms of a folded phrase."""
        if phrase not in self._words:
            self._words[phrase] = tuple(sorted({self._number[one] for one in tokens(phrase) if one in self._number}))
        return self._words[phrase]


def _spans(ends: Whole, rows: Whole) -> tuple[Whole, Whole]:
    """For each of some rows the places of what it holds, each with the place of the row among these."""
    lengths = ends[rows + 1] - ends[rows]
    own = np.repeat(np.arange(len(rows)), lengths)
    return own, np.arange(len(own)) + np.repeat(ends[rows] - (np.cumsum(lengths) - lengths), lengths)
