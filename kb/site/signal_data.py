"""The signals of all items into data files: JSON, CSV for spreadsheets, and scripts that the signals table reads."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import cast

import msgspec

from kb.model import Output
from kb.model.shelved import at_hand
from kb.site import prose
from kb.site.data_parts import VERSION, always, in_list, runs
from kb.site.lasting import Naming, Part, Parted, Steady
from kb.site.plan import Plan, Published
from kb.text import inert
from kb.vault import rows_of

SHARDS = "data/signals/index.js"
"""The script that names the shards of the signals table."""

_LINES = 64  # lines of a file for spreadsheets that are made together
_FORMULA = "=+-@\t\r"  # what a text begins with that `inert` changes
_SIGNAL_KEYS = (
    "note", "row", "name", "description", "change", "horizon", "driving_force", "relevancy", "origin",
)  # fmt: skip
_HEADING = ",".join(_SIGNAL_KEYS).encode() + b"\r\n"


def files(plan: Plan) -> Iterator[Parted]:
    """The signals of all items, for programs and for spreadsheets."""
    some = runs(plan, plan.with_signals)
    kinds = "item", "signals"
    begin, end = msgspec.json.encode({"schema": f"kb-signals/{VERSION}", "signals": []}).split(b"[]")
    yield Parted(
        path="data/signals.json",
        parts=[
            always(begin + b"["),
            *(
                Part(told=not place, kinds=kinds, notes=notes, make=partial(_rows_in_json, run, first=not place))
                for place, (run, notes) in enumerate(some)
            ),
            always(b"]" + end + b"\n"),
        ],
    )
    parts = [Part(told=None, kinds=kinds, notes=notes, make=partial(_rows_in_csv, run)) for run, notes in some]
    yield Parted(path="data/signals.csv", parts=[always(_HEADING), *parts])


def _rows_in_json(run: Sequence[Published], *, first: bool) -> bytes:
    at_hand(one.more.note for one in run)
    return in_list([row for one in run for row in rows_of(one.id, one.date, one.more.note.signals)], first=first)


def _rows_in_csv(run: Sequence[Published]) -> bytes:
    at_hand(one.more.note for one in run)
    return csv_of(
        [
            (one.id, at, row.name, row.description, row.change, row.horizon, row.driving_force, row.relevancy, date)
            for one in run
            for date in (str(one.date or ""),)
            for at, row in enumerate(one.more.note.signals, 1)
        ]
    )


def csv_of(rows: Sequence[Sequence[str | int | None]]) -> bytes:
    """Rows of cells as Python's `csv` writes them, which would look at each letter by itself."""
    lines: list[str] = []
    for start in range(0, len(rows), _LINES):
        columns = zip(*rows[start : start + _LINES], strict=True)
        lines += map(",".join, zip(*map(_column, columns), strict=True))
    return "\r\n".join([*lines, ""]).encode()


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


def shards(plan: Plan) -> Iterator[Steady | Naming]:
    """All rows of the signals table as scripts, whose names hold their digests, and the one that names them."""
    shards = runs(plan, plan.with_signals)
    if not shards:
        return
    for number, (shard, notes) in enumerate(shards):
        plan.look_at_labels(shard)
        yield Steady(
            name=str(number),
            told=[*map(plan.origin_link, {one.origin.label: one.origin for one in shard if one.origin}.values())],
            kinds=("item", "labels", "signals"),
            notes=notes,
            make=partial(_shard, plan, number, shard),
        )
    yield Naming(make=_names)


def _names(shards: Mapping[str, str]) -> Output:
    names = [path.rpartition("/")[2] for path in shards.values()]
    return Output(path=SHARDS, content=b"kbSignals.shards(" + msgspec.json.encode(names) + b");\n")


def _shard(plan: Plan, number: int, items: Sequence[Published]) -> Output:
    at_hand(one.more.note for one in items)
    rows = msgspec.json.encode([_shard_note(plan, one) for one in items])
    content = b"kbSignals.rows(" + msgspec.json.encode(number) + b"," + rows + b");\n"
    return Output(path=f"data/signals/{number}-{hashlib.sha256(content).hexdigest()[:8]}.js", content=content)


def _shard_note(plan: Plan, one: Published) -> list[object]:
    """Page, title, language, date, origin, the origin's page, themes, and the rows in the table's columns."""
    origin = plan.kept.group_links["origin", one.origin.label] if one.origin else None
    marked = one.more.wording.marked
    return [
        str(one.path),
        one.title,
        one.lang,
        one.date or "",
        origin.label if origin else "",
        str(origin.path) if origin else "",
        [term.label for term in one.more.terms("theme")],
        [
            [prose.plain(cell) for cell in said] if marked else said
            for row in one.more.note.signals
            for said in ([row.name, row.description, row.change, row.horizon, row.driving_force],)
        ],
    ]
