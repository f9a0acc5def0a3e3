"""The plan into data files: JSON and CSV for other programs, and scripts that the signals table reads."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any, cast

import msgspec

from kb import graph
from kb.codec import digest
from kb.model import Graph, Node, Output, Signal, Term
from kb.rules import RULES, finding
from kb.site import paths, prose
from kb.site.lasting import Part, Parted
from kb.site.plan import Plan, Published
from kb.text import inert
from kb.vault import record, rows_of

VERSION = 1
"""Of every file's form. A new key does not change it; a key that goes or means something else does."""

DATA_FILES = (
    ("Notes, with the addresses of the files that hold each in full", "data/notes.json"),
    ("Signals", "data/signals.json"),
    ("Signals, for spreadsheets", "data/signals.csv"),
    ("Themes and keywords", "data/terms.json"),
    ("The link graph", "data/graph.json"),
    ("The quality report", "data/quality.json"),
)
"""What each file holds, and its path from the root."""

SIGNAL_SHARDS = "data/signals/index.js"
"""The script that names the shards of the signals table."""

_SHARD = 500  # rows of the signals table in one script
_NODES = 128  # nodes of the graph's file that are written together, and edges from so many
_LINES = 64  # lines of a file for spreadsheets that are made together
_FORMULA = "=+-@\t\r"  # what a text begins with that `inert` changes
_SIGNAL_KEYS = (
    "note", "row", "name", "description", "change", "horizon", "driving_force", "relevancy", "origin",
)  # fmt: skip


def of_item(plan: Plan, one: Published) -> Iterator[Output]:
    """Each note of an item as its own file has it; the item's page has looked at them."""
    for note in one.more.members:
        yield _json(f"data/notes/{plan.address(note.id)}.json", record(note, plan.written(note.id)))


def _json(path: str, value: object) -> Output:
    return Output(path=path, content=msgspec.json.encode(value) + b"\n")


def csv_of(path: str, rows: Sequence[dict[str, Any]]) -> Output:
    """Rows of signals as Python's `csv` writes them, which would look at each letter by itself."""
    lines = [",".join(_SIGNAL_KEYS)]
    for start in range(0, len(rows), _LINES):
        columns = zip(*[row.values() for row in rows[start : start + _LINES]], strict=True)
        lines += map(",".join, zip(*map(_column, columns), strict=True))
    return Output(path=path, content="\r\n".join([*lines, ""]).encode())


def _column(cells: Sequence[str | int | None]) -> list[str]:
    """Cells as they stand in their lines; that none needs more than quotes around commas is asked of all at once."""
    kinds = {*map(type, cells)}
    if str not in kinds:
        return ["" if cell is None else str(cell) for cell in cells]
    texts = cast("Sequence[str]", [cell or "" for cell in cells] if len(kinds) > 1 else cells)
    told = "\0".join(("", *texts))
    if '"' in told or "\n" in told or "\r" in told or any(sign in told and f"\0{sign}" in told for sign in _FORMULA):
        return [*map(_cell, texts)]
    return [f'"{text}"' if "," in text else text for text in texts] if "," in told else [*texts]


def _cell(text: str) -> str:
    text = inert(text)
    if "," in text or '"' in text or "\n" in text or "\r" in text:
        return '"' + text.replace('"', '""') + '"'
    return text


def _notes(plan: Plan) -> Iterator[Output]:
    """The list of items."""
    published = plan.published
    addresses = [plan.address(id_) for one in published for id_ in one.ids]
    files = (f"data/notes/{address}.json" for address in paths.encoded(addresses))
    listed = [
        {
            "id": one.id,
            "kind": one.kind,
            "title": one.title,
            "date": one.date,
            "origins": [origin.label for origin in one.origins],
            "link": one.link,
            "lang": one.language,
            "category": one.category,
            "themes": [term.key for term in terms("theme")],
            "keywords": [term.key for term in terms("keyword")],
            "signals": one.rows,
            "page": str(one.path),
            "data": dict(zip(one.ids, files, strict=False)),  # the next of them, as many as it has notes
        }
        for one in published
        for terms in (one.more.looked_at("terms").terms,)
    ]
    yield _json(
        "data/notes.json", {"schema": f"kb-notes/{VERSION}", "data_schema": f"kb-note/{VERSION}", "notes": listed}
    )


def _signals(plan: Plan) -> Iterator[Output]:
    rows = [row for one, signals in plan.signals for row in rows_of(one.id, one.date, signals)]
    yield _json("data/signals.json", {"schema": f"kb-signals/{VERSION}", "signals": rows})
    yield csv_of("data/signals.csv", rows)


def _all_terms(plan: Plan) -> Iterator[Output]:
    yield _json("data/terms.json", _terms(plan))


def whole_graph(plan: Plan) -> Iterator[Parted]:
    """The graph as one file."""
    yield Parted(path="data/graph.json", parts=[*_graph_parts(plan, plan.collection.graph)])


def _graph_parts(plan: Plan, whole: Graph) -> Iterator[Part]:
    empty = msgspec.json.encode({"schema": f"kb-graph/{VERSION}"} | graph.node_link(Graph(nodes=(), edges=()), ()))
    begin, between, end = empty.split(b"[]")
    yield _always(begin + b"[")
    nodes, notes = whole.nodes, plan.kept.nodes
    for first in range(0, len(nodes), _NODES):
        some = slice(first, first + _NODES)
        yield Part(told=first, kinds=("note",), notes=notes[some], make=partial(_nodes, nodes, some))
    yield _always(b"]" + between + b"[")
    edges, names = graph.InJson(graph.columns(whole)), digest([node.id for node in nodes])
    for run in edges.runs(_NODES):
        yield Part(told=(names, not run.start, edges.ground(run)), make=partial(edges.written, run))
    yield _always(b"]" + end + b"\n")


def _always(content: bytes) -> Part:
    return Part(told=content, make=partial(bytes, content))


def _nodes(nodes: Sequence[Node], some: slice) -> bytes:
    """Some nodes, each but the very first behind a comma."""
    written: bytes = msgspec.json.encode(nodes[some])[1:-1]
    return b"," + written if some.start else written


def _report(plan: Plan) -> Iterator[Output]:
    yield _json("data/quality.json", _quality(plan))


def _terms(plan: Plan) -> dict[str, Any]:
    def listed(terms: Iterable[Term]) -> list[dict[str, Any]]:
        return [
            {
                "key": term.key,
                "label": term.label,
                "slug": term.slug,
                "variants": list(term.variants),
                "notes": list(term.notes),
            }
            for term in terms
        ]

    return {
        "schema": f"kb-terms/{VERSION}",
        "themes": listed(plan.collection.themes),
        "keywords": listed(plan.collection.keywords),
    }


def _quality(plan: Plan) -> dict[str, Any]:
    counts: dict[str, int] = {}
    for one in plan.collection.diagnostics:
        counts[one.code] = counts.get(one.code, 0) + 1
    return {
        "schema": f"kb-quality/{VERSION}",
        "counts": {code: counts[code] for code in RULES if code in counts},
        "findings": [{"note": _note_in(plan, one.span.path)} | finding(one) for one in plan.collection.diagnostics],
        "items": [
            {"canonical": item.canonical, "members": list(item.members), "rule": item.rule, "evidence": item.evidence}
            for item in plan.collection.items
        ],
        "orphans": [one.id for one in plan.orphans],
    }


def _note_in(plan: Plan, path: str) -> str | None:
    found = plan.file(path)
    return found and found[0]


def _shards(plan: Plan) -> Iterator[Output]:
    """All rows of the signals table as scripts, whose names hold their digests, and the one that names them."""
    shards: list[list[object]] = [[]]
    rows = 0
    for one, signals in plan.signals:
        if rows >= _SHARD:
            shards.append([])
            rows = 0
        shards[-1].append(_shard_note(plan, one, signals))
        rows += len(signals)
    if not shards[-1]:
        return
    names = []
    for number, shard in enumerate(shards):
        content = b"kbSignals.rows(" + msgspec.json.encode(number) + b"," + msgspec.json.encode(shard) + b");\n"
        name = f"{number}-{hashlib.sha256(content).hexdigest()[:8]}.js"
        names.append(name)
        yield Output(path=f"data/signals/{name}", content=content)
    yield Output(path=SIGNAL_SHARDS, content=b"kbSignals.shards(" + msgspec.json.encode(names) + b");\n")


def _shard_note(plan: Plan, one: Published, signals: Sequence[Signal]) -> list[object]:
    """Page, title, language, date, origin, the origin's page, themes, and the rows in the table's columns."""
    origin = plan.origin_link(one.origin) if one.origin else None
    marked = one.more.wording.marked
    return [
        str(one.path),
        one.title,
        one.lang,
        one.date or "",
        origin.label if origin else "",
        str(origin.path) if origin else "",
        [term.label for term in one.themes],
        [
            [prose.plain(cell) for cell in said] if marked else said
            for row in signals
            for said in ([row.name, row.description, row.change, row.horizon, row.driving_force],)
        ],
    ]


FILES = {
    "notes": _notes,
    "signals": _signals,
    "terms": _all_terms,
    "quality": _report,
    "shards": _shards,
}
"""What makes the other data files of the whole collection, by a name."""
