"""Notes, links, items and neighbours into the typed graph of all items."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from kb.graph.edges import CODES, Edges
from kb.model import Found, Graph, Item, Neighbour, Node, Note, ResolvedLink

if TYPE_CHECKING:
    from kb.graph.edges import Sides


def build(
    notes: Iterable[Note], links: Sequence[ResolvedLink], items: Sequence[Item], similar: Sequence[Neighbour]
) -> Graph:
    """One node for every note, one edge of a kind at most from one node to another.

    Notes are sorted by id, those of an item united in its canonical one. What links to a member of an item links to the
    item, and the members' own links are the item's, those of the canonical note first. A link that reaches nothing, or
    comes back to its own item, is no edge; of two to one target the first counts. Ranks count from 1 over the edges
    that are left; mentions have none.
    """
    nodes = tuple(
        [Node(id=note.id, title=note.title, kind=note.kind, date=note.date, themes=note.themes) for note in notes]
    )
    ids = [node.id for node in nodes]
    return Graph(nodes=nodes, edges=Edges(ids, lambda: _edges(ids, links, items, similar)))


def _edges(
    ids: Sequence[str], links: Sequence[ResolvedLink], items: Iterable[Item], similar: Sequence[Neighbour]
) -> "Sides":
    """The edges between nodes with these ids by source, kind and rank, mentions by target."""
    import numpy as np  # noqa: PLC0415  # it loads when it is needed

    known = {id_: place for place, id_ in enumerate(ids)}
    node, turn = [*range(len(ids))], [0] * len(ids)  # of each note, members of items last
    for item in items:
        for number, member in enumerate(item.members[1:], 1):
            known[member] = len(node)
            node.append(known[item.canonical])
            turn.append(number)
    found = [(one.source, one.resolution.id, one.link.kind) for one in links if isinstance(one.resolution, Found)]
    count = len(found) + len(similar)
    starts = [source for source, _, _ in found] + [one.source for one in similar]
    ends = [target for _, target, _ in found] + [one.target for one in similar]
    start, end = (np.fromiter(map(known.__getitem__, some), np.int64, count) for some in (starts, ends))
    source, target = np.array(node, np.int64)[start], np.array(node, np.int64)[end]
    kind = np.full(count, CODES["similar"])
    kind[: len(found)] = np.frombuffer(bytes([CODES[of] for _, _, of in found]), np.uint8)
    weight = np.ones(count)
    weight[len(found) :] = np.fromiter([one.score for one in similar], np.float64)

    # Edges of a node and a kind are a group, in which members of an item take turns, and ranks are counted.
    group = source * len(CODES) + kind
    order = np.argsort(group * len(node) + np.array(turn, np.int64)[start], kind="stable")
    _, first = np.unique((group * len(ids) + target)[order], return_index=True)
    order = order[np.sort(first)]
    order = order[source[order] != target[order]]
    group, target, mentioned = group[order], target[order], kind[order] == CODES["mention"]
    place = np.arange(len(order))
    rank = place + 1 - np.maximum.accumulate(np.where(np.diff(group, prepend=-1), place, 0))
    by_id = np.argsort(group * len(ids) + np.where(mentioned, target, rank), kind="stable")
    rank[mentioned] = 0
    order, rank, target = order[by_id], rank[by_id], target[by_id]
    return source[order], target, kind[order], rank, weight[order]
