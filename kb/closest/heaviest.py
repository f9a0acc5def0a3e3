"""Pairs of notes into the terms that both hold and that weigh most, for many pairs at once in columns of numbers."""

from collections.abc import Mapping, Sequence
from itertools import chain, compress, pairwise, repeat

import numpy as np
from msgspec import Struct

from kb.closest.postings import Rows
from kb.closest.steps import Floats, Whole
from kb.model import Note
from kb.note.pieces import joined
from kb.text import END, fold_terms, tokens_by_piece

MOST = 3
"""Terms that are named of a pair at most."""
_LIGHTEST = 5  # a word that weighs less than the heaviest by this factor is not named


class Heaviest:
    """Which of the terms that notes share weigh most.

    A keyword or theme that both notes have, a phrase, weighs what its words weigh together, and a word that stands in
    it is not named again. Numbers are not named, nor is a word far lighter than the heaviest.
    """

    def __init__(self, notes: Sequence[Note], held: Rows, number: Mapping[str, int]) -> None:
        """Of notes, what each holds, and the number of each term."""
        self._words = len(number)
        said = [(*note.keywords, *note.themes) for note in notes]
        written = [*dict.fromkeys(chain.from_iterable(said))]
        folded = dict(zip(written, fold_terms(written), strict=True))
        self.phrases = [[*map(folded.__getitem__, some)] for some in said]
        """The keywords and themes of each note, folded."""
        every = {one: place for place, one in enumerate(dict.fromkeys(folded.values()))}
        place = np.array([*map(every.__getitem__, chain.from_iterable(self.phrases))], dtype=np.int64)
        row = np.repeat(np.arange(len(notes)), [*map(len, self.phrases)])
        once = np.sort(np.unique(row * len(every) + place, return_index=True)[1])
        shared = np.bincount(place[once], minlength=len(every)) > 1
        once = once[shared[place[once]]]
        known = [*compress(every, shared.tolist())]
        self._parts = _parts(known, number)
        both = _Table.of(row[once], self._words - 1 + np.cumsum(shared)[place[once]], len(notes))
        behind = np.repeat(held.ends[1:], np.diff(both.ends))
        self._held = _Table(held.ends + both.ends, np.insert(held.terms, behind, both.numbers))
        self._weights = np.insert(held.weights, behind, 1)
        self._spans = [slice(*span) for span in pairwise(self._held.ends.tolist())]
        self.names = (*number, *known)
        """What is named by number: words, then phrases."""
        self._tells = np.zeros(len(self.names), dtype=np.bool_)
        self._tells[self._held.numbers] = True
        some = np.flatnonzero(self._tells).tolist()
        self._tells[some] = [
            name[:1].isalpha() or any(map(str.isalpha, name)) for name in map(self.names.__getitem__, some)
        ]
        self._rank = np.zeros(len(self.names), dtype=np.int64)
        self._rank[sorted(some, key=self.names.__getitem__)] = np.arange(len(some))

    def of(self, pairs: Whole) -> Whole:
        """The numbers of the heaviest terms of pairs of rows, a row for each pair, heaviest first; -1 for no more."""
        best = np.full((len(pairs), MOST), -1)
        pair, name, weight = self._shared(pairs)
        phrases = np.flatnonzero(name >= self._words)
        own, part = self._parts.places(name[phrases] - self._words)
        # Where among the names each word of a phrase stands; behind them those that the pair does not share.
        keys = pair * len(self.names) + name
        parts = pair[phrases][own] * len(self.names) + self._parts.numbers[part]
        place = np.searchsorted(keys, parts)
        lacks = np.flatnonzero(np.append(keys, -1)[place] != parts)
        place[lacks] = len(keys) + np.unique(parts[lacks], return_inverse=True)[1]
        weight[phrases] = np.bincount(own, np.append(weight, np.zeros(len(lacks)))[place], minlength=len(phrases))
        words = np.ones(len(name), dtype=np.int64)
        words[phrases] = np.bincount(own, minlength=len(phrases))
        after = self._rank.take(name) - words * len(self.names)  # of names that weigh the same, which comes after which
        named = np.zeros(len(keys) + len(lacks), dtype=np.bool_)
        runs = _Runs(pair)
        for column in range(MOST):
            alike = np.flatnonzero((weight == runs.spread(np.maximum, weight)) & (weight > 0))
            first = _Runs(pair[alike]).spread(np.minimum, after[alike])
            chosen = alike[after[alike] == first]
            best[pair[chosen], column] = name[chosen]
            named[chosen] = True
            named[place[named[phrases][own]]] = True
            left = ~named[place]
            own, place = own[left], place[left]
            weight[named[: len(weight)]] = 0
            weight[phrases[np.bincount(own, minlength=len(phrases)) == 0]] = 0
        return best

    def _shared(self, pairs: Whole) -> tuple[Whole, Whole, Floats]:
        """What can be named of pairs, by pair and name: the place of the pair, the name, and the word's weight.

        Pairs with the same first row had better stand together.
        """
        spans = [self._spans[row] for row in pairs[:, 1].tolist()]
        # Rows are joined as bytes, since `concatenate` takes longer for a row than for hundreds of numbers.
        names, others = (
            np.frombuffer(b"".join([column[span] for span in spans]), dtype=column.format)
            for column in (self._held.numbers.data, self._weights.data)
        )
        weights = np.zeros(len(names))
        counts = np.diff(self._held.ends)[pairs[:, 1]]
        runs = np.flatnonzero(np.diff(pairs[:, 0], prepend=-1))
        bounds = np.append(0, np.cumsum(counts))[np.append(runs, len(pairs))].tolist()
        own = np.zeros(len(self.names))  # what one row at a time holds
        for row, (first, last) in zip(pairs[runs, 0].tolist(), pairwise(bounds), strict=True):
            held = self._held.numbers[self._spans[row]]
            own[held] = self._weights[self._spans[row]]
            own.take(names[first:last], out=weights[first:last], mode="clip")  # which copies less than "raise"
            own[held] = 0
        weights *= others
        both = np.flatnonzero(weights > 0)
        pair, name, weight = np.repeat(np.arange(len(pairs)), counts).take(both), names.take(both), weights.take(both)
        # Weights are whole, and these two say the same as dividing, which takes long.
        heavy = weight * _LIGHTEST > _Runs(pair).spread(np.maximum, weight) - _LIGHTEST
        told = np.flatnonzero(heavy | (name >= self._words))
        told = told[self._tells.take(name.take(told))]
        return pair.take(told), name.take(told), weight.take(told)


class _Runs:
    """Runs of equal numbers."""

    def __init__(self, numbers: Whole) -> None:
        """Of numbers of which those that are equal stand together."""
        self._starts = np.flatnonzero(np.append(True, numbers[1:] != numbers[:-1])[: len(numbers)])
        self._lengths = np.diff(self._starts, append=len(numbers))

    def spread(self, of: np.ufunc, values: Whole | Floats) -> Whole | Floats:
        """What a function makes of the values of each run, for each of them."""
        found: Whole | Floats = np.repeat(of.reduceat(values, self._starts), self._lengths) if len(values) else values
        return found


class _Table(Struct, frozen=True, eq=False):
    """Rows of numbers one behind the other."""

    ends: Whole
    """Where each row begins, and the last one's end."""
    numbers: Whole
    """The numbers, each once in a row."""

    @classmethod
    def of(cls, rows: Whole, numbers: Whole, many: int) -> "_Table":
        """Of so many rows; `rows` tells each number's, ascending."""
        return cls(np.append(0, np.cumsum(np.bincount(rows, minlength=many))), numbers)

    def places(self, rows: Whole) -> tuple[Whole, Whole]:
        """The places of the numbers of some rows, after the place of each one's row among these."""
        lengths = self.ends[rows + 1] - self.ends[rows]
        own = np.repeat(np.arange(len(rows)), lengths)
        return own, np.arange(len(own)) + np.repeat(self.ends[rows] - (np.cumsum(lengths) - lengths), lengths)


def _parts(phrases: Sequence[str], number: Mapping[str, int]) -> _Table:
    """The numbers of the terms in each phrase, ascending."""
    found = [*map({**number, END: -1}.get, tokens_by_piece(joined((tuple(phrases),))), repeat(-2))]
    term = np.array(found, dtype=np.int64)
    told = np.sort((np.cumsum(term == -1) * len(number) + term)[term >= 0])
    told = told[np.flatnonzero(np.diff(told, prepend=-1))]
    return _Table.of(*np.divmod(told, max(1, len(number))), len(phrases))
