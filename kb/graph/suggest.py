"""The graph into links that somebody might want to write: pairs that say the same, or that the same notes tie together.

    score(a, b) = similarity(a, b) + 4 · Σ_z tie(a, z) · tie(z, b) / ties(z)

The sum is the resource allocation index of Zhou, Lü and Zhang (2009), weighted: what a would pass on to b if each note
in between shared it out among its ties. On hidden links it finds more than similarity alone (CONTRIBUTING.md); of the
factors 1/2 to 8, each twice the one before, all win, and 2 to 8 do not differ much.
"""

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from kb.graph.ties import UNIT, Ties, around, ties
from kb.model import Graph, Node

if TYPE_CHECKING:
    from scipy import sparse

_SHARE = 4
_PLACES = 4
_BETWEEN = 3


class Suggestion(Struct, frozen=True, kw_only=True):
    """Two notes that nobody linked yet."""

    source: str
    """The later note, which could name the other; of two of one day the one with the larger id."""
    target: str
    """The other."""
    source_title: str
    """Title of the later one."""
    target_title: str
    """Title of the other."""
    score: float
    """Larger is likelier; rounded to 4 places."""
    similar: float
    """The computed score of their texts, 0 when neither is among the other's computed neighbours."""
    between: tuple[str, ...]
    """Ids of the notes that tie them together most, at most three, the strongest first."""


def suggest(graph: Graph, each: int = 5) -> tuple[Suggestion, ...]:
    """The pairs without a written link that score best, those that are among the `each` best of either note.

    Sorted by score, then ids.
    """
    import numpy as np  # noqa: PLC0415  # it loads when it is needed

    found = ties(graph)
    if not len(found):
        return ()
    ids = [node.id for node in graph.nodes]
    number = {id_: place for place, id_ in enumerate(ids)}
    linked = {(edge.source, edge.target) for edge in graph.edges if edge.kind != "similar"}
    alike: dict[tuple[str, str], float] = {}
    for edge in graph.edges:
        if edge.kind == "similar":
            for pair in ((edge.source, edge.target), (edge.target, edge.source)):
                alike[pair] = max(edge.weight, alike.get(pair, 0.0))
    scores = (_square(alike, number) + _SHARE * _passed_on(found, number)).tocsr()
    scores.sort_indices()
    best: dict[tuple[str, str], float] = {}
    for source, (start, end) in enumerate(zip(scores.indptr[:-1], scores.indptr[1:], strict=True)):
        columns, values = scores.indices[start:end], np.round(scores.data[start:end], _PLACES)
        left = each
        for place in np.lexsort((columns, -values)):
            pair = (ids[source], ids[columns[place]])
            if left and pair[0] != pair[1] and pair not in linked and pair[::-1] not in linked:
                best[(pair if pair[0] < pair[1] else pair[::-1])] = float(values[place])
                left -= 1
            elif not left:
                break
    nodes = {node.id: node for node in graph.nodes}
    beside = around(found)
    order = sorted(best, key=lambda pair: (-best[pair], pair))
    return tuple(_suggestion(nodes[a], nodes[b], best[a, b], alike.get((a, b), 0.0), beside) for a, b in order)


def _square(values: Mapping[tuple[str, str], float], number: Mapping[str, int]) -> "sparse.csr_array":
    from scipy import sparse  # noqa: PLC0415  # it loads when it is needed

    ends = ([number[one] for one, _ in values], [number[other] for _, other in values])
    return sparse.csr_array((list(values.values()), ends), shape=(len(number), len(number)), dtype=float)


def _passed_on(found: Ties, number: Mapping[str, int]) -> "sparse.csr_array":
    """The resource allocation index of all pairs that have a note in between."""
    pairs = found.pairs()
    both = pairs | {(other, one): strength for (one, other), strength in pairs.items()}
    tied = _square({pair: strength / UNIT for pair, strength in both.items()}, number)
    shared = tied.copy()
    shared.data /= tied.sum(axis=1).repeat(tied.indptr[1:] - tied.indptr[:-1])
    passed: sparse.csr_array = tied @ shared
    return passed


def _suggestion(
    one: Node, other: Node, score: float, similar: float, beside: Mapping[str, Mapping[str, int]]
) -> Suggestion:
    source, target = sorted((one, other), key=lambda node: (node.date or dt.date.min, node.id), reverse=True)
    ways, back = beside[source.id], beside[target.id]
    through = {id_: ways[id_] * back[id_] / sum(beside[id_].values()) for id_ in ways.keys() & back.keys()}
    return Suggestion(
        source=source.id,
        target=target.id,
        source_title=source.title,
        target_title=target.title,
        score=score,
        similar=similar,
        between=tuple(sorted(through, key=lambda id_: (-round(through[id_], 9), id_))[:_BETWEEN]),
    )
