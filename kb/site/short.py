"""Values into short digests, which tell whether what pages say of them is what it was."""

from collections.abc import Iterable

from kb.codec import digest
from kb.model import ResolvedLink

SIZE = 8
"""Bytes of a digest; many of them are kept, and none tells friend from foe."""


def of(value: object) -> bytes:
    """The digest of a value."""
    return digest(value, SIZE)


def links(some: Iterable[ResolvedLink]) -> object:
    """All that pages show of links, which is not where in their file they stand."""
    return [(one.link.kind, one.link.target, one.link.label, one.resolution) for one in some]
