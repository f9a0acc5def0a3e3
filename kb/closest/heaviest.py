"""Pairs of notes into the terms that both hold and that weigh most, for many pairs at once in columns of numbers."""

from collections.abc import Mapping, Sequence
from itertools import chain, compress, repeat

import numpy as np
from msgspec import Struct

from kb.closest.postings import Rows
from kb.closest.steps import Floats, Whole
from kb.model import Note
from kb.note.pieces import joined
from kb.text import END, fold_terms, tokens_by_piece

_MOST = 3  # terms that are named of a pair
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
        pair, name, weight = self._shared(pairs)
        words = int(np.count_nonzero(name < self._words))
        own, part = self._parts.places(name[words:] - self._words)
        # Where among the words each word of a phrase stands; behind them those that the pair does not share.
        keys = pair[:words] * self._words + name[:words]
        parts = pair[words:][own] * self._words + self._parts.numbers[part]
        place = np.searchsorted(keys, parts)
        lacks = np.flatnonzero(np.append(keys, -1)[place] != parts)
        place[lacks] = words + np.unique(parts[lacks], return_inverse=True)[1]
        phrases = len(name) - words
        weight[words:] = np.bincount(own, np.append(weight[:words], np.zeros(len(lacks)))[place], minlength=phrases)
        fewer = -np.concatenate((np.ones(words), np.bincount(own, minlength=phrases)))
        named = np.zeros(words + len(lacks), dtype=np.bool_)
        best = np.full((len(pairs), _MOST), -1)
        for column in range(_MOST):
            most = np.zeros(len(pairs))
            np.maximum.at(most, pair, weight)
            alike = np.flatnonzero((weight == most[pair]) & (weight > 0))
            alike = alike[np.lexsort((self._rank[name[alike]], fewer[alike], pair[alike]))]
            chosen = np.zeros(len(name), dtype=np.bool_)
            chosen[alike[np.flatnonzero(np.diff(pair[alike], prepend=-1))]] = True
            best[pair[chosen], column] = name[chosen]
            named[:words] |= chosen[:words]
            named[place[chosen[words:][own]]] = True
            own, place = own[~named[place]], place[~named[place]]
            weight[:words][named[:words]] = 0
            weight[words:][np.bincount(own, minlength=phrases) == 0] = 0
        return best

    def _shared(self, pairs: Whole) -> tuple[Whole, Whole, Floats]:
        """What can be named of pairs, words before phrases: the place of the pair, the name, and the word's weight.

        Pairs with the same first row had better stand together.
        """
        pair, place = self._held.places(pairs[:, 1])
        names, weights = self._held.numbers[place], np.zeros(len(place))
        runs = np.flatnonzero(np.diff(pairs[:, 0], prepend=-1))
        bounds = np.searchsorted(pair, (*runs, len(pairs))).tolist()
        own = np.zeros(len(self.names))  # what one row at a time holds
        for row, first, last in zip(pairs[runs, 0].tolist(), bounds[:-1], bounds[1:], strict=True):
            span = slice(self._held.ends[row], self._held.ends[row + 1])
            own[self._held.numbers[span]] = self._weights[span]
            weights[first:last] = own[names[first:last]]
            own[self._held.numbers[span]] = 0
        both = np.flatnonzero(weights > 0)
        pair, name, weight = pair[both], names[both], weights[both] * self._weights[place[both]]
        most = np.zeros(len(pairs))
        np.maximum.at(most, pair, weight)
        word = name < self._words
        words = np.flatnonzero(word & (weight >= (most // _LIGHTEST)[pair]) & self._tells[name])
        told = np.concatenate((words, np.flatnonzero(~word)))
        return pair[told], name[told], weight[told]


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
    told = told[np.diff(told, prepend=-1) > 0]  # `np.unique`, which alone would load numpy's masked arrays
    return _Table.of(*np.divmod(told, max(1, len(number))), len(phrases))
