"""Changes of rows that wait for their commit, in memory or, beyond some size, in a file that has no name."""

from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import IO

Name = tuple[str, str]
"""Space and key."""

_HELD = 32_000_000  # bytes that are held; those of some thousand notes


class Waiting(MutableMapping[Name, bytes | None]):
    """Values by name, None for a row that goes. Raises `OSError` where a value can't be laid aside."""

    def __init__(self, folder: Path | None) -> None:
        """Take the folder, which nobody else may look into, where values can be laid aside."""
        self._folder = folder
        self._values: dict[Name, bytes | tuple[int, int] | None] = {}
        self._held = 0
        self._file: IO[bytes] | None = None

    def __len__(self) -> int:
        return len(self._values)

    def __iter__(self) -> Iterator[Name]:
        return iter(self._values)

    def __getitem__(self, name: Name) -> bytes | None:
        value = self._values[name]
        if not isinstance(value, tuple) or not self._file:
            return value if isinstance(value, bytes) else None
        start, size = value
        self._file.seek(start)
        return self._file.read(size)

    def __setitem__(self, name: Name, value: bytes | None) -> None:
        self._forget(name)
        self._values[name] = value
        self._held += len(value or b"")
        if self._held > _HELD and self._folder:
            self._lay_aside(self._folder)

    def __delitem__(self, name: Name) -> None:
        self._forget(name)
        del self._values[name]

    @property
    def gone(self) -> list[Name]:
        """The rows that go."""
        return [name for name, value in self._values.items() if value is None]

    def close(self) -> None:
        """Forget everything."""
        if self._file:
            self._file.close()
        self._values, self._held, self._file = {}, 0, None

    def _forget(self, name: Name) -> None:
        value = self._values.get(name)
        if isinstance(value, bytes):
            self._held -= len(value)

    def _lay_aside(self, folder: Path) -> None:
        """Write all values that are held."""
        if not self._file:
            import tempfile  # noqa: PLC0415  # few builds need it, and it brings all that packs files

            self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  # it is closed with what waits
        end = self._file.seek(0, 2)
        for name, value in self._values.items():
            if isinstance(value, bytes):
                self._file.write(value)
                self._values[name] = end, len(value)
                end += len(value)
        self._file.flush()  # for whoever reads it in a process that is forked
        self._held = 0
