"""A notes folder into its files, known by their digests, of which only those are read that may have changed."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from kb.codec import decode, digest, encode
from kb.io.cache import Cache
from kb.io.source import File, Place, find_files, read_place
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
    diagnostics: list[Diagnostic]
    """What can't be read."""
    before: Known
    """What was kept of the run before."""
    moment: int
    """When looking for them began."""
    unread: list[Place]
    """Files that are left to whoever reads notes, until they are read: all or none."""

    @property
    def digest(self) -> bytes:
        """What tells these files from others, once all are known."""
        told = [(one.code, one.message, one.span.path) for one in self.diagnostics]
        return digest((list(self.known), [content for _, content in self.known.values()], told))


def find(folder: Path, exclude: Sequence[str], cache: Cache, *, later: bool = False) -> Files:
    """Look which files there are, and read those that may not be what they were.

    With `later`, files are left for whoever reads notes where nothing is known of any.
    """
    before: Known | None = cache.held("files", dict)
    if before is None:
        before = decode(cache.get("files", "") or encode({}), Known)
    moment = now()
    places, found = find_files(folder, exclude)
    known: Known = {}
    data: dict[str, bytes] = {}
    unread = places if later and not before else []
    for place in places[len(unread) :]:
        path, _, status = place
        kept = before.get(path)
        if kept and status and same(kept[0], status):
            known[path] = kept
            continue
        taken = take(place, moment)
        if isinstance(taken, Diagnostic):
            found.append(taken)
        else:
            file, known[path] = taken
            data[path] = file.data
    return Files(known=known, data=data, diagnostics=found, before=before, moment=moment, unread=unread)


def take(place: Place, moment: int) -> tuple[File, tuple[Stamp, str]] | Diagnostic:
    """A file that is read not before a moment, its stamp and its digest, or why it can't be read."""
    read = read_place(place)
    if isinstance(read, Diagnostic):
        return read
    file, status = read
    content = hashlib.sha256(file.data).hexdigest()
    return File(file.path, file.data, content), (stamp(status, moment), content)
