"""What earlier runs found out about a notes folder, kept in one SQLite file of the user's cache.

Everything in it can be made again. So a file that is damaged, that another version of kb wrote, or that can't be
opened or written, costs time and nothing else. A run's changes are written together or not at all, so that a run that
is stopped anywhere, or stands beside another one, leaves what was true before or what is true after.
"""

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from kb.codec import DamagedError
from kb.io import table
from kb.io.aside import Aside
from kb.io.begun import Begun, sweep
from kb.io.changed import Changes, Row
from kb.io.memory import Memory
from kb.io.shelf import Shelf

_PATIENCE = 5.0  # seconds that another kb may hold the file
_STATE = 16  # bytes, by chance, that tell a state of the file from every other

T = TypeVar("T")


class Cache:
    """The rows that are kept, in spaces by key; the first trouble with the file ends its use for this run.

    `version` is that of the code that makes the rows: rows of another version are never seen.
    """

    def __init__(self, file: Path | None, version: bytes, memory: Memory | None = None) -> None:
        """Open a file; with None, or when it can't be opened, everything is as if nothing was kept.

        What the memory holds is there for as long as nobody else writes the file.
        """
        self._file = file
        self._version = version
        self._memory = memory
        self._state: object = None
        self._held: dict[str, object] = {}
        self._rows: sqlite3.Connection | None = None
        self._new = True
        """Whether the file has no rows of this version yet."""
        self._changes = self._none()
        self._begun: Begun | None = None
        """A new file, of which others write parts."""
        self._aside: Aside | None = None
        """Where rows can be laid aside now."""
        self.trouble = ""
        if file:
            self._open(file)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self.close()

    @property
    def usable(self) -> bool:
        """Whether what is put is likely to be kept."""
        return self._rows is not None

    @property
    def stays(self) -> bool:
        """Whether what is held is held for a next run."""
        return self._memory is not None

    def get(self, space: str, key: str) -> bytes | None:
        """The value of a row, None when there is none."""
        return self.some(space, (key,)).get(key)

    def some(self, space: str, keys: Sequence[str]) -> dict[str, bytes]:
        """The values of those of the rows that are kept."""
        return self._read(lambda rows: table.some(rows, space, keys))

    def all(self, space: str) -> dict[str, bytes]:
        """Every row of a space."""
        return self._read(lambda rows: table.every(rows, space))

    def shelf(self, space: str) -> Shelf | None:
        """A space for who needs few of its rows, here while this is open, or in a forked process; None without any."""
        if self._rows is None or self._file is None or self._new:
            return None
        return Shelf(self._file, space, self._found, at_once=self.stays)

    def put(self, space: str, key: str, value: bytes) -> None:
        """Keep a value from the next `commit` on."""
        self._change(space, key, value)

    def put_late(self, make: Callable[[], Iterable[Row]]) -> None:
        """Keep values that are made when all others are written: in any process, and again if that one fails."""
        self._changes.put_late(make)

    def drop(self, space: str, key: str) -> None:
        """Forget a row from the next `commit` on."""
        self._change(space, key, None)

    def empty(self, space: str) -> None:
        """Forget all rows of a space, with the next `commit` and before what is put."""
        self._changes.empty(space)

    def aside(self) -> Aside | None:
        """Where a process that is forked later can put rows for this one, until adopted; None where nothing is kept."""
        if self._aside is None and self._rows is not None and self._file:
            try:
                self._aside = Aside(self._file.parent)
            except OSError as error:
                self._fail(error)
        return self._aside

    def adopt(self, space: str, needed: str) -> None:
        """Keep in a space, from the next `commit` on, what is laid aside by then, or nothing where this key is lacking.

        What was adopted before comes first, and goes too where the key is lacking; `aside` is another one from now on.
        """
        if self._aside is not None:
            self._changes.adopt(self._aside, space, needed)
            self._aside = None

    def begin(self) -> Callable[[], None] | None:
        """What any process can do for the next `commit`: write all that was put and adopted until now.

        That commit goes on from it, if it was done, and so does what is begun after it. None where rows are there.
        """
        if self._rows is None or not self._new or not self._file:
            return None
        if not self._begun:
            try:
                self._begun = Begun(self._file, self._version)
            except OSError:
                return None
        changes, self._changes = self._changes, self._none()
        return self._begun.part(changes)

    def hold(self, name: str, value: object) -> None:
        """Hold a value, which nobody changes any more, in a process that stays from the next `commit` on."""
        if self.stays:
            self._held[name] = value

    def held(self, name: str, kind: type[T]) -> T | None:
        """What this process holds under a name, None if that is nothing or another kb wrote the file meanwhile."""
        value = self._held.get(name)
        return value if isinstance(value, kind) else None

    def commit(self) -> bool:
        """Write what was put and dropped, all or nothing; whether it is on its way to the disk."""
        if self._rows is None:
            return False
        try:
            if self._changes or self._begun:
                self._state = os.urandom(_STATE)
                self._changes.put("state", "", self._state)
            self._begin(self._written(self._rows))
            self._forget()
        except (sqlite3.Error, OSError) as error:
            self._fail(error)
            return False
        if self._memory:
            self._memory.state, self._memory.values = self._state, dict(self._held)
        return True

    def close(self) -> None:
        """Let go of the file; what was put and not committed is forgotten."""
        self._forget()
        if self._rows is not None:
            with suppress(sqlite3.Error):
                self._rows.close()
            self._rows = None

    def discard(self, why: str) -> None:
        """Remove the file, since what it says can't be believed; a new one is begun by the next run."""
        self.trouble = why
        self._held = {}
        self.close()
        self._remove()

    @staticmethod
    def _connected(file: Path) -> sqlite3.Connection:
        rows = sqlite3.connect(file, timeout=_PATIENCE, isolation_level=None)
        try:
            table.size_pages(rows)
            rows.execute("PRAGMA synchronous = NORMAL")
        except sqlite3.Error:
            rows.close()
            raise
        return rows

    def _open(self, file: Path) -> None:
        for _ in range(2):
            try:
                file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # notes may be private
                self._rows = self._connected(file)
                self._prepare(self._rows)
            except (sqlite3.OperationalError, OSError) as error:  # locked for too long, no rights, no room
                self._fail(error)
            except sqlite3.DatabaseError:
                self.close()
                self._remove()
                continue
            return

    def _prepare(self, rows: sqlite3.Connection) -> None:
        """Begin to read a file that has rows of this version; any other is left as it is until the first commit."""
        self._begin(rows)
        if not self._new:
            self._state = table.only(rows, "state")
            if self._memory and self._state and self._state == self._memory.state:
                self._held = dict(self._memory.values)

    def _begin(self, rows: sqlite3.Connection) -> None:
        """Begin to read one state of the file, whatever another kb writes meanwhile."""
        if self._is_ours(rows):
            rows.execute("PRAGMA journal_mode = WAL")
            rows.execute("BEGIN")
            self._new = not self._is_ours(rows)

    def _written(self, rows: sqlite3.Connection) -> sqlite3.Connection:
        """Write all changes; the file that has them."""
        if self._begun and self._file and self._begun.finish(rows, self._changes):
            rows.close()
            self._rows = self._connected(self._file)
            return self._rows
        # Within the transaction of the reading: SQLite refuses if another kb has written since.
        if self._new:
            self._begin_anew(rows)
        for changes in (*(self._begun.parts if self._begun else ()), self._changes):
            changes.write(rows)
        rows.execute("COMMIT")
        return rows

    def _begin_anew(self, rows: sqlite3.Connection) -> None:
        """Begin to write a file that has no rows of this version, unless another kb has written some since.

        As it has nothing that anybody reads, it is written at once, not by way of a log.
        """
        rows.execute("BEGIN IMMEDIATE")
        if self._is_ours(rows):
            raise sqlite3.OperationalError("Another kb has written meanwhile.")
        table.make(rows)
        table.put(rows, [("version", "", self._version)])
        if self._file and not self._begun:
            sweep(self._file)

    def _is_ours(self, rows: sqlite3.Connection) -> bool:
        """Whether the file has rows of this version."""
        return table.is_there(rows) and table.only(rows, "version") == self._version

    def _read(self, query: table.Query) -> dict[str, bytes]:
        return {key: table.intact(kept, value) for key, kept, value in self._found(query)}

    def _found(self, query: table.Query) -> Iterator[table.Row]:
        if self._rows is None or self._new:
            return
        try:
            for row in query(self._rows):  # noqa: UP028  # else a cursor may be closed later than its file
                yield row
        except sqlite3.OperationalError as error:
            self._fail(error)
        except (sqlite3.Error, OverflowError, UnicodeDecodeError) as error:
            raise DamagedError(str(error)) from error

    def _change(self, space: str, key: str, value: bytes | None) -> None:
        if self._rows is None:
            return
        try:
            self._changes.put(space, key, value)
        except OSError as error:
            self._fail(error)

    def _none(self) -> Changes:
        return Changes(self._file.parent if self._file else None)

    def _forget(self) -> None:
        """Forget what was put, what was laid aside, and the file that was begun."""
        self._changes.close()
        self._changes = self._none()
        if self._aside is not None:
            self._aside.close()
            self._aside = None
        if self._begun:
            self._begun.close()
            self._begun = None

    def _fail(self, error: Exception) -> None:
        self.trouble = str(error)
        self.close()

    def _remove(self) -> None:
        if self._file:
            for ending in ("", "-wal", "-shm"):
                with suppress(OSError):
                    self._file.with_name(self._file.name + ending).unlink()
