"""Graphs with groups and bridges that were put there, to see whether they are found."""

from random import Random

from kb.model import Edge, Graph, Node

GROUPS, SIZE = 8, 25
BRIDGES = 10


def planted(seed: int, rename: dict[str, str] | None = None) -> tuple[Graph, list[set[str]], set[str]]:
    """A graph of groups with few links between them, its groups, and its bridges.

    A note of a group links to six of its own group, one in five also to one anywhere; a bridge to five notes of each of
    two groups. `rename` gives notes other ids.
    """
    random = Random(seed)  # noqa: S311  # the same graph every time
    names = rename or {}
    groups = [[names.get(id_, id_) for id_ in (f"g{g}n{n:02}" for n in range(SIZE))] for g in range(GROUPS)]
    everybody = [id_ for group in groups for id_ in group]
    links: set[tuple[str, str]] = set()
    for group in groups:
        for id_ in group:
            links |= {(id_, other) for other in random.sample(group, 6)}
            if random.random() < 0.2:
                links.add((id_, random.choice(everybody)))
    bridges = [names.get(id_, id_) for id_ in (f"bridge{n}" for n in range(BRIDGES))]
    for id_ in bridges:
        links |= {(id_, other) for group in random.sample(groups, 2) for other in random.sample(group, 5)}
    return of(everybody + bridges, links), [set(group) for group in groups], set(bridges)


def of(ids: list[str], links: set[tuple[str, str]]) -> Graph:
    """A graph of closest links."""
    edges = [
        Edge(source=one, target=other, kind="closest", rank=rank)
        for rank, (one, other) in enumerate(sorted(links), 1)
        if one != other
    ]
    return Graph(nodes=tuple(Node(id=id_, title=id_.upper(), kind="note") for id_ in sorted(ids)), edges=tuple(edges))
