"""The graph into a file of one of the formats that graph programs read, the same bytes for the same graph."""

import io
from collections.abc import Mapping
from typing import Any

from msgspec import to_builtins

from kb.errors import WrongUseError
from kb.graph.cypher import cypher
from kb.graph.values import Value, clean, edge_values, node_values
from kb.model import Graph
from kb.pattern import pattern
from kb.text import inert

_SURROGATE = pattern("[\ud800-\udfff]")


def export(graph: Graph, form: str) -> bytes:
    """The graph as a file in one of `FORMATS`, in UTF-8; `WrongUseError` for any other.

    JSON is networkx's node-link form. Elsewhere themes are joined by `|`, and what a node or an edge has not is left
    out. CSV is a table of the edges with the titles of both ends, so a node without an edge is not in it; a title that
    a spreadsheet would take for a formula gets an apostrophe. A character that a format can't hold becomes U+FFFD.
    """
    if form not in _WRITERS:
        raise WrongUseError(f"kb can't write a graph as {form!r}.", f"It writes {', '.join(FORMATS)}.")
    return _SURROGATE.sub("\ufffd", _WRITERS[form](graph)).encode()


def node_link(graph: Graph, edges: object) -> dict[str, Any]:
    """The graph as networkx's node-link data, with nodes and edges, in whatever form, as they are: JSON gives all."""
    return {"directed": True, "multigraph": True, "graph": {}, "nodes": graph.nodes, "edges": edges}


def _json(graph: Graph) -> str:
    import json  # noqa: PLC0415  # it loads when it is needed

    return json.dumps(to_builtins(node_link(graph, [*graph.edges])), ensure_ascii=False, indent=1) + "\n"


def _csv(graph: Graph) -> str:
    import csv  # noqa: PLC0415  # as above

    titles = {node.id: inert(node.title) for node in graph.nodes}
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(("source", "target", "kind", "rank", "weight", "source_title", "target_title"))
    for edge in graph.edges:
        values = edge_values(edge).values()
        rows.writerow((edge.source, edge.target, *values, titles[edge.source], titles[edge.target]))
    return text.getvalue()


def _dot(graph: Graph) -> str:
    lines = ["digraph kb {"]
    for node in graph.nodes:
        values = node_values(node)
        lines.append(f"  {_quoted(node.id)} {_listed({'label': values.pop('title'), **values})};")
    lines.extend(
        f"  {_quoted(edge.source)} -> {_quoted(edge.target)} {_listed(edge_values(edge))};" for edge in graph.edges
    )
    return "\n".join([*lines, "}\n"])


def _graphml(graph: Graph) -> str:
    from kb.graph.xml_forms import graphml  # noqa: PLC0415  # XML loads where it is asked for

    return graphml(graph)


def _gexf(graph: Graph) -> str:
    from kb.graph.xml_forms import gexf  # noqa: PLC0415  # as above

    return gexf(graph)


def _listed(values: Mapping[str, Value]) -> str:
    present = (f"{name}={_quoted(str(value))}" for name, value in values.items() if value not in {None, ""})
    return f"[{', '.join(present)}]"


def _quoted(text: str) -> str:
    """A string of DOT, in which a backslash starts what a label has instead of some characters."""
    escaped = clean(text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


_WRITERS = {"json": _json, "graphml": _graphml, "gexf": _gexf, "dot": _dot, "csv": _csv, "cypher": cypher}
FORMATS = tuple(_WRITERS)
"""The formats, by the ending of their files."""
