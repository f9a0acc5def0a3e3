"""A notes folder into all of its files read, each file once for as long as it stays what it is."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import Any, TypeVar

from msgspec import Struct

from kb import dedupe, note, vault
from kb.codec import DamagedError, digest, encode
from kb.io.cache import Cache
from kb.io.changed import Row
from kb.io.source import File, Place
from kb.io.stamps import Stamp
from kb.model import Diagnostic, Note, Vault
from kb.pipeline import shelving
from kb.pipeline.files import Files, Known, take
from kb.pipeline.sharing import MANY, share
from kb.pipeline.shelving import Read
from kb.pipeline.watch import Stopwatch

_FILES = 64  # files that are read as one piece of work

_Taken = tuple[list[tuple[Stamp, str]], list[Read], list[Diagnostic]]
"""Of files the stamp and the digest, and what was read in each; and what can't be read."""
A = TypeVar("A")
B = TypeVar("B")


class Reading(Struct, frozen=True, kw_only=True):
    """All files of a vault, read."""

    vault: Vault
    """Every note, drafts too."""
    digests: Mapping[str, str]
    """SHA-256 of each file, by path."""
    facts: Mapping[str, dedupe.Facts]
    """Digests of parts of each note, by path."""
    contents: Mapping[str, bytes]
    """Digest of all that was read of each note, its path too, by path."""
    diagnostics: tuple[Diagnostic, ...]
    """What reading the files one by one, and their ids, brought up."""


def read_files(files: Sequence[File], found: Iterable[Diagnostic], watch: Stopwatch) -> Reading:
    """Read every file by itself, then collect the notes; `found` is what finding the files brought up."""
    with watch.stage("read"):
        read = _read_all(files, watch)
    return _collected(read, found, watch)


def read_vault(  # noqa: PLR0913  # what goes along
    files: Files,
    cache: Cache,
    watch: Stopwatch,
    own: Callable[[], None] | None = None,
    begin: Callable[[Sequence[Note]], None] | None = None,
    *,
    shelved: bool = False,
) -> Reading:
    """Read every file by itself, or take from the cache what an earlier run read in it, then collect the notes.

    `own` is as for `Executor.map`; `begin` is told all notes as soon as there are any, before what was read is kept.
    Of notes that are taken from the cache all but their faces may stay on a shelf, for processes of this machine.
    """
    with watch.stage("read"):
        kept = _kept(files, cache, shelved=shelved)
        found = _taken(files, watch, own) if files.unread else _read_all(_lacking(files, kept), watch, own)
        new = {one[0].path: one for one in found}
        if len(new) >= MANY:
            share(one for one, *_ in new.values())
        read = {path: kept.get(path) or new[path] for path in files.known}
    reading = _collected([*read.values()], files.diagnostics, watch)
    if begin:
        begin(reading.vault.notes)
    with watch.stage("read"):
        _keep(files, read, new, cache)
    return reading


def read_some(files: Files, paths: Sequence[str], cache: Cache) -> Iterator[Read]:
    """What stands in a few files, each by itself; one that is neither kept nor was read just now is left out."""
    kept = shelving.some([path for path in paths if path not in files.data], cache)
    yield from (one for one in kept if one[2] == files.known[one[0].path][1])
    yield from _read(File(path, files.data[path], files.known[path][1]) for path in paths if path in files.data)


def _lacking(files: Files, kept: Container[str]) -> list[File]:
    """The files of which it is not known what stands in them."""
    lacking = [path for path in files.known if path not in kept]
    if not files.data.keys() >= set(lacking):
        raise DamagedError("Stamps of files are kept, but not what was read in them.")
    return [File(path, files.data.pop(path), files.known[path][1]) for path in lacking]


def _read_all(files: Sequence[File], watch: Stopwatch, own: Callable[[], None] | None = None) -> list[Read]:
    return list(chain.from_iterable(_shared(_read, files, list[Read], watch, own)))


def _taken(files: Files, watch: Stopwatch, own: Callable[[], None] | None) -> list[Read]:
    """What stands in files that nobody has read yet, which are known from then on."""
    notes: list[Read] = []
    for seen, read, troubles in _shared(partial(_take, files.moment), files.unread, _Taken, watch, own):
        files.known.update((one[0].path, one_seen) for one, one_seen in zip(read, seen, strict=True))
        files.diagnostics.extend(troubles)
        notes += read
    files.unread.clear()
    return notes


def _shared(
    work: Callable[[Sequence[A]], B],
    some: Sequence[A],
    kind: Any,  # noqa: ANN401  # a type
    watch: Stopwatch,
    own: Callable[[], None] | None,
) -> Iterator[B]:
    """What work gives for files, some at a time."""
    watch.counts["read"] += len(some)
    batches = [some[start : start + _FILES] for start in range(0, len(some), _FILES)]
    if own and len(batches) <= 1:  # which is sooner done than another process begins
        own()
        own = None
    return watch.workers.map(work, batches, kind, own)


def _collected(read: Sequence[Read], found: Iterable[Diagnostic], watch: Stopwatch) -> Reading:
    notes, troubles, digests, facts, contents = zip(*read, strict=True) if read else ((), (), (), (), ())
    with watch.stage("collect"):
        collected, trouble = vault.collect(notes)
    paths = [one.path for one in notes]
    return Reading(
        vault=collected,
        digests=dict(zip(paths, digests, strict=True)),
        facts=dict(zip(paths, facts, strict=True)),
        contents=dict(zip(paths, contents, strict=True)),
        diagnostics=(*found, *chain.from_iterable(troubles), *trouble),
    )


def _kept(files: Files, cache: Cache, *, shelved: bool) -> dict[str, Read]:
    """What is kept of those files that are what they were."""
    held: dict[str, Read] = cache.held("read", dict) or {}
    known = files.known
    kept = {path: one for path, one in held.items() if path in known and known[path][1] == one[2]}
    found: Iterable[Read]
    if 2 * (len(known) - len(kept)) <= len(files.before):
        found = shelving.some([path for path in known if path not in kept], cache)
    else:
        found = shelving.shelved([*known], cache) if shelved else shelving.every(cache)
    kept.update((path, one) for one in found if (seen := known.get(path := one[0].path)) and seen[1] == one[2])
    return kept


def _keep(files: Files, read: Mapping[str, Read], new: Iterable[str], cache: Cache) -> None:
    """Keep what was read, of which some is new, and forget files that are gone."""
    if not cache.usable:
        return
    if not (cache.stays or shelving.are_kept(cache)):
        cache.put_late(partial(_rows, files, read))  # by whoever has time
        return
    known = _fit(files, shelving.keep(read, new, files.before.keys() - files.known.keys(), cache))
    if known != files.before:
        cache.put("files", "", encode(known))
    if cache.stays:
        cache.hold("files", known)
        cache.hold("read", {path: read[path] for path in known})


def _rows(files: Files, read: Mapping[str, Read]) -> Iterator[Row]:
    """All rows of a first run."""
    unfit: set[str] = set()
    for row in shelving.rows(read, read, (), None):
        if row[0] == shelving.READ and row[2] is None:
            unfit.add(row[1])
        yield row
    yield "files", "", encode(_fit(files, unfit))


def _fit(files: Files, unfit: set[str]) -> Known:
    """What is known of those files that can be kept."""
    return {path: seen for path, seen in files.known.items() if path not in unfit} if unfit else files.known


def _read(files: Iterable[File]) -> list[Read]:
    """Notes, what is wrong with each, and their digests."""
    read = []
    for file in files:
        source, undecoded = note.decode(file.path, file.data, file.digest)
        one, unread = note.read(source)
        content = digest((one.path, source.digest))
        read.append((one, (*undecoded, *unread), source.digest, dedupe.facts(one), content))
    return read


def _take(moment: int, places: Iterable[Place]) -> _Taken:
    """Notes of files that are read now, with stamps and digests of the files, and what can't be read."""
    taken = [take(place, moment) for place in places]
    there = [one for one in taken if not isinstance(one, Diagnostic)]
    troubles = [one for one in taken if isinstance(one, Diagnostic)]
    return [seen for _, seen in there], _read(file for file, _ in there), troubles
