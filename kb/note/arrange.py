"""A note whose values were set by code into one that says where each of them stands in its text."""

from collections.abc import Collection, Iterator, Mapping
from functools import partial
from typing import Any

from msgspec.structs import replace

from kb.model import Note, Origin, Section
from kb.note.front import fields_in, with_fields
from kb.note.grammar import CARD_COLUMNS, CARD_FIELDS, HEADINGS, SIGNAL_COLUMNS, SIGNAL_FIELDS, TABLES
from kb.note.outline import outline
from kb.note.plain import one_line, plain, written
from kb.note.tables import widened

_HEADER_ONLY = ("archive", "lang", "draft", "aliases", "redirect_from", "ratings", "suggested")
_EITHER = {
    "title": "title",
    "link": "link",
    "keywords": "keywords",
    "themes": "themes",
    "category": "other",
    "type": "other",
}


def arranged(note: Note) -> Note:
    """The same note with a place in `order`, `columns` or `front` for every value that has none.

    A note that was read comes back as it is. What only the header gives changes there; any other value goes below what
    is there, in the order of a new note. A digest section that is kept in `sections` stays as it was written, whatever
    has become of its values.
    """
    given = fields_in(note.front)
    placed = {*note.order, *(section.known for section in note.sections)}
    generation = note.generation
    missing: set[str] = set()
    if note.origin and not _gives_origin(given, note.origin) and not (generation and "title" in placed):
        generation = generation or 1
        missing = {"title"} - placed
    changes = {key: getattr(note, key) for key in _HEADER_ONLY if (getattr(note, key) or None) != given.get(key)}
    if note.date != given.get("date", note.origin and note.origin.date):
        changes["date"] = note.date
    for key, part in _EITHER.items():
        value = "" if key == "title" and not note.title_given else getattr(note, key)
        if key in given and (not value or part not in placed):
            changes |= {} if value == given[key] else {key: value}
        elif value and part not in placed:
            missing.add(part)
    missing |= {key for key in HEADINGS if key not in {*placed, *_EITHER, "other"} and getattr(note, key)}
    if not missing and not changes and placed.isdisjoint(TABLES) and note.order.count("*") == len(note.sections):
        return note
    sections = tuple(_opened(note))
    order = tuple(_ordered(note.order, missing, len(sections)))
    return replace(
        note,
        generation=generation,
        front=with_fields(note.front, changes) if changes else note.front,
        sections=sections,
        order=order,
        columns=tuple(_columns(replace(note, order=order, generation=generation))),
    )


def _gives_origin(given: Mapping[str, Any], origin: Origin) -> bool:
    return not origin.url and origin.label == given.get("origin")


def _ordered(order: tuple[str, ...], missing: Collection[str], sections: int) -> Iterator[str]:
    """The parts with those that are missing: title and link first, digest sections and others last."""
    if "title" in missing:
        yield "title"
    if "link" in missing and "title" not in order:
        yield "link"
    left = sections
    for part in order:
        if part != "*":
            yield part
        elif left:
            left -= 1
            yield part
        if part == "title" and "link" in missing:
            yield "link"
    yield from (key for key in HEADINGS if key in missing)
    yield from ["*"] * left


def _opened(note: Note) -> Iterator[Section]:
    """The sections, each of those that have a place yet to get with a heading to stand below."""
    placed = note.order.count("*")
    for number, section in enumerate(note.sections):
        if number < placed or section.opening:
            yield section
        else:
            heading = one_line(section.heading) or "More"
            yield replace(section, heading=heading, opening=f"## {written(heading, partial(_is_heading, heading))}")


def _is_heading(text: str, spelling: str) -> bool:
    """Whether a spelling of a text, as a heading, says that text."""
    parts = outline([f"## {spelling}"]).parts
    return len(parts) == 1 and parts[0].level == 2 and plain(parts[0].heading) == text  # noqa: PLR2004  # ##


def _columns(note: Note) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The header of each table, wide enough for its rows."""
    columns = dict(note.columns)
    for key in note.order:
        if key in TABLES:
            names = SIGNAL_COLUMNS[note.generation or 1] if key == "signals" else CARD_COLUMNS
            usual = SIGNAL_FIELDS[note.generation or 1] if key == "signals" else CARD_FIELDS
            rows = getattr(note, key)
            have = columns.get(key, tuple(names[field] for field in usual) if rows else ())
            if have:
                yield key, widened(key, have, rows, names)
