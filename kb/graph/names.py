"""Ids of nodes into what is known of them before there is an edge: their hashes, and the place of each."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, repeat
from typing import TYPE_CHECKING

from msgspec import Struct

from kb.graph.columns import hashed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kb.graph.columns import Ints


class Names(Struct, frozen=True, eq=False):
    """The nodes of a graph, by their ids."""

    ids: tuple[str, ...]
    """Sorted."""
    hashes: "NDArray[np.uint64]"
    """As of `hashed`, for each id."""
    place: Mapping[str, int]
    """Where each id stands."""

    @classmethod
    def of(cls, ids: Sequence[str]) -> "Names":
        """Those of nodes with these ids, sorted."""
        return cls(tuple(ids), hashed(ids), {id_: place for place, id_ in enumerate(ids)})

    def placed(self, ids: Iterable[str]) -> "Ints":
        """The place of each of these nodes; where there is none of this id, how many there are."""
        import numpy as np  # noqa: PLC0415  # it loads when it is needed

        return np.fromiter(map(self.place.get, ids, repeat(len(self.ids))), np.int64)

    def places(self, groups: Iterable[Sequence[str]]) -> "Ints":
        """For each node the place of the group that names it, -1 for a node in none."""
        import numpy as np  # noqa: PLC0415  # as above

        lists = list(groups)
        home = np.full(len(self.ids) + 1, -1)  # the last one for ids of no node
        sizes = [len(members) for members in lists]
        home[self.placed(chain.from_iterable(lists))] = np.repeat(np.arange(len(lists)), sizes)
        return home[:-1]
