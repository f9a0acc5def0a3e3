"""The graph's map into the scripts that its page reads: an index, and shards of notes, links and addresses.

They are classic scripts, so that they load from a folder as well as from a server; each calls one function of
`kbGraph`, which `graph-data.js` defines and which says what the columns are.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import msgspec

from kb import graph
from kb.model import Output
from kb.site import paths
from kb.site.graph_map import GraphMap
from kb.site.lasting import Naming, Steady

if TYPE_CHECKING:
    from kb.graph.columns import Ints

INDEX = "data/graph/index.js"
"""The script that names the others."""

_ROWS = 500  # notes in a shard of notes or links
_ADDRESSES = 4000  # in a shard of addresses
_BESIDE = 12  # ties of a community that the index brings; its page lists them all

# How two notes are joined: a bit for each kind, twice that where the edge leads to the note that tells of it.
_BITS = {"closest": 1, "similar": 4, "mention": 16}
_HOW = 6  # bits that there are


def files(drawn: GraphMap) -> Iterator[Steady | Naming]:
    """The index and all shards, nothing for a graph without a link."""
    if not len(drawn.edges):
        return
    notes = [*_of_notes(drawn)]
    links = [*_of_links(drawn)]
    addresses = [*_of_addresses(drawn)]
    yield from (*notes, *links, *(one for _, one in addresses))

    def index(paths: Mapping[str, str]) -> Output:
        names = {name: path.rpartition("/")[2] for name, path in paths.items()}
        shards = {
            "notes": [names[one.name] for one in notes],
            "links": [names[one.name] for one in links],
            "addresses": [[first, names[one.name]] for first, one in addresses],
        }
        return Output(path=INDEX, content=_call("index", [_head(drawn) | shards]))

    yield Naming(make=index)


def _parts(drawn: GraphMap) -> list[slice]:
    """The parts of the order that stand in a shard each."""
    return [slice(first, min(first + _ROWS, drawn.count)) for first in range(0, drawn.count, _ROWS)]


def _of_notes(drawn: GraphMap) -> Iterator[Steady]:
    own, all_of = drawn.layout, drawn.standings
    figures = drawn.rows(own.x, own.y, all_of.degree, all_of.mutual, all_of.hub, all_of.bridge)
    for part in _parts(drawn):
        yield Steady(
            name=f"notes {part.start}",
            told=figures[part].tobytes(),
            # Themes follow from the graph and from all themes, so nothing else is looked at.
            kinds=("item", "labels"),
            notes=drawn.notes[part],
            make=partial(_notes, drawn, part),
        )


def _notes(drawn: GraphMap, part: slice) -> Output:
    """The themes of a shard's notes, and a row for each note."""
    themes: dict[str, int] = {}
    own, all_of = drawn.layout, drawn.standings
    figures = (own.x, own.y, all_of.degree, all_of.mutual, all_of.hub, all_of.bridge)
    columns = (drawn.told_of(figure, part) for figure in figures)
    rows: list[list[object]] = []
    for one, x, y, degree, mutual, hub, bridge in zip(drawn.ordered(part), *columns, strict=True):
        carried = [themes.setdefault(term.label, len(themes)) for term in one.more.terms("theme")]
        cited = -1 if hub is None else hub
        row = [one.title, one.address, x, y, one.date or "", carried, degree, mutual, cited, bridge]
        rows.append([*row, one.lang] if one.lang else row)
    return _shard("notes", [part.start, {"themes": list(themes), "rows": rows}])


def _of_links(drawn: GraphMap) -> Iterator[Steady]:
    begins, values = _joined(drawn)
    for part in _parts(drawn):
        ends = begins[part.start : part.stop + 1]
        own = values[ends[0] : ends[-1]]
        ends = ends - ends[0]
        told = ends.tobytes(), own.tobytes()
        yield Steady(name=f"links {part.start}", told=told, make=partial(_links, part.start, ends, own))


def _links(first: int, begins: "Ints", values: "Ints") -> Output:
    """For each note of a shard whom it is joined with, and how."""
    import numpy as np  # noqa: PLC0415  # it loads when it is needed

    flat = np.stack((values >> _HOW, values & (1 << _HOW) - 1), axis=1).ravel().tolist()
    return _shard("links", [first, [flat[begin:end] for begin, end in pairwise((2 * begins).tolist())]])


def _joined(drawn: GraphMap) -> tuple["Ints", "Ints"]:
    """For each note how far on in the order those stand that it is joined with, and in the last bits how it is joined.

    Before that where each note's numbers begin, and at the end where the last one's end.
    """
    import numpy as np  # noqa: PLC0415  # it loads when it is needed

    edges, total = drawn.edges, drawn.count
    ends = drawn.place.take(edges.source), drawn.place.take(edges.target)
    low, high = np.minimum(*ends), np.maximum(*ends)
    # For each kind how it joins the lower end and the higher one, where it leads down and where it leads up.
    bits = np.array([_BITS[kind] for kind in graph.CODES])
    how = np.stack((2 * bits | bits << _HOW, bits | 2 * bits << _HOW), axis=1).ravel()
    _, how, first = graph.summed(low * total + high, how.take(2 * edges.kind + (ends[0] < ends[1])))
    # Pairs in the order in which edges name them, each at both its ends: so others stand in that order, too.
    first, order = graph.ordered(first)
    low, high, how = low.take(first), high.take(first), how.take(order)
    own = np.stack((low, high), axis=1).ravel()
    apart, mask = (high - low) << _HOW, (1 << _HOW) - 1
    joined = np.stack((apart | how & mask, how >> _HOW | -apart), axis=1).ravel()
    own, order = graph.ordered(own)
    return np.searchsorted(own, np.arange(total + 1)), joined.take(order)


def _of_addresses(drawn: GraphMap) -> Iterator[tuple[str, Steady]]:
    """With the first address of each."""
    import numpy as np  # noqa: PLC0415  # as above

    addresses = drawn.addresses
    plain = all(map(str.isascii, addresses))
    units = addresses if plain else [address.encode("utf-16-be") for address in addresses]  # as scripts compare texts
    nodes = np.array(sorted(range(len(addresses)), key=units.__getitem__))
    places = drawn.place.take(nodes)
    for first in range(0, len(nodes), _ADDRESSES):
        some = slice(first, first + _ADDRESSES)
        own = [addresses[node] for node in nodes[some].tolist()]
        told = own, places[some].tobytes()
        yield own[0], Steady(name=f"addresses {first}", told=told, make=partial(_addresses, own, places[some]))


def _addresses(addresses: Sequence[str], places: "Ints") -> Output:
    """Where in the order notes with some addresses stand."""
    return _shard("addresses", [[*zip(addresses, places.tolist(), strict=True)]])


def _head(drawn: GraphMap) -> dict[str, object]:
    """What the index tells beside the names of the shards."""
    strongest = {
        (min(place, other), max(place, other)) for place, near in enumerate(drawn.beside) for other, _ in near[:_BESIDE]
    }
    return {
        "rows": _ROWS,
        "total": drawn.count,
        "communities": [
            [one.address, paths.file(one.address), one.name, disc.x, disc.y, disc.radius, len(one.members)]
            for one, disc in zip(drawn.communities, drawn.layout.discs, strict=True)
        ],
        "ties": [[*pair, *drawn.joined[pair]] for pair in sorted(strongest)],
    }


def _shard(kind: str, values: Sequence[object]) -> Output:
    content = _call(kind, values)
    return Output(path=f"data/graph/{kind}-{hashlib.sha256(content).hexdigest()[:10]}.js", content=content)


def _call(function: str, values: Sequence[object]) -> bytes:
    return b"kbGraph.%s(%s);\n" % (function.encode(), b",".join(map(msgspec.json.encode, values)))
