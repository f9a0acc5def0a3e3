"""The graph as statements of Cypher, which graph databases load; loading them twice changes nothing.

A line is a statement. Note and Page are the labels of nodes, CLOSEST, MENTION and SIMILAR the types of links.
"""

from kb.graph.values import clean, edge_values
from kb.model import Graph, Node

_HEAD = "// For many notes make an index first: CREATE INDEX FOR (n:Kb) ON (n.id)\n"
_ESCAPES = str.maketrans({"\\": "\\\\", "'": "\\'", "\n": "\\n", "\t": "\\t"})


def cypher(graph: Graph) -> str:
    """The graph as Cypher: a MERGE for every node, then one for every edge."""
    lines = [_node(node) for node in graph.nodes]
    for edge in graph.edges:
        ends = f"MATCH (a:Kb {{id: {_text(edge.source)}}}), (b:Kb {{id: {_text(edge.target)}}})"
        values = {name: value for name, value in edge_values(edge).items() if name != "kind" and value is not None}
        given = ", ".join(f"r.{name} = {value}" for name, value in values.items())
        lines.append(f"{ends} MERGE (a)-[r:{edge.kind.upper()}]->(b) SET {given};\n")
    return _HEAD + "".join(lines)


def _node(node: Node) -> str:
    values = {"title": _text(node.title), "themes": f"[{', '.join(map(_text, node.themes))}]"}
    if node.date:
        values["date"] = _text(node.date.isoformat())
    given = ", ".join(f"n.{name} = {value}" for name, value in values.items())
    return f"MERGE (n:Kb {{id: {_text(node.id)}}}) SET n:{node.kind.capitalize()}, {given};\n"


def _text(text: str) -> str:
    r"""A string of Cypher on one line.

    A string is cut between `\` and `u`: some databases read `\u0027` as a quotation mark before they read strings, even
    where the backslash is escaped.

    >>> print(_text("It's"), _text("a\\u0027"))
    'It\'s' 'a\\' + 'u0027'
    """
    escaped = clean(text).translate(_ESCAPES).replace("\\\\u", "\\\\' + 'u")
    return f"'{escaped}'"
