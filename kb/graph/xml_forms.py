"""The graph into the two XML formats: GraphML, and GEXF 1.2 as Gephi reads it.

The writers are ours: networkx's put their own version and the day into the file, and stop at characters that titles
may hold and XML may not.
"""

from collections.abc import Iterable, Mapping
from xml.etree import ElementTree as ET

from kb.graph.values import Value, clean, edge_values, node_values
from kb.model import Edge, Graph

_NODE = {"title": "string", "kind": "string", "date": "string", "themes": "string"}
_EDGE = {"kind": "string", "rank": "int", "weight": "double"}


def graphml(graph: Graph) -> str:
    """The graph as GraphML."""
    root = ET.Element("graphml", xmlns="http://graphml.graphdrawing.org/xmlns")
    for holder, types in (("node", _NODE), ("edge", _EDGE)):
        for name, kind in types.items():
            key = {"id": f"{holder}-{name}", "for": holder, "attr.name": name, "attr.type": kind}
            ET.SubElement(root, "key", key)
    body = ET.SubElement(root, "graph", edgedefault="directed")
    for node in graph.nodes:
        _data(ET.SubElement(body, "node", id=clean(node.id)), node_values(node))
    for edge in graph.edges:
        _data(ET.SubElement(body, "edge", _ends(edge)), edge_values(edge))
    return _text(root)


def _data(holder: ET.Element, values: Mapping[str, Value]) -> None:
    for name, value in _present(values):
        ET.SubElement(holder, "data", key=f"{holder.tag}-{name}").text = value


def gexf(graph: Graph) -> str:
    """The graph as GEXF; a title is a node's label, a weight an edge's own."""
    root = ET.Element("gexf", xmlns="http://www.gexf.net/1.2draft", version="1.2")
    body = ET.SubElement(root, "graph", defaultedgetype="directed", mode="static")
    for holder, types in (("node", _NODE), ("edge", _EDGE)):
        attributes = ET.SubElement(body, "attributes", {"class": holder})
        for name, kind in types.items():
            if name not in {"title", "weight"}:
                ET.SubElement(attributes, "attribute", id=name, title=name, type=kind.replace("int", "integer"))
    nodes = ET.SubElement(body, "nodes")
    for node in graph.nodes:
        values = node_values(node)
        label = clean(str(values.pop("title")))
        _attributes(ET.SubElement(nodes, "node", id=clean(node.id), label=label), values)
    edges = ET.SubElement(body, "edges")
    for number, edge in enumerate(graph.edges):
        values = edge_values(edge)
        weight = str(values.pop("weight"))
        _attributes(ET.SubElement(edges, "edge", {"id": str(number), **_ends(edge), "weight": weight}), values)
    return _text(root)


def _attributes(holder: ET.Element, values: Mapping[str, Value]) -> None:
    list_ = ET.SubElement(holder, "attvalues")
    for name, value in _present(values):
        ET.SubElement(list_, "attvalue", {"for": name, "value": value})


def _ends(edge: Edge) -> dict[str, str]:
    return {"source": clean(edge.source), "target": clean(edge.target)}


def _present(values: Mapping[str, Value]) -> Iterable[tuple[str, str]]:
    """The values that are there, as text."""
    return ((name, clean(str(value))) for name, value in values.items() if value not in {None, ""})


def _text(root: ET.Element) -> str:
    ET.indent(root, " ")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'
