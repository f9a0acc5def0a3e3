"""The table of a cache's rows in SQLite, each beside a sum that tells whether it is whole.

Whoever calls decides where a transaction begins and ends; `sqlite3.Error` goes to it.
"""

import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, groupby
from sqlite3 import Connection

from kb.codec import DamagedError
from kb.io.aside import Aside

_PAGE = 16384  # bytes; most values fit in one, and a table that is not kept in order of its keys is only added to
_AT_ONCE = 500  # keys of a query
_OF_SPACE = "SELECT key, sum, value FROM kept WHERE space = ?"
_SCHEMA = "CREATE TABLE kept (space TEXT, key TEXT, sum INTEGER, value BLOB, PRIMARY KEY (space, key))"

Row = tuple[str, object, object]
"""A key, the sum, and the value of which that was kept, neither of them checked."""
Query = Callable[[Connection], Iterable[Row]]
"""What is asked of rows."""


def size_pages(rows: Connection) -> None:
    """Settle the size of the pages of a file, if it is begun now."""
    rows.execute(f"PRAGMA page_size = {_PAGE}")


def is_there(rows: Connection) -> bool:
    """Whether the file has the table, in the form that it has now."""
    return (
        rows.execute("SELECT 1 FROM sqlite_master WHERE name = 'kept' AND sql = ?", (_SCHEMA,)).fetchone() is not None
    )


def make(rows: Connection) -> None:
    """Begin the table, without any rows."""
    rows.execute("DROP TABLE IF EXISTS kept")
    rows.execute(_SCHEMA)


def some(rows: Connection, space: str, keys: Sequence[str]) -> Iterator[Row]:
    """Those of the rows of a space that are there."""
    return chain.from_iterable(
        rows.execute(f"{_OF_SPACE} AND key IN ({', '.join('?' * len(part))})", (space, *part))  # question marks alone
        for part in (keys[start : start + _AT_ONCE] for start in range(0, len(keys), _AT_ONCE))
    )


def every(rows: Connection, space: str) -> Iterable[Row]:
    """All rows of a space."""
    return rows.execute(_OF_SPACE, (space,))


def put(rows: Connection, some: Iterable[tuple[str, str, bytes]]) -> None:
    """Keep values by space and key, in place of what is kept there."""
    new = ((space, key, zlib.crc32(value), value) for space, key, value in some)
    rows.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?)", new)


def drop(rows: Connection, names: Iterable[tuple[str, str]]) -> None:
    """Keep nothing under some spaces and keys."""
    rows.executemany("DELETE FROM kept WHERE space = ? AND key = ?", names)


def empty(rows: Connection, space: str) -> None:
    """Keep nothing in a space."""
    rows.execute("DELETE FROM kept WHERE space = ?", (space,))


def only(rows: Connection, space: str) -> bytes | None:
    """The only value of a space; None where there is none that is whole."""
    found = rows.execute("SELECT sum, value FROM kept WHERE space = ?", (space,)).fetchone()
    try:
        return intact(*found) if found else None
    except DamagedError:
        return None


def take_in(rows: Connection, aside: Aside, space: str, needed: str) -> None:
    """Keep in a space what was laid aside, a row at a time, or nothing where this key is lacking."""
    whole = False

    def new(some: Iterable[tuple[str, bytes | None]]) -> Iterator[tuple[str, str, bytes]]:
        nonlocal whole
        for key, value in some:
            whole = whole or key == needed
            yield space, key, value or b""

    for goes, some in groupby(aside.taken(), lambda row: row[1] is None):
        if goes:
            drop(rows, [(space, key) for key, _ in some])
        else:
            put(rows, new(some))
    if not whole:
        empty(rows, space)


def intact(kept: object, value: object) -> bytes:
    """A value as it was put, of which this sum was kept; raises `DamagedError` if it is another."""
    if isinstance(value, bytes) and zlib.crc32(value) == kept:
        return value
    raise DamagedError("A row of the cache is not whole.")
