"""Each form holds all that a note's object says, and is the same bytes each time."""

import csv
import io
import json
import sqlite3
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from kb.errors import OutputError, WrongUseError
from kb.io.forms import ENDINGS, write_rows
from kb.io.forms.parquet import as_parquet
from kb.io.forms.shape import NOTES, SIGNALS, TABLES
from kb.io.forms.sqlite import as_sqlite
from kb.io.forms.text import as_csv, as_json, as_lines
from kb.model import Source
from kb.note import read
from kb.vault import record, signal_rows

TEXT = """---
ratings: {novelty: 3, rated_by: [A team]}
---

# __=Full__, from ([20240218](https://example.org/p).)

__[External link](https://example.org/a)__

## Summary

@cmd and more

## Keywords

* one, two
* three

## Signals

| Signal | Change | src |
|---|---|---|
| a | b | c |

## More

text
"""
NOTE, _ = read(Source(path="full.md", text=TEXT, digest=""))
PAGE, _ = read(Source(path="page.md", text="# Page\n", digest=""))
ROWS = [record(NOTE, [{"id": "x", "title": "X", "found": False}]), record(PAGE, [])]


def test_json_is_the_note_itself() -> None:
    """A list of objects, or one on each line."""
    assert json.loads(as_json(ROWS, NOTES)) == ROWS
    assert [json.loads(line) for line in as_lines(ROWS, NOTES).splitlines()] == ROWS


def test_csv_is_inert() -> None:
    """No cell is a formula to a spreadsheet; lists have a line for each word."""
    header, full, page = csv.reader(io.StringIO(as_csv(ROWS, NOTES).decode(), newline=""))
    cells = dict(zip(header, full, strict=True))
    assert (cells["title"], cells["summary"]) == ("'=Full", "'@cmd and more")
    assert cells["keywords"] == "one, two\nthree"
    assert (cells["origin"], cells["origin_url"]) == ("20240218", "https://example.org/p")
    assert not any(cell[:1] in set("=+-@\t\r") for cell in (*full, *page) if cell)


def test_sqlite_holds_every_table(tmp_path: Path) -> None:
    """A note has one row, and each row of its tables another, with its place."""
    file = tmp_path / "x.db"
    assert write_rows(file, ROWS, NOTES)
    database = sqlite3.connect(file)
    assert database.execute("SELECT id, title, origin_date, draft FROM notes").fetchall() == [
        ("full", "=Full", "2024-02-18", 0),
        ("page", "Page", None, 0),
    ]
    assert database.execute("SELECT * FROM words WHERE note = 'full'").fetchall() == [
        ("full", "keywords", 1, "one, two"),
        ("full", "keywords", 2, "three"),
    ]
    assert database.execute("SELECT name, change, extra FROM signals").fetchall() == [
        ("a", "b", '[{"header": "src", "cell": "c"}]')
    ]
    assert database.execute("SELECT target, found FROM closest").fetchall() == [("x", 0)]
    assert database.execute("SELECT novelty, rated_by FROM ratings").fetchall() == [(3, '["A team"]')]
    tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert tables == {"notes", "words", "ratings", *TABLES}
    database.close()


def test_parquet_holds_the_note_itself(tmp_path: Path) -> None:
    """Lists, rows and dates come back as they were."""
    file = tmp_path / "x.parquet"
    write_rows(file, ROWS, NOTES)
    back = pq.read_table(file).to_pylist()
    assert str(back[0]["date"]) == "2024-02-18"
    plain = json.loads(json.dumps(back, default=str))
    for row, wanted in zip(plain, ROWS, strict=True):
        for table in TABLES:
            row[table] = [
                {key: value for key, value in one.items() if value is not None or key != "extra"} for one in row[table]
            ]
        assert row == wanted


@pytest.mark.parametrize("form", [as_json, as_lines, as_csv, as_sqlite, as_parquet])
def test_bytes_are_the_same(form: Any) -> None:  # noqa: ANN401  # any of the forms
    """The same rows give the same file, for notes and signals, and for none of either."""
    signals = list(signal_rows(NOTE))
    for rows, shape in ((ROWS, NOTES), (signals, SIGNALS), ([], NOTES), ([], SIGNALS)):
        assert form(rows, shape) == form(rows, shape)


def test_a_signal_has_the_keys_of_its_shape() -> None:
    """What kb signals gives is what a file of signals holds."""
    assert [tuple(row) for row in signal_rows(NOTE)] == [SIGNALS.keys]


def test_a_file_is_replaced_only_when_told(tmp_path: Path) -> None:
    """The same content is no trouble; another is refused without force; an ending of no form names those there are."""
    file = tmp_path / "x.json"
    assert write_rows(file, ROWS, NOTES)
    assert not write_rows(file, ROWS, NOTES)
    file.write_text("mine")
    with pytest.raises(WrongUseError, match="something else"):
        write_rows(file, ROWS, NOTES)
    assert file.read_text() == "mine"
    assert write_rows(file, ROWS, NOTES, force=True)
    with pytest.raises(WrongUseError, match="ending") as refused:
        write_rows(tmp_path / "x.xlsx", ROWS, NOTES)
    assert all(ending in refused.value.hint for ending in ENDINGS)
    with pytest.raises(OutputError):
        write_rows(tmp_path / "nowhere" / "x.json", ROWS, NOTES)
