"""The whole graph into the neighbours of its notes, in columns: what a site asks about nearly all of them, or few."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from kb.graph.columns import columns, distinct, halves
from kb.graph.edges import CODES
from kb.graph.nearby import NO_TERMS, Nearby, labels, shared
from kb.model import Collection

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kb.graph.columns import Flags, Ints

    _Column = NDArray[np.object_]
    _Found = tuple[_Column, _Column, _Column, _Column, _Column, Ints]
    """The columns of `Nearby`, one item after the other, and the place of the item in each row."""

_Why = tuple[str, ...]
_Terms = Callable[[str], Mapping[str, str]]

_DEAR = 3  # of so many items one is found in the time of all


class AllNear:
    """Answers what is near an item of a collection, and who cites it, as `Neighbourhoods` does."""

    def __init__(self, collection: Collection, terms: _Terms) -> None:
        """Take the collection, of which the graph is taken apart when something is first asked for.

        `terms` gives the labels of an item's terms, as of `labels`, where few items are asked about.
        """
        self._collection = collection
        self._edges = columns(collection.graph)
        self._terms = terms
        self._some: dict[int, tuple[Nearby, tuple[str, ...]]] = {}

    def prepare(self) -> None:
        """Make every index now, so that processes that are forked later have them."""
        _ = self._all, self._citing

    def among(self, ids: Iterable[str]) -> None:
        """Find what is near each of some items, and who cites them: in less time than of all, where these are few."""
        import numpy as np  # noqa: PLC0415  # it loads when it is needed

        places = [self._place[id_] for id_ in ids if id_ in self._place]
        if "_all" in self.__dict__ or _DEAR * len(places) > len(self._place):
            return
        own = np.zeros(len(self._place), np.bool_)
        own[places] = True
        edges = self._edges
        *found, source = self._near(np.flatnonzero(own[edges.source] | own[edges.target]), own, self._terms)
        citing, cited = edges.written
        into = np.flatnonzero(own[cited])
        into = into[np.argsort(cited[into], kind="stable")]
        cited, names = cited[into], self._ids[citing[into]]
        spans = (some.searchsorted(places, side).tolist() for some in (source, cited) for side in ("left", "right"))
        for place, begin, end, first, last in zip(places, *spans, strict=True):
            near = Nearby(*(some[begin:end].tolist() for some in found))
            self._some[place] = near, tuple(names[first:last].tolist())

    def found(self, id_: str) -> Nearby:
        """The neighbours of an item that were found."""
        place = self._place.get(id_, len(self._place))  # beyond all, for what the graph has not
        if place in self._some:
            return self._some[place][0]
        ids, written, similar, mutual, reasons, begins = self._all
        part = slice(begins[place], begins[place + 1])
        return Nearby(ids[part], written[part], similar[part], mutual[part], reasons[part])

    def cited_by(self, id_: str) -> tuple[str, ...]:
        """Ids of the items whose authors link to an item, sorted."""
        place = self._place.get(id_, len(self._place))  # as above
        if place in self._some:
            return self._some[place][1]
        citing, begins = self._citing
        return tuple(citing[begins[place] : begins[place + 1]])

    @cached_property
    def _ids(self) -> "_Column":
        import numpy as np  # noqa: PLC0415  # it loads when it is needed

        return np.array([node.id for node in self._collection.graph.nodes], object)

    @cached_property
    def _place(self) -> dict[str, int]:
        return {node.id: place for place, node in enumerate(self._collection.graph.nodes)}

    @cached_property
    def _citing(self) -> tuple[list[str], list[int]]:
        """Ids of who cites each item, one item after the other, and where these begin; beyond all nobody cites."""
        import numpy as np  # noqa: PLC0415  # as above

        count = max(1, len(self._place))
        source, target = self._edges.written
        cited, citing = halves(distinct(target * count + source), count)
        return self._ids[citing].tolist(), np.searchsorted(cited, np.arange(count + 2)).tolist()

    @cached_property
    def _all(self) -> tuple[list[str], list[int | None], list[float | None], list[bool], list[_Why], list[int]]:
        """The columns of `Nearby`, one item after the other, and where these begin; beyond all is nothing."""
        import numpy as np  # noqa: PLC0415  # as above

        terms, every = labels(self._collection), np.ones(len(self._place), np.bool_)
        *found, source = self._near(np.arange(len(self._edges)), every, lambda id_: terms.get(id_, NO_TERMS))
        ids, written, similar, mutual, why = (some.tolist() for some in found)
        return ids, written, similar, mutual, why, np.searchsorted(source, np.arange(len(self._place) + 2)).tolist()

    def _near(self, some: "Ints", own: "Flags", terms: _Terms) -> "_Found":
        """What is near some items, of all edges by their places, sorted, that lead from them or to them."""
        import numpy as np  # noqa: PLC0415  # as above

        edges, count = self._edges, max(1, len(self._place))
        source, target, kind = edges.source[some], edges.target[some], edges.kind[some]
        to, back, asked = source * count + target, target * count + source, own[source]
        listed, computed = np.flatnonzero(kind == CODES["closest"]), np.flatnonzero(kind == CODES["similar"])
        by_author, by_terms = _Keys(to[listed]), _Keys(to[computed])
        listed = listed[asked[listed]]
        also = by_terms.at(to[listed])  # of each listed edge the computed one that leads there
        alone = asked[computed]
        alone[also[also >= 0]] = False
        there, shown = np.append(also, np.flatnonzero(alone)), np.append(listed, computed[alone])
        answers = by_terms.at(back[shown])
        ranks, scores = np.full(len(shown), None), np.full(len(computed) + 1, None)
        ranks[: len(listed)], scores[:-1] = edges.rank[some[listed]], edges.weight[some[computed]]
        mutual = np.append(by_author.at(back[listed]), answers[len(listed) :]) >= 0

        reasons = np.fromiter([*self._reasons(some[computed]), ()], object)  # the last are those of who tells none
        telling = np.fromiter(map(bool, reasons), np.bool_)
        teller = np.where(telling[there], there, answers)
        why = reasons[teller]
        silent = np.flatnonzero(~telling[teller])
        ends = (map(terms, self._ids[some[shown[silent]]].tolist()) for some in (source, target))
        why[silent] = np.fromiter(map(shared, *ends), object, len(silent))
        order = np.argsort(source[shown], kind="stable")
        return (
            self._ids[target[shown[order]]],
            ranks[order],
            scores[there[order]],
            mutual[order].astype(object),
            why[order],
            source[shown[order]],
        )

    def _reasons(self, computed: "Ints") -> Sequence[_Why]:
        """The reasons of some computed edges by their places; these are the neighbours, unless some are no edges."""
        from kb.closest.neighbours import Neighbours  # noqa: PLC0415  # it loads numpy

        similar, edges, ids = self._collection.similar, self._edges, self._ids
        if isinstance(similar, Neighbours) and len(similar) == len(self._computed):
            return similar.reasons(self._computed.searchsorted(computed))
        known = {(one.source, one.target): one.reasons for one in similar}
        ends = zip(ids[edges.source[computed]].tolist(), ids[edges.target[computed]].tolist(), strict=True)
        return [known.get(pair, ()) for pair in ends]

    @cached_property
    def _computed(self) -> "Ints":
        """The places of all computed edges."""
        import numpy as np  # noqa: PLC0415  # as above

        return np.flatnonzero(self._edges.computed)


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
