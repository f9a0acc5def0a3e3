"""Rows that one process puts and another takes, by way of a file without a name that is opened before they part.

So what is too large to be held, or to be sent, is neither. One process puts, and nobody takes before it has put all.
"""

import os
import struct
from collections.abc import Iterator, MutableMapping
from pathlib import Path

_HEAD = struct.Struct("<Iq")  # before each row: bytes of its key and of its value
_GONE = -1  # bytes of the value of a row that goes
_BLOCK = 1 << 18  # bytes that are read at once, or one row if that is longer

Places = dict[str, tuple[int, int] | None]
"""By key where the value of each row begins in the file, and its bytes; None for a row that goes."""


class Aside(MutableMapping[str, bytes | None]):
    """Values by key, None for a row that goes, as this process has put them."""

    def __init__(self, folder: Path) -> None:
        """Open the file in a folder that nobody else may look into; raises `OSError` where that can't be done."""
        import tempfile  # noqa: PLC0415  # few builds need it, and it brings all that packs files

        self._file = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115  # `close` does
        self._values: dict[str, bytes | tuple[int, int] | None] = {}
        """Where in the file each value stands, or the value where the file takes no more."""
        self._end = 0
        self._full = False

    def __len__(self) -> int:
        return len(self._values)

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __contains__(self, key: object) -> bool:
        return key in self._values

    def __getitem__(self, key: str) -> bytes | None:
        value = self._values[key]
        return self._read(*value) if isinstance(value, tuple) else value

    def __setitem__(self, key: str, value: bytes | None) -> None:
        name, size = key.encode(), _GONE if value is None else len(value)
        self._full = self._full or not self._written(_HEAD.pack(len(name), size) + name + (value or b""))
        self._values[key] = value if self._full or value is None else (self._end - size, size)

    def __delitem__(self, key: str) -> None:
        """Put that a row goes: what another process takes is never less than what was put."""
        self[key] = None

    @property
    def places(self) -> Places:
        """Where each value stands that this process put, for another one; none where there was no room for all."""
        return {} if self._full else {key: value for key, value in self._values.items() if not isinstance(value, bytes)}

    def take_over(self, places: Places) -> None:
        """Have what another process put, where it told that it stands."""
        self._values.update(places)

    def taken(self) -> Iterator[tuple[str, bytes | None]]:
        """Every row in the order put, whoever put it, up to the first for which there was no room.

        Of rows with one key, the last is meant.
        """
        start, at, block = 0, 0, b""
        while True:
            wanted = _HEAD.size
            if len(block) - at >= wanted:
                length, size = _HEAD.unpack_from(block, at)
                wanted += length + max(size, 0)
            if len(block) - at < wanted:
                start, at, held = start + at, 0, len(block) - at
                block = self._read(start, max(wanted, _BLOCK))
                if len(block) <= held:
                    return
                continue
            at += wanted
            middle = at - max(size, 0)
            yield block[middle - length : middle].decode(), None if size == _GONE else block[middle:at]

    def close(self) -> None:
        """Forget everything."""
        self._values.clear()
        self._file.close()

    def _written(self, record: bytes) -> bool:
        """Write a record behind all others; whether there was room."""
        left = memoryview(record)
        try:
            self._file.seek(self._end)
            while left:
                left = left[self._file.write(left) :]
        except OSError:
            return False
        self._end += len(record)
        return True

    def _read(self, start: int, size: int) -> bytes:
        if hasattr(os, "pread"):  # several processes may read, and share the place where a file is read
            return os.pread(self._file.fileno(), size, start)
        self._file.seek(start)
        return self._file.read(size)
