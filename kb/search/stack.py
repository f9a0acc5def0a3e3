"""A shelf as it is kept: scripts of entries in JSON, each found by its digest, and what decides where it is cut."""

import hashlib
from array import array
from collections.abc import Callable, Sequence
from functools import cache
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

import msgspec
from msgspec import Struct

from kb.codec import DamagedError
from kb.search.tiles import Tiles

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

BEGINS, ENDS = b"kbSearch.load(", b");\n"
"""Before and behind what a script holds."""
_DIGITS = 32
_decoder = cache(msgspec.json.Decoder)

Top = tuple[list[str | int], list[str]]
"""The first key and the digest of each script."""

Entry = TypeVar("Entry")


class Stack(Struct, frozen=True, kw_only=True):
    """Everything that decides where a shelf is cut."""

    sizes: bytes = b""
    """Bytes of each entry in JSON with the comma after it, four bytes each."""
    marks: bytes = b""
    """The mark of each entry's key, four bytes each; 0 for one of several of a key, each of which fills a script."""
    counts: list[int] = []
    """How many entries each script holds."""
    tiles: dict[str, Tiles] = {}
    """The tiles of each entry that has several, by its key."""

    def starts(self) -> list[int]:
        """Where the first entry of each script stands, and how many entries there are."""
        return [*accumulate(self.counts, initial=0)]

    def script_sizes(self) -> list[int]:
        """Bytes of each script."""
        around = len(BEGINS) + len(b"[]") - len(b",") + len(ENDS)
        ends = added(numbers(self.sizes)).take(self.starts())
        return [end - start + around for start, end in pairwise(ends.tolist())]


def numbers(row: bytes = b"") -> "array[int]":
    """Numbers of four bytes each."""
    found = array("I")
    found.frombytes(row)
    return found


def added(sizes: "array[int]") -> "npt.NDArray[np.int64]":
    """Sizes added up, from 0 on."""
    import numpy as np  # noqa: PLC0415  # it loads when it is needed

    return np.append(0, np.cumsum(np.asarray(sizes), dtype=np.int64))


def script(value: object) -> bytes:
    """A value as a browser loads it."""
    return BEGINS + msgspec.json.encode(value) + ENDS


def script_digest(content: bytes) -> str:
    """What tells a script from every other: hexadecimal digits of its SHA-256."""
    return hashlib.sha256(content).hexdigest()[:_DIGITS]


def held(content: bytes, kind: Any) -> Any:  # noqa: ANN401  # a type, and a value of it
    """What a script holds; raises `DamagedError` for what is none."""
    try:
        return _decoder(kind).decode(memoryview(content)[len(BEGINS) : -len(ENDS)])
    except (msgspec.DecodeError, ValueError) as error:
        raise DamagedError(str(error)) from error


class Scripts(Sequence[tuple[Entry, ...]], Generic[Entry]):
    """The shards of a shelf, each read when it is looked into."""

    def __init__(self, read: Callable[[str], bytes], digests: Sequence[str], kind: type[Entry]) -> None:
        """Take what reads a script by its digest, the digests in order, and what the scripts hold."""
        self._digests = digests
        self._of = cache(lambda place: held(read(digests[place]), tuple[kind, ...]))  # type: ignore[valid-type]  # a type that is known only now

    def __len__(self) -> int:
        return len(self._digests)

    @overload
    def __getitem__(self, place: int) -> tuple[Entry, ...]: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[tuple[Entry, ...]]: ...
    def __getitem__(self, place: int | slice) -> Any:
        if isinstance(place, slice):
            return tuple(self._of(one) for one in range(*place.indices(len(self))))
        if place >= len(self):
            raise IndexError(place)
        return self._of(place % len(self))
