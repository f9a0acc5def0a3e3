"""The graph's map into the scripts that its page reads: an index, and shards of notes, links and addresses.

They are classic scripts, so that they load from a folder as well as from a server; each calls one function of
`kbGraph`, which `graph-data.js` defines and which says what the columns are.
"""

import hashlib
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise

import msgspec

from kb import graph
from kb.model import Output
from kb.site import paths
from kb.site.graph_map import GraphMap
from kb.site.lasting import Lasting

INDEX = "data/graph/index.js"
"""The script that names the others."""

_ROWS = 500  # notes in a shard of notes or links
_ADDRESSES = 4000  # in a shard of addresses
_BESIDE = 12  # ties of a community that the index brings; its page lists them all

# How two notes are joined: a bit for each kind, twice that where the edge leads to the note that tells of it.
_BITS = {"closest": 1, "similar": 4, "mention": 16}


def files(drawn: GraphMap) -> Iterator[Output | Lasting]:
    """The index and all shards, nothing for a graph without a link."""
    if not len(drawn.edges):
        return
    parts = [range(first, min(first + _ROWS, len(drawn.order))) for first in range(0, len(drawn.order), _ROWS)]
    joined = _joined(drawn)
    notes = [_shard("notes", [part.start, _notes(drawn, part)]) for part in parts]
    links = [_shard("links", [part.start, joined[part.start : part.stop]]) for part in parts]
    addresses = [(one.address, number) for number, one in enumerate(drawn.order)]
    addresses.sort(key=None if all(one.address.isascii() for one in drawn.order) else _by_unit)
    spans = [addresses[first : first + _ADDRESSES] for first in range(0, len(addresses), _ADDRESSES)]
    where = [_shard("addresses", [span]) for span in spans]
    yield from (*notes, *links, *where)
    strongest = {
        (min(place, other), max(place, other)) for place, near in enumerate(drawn.beside) for other, _ in near[:_BESIDE]
    }
    index = {
        "rows": _ROWS,
        "total": len(drawn.order),
        "communities": [
            [one.address, paths.file(one.address), one.name, disc.x, disc.y, disc.radius, len(one.members)]
            for one, disc in zip(drawn.communities, drawn.layout.discs, strict=True)
        ],
        "ties": [[*pair, *drawn.joined[pair]] for pair in sorted(strongest)],
        "notes": [_name(one) for one in notes],
        "links": [_name(one) for one in links],
        "addresses": [[span[0][0], _name(one)] for span, one in zip(spans, where, strict=True)],
    }
    yield Output(path=INDEX, content=_call("index", [index]))


def _notes(drawn: GraphMap, part: range) -> dict[str, object]:
    """The themes of a shard's notes, and a row for each note."""
    themes: dict[str, int] = {}
    some = slice(part.start, part.stop)
    own, all_of = drawn.layout, drawn.standings
    figures = (own.x, own.y, all_of.degree, all_of.mutual, all_of.hub, all_of.bridge)
    columns = (drawn.told_of(figure, some) for figure in figures)
    rows: list[list[object]] = []
    for one, x, y, degree, mutual, hub, bridge in zip(drawn.order[some], *columns, strict=True):
        # They follow from the graph and the themes, so nothing else is looked at.
        carried = [themes.setdefault(term.label, len(themes)) for term in one.more.terms("theme")]
        cited = -1 if hub is None else hub
        row = [one.title, one.address, x, y, one.date or "", carried, degree, mutual, cited, bridge]
        rows.append([*row, one.lang] if one.lang else row)
    return {"themes": list(themes), "rows": rows}


def _joined(drawn: GraphMap) -> list[list[int]]:
    """For each note how far on in the order those stand that it is joined with, and how it is joined."""
    import numpy as np  # noqa: PLC0415  # it loads when it is needed

    edges, total = drawn.edges, len(drawn.order)
    ends = drawn.place[edges.source], drawn.place[edges.target]
    bits = np.array([_BITS[kind] for kind in graph.CODES])[edges.kind]
    # Each edge at both its ends, these side by side, so that others stand in the order in which edges name them.
    one, other = (np.stack(two, axis=1).ravel() for two in (ends, ends[::-1]))
    pairs, how, first = graph.summed(one * total + other, np.stack((bits, 2 * bits), axis=1).ravel())
    pairs, how = (some[np.argsort(pairs // total * len(one) + first)] for some in (pairs, how))
    own, other = np.divmod(pairs, total)
    values = np.stack((other - own, how), axis=1).ravel().tolist()
    begins = (2 * np.searchsorted(own, np.arange(total + 1))).tolist()
    return [values[begin:end] for begin, end in pairwise(begins)]


def _by_unit(pair: tuple[str, int]) -> bytes:
    """As scripts compare texts: by the units of UTF-16."""
    return pair[0].encode("utf-16-be")


def _shard(kind: str, values: Sequence[object]) -> Lasting:
    content = _call(kind, values)
    path = f"data/graph/{kind}-{hashlib.sha256(content).hexdigest()[:10]}.js"
    return Lasting(path=path, size=len(content), content=partial(bytes, content))


def _call(function: str, values: Sequence[object]) -> bytes:
    return b"kbGraph.%s(%s);\n" % (function.encode(), b",".join(map(msgspec.json.encode, values)))


def _name(one: Lasting) -> str:
    return one.path.rpartition("/")[2]
