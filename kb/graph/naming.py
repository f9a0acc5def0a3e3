"""Terms into those that set groups of notes apart, by class-based TF-IDF (Grootendorst, "BERTopic", 2022).

Of term t in group c it is `tf * ln(1 + A / f)`, with tf the notes of c that carry t, f those of all groups, and A the
mean number of terms that a group's notes carry.
"""

from collections.abc import Iterable
from itertools import chain, pairwise
from math import log
from typing import TYPE_CHECKING

from msgspec import Struct

from kb.graph.columns import added, distinct, halves, summed
from kb.graph.names import Names
from kb.model import Term

if TYPE_CHECKING:
    from kb.graph.columns import Ints


class Carried(Struct, frozen=True, eq=False):
    """Which node carries which term: pairs, sorted by the term and then by the node."""

    labels: tuple[str, ...]
    """What the terms are called, those of one key once, sorted by key."""
    term: "Ints"
    """The place of a pair's term among them."""
    node: "Ints"
    """The place of its node."""


def carried(names: Names, terms: Iterable[Term]) -> Carried:
    """The terms that these nodes carry; a keyword and a theme of one key are one term."""
    import numpy as np  # noqa: PLC0415  # it loads when it is needed

    terms = list(terms)
    labels: dict[str, str] = {}
    for term in terms:
        labels.setdefault(term.key, term.label)
    number = {key: place for place, key in enumerate(sorted(labels))}
    sizes = [len(term.notes) for term in terms]
    of = np.repeat(np.array([number[term.key] for term in terms], np.int64), sizes)
    count = len(names.ids) + 1  # the last place for ids of no node
    pairs = distinct(of * count + names.placed(chain.from_iterable(term.notes for term in terms)))
    of, node = halves(pairs, count)
    known = np.flatnonzero(node < len(names.ids))
    return Carried(tuple(labels[key] for key in number), of[known], node[known])


def telling(some: Carried, home: "Ints", groups: int) -> list[tuple[str, ...]]:
    """Labels of each group's terms, the best first; `home` is the place of each node's group, -1 for none."""
    import numpy as np  # noqa: PLC0415  # as above

    count, own = max(1, len(some.labels)), home.take(some.node)
    held = np.flatnonzero(own >= 0)
    pairs, times, _ = summed(own[held] * count + some.term[held], np.ones_like(held))
    group, term = halves(pairs, count)
    whole = added(term, times, count)[term]
    mean = len(held) / max(1, len(distinct(group)))
    top = int(np.max(whole, initial=0)) + 1
    ways = distinct(times * top + whole)
    worth = [-round(tf * log(1 + mean / of_all), 9) for tf, of_all in (divmod(way, top) for way in ways.tolist())]
    _, rank = np.unique(worth, return_inverse=True)
    rank = group * len(ways) + rank[np.searchsorted(ways, times * top + whole)]
    best = [some.labels[term] for term in (np.sort(rank * count + term) % count).tolist()]
    begins = np.searchsorted(group, np.arange(groups + 1)).tolist()
    return [tuple(best[begin:end]) for begin, end in pairwise(begins)]
