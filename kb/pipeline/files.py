"""A notes folder into its files, known by their digests, of which only those are read that may have changed."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from kb.codec import decode, digest, encode
from kb.io.cache import Cache
from kb.io.source import find_files, read_place
from kb.io.stamps import Stamp, now, same, stamp
from kb.model import Diagnostic

Known = dict[str, tuple[Stamp, str]]
"""Stamp and digest of each file, by path."""


class Files(Struct, frozen=True, kw_only=True):
    """The files of a vault, known by their digests; those that were not known already have their bytes here."""

    known: Known
    """Every file that can be read, by path, sorted."""
    data: dict[str, bytes]
    """What was read just now, by path, until notes are read from it."""
    diagnostics: tuple[Diagnostic, ...]
    """What can't be read."""
    before: Known
    """What was kept of the run before."""
    digest: bytes
    """What tells these files from others."""


def find(folder: Path, exclude: Sequence[str], cache: Cache) -> Files:
    """Look which files there are, and read those that may not be what they were."""
    before: Known | None = cache.held("files", dict)
    if before is None:
        before = decode(cache.get("files", "") or encode({}), Known)
    moment = now()
    places, found = find_files(folder, exclude)
    known: Known = {}
    data: dict[str, bytes] = {}
    for place in places:
        path, _, status = place
        kept = before.get(path)
        if kept and status and same(kept[0], status):
            known[path] = kept
            continue
        file, status, trouble = read_place(place)
        if trouble or not file or not status:
            found.extend([trouble] if trouble else [])
            continue
        data[path] = file.data
        known[path] = stamp(status, moment), hashlib.sha256(file.data).hexdigest()
    contents = [(path, content) for path, (_, content) in known.items()]
    told = digest((contents, [(one.code, one.message, one.span.path) for one in found]))
    return Files(known=known, data=data, diagnostics=tuple(found), before=before, digest=told)
