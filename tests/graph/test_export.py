"""Laws of exported files: other programs read back the same graph, whatever its titles hold."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable
from typing import Any

import igraph
import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import WrongUseError
from kb.graph import FORMATS, export
from kb.graph.values import clean
from kb.model import Graph
from tests.graph.graphs import graph, graphs

HOSTILE = st.one_of(
    st.text(st.characters(), max_size=8),
    st.sampled_from(
        [
            "<b>&amp;</b>",
            "]]>",
            "<!--",
            '"',
            "\\",
            '\\"',
            "\\u0027",
            "\\\\u0027",
            "' + 'u",
            "a\\nb",
            '"]; x -> y [',
            "{0}",
            "a,b",
            "=1+1",
            "-1",
            "@x",
            "|",
            "nan",
        ],
    ),
    st.sampled_from(
        ["\0", "\x1b[0m", "\r\n", "\t", "\ud800", "\ufffe", "\u2028", "日本", "🌊", " both ", "true", "12"]
    ),
)
GRAPHS = graphs(titles=HOSTILE)


def _nodes(some: Graph) -> dict[str, dict[str, Any]]:
    """What a reader of XML should find of each node: what is there, with characters that XML can hold."""
    return {
        node.id: _present(title=node.title, kind=node.kind, date=str(node.date or ""), themes="|".join(node.themes))
        for node in some.nodes
    }


def _edges(some: Graph) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (edge.source, edge.target, _present(kind=edge.kind, rank=edge.rank, weight=edge.weight)) for edge in some.edges
    ]


def _present(**values: object) -> dict[str, Any]:
    return {
        name: clean(value) if isinstance(value, str) else value
        for name, value in values.items()
        if value not in (None, "")
    }


def _by_ends(edges: Iterable[tuple[str, str, dict[str, Any]]]) -> list[tuple[str, str, dict[str, Any]]]:
    return sorted(edges, key=lambda edge: (edge[0], edge[1], edge[2]["kind"]))


@given(GRAPHS)
def test_networkx_reads_json(some: Graph) -> None:
    """Node-link data gives every node and edge with all values, themes as a list."""
    read = nx.node_link_graph(json.loads(export(some, "json")), edges="edges")
    assert read.is_directed()
    assert {id_: values["themes"] for id_, values in read.nodes(data=True)} == {
        node.id: [re.sub("[\ud800-\udfff]", "\ufffd", theme) for theme in node.themes] for node in some.nodes
    }
    assert _by_ends(read.edges(data=True)) == [
        (edge.source, edge.target, {"kind": edge.kind, "rank": edge.rank, "weight": edge.weight})
        for edge in sorted(some.edges, key=lambda edge: (edge.source, edge.target, edge.kind))
    ]


@given(GRAPHS)
def test_networkx_reads_graphml(some: Graph) -> None:
    """GraphML gives every node and edge with all values that are there."""
    read = nx.read_graphml(io.BytesIO(export(some, "graphml")), force_multigraph=True)
    assert read.is_directed()
    assert dict(read.nodes(data=True)) == _nodes(some)
    assert _by_ends(read.edges(data=True)) == _by_ends(_edges(some))


@given(some=GRAPHS)
def test_igraph_reads_graphml(some: Graph, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The same in another program, which gives an empty text for one that is not there."""
    file = tmp_path_factory.mktemp("igraph") / "g.graphml"
    file.write_bytes(export(some, "graphml"))
    read = igraph.Graph.Read_GraphML(str(file))
    assert read.is_directed()
    ids = read.vs["id"] if len(some.nodes) else []
    titles = read.vs["title"] if len(some.nodes) else []
    assert dict(zip(ids, titles, strict=True)) == {id_: values.get("title", "") for id_, values in _nodes(some).items()}
    found = [(ids[edge.source], ids[edge.target], {"kind": edge["kind"], "weight": edge["weight"]}) for edge in read.es]
    assert _by_ends(found) == _by_ends(
        (one, other, {"kind": values["kind"], "weight": values["weight"]}) for one, other, values in _edges(some)
    )


@given(GRAPHS)
def test_networkx_reads_gexf(some: Graph) -> None:
    """GEXF gives every node and edge, the title as label."""
    read: nx.MultiDiGraph[str] = nx.MultiDiGraph(nx.read_gexf(io.BytesIO(export(some, "gexf"))))
    nodes = {id_: {"label": values.pop("title", ""), **values} for id_, values in _nodes(some).items()}
    assert dict(read.nodes.items()) == nodes
    found = [
        (one, other, {key: value for key, value in values.items() if key != "id"})
        for one, other, values in read.edges(data=True)
    ]
    assert _by_ends(found) == _by_ends(_edges(some))


@given(GRAPHS)
def test_csv_reads_back(some: Graph) -> None:
    """Every edge is a row with the titles of both ends, which no spreadsheet takes for formulas."""
    rows = list(csv.DictReader(io.StringIO(export(some, "csv").decode(), newline="")))
    assert [(row["source"], row["target"], row["kind"], row["rank"], float(row["weight"])) for row in rows] == [
        (edge.source, edge.target, edge.kind, str(edge.rank or ""), edge.weight) for edge in some.edges
    ]
    titles = {node.id: re.sub("[\ud800-\udfff]", "\ufffd", node.title) for node in some.nodes}
    for row in rows:
        for end in ("source", "target"):
            assert not row[f"{end}_title"].startswith(("=", "+", "-", "@", "\t", "\r"))
            assert row[f"{end}_title"].removeprefix("'") == titles[row[end]].removeprefix("'")


@given(GRAPHS)
def test_dot_reads_back(some: Graph) -> None:
    """Every statement is quoted so that a reader of DOT finds each node's label and each edge's values again."""
    nodes, edges = _read_dot(export(some, "dot").decode())
    expected = {id_: {"label": values.pop("title", None), **values} for id_, values in _nodes(some).items()}
    assert nodes == {id_: {key: value for key, value in values.items() if value} for id_, values in expected.items()}
    assert edges == [
        (one, other, {key: str(value) for key, value in values.items()}) for one, other, values in _edges(some)
    ]


@given(GRAPHS)
def test_cypher_reads_back(some: Graph) -> None:
    """A statement a line, in which a reader of Cypher finds each node and edge with all values."""
    head, *lines = export(some, "cypher").decode().split("\n")
    assert head.startswith("//")
    assert lines.pop() == ""
    expected = {
        f"(n:Kb {{id: {{{clean(node.id)}}}}}) SET n:{node.kind.capitalize()}, n.title = {{{clean(node.title)}}}, "
        f"n.themes = [{', '.join(f'{{{clean(theme)}}}' for theme in node.themes)}]"
        + (f", n.date = {{{node.date}}}" if node.date else "")
        for node in some.nodes
    }
    count = len(some.nodes)
    assert {_with_strings(line.removeprefix("MERGE ").removesuffix(";")) for line in lines[:count]} == expected
    for edge, line in zip(some.edges, lines[count:], strict=True):
        rank = f"r.rank = {edge.rank}, " if edge.rank else ""
        assert _with_strings(line) == (
            f"MATCH (a:Kb {{id: {{{edge.source}}}}}), (b:Kb {{id: {{{edge.target}}}}}) "
            f"MERGE (a)-[r:{edge.kind.upper()}]->(b) SET {rank}r.weight = {edge.weight};"
        )


_CYPHER_STRING = re.compile(r"'((?:[^'\\]|\\[\\'nt])*)'")


def _with_strings(line: str) -> str:
    """A line with its strings read and shown in braces; what is put together by `+` is one."""
    assert "\\u" not in line
    joined = re.sub(r"(?<!\\)((?:\\\\)*)' \+ '(?=u)", r"\1", line)
    return _CYPHER_STRING.sub(
        lambda found: "{%s}" % re.sub(r"\\(.)", lambda one: {"n": "\n", "t": "\t"}.get(one[1], one[1]), found[1]),  # noqa: UP031  # braces
        joined,
    )


_STRING = r'"(?:[^"\\]|\\.)*"'
_STATEMENT = re.compile(rf"\s*({_STRING})(?: -> ({_STRING}))? \[((?:\w+={_STRING}(?:, )?)*)\];", re.DOTALL)
Dot = tuple[dict[str, dict[str, str]], list[tuple[str, str, dict[str, str]]]]


def _read_dot(text: str) -> Dot:
    """A small reader of the DOT that kb writes: quoted strings, statements with attribute lists, nothing else."""
    nodes, edges = {}, []
    place = text.index("{") + 1
    while statement := _STATEMENT.match(text, place):
        one, other, listed = statement.groups()
        values = {name: _unquoted(value) for name, value in re.findall(rf"(\w+)=({_STRING})", listed, re.DOTALL)}
        if other is None:
            nodes[_unquoted(one)] = values
        else:
            edges.append((_unquoted(one), _unquoted(other), values))
        place = statement.end()
    assert text[place:] == "\n}\n"
    return nodes, edges


def _unquoted(string: str) -> str:
    return re.sub(r"\\(.)", lambda escape: "\n" if escape[1] == "n" else escape[1], string[1:-1], flags=re.DOTALL)


@pytest.mark.parametrize("form", FORMATS)
def test_the_file_is_known_to_the_byte(form: str, golden: Callable[[str, str], None]) -> None:
    """A small graph in each format."""
    golden(f"golden/graph.{form}", export(graph("a closest:b similar:c; b mention:a; c"), form).decode())


def test_other_formats_are_wrong_use() -> None:
    """The message says what can be written."""
    with pytest.raises(WrongUseError, match="graphml"):
        export(graph("a"), "pdf")
