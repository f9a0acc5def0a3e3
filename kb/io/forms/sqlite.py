"""Rows into an SQLite database: a table of notes or signals, and one for whatever a note has several of.

The bytes are the same for the same rows and the same version of SQLite, which writes its version into the file.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any

from kb.io.forms.shape import FLAGS, NUMBERS, ORIGIN, RATINGS, TABLES, Row, Shape


def as_sqlite(rows: Sequence[Row], shape: Shape) -> bytes:
    """The database's file.

    For notes: `notes` with a column for each plain key, `origin`, `origin_url` and `origin_date`; `words(note, field,
    place, word)` for keywords and other lists; `signals`, `concerns`, `behaviors`, `technologies`, `issues`, `closest`
    and `sections`, each with `note` and `place`; `ratings`. For signals: `signals`.
    """
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript("PRAGMA page_size = 4096; PRAGMA encoding = 'UTF-8';")
        if shape.name == "notes":
            _notes(database, rows, shape)
        else:
            _table(database, shape.name, shape.keys, ([row[key] for key in shape.keys] for row in rows))
        database.commit()
        return database.serialize()


def _notes(database: sqlite3.Connection, rows: Sequence[Row], shape: Shape) -> None:
    columns = (*shape.plain, *("origin" if part == "label" else f"origin_{part}" for part in ORIGIN))
    _table(
        database, "notes", columns, ([*(row[key] for key in shape.plain), *_origin(row)] for row in rows), unique="id"
    )
    _table(database, "words", ("note", "field", "place", "word"), _words(rows, shape))
    for name, keys in TABLES.items():
        renamed = ["target" if key == "id" else key for key in keys]
        _table(database, name, ("note", "place", *renamed), _entries(rows, name, keys))
    rated = (row for row in rows if row["ratings"])
    given = ([row["id"], *(_value(row["ratings"][key]) for key in RATINGS)] for row in rated)
    _table(database, "ratings", ("note", *RATINGS), given)


def _origin(row: Row) -> list[str | None]:
    return [row["origin"] and row["origin"][part] for part in ORIGIN]


def _words(rows: Sequence[Row], shape: Shape) -> Iterator[list[Any]]:
    for row in rows:
        for field in sorted(shape.words):
            yield from ([row["id"], field, place, word] for place, word in enumerate(row[field], 1))


def _entries(rows: Sequence[Row], name: str, keys: Sequence[str]) -> Iterator[list[Any]]:
    for row in rows:
        for place, entry in enumerate(row[name], 1):
            yield [row["id"], place, *(_value(entry.get(key)) for key in keys)]


def _value(value: Any) -> Any:  # noqa: ANN401  # whatever a row holds
    """A value as a column holds it; further cells and names as JSON."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value


def _table(
    database: sqlite3.Connection, name: str, columns: Sequence[str], rows: Iterator[list[Any]], unique: str = ""
) -> None:
    declared = ", ".join(
        f'"{column}" {_type(column)}{" PRIMARY KEY" if column == unique else ""}' for column in columns
    )
    database.execute(f'CREATE TABLE "{name}" ({declared})')
    database.executemany(f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(columns))})', rows)  # noqa: S608  # our own names


def _type(column: str) -> str:
    return "INTEGER" if column in NUMBERS or column in FLAGS or column == "place" else "TEXT"
