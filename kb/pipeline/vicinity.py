"""A collection into a row for each note, of which a few make the part of the collection that lies around a note.

The part is itself a collection, so whatever is asked of it is asked as of all: the links, neighbours, titles and terms
of the notes asked about, and of those at the other ends of their links. The rest of the vault is not in it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby
from operator import attrgetter
from typing import TypeVar

from msgspec import Struct

from kb.codec import UnfitError, decode, digest, encode
from kb.io.cache import Cache
from kb.model import (
    Collection,
    Edge,
    Found,
    Graph,
    Item,
    Link,
    Missing,
    Name,
    Neighbour,
    Node,
    ResolvedLink,
    Term,
    Vault,
)
from kb.options import Options
from kb.pipeline.files import Files

T = TypeVar("T")

_SPACE = "vicinity"
_SHORT = 8  # bytes of the digest that tells a row from the one before

_Head = tuple[bytes, str]
"""Digest of notes and settings, and the collection's model."""
_Spelled = tuple[tuple[str, str], ...]
"""Keys and labels of terms."""


class _Place(Struct, frozen=True, kw_only=True):
    """What is kept of a note; of a member of an item, its links are its own and the rest is the canonical note's."""

    name: Name
    """Its name."""
    item: Item | None
    """The item of several notes that it belongs to."""
    closest: tuple[tuple[Link, str | None], ...]
    """Its Closest list, with the ids of the notes that are found."""
    node: Node | None
    """What it is in the graph."""
    edges: tuple[Edge, ...]
    """The links that it starts."""
    into: tuple[str, ...]
    """Ids of the notes that start the links that end in it."""
    similar: tuple[Neighbour, ...]
    """Its computed neighbours."""
    themes: _Spelled
    """Its themes."""
    keywords: _Spelled
    """Its keywords."""


def _inputs(files: Files, options: Options) -> bytes:
    """What tells the collection of a vault's notes from that of others."""
    return digest((files.digest, options.closest, options.dedupe, options.terms))


def keep_vicinity(collection: Collection, files: Files, options: Options, cache: Cache) -> None:
    """Keep a row for each note, unless the collection lacks something that the next one may have."""
    if not cache.usable or any(one.code == "closest-vectors" for one in collection.diagnostics):
        return
    before: dict[str, bytes] = decode(cache.get(_SPACE, "digests") or encode({}), dict[str, bytes])
    known: dict[str, bytes] = {}
    try:
        for place in _places(collection):
            row = encode(place)
            id_ = place.name.id
            known[id_] = digest(row)[:_SHORT]
            if known[id_] != before.get(id_):
                cache.put(_SPACE, _key(id_), row)
        for id_ in before.keys() - known.keys():
            cache.drop(_SPACE, _key(id_))
        cache.put(_SPACE, "digests", encode(known))
        cache.put(_SPACE, "", encode((_inputs(files, options), collection.model)))
    except UnfitError:
        cache.empty(_SPACE)


def vicinity_of(ids: Sequence[str], files: Files, options: Options, cache: Cache) -> Collection | None:
    """The part of the collection around these notes, None where what is kept is not that of these files and settings.

    The notes at the other ends of their links are in it, and the links between all of these. Terms are without address
    and spellings, links that reach nothing without suggestions.
    """
    head = cache.get(_SPACE, "")
    kept, model = decode(head, _Head) if head else (b"", "")
    if kept != _inputs(files, options):
        return None
    places: dict[str, _Place] = {}

    def read(wanted: Iterable[str]) -> list[_Place]:
        lacking = [id_ for id_ in dict.fromkeys(wanted) if id_ not in places]
        rows = cache.some(_SPACE, list(map(_key, lacking)))
        found: list[_Place] = [decode(row, _Place) for row in rows.values()]
        places.update((place.name.id, place) for place in found)
        return found

    members = chain.from_iterable(place.item.members for place in read(ids) if place.item)
    read(members)
    asked = list(places.values())
    read(end for place in asked for end in (*[edge.target for edge in place.edges], *place.into))
    return _part([places[id_] for id_ in sorted(places)], model) if places.keys() >= set(ids) else None


def _key(id_: str) -> str:
    """The key of a note's row, which is no other row's."""
    return f"note {id_}"


def _places(collection: Collection) -> Iterator[_Place]:
    items = {member: item for item in collection.items for member in item.members}
    nodes = {node.id: node for node in collection.graph.nodes}
    edges, similar = _runs(collection.graph.edges), _runs(collection.similar)
    links = _runs([one for one in collection.links if one.link.kind == "closest"])
    into: defaultdict[str, list[str]] = defaultdict(list)
    for edge in collection.graph.edges:
        into[edge.target].append(edge.source)
    themes, keywords = _carried(collection.themes), _carried(collection.keywords)
    for name in collection.vault.names:
        id_ = name.id
        yield _Place(
            name=name,
            item=items.get(id_),
            closest=tuple([(one.link, _reached(one)) for one in links.get(id_, ())]),
            node=nodes.get(id_),
            edges=edges.get(id_, ()),
            into=tuple(into.get(id_, ())),
            similar=similar.get(id_, ()),
            themes=tuple(themes.get(id_, ())),
            keywords=tuple(keywords.get(id_, ())),
        )


def _part(places: Sequence[_Place], model: str) -> Collection:
    """The collection that these places make, which are sorted by id."""
    nodes = {place.node.id for place in places if place.node}
    items = {place.item.canonical: place.item for place in places if place.item}
    return Collection(
        vault=Vault(notes=(), names=tuple(place.name for place in places)),
        links=tuple(
            ResolvedLink(source=place.name.id, link=link, resolution=Missing() if id_ is None else Found(id=id_))
            for place in places
            for link, id_ in place.closest
        ),
        items=tuple(items[id_] for id_ in sorted(items)),
        themes=_terms((place.name.id, place.themes) for place in places),
        keywords=_terms((place.name.id, place.keywords) for place in places),
        similar=tuple(near for place in places for near in place.similar),
        graph=Graph(
            nodes=tuple(place.node for place in places if place.node),
            edges=tuple(edge for place in places for edge in place.edges if edge.target in nodes),
        ),
        addresses=(),
        diagnostics=(),
        model=model,
    )


def _reached(one: ResolvedLink) -> str | None:
    return one.resolution.id if isinstance(one.resolution, Found) else None


def _runs(sourced: Iterable[T]) -> dict[str, tuple[T, ...]]:
    """What starts at each note, of what is sorted by that."""
    return {source: tuple(run) for source, run in groupby(sourced, attrgetter("source"))}


def _carried(terms: Iterable[Term]) -> dict[str, list[tuple[str, str]]]:
    """Key and label of each term by the notes that carry it."""
    found: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for term in terms:
        spelled = (term.key, term.label)
        for id_ in term.notes:
            found[id_].append(spelled)
    return found


def _terms(carried: Iterable[tuple[str, _Spelled]]) -> tuple[Term, ...]:
    """The terms that notes carry, sorted by key."""
    notes: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for id_, terms in carried:
        for term in terms:
            notes[term].append(id_)
    return tuple(
        Term(key=key, label=label, slug="", variants=(), notes=tuple(notes[key, label])) for key, label in sorted(notes)
    )
