"""Notes as they were read, one by one, into a vault in which every id stands once."""

from collections.abc import Container, Iterable
from operator import attrgetter

from msgspec.structs import replace

from kb.model import Diagnostic, Name, Note, Span, Vault
from kb.model.shelved import whole
from kb.rules import found


def collect(notes: Iterable[Note]) -> tuple[Vault, tuple[Diagnostic, ...]]:
    """Sort notes by id, giving each an id of its own.

    Where files in several folders share a name, the one nearest to the top keeps it (then the first by path); the
    others take their path, `/` as `-`, and are reported.
    """
    by_depth = sorted(notes, key=attrgetter("path"))
    if any("/" in note.path for note in by_depth):
        by_depth.sort(key=_depth)
    kept = {note.id: note for note in reversed(by_depth)}
    late = [note for note in by_depth if kept[note.id] is not note] if len(kept) < len(by_depth) else []
    diagnostics = []
    for note in late:
        own = _free_id(_path_id(note.path), kept)
        message = f"The id {note.id!r} is that of {kept[note.id].path} already; this file is {own!r}."
        diagnostics.append(found("id-collision", message, Span(path=note.path)))
        kept[own] = replace(whole(note), id=own)
    by_id = sorted(kept.values(), key=attrgetter("id"))
    diagnostics.extend(_redirect_collisions(by_id))
    return Vault(notes=tuple(by_id), names=tuple(map(_name, by_id))), tuple(diagnostics)


def _depth(note: Note) -> int:
    return note.path.count("/")


def _path_id(path: str) -> str:
    return path.rsplit(".", 1)[0].replace("/", "-")


def _free_id(wanted: str, taken: Container[str]) -> str:
    number = 2
    own = wanted
    while own in taken:
        own = f"{wanted}-{number}"
        number += 1
    return own


def _name(note: Note) -> Name:
    return Name(note.id, note.path, note.title, note.aliases, note.redirect_from)


def _redirect_collisions(notes: list[Note]) -> Iterable[Diagnostic]:
    """Ids of `redirect_from` that cannot lead anywhere: a note has them, or an earlier note claims them."""
    moved = [note for note in notes if note.redirect_from]
    claimed = {note.id: note.path for note in notes} if moved else {}
    for note in moved:
        for old in note.redirect_from:
            if old in claimed:
                message = f"redirect_from names {old!r}, which belongs to {claimed[old]}."
                yield found("redirect-collision", message, Span(path=note.path))
            else:
                claimed[old] = note.path
