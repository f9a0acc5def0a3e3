"""Notes, links, items and neighbours into the typed graph of all items."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from kb.dedupe import merge
from kb.model import Edge, EdgeKind, Found, Graph, Item, Neighbour, Node, Note, ResolvedLink, Vault

_Written = tuple[EdgeKind, str, str, float]
"""Kind, note that holds the link, note that it reaches, weight."""


def build(vault: Vault, links: Iterable[ResolvedLink], items: Sequence[Item], similar: Iterable[Neighbour]) -> Graph:
    """One node for every item and every page, one edge of a kind at most from one node to another.

    What links to a member of an item links to the item, and the members' own links are the item's, those of the
    canonical note first. A link that reaches nothing, or comes back to its own item, is no edge; of two to one target
    the first counts. Ranks count from 1 over the edges that are left; mentions have none.
    """
    notes = {note.id: note for note in vault.notes}
    item_of = {member: item for item in items for member in item.members}
    canonical = {id_: item_of[id_].canonical if id_ in item_of else id_ for id_ in notes}
    nodes = [
        _node(merge(item_of[id_], notes) if id_ in item_of else note)
        for id_, note in sorted(notes.items())
        if canonical[id_] == id_
    ]
    place = {member: place for item in items for place, member in enumerate(item.members)}
    targets: defaultdict[tuple[str, EdgeKind], dict[str, float]] = defaultdict(dict)
    for kind, source, target, weight in sorted(_written(links, similar), key=lambda one: place.get(one[1], 0)):
        start, end = canonical[source], canonical[target]
        if start != end:
            targets[start, kind].setdefault(end, weight)
    edges = [
        Edge(source=start, target=end, kind=kind, rank=None if kind == "mention" else rank, weight=weight)
        for (start, kind), ends in targets.items()
        for rank, (end, weight) in enumerate(ends.items(), 1)
    ]
    edges.sort(key=lambda edge: (edge.source, edge.kind, edge.rank or 0, edge.target))
    return Graph(nodes=tuple(nodes), edges=tuple(edges))


def _node(note: Note) -> Node:
    return Node(id=note.id, title=note.title, kind=note.kind, date=note.date, themes=note.themes)


def _written(links: Iterable[ResolvedLink], similar: Iterable[Neighbour]) -> Iterator[_Written]:
    for one in links:
        if isinstance(one.resolution, Found):
            yield one.link.kind, one.source, one.resolution.id, 1.0
    for near in similar:
        yield "similar", near.source, near.target, near.score
