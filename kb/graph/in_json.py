"""The edges of a graph, in columns, into their JSON, run by run, without that any of them is made."""

from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec.json import encode

from kb.graph.columns import Columns
from kb.graph.edges import CODES
from kb.once import Once

if TYPE_CHECKING:
    from kb.graph.columns import Ints

_KINDS = tuple(CODES)


class InJson:
    """Edges as msgspec writes them in a list."""

    def __init__(self, edges: Columns) -> None:
        """Take them; what each is made of is written when it is first needed."""
        nodes = edges.graph.nodes
        self._edges = edges
        self._which = edges.rank * len(CODES) + edges.kind
        self._begins = Once[int, bytes](lambda place: b'},{"source":' + encode(nodes[place].id))
        self._ends = Once[int, bytes](lambda place: b',"target":' + encode(nodes[place].id))
        self._middles = Once[int, bytes](
            lambda code: (
                b',"kind":"%s","rank":%s,"weight":'
                % (_KINDS[code % len(CODES)].encode(), encode(code // len(CODES) or None))
            )
        )

    def runs(self, nodes: Iterable[slice]) -> list[slice]:
        """Where the edges of some nodes each stand, of all in order; those of which no edge leads away have none."""
        cuts = self._edges.source.searchsorted([0, *(some.stop for some in nodes)]).tolist()
        return [slice(begin, end) for begin, end in pairwise(cuts) if begin < end]

    def ground(self, run: slice) -> tuple[bytes, bytes]:
        """What decides what is written of a run, beside which nodes its edges join."""
        return self._which[run].tobytes(), self._edges.weight[run].tobytes()

    def ends(self, run: slice) -> "Ints":
        """The places of the nodes that the edges of a run join: where they start, and then where they end."""
        import numpy as np  # noqa: PLC0415  # it loads when it is needed

        return np.concatenate((self._edges.source[run], self._edges.target[run]))

    def written(self, run: slice) -> bytes:
        """A run, each edge but the very first behind a comma."""
        edges = self._edges
        pieces = [b""] * (4 * (run.stop - run.start))
        pieces[0::4] = map(self._begins.__getitem__, edges.source[run].tolist())
        pieces[1::4] = map(self._ends.__getitem__, edges.target[run].tolist())
        pieces[2::4] = map(self._middles.__getitem__, self._which[run].tolist())
        pieces[3::4] = encode(edges.weight[run].tolist())[1:-1].split(b",")
        pieces[0] = pieces[0].removeprefix(b"}" if run.start else b"},")
        return b"".join([*pieces, b"}"])
