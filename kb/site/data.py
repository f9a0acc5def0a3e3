"""The plan into data files for other programs: JSON of notes, terms, the graph and the quality report."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any

import msgspec

from kb import graph
from kb.model import Graph, Node, Output, Term
from kb.rules import RULES, finding
from kb.site import paths, signal_data
from kb.site.data_parts import VERSION, always, in_list, marks, runs, spans
from kb.site.lasting import Part, Parted, Piece
from kb.site.plan import Plan, Published
from kb.vault import record

DATA_FILES = (
    ("Notes, with the addresses of the files that hold each in full", "data/notes.json"),
    ("Signals", "data/signals.json"),
    ("Signals, for spreadsheets", "data/signals.csv"),
    ("Themes and keywords", "data/terms.json"),
    ("The link graph", "data/graph.json"),
    ("The quality report", "data/quality.json"),
)
"""What each file holds, and its path from the root."""


_NODES = 512  # nodes of the graph's file that are written together, about
_SOURCES = 48  # nodes of which the edges are


def of_item(plan: Plan, one: Published) -> Iterator[Output]:
    """Each note of an item as its own file has it; the item's page has looked at them."""
    for note in one.more.members:
        yield _json(f"data/notes/{plan.address(note.id)}.json", record(note, plan.written(note.id)))


def _json(path: str, value: object) -> Output:
    return Output(path=path, content=msgspec.json.encode(value) + b"\n")


def _notes(plan: Plan) -> Iterator[Parted]:
    """The list of items."""
    items, addresses = plan.published, dict(plan.collection.addresses)
    plan.look_at_labels(items)
    head = {"schema": f"kb-notes/{VERSION}", "data_schema": f"kb-note/{VERSION}", "notes": ()}
    begin, end = msgspec.json.encode(head).split(b"[]")
    yield Parted(
        path="data/notes.json",
        parts=[
            always(begin + b"["),
            *(
                Part(
                    told=(not place, [(id_, addresses[id_]) for one in run for id_ in one.ids[1:]]),
                    kinds=("item", "labels"),
                    notes=notes,
                    make=partial(_listed, plan, run, first=not place),
                )
                for place, (run, notes) in enumerate(runs(plan, items))
            ),
            always(b"]" + end + b"\n"),
        ],
    )


def _listed(plan: Plan, run: Sequence[Published], *, first: bool) -> bytes:
    """What the list says of the items of a run."""
    addresses = [plan.kept.addresses[id_] for one in run for id_ in one.ids]
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
            "themes": [term.key for term in one.more.terms("theme")],
            "keywords": [term.key for term in one.more.terms("keyword")],
            "signals": one.rows,
            "page": str(one.path),
            "data": {id_: next(files) for id_ in one.ids},
        }
        for one in run
    ]
    return in_list(listed, first=first)


def _all_terms(plan: Plan) -> Iterator[Output]:
    yield _json("data/terms.json", _terms(plan))


def _graph(plan: Plan) -> Iterator[Parted]:
    """The graph as one file."""
    yield Parted(path="data/graph.json", parts=[*_graph_parts(plan, plan.collection.graph)])


def _graph_parts(plan: Plan, whole: Graph) -> Iterator[Part]:
    empty = msgspec.json.encode({"schema": f"kb-graph/{VERSION}"} | graph.node_link(Graph(nodes=(), edges=()), ()))
    begin, between, end = empty.split(b"[]")
    yield always(begin + b"[")
    nodes, notes = whole.nodes, plan.kept.nodes
    ends = marks(node.id for node in nodes)
    for some in spans(ends, _NODES):
        yield Part(told=not some.start, kinds=("note",), notes=notes[some], make=partial(_nodes, nodes, some))
    yield always(b"]" + between + b"[")
    edges = graph.InJson(graph.columns(whole))
    for run in edges.runs(spans(ends, _SOURCES)):
        yield Part(
            told=(not run.start, edges.ground(run)),
            kinds=("id",),
            notes=notes[edges.ends(run)],
            make=partial(edges.written, run),
        )
    yield always(b"]" + end + b"\n")


def _nodes(nodes: Sequence[Node], some: slice) -> bytes:
    return in_list(nodes[some], first=not some.start)


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


FILES: dict[str, Callable[[Plan], Iterator[Piece]]] = {
    "notes": _notes,
    "signals": signal_data.files,
    "terms": _all_terms,
    "graph": _graph,
    "quality": _report,
    "shards": signal_data.shards,
}
"""What makes the data files of the whole collection, by a name."""

STEADY = "notes", "signals", "graph", "shards"
"""Which of them leave what they showed."""
