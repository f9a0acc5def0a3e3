"""The whole graph into the neighbours of its notes, in columns: what a site asks about nearly all of them, or few."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from kb.codec import digest
from kb.graph.columns import columns, distinct, halves
from kb.graph.edges import CODES
from kb.graph.nearby import NO_TERMS, Nearby, labels, shared
from kb.model import Collection, Neighbour

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kb.closest.neighbours import Neighbours
    from kb.graph.columns import Flags, Floats, Ints

    _Column = NDArray[np.object_]
    _Found = tuple[_Column, _Column, _Column, _Column, _Column, Ints]
    """The columns of `Nearby`, one item after the other, and the place of the item in each row."""

_Why = tuple[str, ...]
_Terms = Callable[[str], Mapping[str, str]]

_DEAR = 3  # of so many items one is found in the time of all


class Columnar(Struct, frozen=True, eq=False):
    """What is near some items, in columns of numbers: by item, and then as `Nearby` has it."""

    source: "Ints"
    """The place of each item among all."""
    target: "Ints"
    """That of who is near."""
    rank: "Ints"
    """Its place in the item's own list, -1 where it is not there."""
    score: "Floats"
    """The computed score, NaN where there is none."""
    mutual: "Flags"
    """As of `Near`."""
    teller: "Ints"
    """Which of the computed edges about the items tells why, by number; -1 where none does."""


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
        *found, source = self._near(own, self._terms)
        citing, cited = self._edges.written
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
        *found, source = self._near(every, lambda id_: terms.get(id_, NO_TERMS))
        ids, written, similar, mutual, why = (some.tolist() for some in found)
        return ids, written, similar, mutual, why, np.searchsorted(source, np.arange(len(self._place) + 2)).tolist()

    def _near(self, own: "Flags", terms: _Terms) -> "_Found":
        """What is near some items."""
        import numpy as np  # noqa: PLC0415  # as above

        computed = self._about(own)
        reasons = np.fromiter([*self._reasons(computed), ()], object)  # the last are those of who tells none
        near = self._columns(own, np.fromiter(map(bool, reasons[:-1]), np.bool_, len(computed)))
        why = reasons[near.teller]
        silent = np.flatnonzero(near.teller < 0)
        ends = (map(terms, self._ids[some[silent]].tolist()) for some in (near.source, near.target))
        why[silent] = np.fromiter(map(shared, *ends), object, len(silent))
        ranks, scores = near.rank.astype(object), near.score.astype(object)
        ranks[near.rank < 0], scores[np.isnan(near.score)] = None, None
        return self._ids[near.target], ranks, scores, near.mutual.astype(object), why, near.source

    def told(self, own: "Flags") -> "tuple[Columnar, NDArray[np.uint64]]":
        """What is near some of all items, with digests of reasons in place of these: by `teller`, the last for none."""
        import numpy as np  # noqa: PLC0415  # as above

        computed, known = self._about(own), self._neighbours
        if known:
            reasons = known.told(computed)
        else:
            plain = self._plain_reasons(self._collection.similar, computed)
            told = (digest(one, 8) if one else bytes(8) for one in plain)
            reasons = np.frombuffer(b"".join(told), np.uint64)
        return self._columns(own, reasons != 0), np.append(reasons, np.zeros(1, np.uint64))

    def _columns(self, own: "Flags", telling: "Flags") -> "Columnar":
        """What is near some of all items; `telling` says which computed edges about them have reasons."""
        import numpy as np  # noqa: PLC0415  # as above

        edges, count = self._edges, max(1, len(self._place))
        some = np.flatnonzero(own[edges.source] | own[edges.target])
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
        ranks = np.full(len(shown), -1)
        ranks[: len(listed)] = edges.rank[some[listed]]
        mutual = np.append(by_author.at(back[listed]), answers[len(listed) :]) >= 0
        tells = np.append(telling, np.False_)
        teller = np.where(tells[there], there, np.where(tells[answers], answers, -1))
        order = np.argsort(source[shown], kind="stable")
        return Columnar(
            source[shown][order],
            target[shown][order],
            ranks[order],
            np.append(edges.weight[some[computed]], np.nan)[there[order]],
            mutual[order],
            teller[order],
        )

    def _about(self, own: "Flags") -> "Ints":
        """The places among all computed edges of those that lead from some of all items or to them."""
        import numpy as np  # noqa: PLC0415  # as above

        edges = self._edges
        return np.flatnonzero((own[edges.source] | own[edges.target])[self._computed])

    def _reasons(self, computed: "Ints") -> Sequence[_Why]:
        """The reasons of some of all computed edges; these are the neighbours, unless some are no edges."""
        similar = self._collection.similar
        known = self._neighbours
        return known.reasons(computed) if known else self._plain_reasons(similar, computed)

    def _plain_reasons(self, similar: Iterable[Neighbour], computed: "Ints") -> list[_Why]:
        known, some = {(one.source, one.target): one.reasons for one in similar}, self._computed[computed]
        ends = (self._ids[side[some]].tolist() for side in (self._edges.source, self._edges.target))
        return [known.get(pair, ()) for pair in zip(*ends, strict=True)]

    @property
    def _neighbours(self) -> "Neighbours | None":
        """The neighbours, where each of them is a computed edge and they are held in columns."""
        from kb.closest.neighbours import Neighbours  # noqa: PLC0415  # it loads numpy

        similar = self._collection.similar
        return similar if isinstance(similar, Neighbours) and len(similar) == len(self._computed) else None

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
