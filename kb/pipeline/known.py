"""Rows of the cache into what is kept of a site as it was made last, wherever it went."""

from collections.abc import Mapping

from msgspec import Struct, field

from kb import site
from kb.codec import decode
from kb.io.cache import Cache
from kb.pipeline.blocks import Block
from kb.site.note_digests import ORDER

SITE = "site"
"""The space of jobs."""
STOOD = "stood"
"""The space of what stood under names."""
SHOWN = "shown"
"""The space of what steady files showed, by job."""


class Head(Struct, frozen=True, kw_only=True):
    """What is kept of the site beside its jobs."""

    common: bytes = b""
    """Digest of what stands on every page."""
    numbers: int = 0
    """How many numbers were given to jobs."""


class Known(Struct, frozen=True, kw_only=True, eq=False):
    """All that is known of the site as it was made last."""

    head: Head = field(default_factory=Head)
    blocks: Mapping[str, Block] = field(default_factory=dict)
    """All jobs, in blocks."""
    stood: Mapping[str, bytes] = field(default_factory=dict)
    """The rows that were asked for of what stood under names."""


def read(cache: Cache) -> Known:
    """What is kept of jobs and of the site; kinds of names are read when they are asked for."""
    rows = cache.all(SITE)
    row = rows.pop("", b"")
    if not row:
        return Known()
    return Known(head=decode(row, Head), blocks={key: decode(row, Block) for key, row in rows.items()})


def order_in(cache: Cache) -> bytes:
    """The row that is kept of the order of what is published, empty where none is."""
    return cache.get(STOOD, ORDER) or b""


def shown_in(cache: Cache) -> dict[str, site.Shown]:
    """By job what its steady files showed when it ran last."""
    return {name: decode(row, site.Shown) for name, row in cache.all(SHOWN).items()}
