"""Graphs to test with: random ones, and small ones shown as text."""

import datetime as dt

import numpy as np
from hypothesis import strategies as st

from kb.graph import Edges, columns
from kb.model import Edge, EdgeKind, Graph, Node

KINDS: list[EdgeKind] = ["closest", "mention", "similar"]
IDS = "abcdef"


def graph(text: str) -> Graph:
    """A graph shown a line a node: its id, then its edges as `kind:target`, ranked in the order written.

    >>> [(edge.source, edge.kind, edge.rank, edge.target) for edge in graph("a closest:b mention:b; b").edges]
    [('a', 'closest', 1, 'b'), ('a', 'mention', None, 'b')]
    """
    nodes, edges = [], []
    for line in text.replace(";", "\n").strip().splitlines():
        id_, *links = line.split()
        nodes.append(Node(id=id_, title=id_.upper(), kind="note"))
        for kind in KINDS:
            targets = [link.partition(":")[2] for link in links if link.startswith(kind)]
            edges += [_edge(id_, target, kind, rank) for rank, target in enumerate(targets, 1)]
    return _sorted(nodes, edges)


def in_columns(some: Graph) -> Graph:
    """The same graph, its edges held in columns."""
    found = columns(some)
    ranks = np.array([edge.rank or 0 for edge in some.edges], np.int64)
    sides = found.source, found.target, found.kind, ranks, found.weight
    return Graph(nodes=some.nodes, edges=Edges([node.id for node in some.nodes], lambda: sides))


def _edge(source: str, target: str, kind: EdgeKind, rank: int, weight: float = 1.0) -> Edge:
    return Edge(source=source, target=target, kind=kind, rank=None if kind == "mention" else rank, weight=weight)


def _sorted(nodes: list[Node], edges: list[Edge]) -> Graph:
    nodes.sort(key=lambda node: node.id)
    edges.sort(key=lambda edge: (edge.source, edge.kind, edge.rank or 0, edge.target))
    return Graph(nodes=tuple(nodes), edges=tuple(edges))


@st.composite
def graphs(draw: st.DrawFn, titles: st.SearchStrategy[str] = st.just("")) -> Graph:  # noqa: B008  # a constant
    """Up to six nodes with any edges between them."""
    ids = draw(st.lists(st.sampled_from(IDS), unique=True, max_size=6))
    nodes = [
        Node(
            id=id_,
            title=draw(titles),
            kind=draw(st.sampled_from(["note", "page"])),
            date=draw(st.one_of(st.none(), st.dates(dt.date(2024, 1, 1), dt.date(2024, 3, 1)))),
            themes=tuple(draw(st.lists(titles, max_size=2))),
        )
        for id_ in ids
    ]
    pairs = [(one, other, kind) for one in ids for other in ids if one != other for kind in KINDS]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=20)) if pairs else []
    weights = st.integers(1, 10_000).map(lambda number: number / 10_000)
    edges = [_edge(one, other, kind, rank, draw(weights)) for rank, (one, other, kind) in enumerate(chosen, 1)]
    return _sorted(nodes, edges)
