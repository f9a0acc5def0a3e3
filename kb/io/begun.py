"""A new store's first rows into a file beside its place, by any processes in turn, and from there into the place.

Nobody sees the file before it is moved, whole. One that a process left which was killed is begun anew by the next.
"""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from functools import partial
from pathlib import Path

from kb.io import table
from kb.io.changed import Changes

_BEGUN = "begun"  # the space of the row that says how far the file is


class Begun:
    """The file of a store that is begun: this process holds it, and it or those that it forks fill it."""

    def __init__(self, place: Path, version: bytes) -> None:
        """Begin a file for rows of a version.

        Raises `OSError` where another kb has begun one, or something stands in the place already.
        """
        if place.stat().st_size:
            raise FileExistsError(f"{place} has rows already.")
        self._place = place
        self._path = _beside(place)
        self._version = version
        self.parts: list[Changes] = []
        """What comes into it before the last rows."""
        self._held = _held(self._path)

    def part(self, changes: Changes) -> Callable[[], None]:
        """What puts more rows, once those of the parts before are there; without them it puts none."""
        self.parts.append(changes)
        return partial(self._fill, len(self.parts))

    def _fill(self, part: int) -> None:
        """Put the rows of a part, and only then that it is there; where that fails, it is not."""
        with suppress(sqlite3.Error, OSError), closing(self._opened()) as rows:
            self._prepare(rows)
            if part > 1 and not self._has(part - 1, rows):
                return
            rows.execute("BEGIN")
            if part == 1:
                table.make(rows)
            self.parts[part - 1].write(rows)
            rows.execute("COMMIT")
            table.put(rows, [(_BEGUN, "", self._told(part))])

    def finish(self, place: sqlite3.Connection, changes: Changes) -> bool:
        """Put the last rows, and move the file to its place, which is open there; False where earlier ones are lacking.

        Raises `sqlite3.Error` or `OSError` where that can't be done, or where another kb has put something there.
        """
        if not self._path.exists():
            return False
        with closing(self._opened()) as rows:
            if not self._is_filled(rows):
                return False
            rows.execute("BEGIN")
            changes.write(rows)
            table.empty(rows, _BEGUN)
            table.put(rows, [("version", "", self._version)])
            rows.execute("COMMIT")
        place.execute("BEGIN EXCLUSIVE")  # who else has that empty file open can't write it once it has gone
        if self._place.stat().st_size:
            raise FileExistsError(f"Another kb has written {self._place} meanwhile.")
        self._path.replace(self._place)
        os.close(self._held)
        self._held = -1
        return True

    def close(self) -> None:
        """Forget what was to be put, and remove the file, unless it was moved."""
        for changes in self.parts:
            changes.close()
        if self._held >= 0:
            with suppress(OSError):
                self._path.unlink()
            os.close(self._held)
            self._held = -1

    def _is_filled(self, rows: sqlite3.Connection) -> bool:
        try:
            self._prepare(rows)
            return self._has(len(self.parts), rows)
        except sqlite3.Error:
            return False

    def _has(self, part: int, rows: sqlite3.Connection) -> bool:
        return table.is_there(rows) and table.only(rows, _BEGUN) == self._told(part)

    def _told(self, part: int) -> bytes:
        return b"%d %b" % (part, self._version)

    def _opened(self) -> sqlite3.Connection:
        """The file, which is not made again where it was removed: who holds it needs it no more."""
        return sqlite3.connect(f"{self._path.absolute().as_uri()}?mode=rw", isolation_level=None, uri=True)

    @staticmethod
    def _prepare(rows: sqlite3.Connection) -> None:
        table.size_pages(rows)
        rows.execute("PRAGMA journal_mode = OFF")  # what fails is removed as a whole
        rows.execute("PRAGMA synchronous = NORMAL")


def sweep(place: Path) -> None:
    """Remove what a kb left beside a place that was killed there, where no kb holds it."""
    path = _beside(place)
    if path.exists():
        with suppress(OSError):
            held = _held(path)
            path.unlink()
            os.close(held)


def _beside(place: Path) -> Path:
    return place.with_name(place.name + ".new")


def _held(path: Path) -> int:
    """An empty file that no other kb holds, or has just moved, for as long as it is open; else raises `OSError`."""
    try:
        import fcntl  # noqa: PLC0415  # not on every system
    except ImportError as error:
        raise OSError("There are no locks.") from error
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.path.samestat(os.fstat(descriptor), path.stat()):
            os.truncate(descriptor, 0)
            return descriptor
    except BaseException:
        os.close(descriptor)
        raise
    os.close(descriptor)
    raise FileExistsError(f"{path} is another by now.")
