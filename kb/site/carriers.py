"""Terms into the items that carry them and the terms that often stand beside them: columns that are made at once."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING

from kb.graph import distinct
from kb.model import Term
from kb.site.published import TERM_KINDS, Published, TermKey, has_page, newest_first

if TYPE_CHECKING:
    from kb.graph.columns import Ints

    Runs = tuple[Ints, Ints]
    """Values, and where each run of them begins, at the end where the last one ends."""

_BESIDE = 16  # terms that are named beside one
_BLOCK = 64  # terms of a kind, the pages of which are likely made one after the other

Carried = tuple[list[int], list[int], list[int]]
"""Places of items, the newest first; numbers of terms that they carry, too, the most frequent first; how many do."""


class Carriers:
    """Terms with pages, and the items that carry them."""

    def __init__(self, terms: Mapping[TermKey, Term], published: Iterable[Published]) -> None:
        """Number terms by key and then by kind, and items with the newest first."""
        import numpy as np  # noqa: PLC0415  # it loads when it is needed

        self.keys = sorted((term for term, one in terms.items() if has_page(one, term[0])), key=itemgetter(1, 0))
        """The terms."""
        self.items = newest_first(published)
        """The items."""
        self.number = {term: number for number, term in enumerate(self.keys)}
        self._of_kind = {kind: [self.number[term] for term in self.keys if term[0] == kind] for kind in TERM_KINDS}
        words = {key: word for word, key in enumerate(dict.fromkeys(key for _, key in self.keys))}
        self._word = np.array([words[key] for _, key in self.keys], np.int64)  # a theme and a keyword may be one word
        notes = [terms[term].notes for term in self.keys]
        place = {one.id: place for place, one in enumerate(self.items)}.__getitem__
        term = np.repeat(np.arange(len(notes)), list(map(len, notes)))
        item = np.fromiter(map(place, chain.from_iterable(notes)), np.int64, len(term))
        term, places = np.divmod(distinct(term * len(self.items) + item), max(1, len(self.items)))
        self.carrying: Runs = places, np.searchsorted(term, np.arange(len(notes) + 1))
        """For each term the places of the items that carry it."""
        item, numbers = np.divmod(distinct(places * len(notes) + term), max(1, len(notes)))
        self.carried: Runs = numbers, np.searchsorted(item, np.arange(len(self.items) + 1))
        """For each item the numbers of the terms that it carries."""
        self._block: dict[int, Carried] = {}

    def of(self, term: TermKey) -> Carried:
        """Who carries a term, and what stands beside it; a word that is a keyword and a theme is named once."""
        number = self.number[term]
        if number not in self._block:
            alike = self._of_kind[term[0]]
            begin = bisect_left(alike, number) // _BLOCK * _BLOCK
            self._block = self._together(alike[begin : begin + _BLOCK])
        return self._block[number]

    def _together(self, numbers: Sequence[int]) -> dict[int, Carried]:
        """The same for each of these terms."""
        import numpy as np  # noqa: PLC0415  # as above

        count, rows = len(self.keys), np.arange(len(numbers) + 1)
        own, items = _rows(np.array(numbers), self.carrying)
        places, held = items.tolist(), np.searchsorted(own, rows).tolist()
        place, others = _rows(items, self.carried)
        pairs = np.sort(own[place] * count + others)
        # What two items share at least follows itself; most stands alone, and is looked at no further.
        again = np.flatnonzero(pairs[1:] == pairs[:-1])
        starts = np.flatnonzero(np.diff(again, prepend=-2) > 1)
        shared = np.diff(starts, append=len(again)) + 1
        own, others = np.divmod(pairs[again[starts]], count)
        # The most frequent first, then by number; so of one word twice the first is that which is named.
        order = np.argsort((own + 1) * (len(self.items) + 1) - shared, kind="stable")
        words = own[order] * count + self._word[others[order]]
        once = np.sort(np.unique(words, return_index=True)[1])
        order = order[once[self._word[np.array(numbers)[own[order[once]]]] != words[once] % count]]
        begin = np.searchsorted(own[order], rows)
        order = order[np.arange(len(order)) - begin[own[order]] < _BESIDE]
        begins = np.searchsorted(own[order], rows).tolist()
        others, shared = others[order].tolist(), shared[order].tolist()
        return {
            number: (places[first:last], others[start:end], shared[start:end])
            for number, (first, last), (start, end) in zip(numbers, pairwise(held), pairwise(begins), strict=True)
        }


def _rows(numbers: "Ints", runs: "Runs") -> tuple["Ints", "Ints"]:
    """The runs with these numbers, one after the other: for each value the place of its run among them, and itself."""
    import numpy as np  # noqa: PLC0415  # as above

    values, begin = runs
    sizes = begin[numbers + 1] - begin[numbers]
    place = np.repeat(np.arange(len(numbers)), sizes)
    return place, values[np.arange(len(place)) + (begin[numbers] - np.cumsum(sizes) + sizes)[place]]
