"""A note into what is wrong with it by itself: what is missing, empty, or cannot be meant."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from kb.model import Diagnostic, Note, Span
from kb.note.grammar import EXPECTED, HEADINGS, is_web
from kb.note.junk import junk
from kb.rules import found

Places = Mapping[str, int]
"""The file's line of the title, the link, the origin and each digest section, of those that the text has."""


def check(note: Note, places: Places, strays: Sequence[tuple[int, str]]) -> Iterator[Diagnostic]:
    """What is wrong with a note; `strays` has the line of each text in no section, and what to say about it."""
    if not note.title_given and (note.order or note.front):
        yield _found(note, "title-missing", f"The note has no title; it is called {note.title!r}.", places, "title")
    if note.origin and not note.date:
        message = f"The label {note.origin.label!r} starts with no date."
        yield _found(note, "origin-date", message, places, "title", "origin")
    if note.kind == "note":
        for line, message in strays:
            yield found("text-stray", message, Span(path=note.path, line=line))
        yield from _link(note, places)
        yield from _sections(note, places)
        if reason := junk(note):
            yield _found(note, "junk-text", f"This looks like no note: {reason}.", places, "title")


def origin_future(note: Note, today: dt.date) -> Diagnostic | None:
    """Report an origin that is dated after today, which is a day of the caller's clock."""
    if not note.origin or not note.origin.date or note.origin.date <= today:
        return None
    above = note.front.count("\n") + 4 if note.front else 0  # the fences, and the blank line below them
    message = f"The origin {note.origin.label!r} lies after {today}."
    return found("origin-future", message, Span(path=note.path, line=above + 1))


def _link(note: Note, places: Places) -> Iterator[Diagnostic]:
    if not note.link:
        yield _found(note, "link-missing", "The note has no external link.", places, "link", "title")
    elif not is_web(note.link):
        yield _found(note, "link-scheme", f"{note.link!r} is no http or https address.", places, "link")


def _sections(note: Note, places: Places) -> Iterator[Diagnostic]:
    for key in (*EXPECTED, *(("closest",) if note.generation == 1 else ())):
        if key not in places and not getattr(note, key):
            yield _found(note, "section-missing", f"There is no section {HEADINGS[key]}.", places, "title")
    for key in note.order:
        if key in HEADINGS and not (note.category or note.type if key == "other" else getattr(note, key)):
            yield _found(note, "section-empty", f"The section {HEADINGS[key]} is empty.", places, key)


def _found(note: Note, code: str, message: str, places: Places, *parts: str) -> Diagnostic:
    """A diagnostic at the first of these parts that the text has, else at its beginning."""
    line = next((places[part] for part in parts if part in places), 1)
    return found(code, message, Span(path=note.path, line=line))
