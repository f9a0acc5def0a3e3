"""Pairs of notes into the terms that both carry, of thousands of pairs at once."""

from collections.abc import Mapping
from itertools import chain, pairwise, repeat
from typing import TYPE_CHECKING

from kb.graph.nearby import MOST_SHARED
from kb.model import Collection

if TYPE_CHECKING:
    from kb.graph.columns import Ints


def all_shared(collection: Collection, place: Mapping[str, int], one: "Ints", other: "Ints") -> list[tuple[str, ...]]:
    """`shared` of the `labels` of both notes of each pair, in a tenth of the time; pairs are places of nodes."""
    import numpy as np  # noqa: PLC0415  # it loads when it is needed

    terms = (*collection.themes, *collection.keywords)
    keys = {key: number for number, key in enumerate(dict.fromkeys(term.key for term in terms))}
    labels, sizes = np.array([term.label for term in terms], object), [len(term.notes) for term in terms]
    key = np.fromiter([keys[term.key] for term in terms], np.int64, len(terms))
    carriers = chain.from_iterable(term.notes for term in terms)
    carrier = np.fromiter(map(place.get, carriers, repeat(-1)), np.int64, sum(sizes))
    term = np.repeat(np.arange(len(terms)), sizes)[carrier >= 0]
    carrier, count = carrier[carrier >= 0], max(1, len(keys))
    # A word that is a theme of a note and its keyword counts once, as a theme: these come first.
    carried, first = np.unique(carrier * count + key[term], return_index=True)
    first.sort()
    first = first[np.argsort(carrier[first], kind="stable")]
    begins = np.searchsorted(carrier[first], np.arange(len(place) + 1))
    starts, many = begins[one], (begins[1:] - begins[:-1])[one]
    pair = np.repeat(np.arange(len(one)), many)
    own = term[first[np.arange(len(pair)) + (starts - np.cumsum(many) + many)[pair]]]
    wanted = other[pair] * count + key[own]
    both = np.flatnonzero(np.append(carried, -1)[np.searchsorted(carried, wanted)] == wanted)
    ends = np.searchsorted(pair[both], np.arange(len(one) + 1)).tolist()
    told = labels[own[both]].tolist()
    return [tuple(told[begin : min(end, begin + MOST_SHARED)]) for begin, end in pairwise(ends)]
