"""Values into short digests, which tell whether what pages say of them is what it was."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar
from zlib import crc32

from kb.codec import digest, digests
from kb.model import Found, ResolvedLink

SIZE = 8
"""Bytes of a digest; many of them are kept, and none tells friend from foe."""

Key = TypeVar("Key")
Value = TypeVar("Value")


def of(value: object) -> bytes:
    """The digest of a value."""
    return digest(value, SIZE)


def each(values: Mapping[Key, Value], shown: Callable[[Value], object] = lambda value: value) -> dict[Key, bytes]:
    """Digests of what is shown of each value, by its key."""
    return dict(zip(values, digests([*map(shown, values.values())], SIZE), strict=True))


def mark(id_: str) -> int:
    """A number for an id, by which few others are taken for it."""
    return crc32(id_.encode("utf-8", "surrogatepass"))


def links(some: Iterable[ResolvedLink]) -> object:
    """All that pages show of links, which is not where in their file they stand."""
    return [(one.link.kind, one.link.target, one.link.label, one.resolution) for one in some]


def reached(some: Iterable[ResolvedLink]) -> object:
    """What links reach, and in which way they were written."""
    return [(one.link.kind, one.resolution.id) for one in some if isinstance(one.resolution, Found)]
