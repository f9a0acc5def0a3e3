"""A note into what is wrong with it by itself: what is missing, empty, or cannot be meant."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from kb.model import Diagnostic, Note, Span
from kb.note.grammar import EXPECTED, HEADINGS, is_web
from kb.note.junk import junk
from kb.rules import found


def check(note: Note, places: Mapping[str, int], strays: Sequence[tuple[int, str]]) -> Iterator[Diagnostic]:
    """What is wrong with a note.

    `places` gives the file's line of the title, the link and each digest section that the text has; `strays` the line
    of each text that stands in no section, and what to say about it.
    """

    def report(code: str, message: str, part: str = "title") -> Diagnostic:
        return found(code, message, Span(path=note.path, line=places.get(part, 1)))

    if not note.title_given and (note.order or note.front):
        yield report("title-missing", f"The note has no title; it is called {note.title!r}.")
    if note.origin and not note.date:
        yield report("origin-date", f"The label {note.origin.label!r} starts with no date.", _where(places, "origin"))
    if note.kind == "page":
        return
    if not note.link:
        yield report("link-missing", "The note has no external link.", _where(places, "link"))
    elif not is_web(note.link):
        yield report("link-scheme", f"{note.link!r} is no http or https address.", "link")
    for line, message in strays:
        yield found("text-stray", message, Span(path=note.path, line=line))
    for key in (*EXPECTED, *(("closest",) if note.generation == 1 else ())):
        if key not in places and not getattr(note, key):
            yield report("section-missing", f"There is no section {HEADINGS[key]}.")
    for key in note.order:
        if key in HEADINGS and not _says(note, key):
            yield report("section-empty", f"The section {HEADINGS[key]} is empty.", key)
    if reason := junk(note):
        yield report("junk-text", f"This looks like no note: {reason}.")


def origin_future(note: Note, today: dt.date) -> Diagnostic | None:
    """Report an origin that is dated after today, which is a day of the caller's clock."""
    if not note.origin or not note.origin.date or note.origin.date <= today:
        return None
    above = note.front.count("\n") + 4 if note.front else 0  # fences, and the blank line below them
    message = f"The origin {note.origin.label!r} lies after {today}."
    return found("origin-future", message, Span(path=note.path, line=above + 1))


def _says(note: Note, key: str) -> bool:
    return bool(note.category or note.type if key == "other" else getattr(note, key))


def _where(places: Mapping[str, int], part: str) -> str:
    return part if part in places else "title"
