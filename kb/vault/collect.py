"""Notes as they were read, one by one, into a vault in which every id stands once."""

from collections import Counter
from collections.abc import Iterable

from msgspec.structs import replace

from kb.model import Diagnostic, Name, Note, Span, Vault
from kb.rules import found


def collect(notes: Iterable[Note]) -> tuple[Vault, tuple[Diagnostic, ...]]:
    """Sort notes by id, giving each an id of its own.

    Where files in several folders share a name, the one nearest to the top keeps it (then the first by path); the
    others take their path, `/` as `-`, and are reported.
    """
    by_depth = sorted(notes, key=lambda note: (note.path.count("/"), note.path))
    shared = Counter(note.id for note in by_depth)
    taken: dict[str, str] = {}
    kept: list[Note] = []
    late: list[Note] = []
    for note in by_depth:
        if note.id in taken:
            late.append(note)
        else:
            taken[note.id] = note.path
            kept.append(note)
    diagnostics = []
    for note in late:
        own = _free_id(_path_id(note.path), taken.keys() | shared.keys())
        message = f"The id {note.id!r} is that of {taken[note.id]} already; this file is {own!r}."
        diagnostics.append(found("id-collision", message, Span(path=note.path)))
        taken[own] = note.path
        kept.append(replace(note, id=own))
    kept.sort(key=lambda note: note.id)
    diagnostics.extend(_redirect_collisions(kept))
    return Vault(notes=tuple(kept), names=tuple(map(_name, kept))), tuple(diagnostics)


def _path_id(path: str) -> str:
    return path.rsplit(".", 1)[0].replace("/", "-")


def _free_id(wanted: str, taken: Iterable[str]) -> str:
    used = set(taken)
    number = 2
    own = wanted
    while own in used:
        own = f"{wanted}-{number}"
        number += 1
    return own


def _name(note: Note) -> Name:
    return Name(id=note.id, path=note.path, title=note.title, aliases=note.aliases, redirect_from=note.redirect_from)


def _redirect_collisions(notes: list[Note]) -> Iterable[Diagnostic]:
    """Ids of `redirect_from` that cannot lead anywhere: a note has them, or an earlier note claims them."""
    claimed = {note.id: note.path for note in notes}
    for note in notes:
        for old in note.redirect_from:
            if old in claimed:
                message = f"redirect_from names {old!r}, which belongs to {claimed[old]}."
                yield found("redirect-collision", message, Span(path=note.path))
            else:
                claimed[old] = note.path
