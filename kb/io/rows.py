"""Bytes kept between runs, by a digest: one SQLite file in the cache folder that all vaults of a user share.

What is in it can always be made again. So a file that is damaged, or can't be opened or written, costs time and
nothing else.
"""

import sqlite3
import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import TypeVar

Answer = TypeVar("Answer")

_PATIENCE = 10.0  # seconds that another kb may hold the file
_CHECK = 4  # bytes of a row that tell whether the rest is whole
_AT_ONCE = 500  # keys of a query


class Rows:
    """The rows in one file; `table` names them, a word and with an `s`: `vectors` has a column `vector`."""

    def __init__(self, file: Path, table: str) -> None:
        """Name the file; it is made when there is something to keep."""
        self._file = file
        self._table, self._column = table, table.removesuffix("s")

    def get(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """What is kept of what is asked for; a row that is not whole counts as not kept."""
        if not self._file.is_file():
            return {}
        return self._tried(lambda rows: self._read(rows, keys)) or {}

    def put(self, values: Mapping[bytes, bytes]) -> None:
        """Keep values, all of them or none."""
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
        self._tried(lambda rows: self._write(rows, values))

    def _tried(self, act: Callable[[sqlite3.Connection], Answer]) -> Answer | None:
        """Do something with the file; once again with a new one if it is damaged; None if it can't be done."""
        columns = f"(key BLOB PRIMARY KEY, {self._column} BLOB)"
        for _ in range(2):
            try:
                with closing(sqlite3.connect(self._file, timeout=_PATIENCE)) as rows:
                    rows.execute("PRAGMA journal_mode = WAL")
                    rows.execute("PRAGMA synchronous = NORMAL")
                    rows.execute(f"CREATE TABLE IF NOT EXISTS {self._table} {columns} WITHOUT ROWID")
                    return act(rows)
            except sqlite3.OperationalError:  # locked for too long, no rights, no room
                return None
            except sqlite3.DatabaseError:
                self._remove()
        return None

    def _remove(self) -> None:
        for ending in ("", "-wal", "-shm"):
            with suppress(OSError):
                self._file.with_name(self._file.name + ending).unlink()

    def _read(self, rows: sqlite3.Connection, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        found: dict[bytes, bytes] = {}
        for start in range(0, len(keys), _AT_ONCE):
            some = keys[start : start + _AT_ONCE]
            marks = ", ".join("?" * len(some))
            query = f"SELECT key, {self._column} FROM {self._table} WHERE key IN ({marks})"  # noqa: S608  # our own words and question marks
            for name, content in rows.execute(query, some):
                value = _unpacked(content)
                if value is not None:
                    found[name] = value
        return found

    def _write(self, rows: sqlite3.Connection, values: Mapping[bytes, bytes]) -> None:
        with rows:
            packed = ((name, zlib.crc32(value).to_bytes(_CHECK) + value) for name, value in values.items())
            rows.executemany(f"INSERT OR REPLACE INTO {self._table} VALUES (?, ?)", packed)  # noqa: S608  # our own words


def _unpacked(content: object) -> bytes | None:
    """What was kept, if it is whole."""
    if not isinstance(content, bytes) or len(content) <= _CHECK:
        return None
    value = content[_CHECK:]
    return value if zlib.crc32(value).to_bytes(_CHECK) == content[:_CHECK] else None
