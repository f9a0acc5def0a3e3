"""The graph into columns of numbers, and numbers into sums by key: what makes counting edges a matter of arrays."""

from collections.abc import Iterable
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING

from msgspec import Struct

from kb.graph.edges import CODES, Edges
from kb.graph.project import COMPUTED, Kinds
from kb.model import Graph

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]


class Columns(Struct, frozen=True, eq=False, dict=True):
    """The edges of a graph, with its nodes by their places in it, from 0."""

    graph: Graph
    """The graph."""
    source: "Ints"
    """Where each edge starts."""
    target: "Ints"
    """Where it ends."""
    kind: "Ints"
    """Its kind, by `CODES`."""
    rank: "Ints"
    """Its rank, 0 for none."""
    weight: "Floats"
    """As of `Edge`."""

    def __len__(self) -> int:
        """How many edges there are."""
        return len(self.source)

    @property
    def computed(self) -> "Flags":
        """Whether each edge was computed."""
        return self.among(COMPUTED)

    def among(self, kinds: Kinds) -> "Flags":
        """Whether each edge is of one of these kinds."""
        import numpy as np  # noqa: PLC0415  # it loads when it is needed

        chosen: Flags = np.zeros(len(CODES), dtype=np.bool_)
        chosen[[CODES[kind] for kind in kinds]] = True
        return chosen[self.kind]

    @property
    def between(self) -> "Ints":
        """A number for the pair of nodes that each edge joins, the same whichever way it leads."""
        import numpy as np  # noqa: PLC0415  # as above

        return np.minimum(self.source, self.target) * len(self.graph.nodes) + np.maximum(self.source, self.target)

    @cached_property
    def written(self) -> tuple["Ints", "Ints"]:
        """Ends of the links that people wrote, each once, sorted."""
        count = max(1, len(self.graph.nodes))
        return halves(distinct((self.source * count + self.target)[~self.computed]), count)


def columns(graph: Graph | Columns) -> Columns:
    """The columns of a graph, or those that somebody has already."""
    import numpy as np  # noqa: PLC0415  # as above

    if isinstance(graph, Columns):
        return graph
    edges = graph.edges
    if isinstance(edges, Edges):
        return Columns(graph, *edges.columns)
    place, count = {node.id: place for place, node in enumerate(graph.nodes)}, len(edges)
    return Columns(
        graph,
        np.fromiter([place[one.source] for one in edges], np.int64, count),
        np.fromiter([place[one.target] for one in edges], np.int64, count),
        np.fromiter([CODES[one.kind] for one in edges], np.int64, count),
        np.fromiter([one.rank or 0 for one in edges], np.int64, count),
        np.fromiter([one.weight for one in edges], np.float64, count),
    )


def hashed(texts: Iterable[str]) -> "NDArray[np.uint64]":
    """The first 64 bits of each text's SHA-256, as `kb.text.short_hash` has them in 16 digits."""
    import numpy as np  # noqa: PLC0415  # as above

    whole = b"".join([sha256(text.encode("utf-8", "surrogatepass")).digest() for text in texts])
    return np.frombuffer(whole, ">u8")[::4].astype(np.uint64)


def added(places: "Ints", values: "Ints", count: int) -> "Ints":
    """The sum of the values at each of so many places, each sum less than 2**53."""
    import numpy as np  # noqa: PLC0415  # as above

    return np.bincount(places, values, minlength=count).astype(np.int64)  # whole numbers as floats add up exactly


def halves(pairs: "Ints", count: int) -> tuple["Ints", "Ints"]:
    """Two numbers of each pair, which is the first times `count` and the second: `divmod`, in a fifth of the time.

    >>> import numpy as np
    >>> [some.tolist() for some in halves(np.array([7, 3, 12]), 5)]
    [[1, 0, 2], [2, 3, 2]]
    """
    first = pairs // count
    return first, pairs - first * count


def distinct(keys: "Ints") -> "Ints":
    """The keys, each once, sorted."""
    import numpy as np  # noqa: PLC0415  # as above

    keys = np.sort(keys)
    first: Flags = np.ones(len(keys), dtype=np.bool_)
    first[1:] = keys[1:] != keys[:-1]
    return keys[first]


def ordered(keys: "Ints") -> tuple["Ints", "Ints"]:
    """The keys, which are not below 0, sorted; and the place where each stood, of equal ones in their order.

    A number of both is sorted several times as fast as places are by their keys.
    """
    import numpy as np  # noqa: PLC0415  # as above

    bits = len(keys).bit_length()
    if int(np.max(keys, initial=0)) >> (63 - bits):
        order = np.argsort(keys, kind="stable")
        return keys[order], order
    both = np.sort(keys << bits | np.arange(len(keys)))
    return both >> bits, both & ((1 << bits) - 1)


def summed(keys: "Ints", values: "Ints") -> tuple["Ints", "Ints", "Ints"]:
    """The keys, which are not below 0, each once, sorted; the sum of the values of each; and where each stood first.

    >>> import numpy as np
    >>> [some.tolist() for some in summed(np.array([7, 3, 7]), np.array([1, 2, 4]))]
    [[3, 7], [2, 5], [1, 0]]
    """
    import numpy as np  # noqa: PLC0415  # as above

    if not len(keys):
        return keys, values, keys
    keys, order = ordered(keys)
    begin = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    return keys[begin], np.add.reduceat(values.take(order), begin), order[begin]
