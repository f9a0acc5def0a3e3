"""All notes of a vault into a few small rows, which answer for one note without reading the others.

A note's face is what other notes may see of it: all but its long texts, and the acronyms that those spell out. While
every note has the face that it had, whatever was edited behind it, the rows are those of the vault as it is: the names,
the brief notes, and what notes are said to have because of each other. Members of items are known by all of their text,
since what of it stands in the united note depends on the others.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from kb.codec import UnfitError, decode, digest, encode
from kb.io.cache import Cache
from kb.model import Collection, Diagnostic, Name, Note
from kb.options import Options
from kb.pipeline.files import Files
from kb.pipeline.reading import Reading, read_some

_SPACE = "catalogue"
Spelled = dict[str, tuple[tuple[str, str], ...]]
"""By id what notes spell out (`kb.dedupe.acronyms`), of those that do."""
_FEW = 64  # files that are read one by one; where more are others, all notes are asked
OF_OTHERS = frozenset(
    {
        "duplicate-bytes", "duplicate-link", "duplicate-title", "id-address", "id-collision", "redirect-collision",
        "term-variant",
    }
)  # fmt: skip
"""Codes of what a note is said to have because of others, but for its links."""

_Faces = dict[str, tuple[str, bytes]]
"""By path the digest of the file, and that of the note's face."""
_Found = tuple[bytes, dict[str, str], dict[str, tuple[Diagnostic, ...]]]
"""Digest of the settings, digests of files that are one item or equal, and by path what was found."""


class Catalogue(Struct, frozen=True):
    """The rows of a vault's notes as they are now, read when they are asked for."""

    files: Files
    """The files."""
    cache: Cache
    """Where the rows are."""

    def names(self) -> tuple[Name, ...] | None:
        """Those of all notes, sorted by id."""
        row = self.cache.get(_SPACE, "names")
        names: tuple[Name, ...] | None = decode(row, tuple[Name, ...]) if row else None
        return names

    def notes(self) -> tuple[Note, ...] | None:
        """All notes, sorted by id, without their long texts, lists and tables."""
        row = self.cache.get(_SPACE, "notes")
        notes: tuple[Note, ...] | None = decode(row, tuple[Note, ...]) if row else None
        return notes

    def read(self, names: Sequence[Name]) -> list[Note] | None:
        """The notes with these names, whole; None where it would take as long to read all."""
        if len(names) > max(_FEW, len(self.files.known) // 4):
            return None
        by_path = {one.path: one for one, *_ in read_some(self.files, [name.path for name in names], self.cache)}
        if len(by_path) < len(names):
            return None
        return [replace(by_path[name.path], id=name.id) for name in names]

    def spelled(self) -> Spelled | None:
        """What all notes spell out."""
        row = self.cache.get(_SPACE, "spelled")
        spelled: Spelled | None = decode(row, Spelled) if row else None
        return spelled

    def check(self, paths: Sequence[str], options: Options) -> tuple[Sequence[Note], Sequence[Diagnostic]] | None:
        """The notes of these files and what is wrong with them, unsorted; None where it takes all notes to tell."""
        row = self.cache.get(_SPACE, "found")
        asked, united, found = decode(row, _Found) if row else (b"", {}, {})
        names = self.names()
        if asked != digest(options) or len(paths) > _FEW or names is None or not self._are_united(united):
            return None
        from kb.vault import link_trouble  # noqa: PLC0415  # for this question alone

        read = list(read_some(self.files, paths, self.cache))
        by_path = {name.path: name.id for name in names}
        notes = tuple(replace(one, id=by_path[one.path]) for one, *_ in read)
        told = [one for _, some, *_ in read for one in some]
        unread = (one for one in self.files.diagnostics if one.span.path in paths)
        return notes, [
            *told,
            *unread,
            *link_trouble(notes, names),
            *(one for path in paths for one in found.get(path, ())),
        ]

    def _are_united(self, digests: Mapping[str, str]) -> bool:
        """Whether these files have these digests, and no others are equal."""
        known = self.files.known
        same = all(path in known and known[path][1] == content for path, content in digests.items())
        return same and digests.keys() >= set(_twins(self.files))


def recall(files: Files, cache: Cache) -> Catalogue | None:
    """The rows that are kept, None where they are not those of the vault's notes as they are."""
    head = cache.get(_SPACE, "")
    if head is None:
        return None
    if head != files.digest:
        faces: _Faces = decode(cache.get(_SPACE, "faces") or encode({}), _Faces)
        if faces.keys() != files.known.keys():
            return None
        others = [path for path, (_, content) in files.known.items() if faces[path][0] != content]
        read = list(read_some(files, others, cache)) if len(others) <= _FEW else []
        if len(read) < len(others) or any(_face(one) != faces[one.path][1] for one, *_ in read):
            return None
    return Catalogue(files, cache)


def keep_notes(files: Files, reading: Reading, cache: Cache) -> None:
    """Keep the rows of a vault that was read."""
    if not cache.usable or cache.get(_SPACE, "") == files.digest:
        return
    before: _Faces = decode(cache.get(_SPACE, "faces") or encode({}), _Faces)
    faces: _Faces = {}
    for one in reading.vault.notes:
        content, known = reading.digests[one.path], before.get(one.path, ("", b""))
        faces[one.path] = known if known[0] == content else (content, _face(one))
    try:
        if {path: face for path, (_, face) in faces.items()} != {path: face for path, (_, face) in before.items()}:
            cache.put(_SPACE, "names", encode(reading.vault.names))
            cache.put(_SPACE, "notes", encode(tuple(map(_brief, reading.vault.notes))))
            cache.put(_SPACE, "spelled", encode(spelled_by(reading.vault.notes)))
            cache.drop(_SPACE, "found")
        cache.put(_SPACE, "faces", encode(faces))
        cache.put(_SPACE, "", files.digest)
    except UnfitError:
        cache.empty(_SPACE)


def keep_found(collection: Collection, files: Files, options: Options, cache: Cache) -> None:
    """Keep what notes are said to have because of others; the collection is that of all notes of `keep_notes`."""
    if not cache.usable or cache.get(_SPACE, "") != files.digest:
        return
    paths = {name.id: name.path for name in collection.vault.names}
    united = [*_twins(files), *(paths[id_] for item in collection.items for id_ in item.members)]
    found: defaultdict[str, list[Diagnostic]] = defaultdict(list)
    for one in collection.diagnostics:
        if one.code in OF_OTHERS:
            found[one.span.path].append(one)
    try:
        row = encode((digest(options), {path: files.known[path][1] for path in united}, found))
    except UnfitError:
        row = b""
    if row and row != cache.get(_SPACE, "found"):
        cache.put(_SPACE, "found", row)


def spelled_by(notes: Iterable[Note]) -> Spelled:
    """What these notes spell out."""
    from kb.dedupe.acronyms import spelled_out  # noqa: PLC0415  # only where a note is another

    return {one.id: pairs for one in notes if (pairs := spelled_out(one))}


def _brief(note: Note) -> Note:
    """A note without its long texts, lists and tables."""
    return replace(
        note, archive="", summary="", signals=(), concerns=(), behaviors=(), technologies=(), issues=(), closest=(),
        mentions=(), sections=(), ratings=None, suggested=(), front="", order=(), columns=(),
    )  # fmt: skip


def _twins(files: Files) -> list[str]:
    """Files of which there is another with the same bytes."""
    uses = Counter(content for _, content in files.known.values())
    return [path for path, (_, content) in files.known.items() if uses[content] > 1]


def _face(note: Note) -> bytes:
    from kb.dedupe.acronyms import spelled_out  # noqa: PLC0415  # only where a note is another

    return digest((replace(_brief(note), id=""), spelled_out(note)))
