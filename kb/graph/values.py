"""Nodes and edges into the named values that every exported file gives them."""

from kb.model import Edge, Node
from kb.pattern import pattern

Value = str | int | float | None

# What XML 1.0 has no way to write, and the carriage return, which reading it would change.
_NOT_XML = pattern("[\0-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def node_values(node: Node) -> dict[str, Value]:
    """What a node has besides its id, its themes in one text."""
    date = node.date.isoformat() if node.date else None
    return {"title": node.title, "kind": node.kind, "date": date, "themes": "|".join(node.themes)}


def edge_values(edge: Edge) -> dict[str, Value]:
    """What an edge has besides its ends."""
    return {"kind": edge.kind, "rank": edge.rank, "weight": edge.weight}


def clean(text: str) -> str:
    """A text in which U+FFFD stands for what XML can't hold."""
    return _NOT_XML.sub("\ufffd", text)
