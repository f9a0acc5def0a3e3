"""Rows into JSON, JSON Lines and CSV."""

import csv
import io
import json
from collections.abc import Iterator, Sequence

from kb.io.forms.shape import Row, Shape
from kb.text import inert


def as_json(rows: Sequence[Row], _: Shape) -> bytes:
    """One list of objects, indented."""
    return f"{json.dumps(list(rows), ensure_ascii=False, indent=1)}\n".encode()


def as_lines(rows: Sequence[Row], _: Shape) -> bytes:
    """An object on each line."""
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows).encode()


def as_csv(rows: Sequence[Row], shape: Shape) -> bytes:
    """A row for each, with a header.

    A list of words has a word on each line of its cell, what has rows of its own is JSON, yes is `yes`, no and nothing
    are empty. A note's `origin` is its label, with `origin_url` beside it. No cell is a formula to a spreadsheet.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_columns(shape))
    for row in rows:
        writer.writerow([inert(cell) for cell in _cells(row, shape)])
    return text.getvalue().encode()


def _columns(shape: Shape) -> Iterator[str]:
    for key in shape.keys:
        yield key
        if key == "origin" and shape.name == "notes":
            yield "origin_url"


def _cells(row: Row, shape: Shape) -> Iterator[str]:
    for key in shape.keys:
        value = row[key]
        if key == "origin" and shape.name == "notes":
            yield from (value["label"], value["url"]) if value else ("", "")
        elif key in shape.words:
            yield "\n".join(value)
        elif isinstance(value, list | dict):
            yield json.dumps(value, ensure_ascii=False) if value else ""
        elif isinstance(value, bool):
            yield "yes" if value else ""
        else:
            yield "" if value is None else str(value)
