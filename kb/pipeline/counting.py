"""The ranking that is kept into how often notes hold which terms, brought up to the notes as they are."""

from collections.abc import Mapping

from kb.closest import stored
from kb.closest.nearest import Counts, Read
from kb.io.cache import Cache


def counts(keys: Mapping[str, str], read: Read, cache: Cache) -> Counts:
    """What the notes with these ids hold, told from those with another text by the digests of their files.

    A ranking is of items. The notes of one that has several are read and counted, as are those that it does not know.
    """
    known = _kept("", cache) or _kept(" with drafts", cache) or Counts.none()
    return known.after(keys, read)


def _kept(drafts: str, cache: Cache) -> Counts | None:
    return stored.counts(lambda space, names: cache.some(f"{space}{drafts}", names))
