"""A note into what is wrong with it by itself: what is missing, empty, or cannot be meant."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kb.model import Diagnostic, Edit, Link, Note, Span
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


def check_closest(path: str, note_id: str, links: Sequence[Link], lasts: Iterable[int]) -> list[Diagnostic]:
    """Report neighbours that are the note itself, or that stand in its list before.

    `lasts` has the last line of each one's item, which nothing else stands in, and 0 where something may.
    """
    own = {note_id, path.removesuffix(".md")}
    if len({link.target for link in links} - own) == len(links):
        return []
    seen: dict[str, int] = {}
    reported: list[Diagnostic] = []
    for link, last in zip(links, lasts, strict=True):
        place = Span(path=path, line=link.line, column=link.column)
        edits = (Edit(line=link.line, end_line=last),) if last else ()
        if link.target in own:
            reported.append(found("closest-self", "The note is its own neighbour.", place, edits=edits))
        elif link.target in seen:
            message = f"{shown(link.label or link.target)} stands in line {seen[link.target]} already."
            reported.append(found("closest-repeat", message, place, edits=edits))
        else:
            seen[link.target] = link.line
    return reported


def shown(text: str) -> str:
    """A text in a message."""
    return repr(text if len(text) < 80 else f"{text[:79]}…")  # noqa: PLR2004  # fits a terminal


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
