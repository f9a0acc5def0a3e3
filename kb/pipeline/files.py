"""A notes folder into its files, known by their digests, of which only those are read that may have changed."""

import hashlib
from collections.abc import Callable, Sequence
from functools import cached_property, partial
from pathlib import Path

from msgspec import Struct

from kb.codec import decode, digest, encode
from kb.io.cache import Cache
from kb.io.executor import Executor
from kb.io.source import File, Place, find_files, read_place
from kb.io.stamps import Stamp, now, same, shown, stamp
from kb.model import Diagnostic

Known = dict[str, tuple[Stamp, str]]
"""Stamp and digest of each file, by path."""
_Seen = tuple[list[str], dict[int, str], list[Diagnostic]]
"""The paths of all files, sorted; by their places where those are that are to be read; and what can't be read."""
_MANY = 5000  # files at which to look takes some times as long as a process takes to begin


class Files(Struct, frozen=True, kw_only=True, dict=True):
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

    @cached_property
    def digest(self) -> bytes:
        """What tells these files from others; to be asked for once all are known."""
        told = [(one.code, one.message, one.span.path) for one in self.diagnostics]
        return digest((list(self.known), [content for _, content in self.known.values()], told))


def find(  # noqa: PLR0913  # which files, what is known of them, and who looks
    folder: Path,
    exclude: Sequence[str],
    cache: Cache,
    *,
    later: bool = False,
    workers: Callable[[int], Executor] | None = None,
    own: Callable[[], None] | None = None,
) -> Files:
    """Look which files there are, and read those that may not be what they were.

    With `later`, files are left for whoever reads notes where nothing is known of any. Where many are known, one of the
    `workers`, who are asked for by their number, looks, while this process does its `own`.
    """
    before: Known | None = cache.held("files", dict)
    if before is None:
        before = decode(cache.get("files", "") or encode({}), Known)
    moment = now()
    look = partial(_look, folder, exclude, before)
    work = workers(len(before)).beside(look, _Seen) if workers and len(before) > _MANY else None
    if work:
        try:
            if own:
                own()
            paths, other, found = work.wait()
        finally:
            work.end()
    else:
        paths, other, found = look()
    known: Known = {}
    data: dict[str, bytes] = {}
    unread = [Place(path, other[number]) for number, path in enumerate(paths)] if later and not before else []
    for number, path in enumerate(paths[len(unread) :]):
        if number not in other:
            known[path] = before[path]
            continue
        taken = take(Place(path, other[number]), moment)
        if isinstance(taken, Diagnostic):
            found.append(taken)
        else:
            file, known[path] = taken
            data[path] = file.data
    return Files(known=known, data=data, diagnostics=found, before=before, moment=moment, unread=unread)


def _look(folder: Path, exclude: Sequence[str], before: Known) -> _Seen:
    """Look which files there are, and which of them may not be what they were before."""
    places, found = find_files(folder, exclude)
    paths, full = [path for path, _ in places], [one for _, one in places]
    if not before:
        return paths, dict(enumerate(full)), found
    other = {
        number: one
        for number, (path, one, now_shown) in enumerate(zip(paths, full, shown(full), strict=True))
        if not ((kept := before.get(path)) and same(kept[0], now_shown))
    }
    return paths, other, found


def take(place: Place, moment: int) -> tuple[File, tuple[Stamp, str]] | Diagnostic:
    """A file that is read not before a moment, its stamp and its digest, or why it can't be read."""
    read = read_place(place)
    if isinstance(read, Diagnostic):
        return read
    file, status = read
    content = hashlib.sha256(file.data).hexdigest()
    return File(file.path, file.data, content), (stamp(status, moment), content)
