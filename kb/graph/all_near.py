"""The whole graph into the neighbours of every note at once, in columns: what a site asks about nearly all notes."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from kb.graph.columns import columns, distinct
from kb.graph.nearby import Nearby, shared
from kb.model import Collection

if TYPE_CHECKING:
    from kb.graph.columns import Ints

_Why = tuple[str, ...]


class AllNear:
    """Answers what is near an item of a collection, and who cites it, as `Neighbourhoods` does."""

    def __init__(self, collection: Collection, terms: Callable[[str], Mapping[str, str]]) -> None:
        """Take the collection, of which the graph is taken apart when something is first asked for.

        `terms` gives the labels of an item's terms, as of `labels`.
        """
        self._collection = collection
        self._edges = columns(collection.graph)
        self._terms = terms

    def prepare(self) -> None:
        """Make every index now, so that processes that are forked later have them."""
        _ = self._near, self._citing

    def found(self, id_: str) -> Nearby:
        """The neighbours of an item that were found."""
        ids, written, similar, mutual, why, begin = self._near
        place = self._place.get(id_, len(self._place))  # beyond all, for what the graph has not
        part = slice(begin[place], begin[place + 1])
        targets, reasons = ids[part], why[part]
        if () in reasons:
            own = self._terms(id_)
            reasons = [told or shared(own, self._terms(target)) for told, target in zip(reasons, targets, strict=True)]
        return Nearby(targets, written[part], similar[part], mutual[part], reasons)

    def cited_by(self, id_: str) -> tuple[str, ...]:
        """Ids of the items whose authors link to an item, sorted."""
        ids, begin = self._citing
        place = self._place.get(id_, len(self._place))  # beyond all, for what the graph has not
        return tuple(ids[begin[place] : begin[place + 1]])

    @cached_property
    def _place(self) -> dict[str, int]:
        return {node.id: place for place, node in enumerate(self._collection.graph.nodes)}

    @cached_property
    def _citing(self) -> tuple[list[str], list[int]]:
        """Who cites each item, one item after the other, and where these begin."""
        import numpy as np  # noqa: PLC0415  # it loads when it is needed

        ids, count = np.array([*self._place], object), max(1, len(self._place))
        source, target = self._edges.written
        cited, citing = np.divmod(distinct(target * count + source), count)
        return ids[citing].tolist(), np.searchsorted(cited, np.arange(count + 2)).tolist()

    @cached_property
    def _near(self) -> tuple[list[str], list[int | None], list[float | None], list[bool], list[_Why], list[int]]:
        """The columns of `Nearby`, one item after the other, and where these begin."""
        import numpy as np  # noqa: PLC0415  # as above

        ids, count, edges = np.array([*self._place], object), max(1, len(self._place)), self._edges
        to, back = edges.source * count + edges.target, edges.target * count + edges.source
        listed, computed = np.flatnonzero(edges.among(["closest"])), np.flatnonzero(edges.computed)
        by_author, by_terms = _Keys(to[listed]), _Keys(to[computed])
        also = by_terms.at(to[listed])  # of each listed edge the computed one that leads there
        alone = np.ones(len(computed), np.bool_)
        alone[also[also >= 0]] = False
        there, shown = np.append(also, np.flatnonzero(alone)), np.append(listed, computed[alone])
        answers = by_terms.at(back[shown])
        ranks, scores = np.full(len(shown), None), np.full(len(computed) + 1, None)
        ranks[: len(listed)], scores[:-1] = edges.rank[listed], edges.weight[computed]
        mutual = np.append(by_author.at(back[listed]), answers[len(listed) :]) >= 0

        reasons = np.fromiter([*self._reasons(computed), ()], object)  # the last are those of who tells none
        telling = np.fromiter(map(bool, reasons), np.bool_)
        why = reasons[np.where(telling[there], there, answers)]
        order = np.argsort(edges.source[shown], kind="stable")
        return (
            ids[edges.target[shown[order]]].tolist(),
            ranks[order].tolist(),
            scores[there[order]].tolist(),
            mutual[order].tolist(),
            why[order].tolist(),
            np.searchsorted(edges.source[shown[order]], np.arange(count + 2)).tolist(),
        )

    def _reasons(self, computed: "Ints") -> list[_Why]:
        """The reasons of each of the computed edges, which are the neighbours in their order, unless some are none."""
        similar, edges, ids = self._collection.similar, self._edges, [*self._place]
        if len(similar) == len(computed):
            return [one.reasons for one in similar]
        known = {(one.source, one.target): one.reasons for one in similar}
        ends = zip(edges.source[computed].tolist(), edges.target[computed].tolist(), strict=True)
        return [known.get((ids[source], ids[target]), ()) for source, target in ends]


class _Keys:
    """Numbers, each of which is there once, and where each stands."""

    def __init__(self, keys: "Ints") -> None:
        import numpy as np  # noqa: PLC0415  # as above

        self._order = np.argsort(keys, kind="stable")
        self._sorted = np.append(keys[self._order], np.iinfo(np.int64).max)

    def at(self, wanted: "Ints") -> "Ints":
        """Where each of the wanted numbers stands; -1 for one that is not there."""
        import numpy as np  # noqa: PLC0415  # as above

        place = np.searchsorted(self._sorted, wanted)
        return np.where(self._sorted[place] == wanted, np.append(self._order, -1)[place], -1)
