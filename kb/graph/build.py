"""Notes, links, items and neighbours into the typed graph of all items."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from kb.graph.columns import ordered
from kb.graph.edges import CODES, Edges
from kb.model import Found, Graph, Item, Neighbour, Node, Note, ResolvedLink
from kb.vault import Links

if TYPE_CHECKING:
    from kb.graph.columns import Floats, Ints
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

    known: dict[str, int] = {id_: place for place, id_ in enumerate(ids)}
    node, turn = [*range(len(ids))], [0] * len(ids)  # of each note, members of items last
    for item in items:
        for number, member in enumerate(item.members[1:], 1):
            known[member] = len(node)
            node.append(known[item.canonical])
            turn.append(number)
    written, computed = reached(links, known), _computed(similar, known)
    found = written[1] >= 0
    written = written[0][found], written[1][found], written[2][found]
    start, end, kind = (np.concatenate(both) for both in zip(written, computed[:-1], strict=True))
    source, target = np.array(node, np.int64)[start], np.array(node, np.int64)[end]
    weight = np.append(np.ones(len(written[0])), computed[-1])

    # Edges of a node and a kind are a group, in which members of an item take turns, and ranks are counted.
    group = source * len(CODES) + kind
    _, order = ordered(group * len(node) + np.array(turn, np.int64)[start])
    ends, place = ordered((group * len(ids) + target)[order])
    order = order[np.sort(place[np.flatnonzero(np.diff(ends, prepend=-1))])]
    order = order[source[order] != target[order]]
    group, target, mentioned = group[order], target[order], kind[order] == CODES["mention"]
    place = np.arange(len(order))
    rank = place + 1 - np.maximum.accumulate(np.where(np.diff(group, prepend=-1), place, 0))
    _, by_id = ordered(group * len(ids) + np.where(mentioned, target, rank))
    rank[mentioned] = 0
    order, rank, target = order[by_id], rank[by_id], target[by_id]
    return source[order], target, kind[order], rank, weight[order]


def reached(links: Sequence[ResolvedLink], known: Mapping[str, int]) -> "tuple[Ints, Ints, Ints]":
    """Where links lead from and to, -1 for those that reach no note, and their kinds; notes are known by their ids.

    They are sorted as links are: by the note that they lead from, and then as that has them.
    """
    import numpy as np  # noqa: PLC0415  # as above

    if isinstance(links, Links):
        listed, written, places = (np.array(some, np.int64) for some in (links.listed, links.written, links.places))
        known_at = _places(links.sources, known)
        kinds = np.tile([CODES["closest"], CODES["mention"]], len(listed))
        kind = np.repeat(kinds, np.column_stack((listed, written - listed)).ravel())
        return np.repeat(known_at, written), np.append(known_at, -1)[places], kind
    ends = [known[one.resolution.id] if isinstance(one.resolution, Found) else -1 for one in links]
    return (
        _places([one.source for one in links], known),
        np.array(ends, np.int64),
        np.array([CODES[one.link.kind] for one in links], np.int64),
    )


def _computed(similar: Sequence[Neighbour], known: Mapping[str, int]) -> "tuple[Ints, Ints, Ints, Floats]":
    """Where computed edges lead from and to, their kind, and their weights."""
    import numpy as np  # noqa: PLC0415  # as above

    from kb.closest.neighbours import Neighbours  # noqa: PLC0415  # as above

    if isinstance(similar, Neighbours):
        start, end, score = similar.columns
        known_at = _places(similar.sources, known)
        return known_at[start], known_at[end], np.full(len(similar), CODES["similar"]), score
    return (
        _places([one.source for one in similar], known),
        _places([one.target for one in similar], known),
        np.full(len(similar), CODES["similar"]),
        np.array([one.score for one in similar], np.float64),
    )


def _places(ids: Sequence[str], known: Mapping[str, int]) -> "Ints":
    import numpy as np  # noqa: PLC0415  # as above

    return np.fromiter(map(known.__getitem__, ids), np.int64, len(ids))
