"""Changes of a cache's rows, as they are made, into its table, all at once."""

from collections.abc import Callable, Iterable
from itertools import groupby
from pathlib import Path
from sqlite3 import Connection

from kb.io import table
from kb.io.aside import Aside
from kb.io.waiting import Waiting

Row = tuple[str, str, bytes | None]
"""Space, key and value, None for a row that goes."""


class Changes:
    """What a commit is to do, in this order: empty spaces, drop and put rows, take in others, put the late ones."""

    def __init__(self, folder: Path | None) -> None:
        """Take the folder, which nobody else may look into, where values can be laid aside."""
        self._rows = Waiting(folder)
        self._emptied: set[str] = set()
        self._adopted: list[tuple[Aside, str, str]] = []
        self._late: list[Callable[[], Iterable[Row]]] = []

    def __bool__(self) -> bool:
        return bool(self._rows or self._emptied or self._adopted or self._late)

    def put(self, space: str, key: str, value: bytes | None) -> None:
        """Put a row, or drop it; raises `OSError` where a value can't be laid aside."""
        self._rows[space, key] = value

    def empty(self, space: str) -> None:
        """Drop all rows of a space, those that were put too."""
        self._emptied.add(space)
        for name in [name for name in self._rows if name[0] == space]:
            del self._rows[name]

    def put_late(self, make: Callable[[], Iterable[Row]]) -> None:
        """Put and drop rows that are made last of all."""
        self._late.append(make)

    def adopt(self, aside: Aside, space: str, needed: str) -> None:
        """Put all that is laid aside by then into a space, or empty it where this key is lacking; and close that."""
        self._adopted.append((aside, space, needed))

    def write(self, rows: Connection) -> None:
        """Do all that within the transaction that these rows are in."""
        for space in self._emptied:
            table.empty(rows, space)
        table.drop(rows, self._rows.gone)
        table.put(rows, ((*name, value) for name, value in self._rows.items() if value is not None))
        for aside, space, needed in self._adopted:
            table.take_in(rows, aside, space, needed)
        for make in self._late:
            for goes, some in groupby(make(), lambda row: row[2] is None):
                if goes:
                    table.drop(rows, [(space, key) for space, key, _ in some])
                else:
                    table.put(rows, ((space, key, value or b"") for space, key, value in some))

    def close(self) -> None:
        """Forget everything."""
        self._rows.close()
        self._emptied.clear()
        for aside, _, _ in self._adopted:
            aside.close()
        self._adopted.clear()
        self._late.clear()
