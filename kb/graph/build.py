"""Notes, links, items and neighbours into the typed graph of all items."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby
from operator import attrgetter
from typing import TypeVar

from msgspec import Struct

from kb.dedupe import merge
from kb.model import Edge, Found, Graph, Item, Neighbour, Node, Note, ResolvedLink, Vault

_Sourced = TypeVar("_Sourced", ResolvedLink, Neighbour)
_source = attrgetter("source")


class _Item(Struct, frozen=True, eq=False):
    """An item's edges, and what they are made of: the links and the neighbours of each of its notes."""

    held: Sequence[tuple[Sequence[ResolvedLink], Sequence[Neighbour]]]
    edges: tuple[Edge, ...]


class Built(Struct, frozen=True, eq=False, kw_only=True):
    """A graph, and what the next one goes on from."""

    graph: Graph
    """The graph."""
    canonical: Mapping[str, str]
    """The canonical note of every note that is not alone in its item."""
    items: Mapping[str, _Item]
    """The edges from every node."""


def build(
    vault: Vault,
    links: Iterable[ResolvedLink],
    items: Sequence[Item],
    similar: Iterable[Neighbour],
    before: Built | None = None,
) -> Built:
    """One node for every item and every page, one edge of a kind at most from one node to another.

    What links to a member of an item links to the item, and the members' own links are the item's, those of the
    canonical note first. A link that reaches nothing, or comes back to its own item, is no edge; of two to one target
    the first counts. Ranks count from 1 over the edges that are left; mentions have none. Edges from a node whose links
    and neighbours are what they were before are taken from there.
    """
    notes = {note.id: note for note in vault.notes}
    item_of = {item.canonical: item for item in items}
    canonical = {member: item.canonical for item in items for member in item.members}
    known = before.items if before and before.canonical == canonical else {}
    written, computed = _by_source(links), _by_source(similar)
    nodes: list[Node] = []
    made: dict[str, _Item] = {}
    for id_, note in sorted(notes.items()):
        if canonical.get(id_, id_) != id_:
            continue
        item = item_of.get(id_)
        nodes.append(_node(merge(item, notes) if item else note))
        held = [(written.get(one, ()), computed.get(one, ())) for one in (item.members if item else (id_,))]
        kept = known.get(id_)
        made[id_] = kept if kept and kept.held == held else _Item(held, tuple(_edges(id_, held, canonical)))
    edges = tuple(chain.from_iterable(one.edges for one in made.values()))
    return Built(graph=Graph(nodes=tuple(nodes), edges=edges), canonical=canonical, items=made)


def _by_source(some: Iterable[_Sourced]) -> dict[str, list[_Sourced]]:
    """What begins at each note, in its order; runs of one source are taken at once."""
    found: dict[str, list[_Sourced]] = {}
    for source, run in groupby(some, _source):
        found.setdefault(source, []).extend(run)
    return found


def _node(note: Note) -> Node:
    return Node(id=note.id, title=note.title, kind=note.kind, date=note.date, themes=note.themes)


def _edges(
    start: str,
    held: Iterable[tuple[Iterable[ResolvedLink], Iterable[Neighbour]]],
    canonical: Mapping[str, str],
) -> Iterator[Edge]:
    """The edges from one node by kind and rank, mentions by target; `held` are links and neighbours of each member.

    `canonical` has the canonical note of every note that is not alone in its item.
    """
    closest: dict[str, None] = {}
    mentions: set[str] = set()
    weights: dict[str, float] = {}
    for links, neighbours in held:
        for one in links:
            reached = one.resolution
            if isinstance(reached, Found):
                end = canonical.get(reached.id, reached.id)
                if one.link.kind == "closest":
                    closest[end] = None
                else:
                    mentions.add(end)
        for near in neighbours:
            weights.setdefault(canonical.get(near.target, near.target), near.score)
    closest.pop(start, None)
    mentions.discard(start)
    weights.pop(start, None)
    for rank, end in enumerate(closest, 1):
        yield Edge(source=start, target=end, kind="closest", rank=rank)
    for end in sorted(mentions):
        yield Edge(source=start, target=end, kind="mention")
    for rank, (end, weight) in enumerate(weights.items(), 1):
        yield Edge(source=start, target=end, kind="similar", rank=rank, weight=weight)
