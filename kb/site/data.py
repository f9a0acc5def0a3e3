"""The plan into data files: JSON and CSV for other programs, and scripts that the signals table reads."""

import csv
import hashlib
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

import msgspec

from kb import graph
from kb.model import Output, ResolvedLink, Term
from kb.rules import RULES, finding
from kb.site import prose
from kb.site.plan import Plan, Published
from kb.text import inert
from kb.vault import cleaned_closest, record, signal_rows

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
_SIGNAL_KEYS = (
    "note", "row", "name", "description", "change", "horizon", "driving_force", "relevancy", "origin",
)  # fmt: skip


def files(plan: Plan) -> Iterator[Output]:
    """Every data file of the site."""
    yield from _notes(plan)
    signals = [row for one in plan.items for row in signal_rows(one.note)]
    yield _json("data/signals.json", {"schema": f"kb-signals/{VERSION}", "signals": signals})
    yield _csv("data/signals.csv", signals)
    yield _json("data/terms.json", _terms(plan))
    yield _json("data/graph.json", {"schema": f"kb-graph/{VERSION}"} | graph.node_link(plan.collection.graph))
    yield _json("data/quality.json", _quality(plan))
    yield from _shards(plan)


def orphans(plan: Plan) -> tuple[Published, ...]:
    """Items and pages that no link leads to or from, sorted by id."""
    return tuple(plan.by_id[node.id] for node in graph.orphans(plan.collection.graph))


def _json(path: str, value: object) -> Output:
    return Output(path=path, content=msgspec.json.encode(value) + b"\n")


def _csv(path: str, rows: Iterable[dict[str, Any]]) -> Output:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, _SIGNAL_KEYS)
    writer.writeheader()
    writer.writerows({key: inert(cell) if isinstance(cell, str) else cell for key, cell in row.items()} for row in rows)
    return Output(path=path, content=text.getvalue().encode())


def _notes(plan: Plan) -> Iterator[Output]:
    """The list of items, and each note as its own file has it."""
    links: defaultdict[str, list[ResolvedLink]] = defaultdict(list)
    for link in plan.collection.links:
        links[link.source].append(link)
    addresses = dict(plan.collection.addresses)
    for note in plan.collection.vault.notes:
        full = record(note, cleaned_closest(links[note.id], note.id))
        yield _json(f"data/notes/{addresses[note.id]}.json", full)
    listed = [
        {
            "id": one.id,
            "kind": one.note.kind,
            "title": one.note.title,
            "date": one.note.date and str(one.note.date),
            "origins": [origin.label for origin in one.origins],
            "link": one.note.link,
            "lang": one.note.lang,
            "category": one.note.category,
            "themes": [term.key for term in one.themes],
            "keywords": [term.key for term in one.keywords],
            "signals": len(one.note.signals),
            "page": str(one.path),
            "data": {member.id: f"data/notes/{quote(addresses[member.id])}.json" for member in one.members},
        }
        for one in plan.published
    ]
    yield _json(
        "data/notes.json", {"schema": f"kb-notes/{VERSION}", "data_schema": f"kb-note/{VERSION}", "notes": listed}
    )


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
    ids = {note.path: note.id for note in plan.collection.vault.notes}

    counts: dict[str, int] = {}
    for one in plan.collection.diagnostics:
        counts[one.code] = counts.get(one.code, 0) + 1
    return {
        "schema": f"kb-quality/{VERSION}",
        "counts": {code: counts[code] for code in RULES if code in counts},
        "findings": [{"note": ids.get(one.span.path)} | finding(one) for one in plan.collection.diagnostics],
        "items": [
            {"canonical": item.canonical, "members": list(item.members), "rule": item.rule, "evidence": item.evidence}
            for item in plan.collection.items
        ],
        "orphans": [one.id for one in orphans(plan)],
    }


def _shards(plan: Plan) -> Iterator[Output]:
    """All rows of the signals table as scripts, whose names hold their digests, and the one that names them."""
    shards: list[list[object]] = [[]]
    rows = 0
    for one in plan.items:
        if one.note.signals:
            if rows >= _SHARD:
                shards.append([])
                rows = 0
            shards[-1].append(_shard_note(plan, one))
            rows += len(one.note.signals)
    if not shards[-1]:
        return
    names = []
    for number, shard in enumerate(shards):
        content = b"kbSignals.rows(" + msgspec.json.encode(number) + b"," + msgspec.json.encode(shard) + b");\n"
        name = f"{number}-{hashlib.sha256(content).hexdigest()[:8]}.js"
        names.append(name)
        yield Output(path=f"data/signals/{name}", content=content)
    yield Output(path=SIGNAL_SHARDS, content=b"kbSignals.shards(" + msgspec.json.encode(names) + b");\n")


def _shard_note(plan: Plan, one: Published) -> list[object]:
    """Page, title, language, date, origin, the origin's page, themes, and the rows in the table's columns."""
    note = one.note
    origin = plan.origin_link(note.origin) if note.origin else None
    return [
        str(one.path),
        note.title,
        one.lang,
        str(note.date) if note.date else "",
        origin.label if origin else "",
        str(origin.path) if origin else "",
        [term.label for term in one.themes],
        [
            [prose.plain(cell) for cell in (one.name, one.description, one.change, one.horizon, one.driving_force)]
            for one in note.signals
        ],
    ]
