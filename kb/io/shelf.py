"""A space of a cache into values, each read and checked when somebody asks for it, in this process or a forked one.

A forked process must leave alone what SQLite knows of an open file, such as which locks its process has. So it looks
into the file itself, as into one that nobody changes. What it finds there is told from all else by its sum, and by
whoever knows what it asks for: where another kb has just changed the file, it finds trouble and no wrong value.
"""

import os
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from pathlib import Path

from kb.codec import DamagedError
from kb.io import table

_Ask = Callable[[table.Query], Iterable[table.Row]]


class Shelf:
    """The rows of a space, in one state of a file."""

    def __init__(self, file: Path, space: str, ask: _Ask, *, at_once: bool) -> None:
        """Take what asks the rows of a file that is open; `at_once` for who wants them when it no longer is."""
        self._file = file
        self._space = space
        self._process = os.getpid()
        self._at_hand: dict[str, table.Row] | None = None
        if at_once or _is_logged(file):  # nor do forked processes see what a log has
            self._at_hand = {row[0]: row for row in ask(lambda rows: table.every(rows, space))}
        else:
            self._ask = ask

    def some(self, keys: Sequence[str]) -> list[bytes]:
        """The values of those of the rows that are there; raises `DamagedError` if one is not what was put."""
        if self._at_hand is None:
            rows = self._found(keys)
        else:
            rows = [self._at_hand[key] for key in keys if key in self._at_hand]
        return [table.intact(kept, value) for _, kept, value in rows]

    def _found(self, keys: Sequence[str]) -> list[table.Row]:
        def some(rows: sqlite3.Connection) -> Iterable[table.Row]:
            return table.some(rows, self._space, keys)

        try:
            return [*(self._ask(some) if os.getpid() == self._process else some(self._opened))]
        except sqlite3.Error as error:
            raise DamagedError(str(error)) from error

    @cached_property
    def _opened(self) -> sqlite3.Connection:
        """The file in a forked process, which ends without closing it."""
        return sqlite3.connect(f"{self._file.absolute().as_uri()}?mode=ro&immutable=1", uri=True)


def _is_logged(file: Path) -> bool:
    """Whether what was written into a file last may not stand there yet, but in the log beside it."""
    log = file.with_name(f"{file.name}-wal")
    return log.is_file() and log.stat().st_size > 0
