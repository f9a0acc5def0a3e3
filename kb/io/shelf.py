"""The rows of a space of a cache, as they lie there, into values, each checked when it is taken."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from kb.codec import DamagedError
from kb.io import table


class Shelf:
    """Rows that were read together, so that nothing of the file is needed any more."""

    def __init__(self, rows: Iterable[table.Row]) -> None:
        """Read them."""
        self._rows = {row[0]: row for row in rows}

    @property
    def keys(self) -> AbstractSet[str]:
        """The keys of all rows."""
        return self._rows.keys()

    def take(self, key: str) -> bytes:
        """The value of a row; raises `DamagedError` if it is not what was put, or there is none."""
        row = self._rows.get(key)
        if row is None:
            raise DamagedError("A row of the cache is lost.")
        return table.intact(*row[1:])
