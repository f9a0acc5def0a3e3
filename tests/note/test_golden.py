"""Every oddity of real notes, one file each: what is read of it, what is reported, and what `kb fmt` makes of it.

`pytest tests/note --update` rewrites the `.json` beside each `.md` with what the code gives now; read the difference.
"""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec import NODEFAULT, Struct
from msgspec.structs import fields

from kb.model import Diagnostic, Source, Span
from kb.note import canonical, decode, origin_future, read

TODAY = dt.date(2026, 1, 1)
FILES = sorted((Path(__file__).parent / "golden").glob("*.md"))


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_golden(path: Path, golden: Callable[[str, str], None]) -> None:
    """An odd file reads, reports and formats as its golden file says."""
    source, found = decode(path.name, path.read_bytes())
    note, more = read(source)
    future = origin_future(note, TODAY)
    record = {
        "note": shown(note),
        "diagnostics": [line(one) for one in (*found, *more, *([future] if future else []))],
        "fmt": formatted(source, path.read_bytes()),
    }
    golden(f"golden/{path.stem}.json", json.dumps(record, ensure_ascii=False, indent=1) + "\n")


def formatted(source: Source, before: bytes) -> str | list[str]:
    """What `kb fmt` does with a file: the lines that it writes, or that it does nothing."""
    if not source.faithful:
        return "left alone"
    after = canonical(source)
    return "unchanged" if after.encode() == before else after.split("\n")


def line(one: Diagnostic) -> str:
    """A diagnostic as people see it, with its edits."""
    edits = "".join(f" [{edit.line}-{edit.end_line}: {edit.text!r}]" for edit in one.edits)
    return f"{shown(one.span)} {one.severity} {one.code}: {one.message} {one.hint}{edits}"


def shown(value: object) -> object:
    """A value as JSON, without the fields that are as they would be anyway."""
    if isinstance(value, Span):
        return f"{value.line}:{value.column}"
    if isinstance(value, Struct):
        return {
            field.name: shown(getattr(value, field.name))
            for field in fields(value)
            if field.default is NODEFAULT or getattr(value, field.name) != field.default
        }
    if isinstance(value, dt.date):
        return value.isoformat()
    return [shown(one) for one in value] if isinstance(value, tuple) else value
