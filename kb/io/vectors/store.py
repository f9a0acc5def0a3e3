"""Vectors kept between runs, by model and text: one SQLite file that all vaults of a user share.

What is in it can always be computed again. So a file that is damaged, or can't be opened or written, costs time and
nothing else.
"""

import hashlib
import sqlite3
import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.int16]
Answer = TypeVar("Answer")

_PATIENCE = 10.0  # seconds that another kb may hold the file
_CHECK = 4  # bytes of a row that tell whether the rest is whole
_AT_ONCE = 500  # keys of a query


def key(model: str, text: str) -> bytes:
    """What a vector is found by: a digest of the model's own identity and the whole text."""
    return hashlib.sha256(f"{model}\0{text}".encode("utf-8", "surrogatepass")).digest()


class Store:
    """The vectors in one file."""

    def __init__(self, file: Path) -> None:
        """Name the file; it is made when there is something to keep."""
        self._file = file

    def get(self, keys: Sequence[bytes]) -> dict[bytes, Vector]:
        """The vectors that are kept of those asked for; a row that is not whole counts as not kept."""
        if not self._file.is_file():
            return {}
        return self._tried(lambda rows: _read(rows, keys)) or {}

    def put(self, vectors: Mapping[bytes, Vector]) -> None:
        """Keep vectors, all of them or none."""
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
        self._tried(lambda rows: _write(rows, vectors))

    def _tried(self, act: Callable[[sqlite3.Connection], Answer]) -> Answer | None:
        """Do something with the file; once again with a new one if it is damaged; None if it can't be done."""
        for _ in range(2):
            try:
                with closing(sqlite3.connect(self._file, timeout=_PATIENCE)) as rows:
                    rows.execute("PRAGMA journal_mode = WAL")
                    rows.execute("PRAGMA synchronous = NORMAL")
                    rows.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID")
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


def _read(rows: sqlite3.Connection, keys: Sequence[bytes]) -> dict[bytes, Vector]:
    found: dict[bytes, Vector] = {}
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        marks = ", ".join("?" * len(some))
        for name, content in rows.execute(f"SELECT key, vector FROM vectors WHERE key IN ({marks})", some):  # noqa: S608  # question marks alone
            vector = _unpacked(content)
            if vector is not None:
                found[name] = vector
    return found


def _write(rows: sqlite3.Connection, vectors: Mapping[bytes, Vector]) -> None:
    with rows:
        packed = ((name, _packed(vector)) for name, vector in vectors.items())
        rows.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", packed)


def _packed(vector: Vector) -> bytes:
    content = vector.astype("<i2").tobytes()
    return zlib.crc32(content).to_bytes(_CHECK) + content


def _unpacked(content: object) -> Vector | None:
    if not isinstance(content, bytes) or len(content) <= _CHECK or len(content) % 2:
        return None
    if zlib.crc32(content[_CHECK:]).to_bytes(_CHECK) != content[:_CHECK]:
        return None
    return np.frombuffer(content[_CHECK:], dtype="<i2").astype(np.int16)
