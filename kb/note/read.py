"""A note's text into the note, and what is wrong with the text; no text and no order of parts is lost."""

from collections.abc import Iterator
from typing import Any

from kb.model import Diagnostic, Note, Origin, Source, Span
from kb.note.body import Body
from kb.note.check import check
from kb.note.front import Front, read_front
from kb.note.grammar import HEADINGS, label_date
from kb.note.sections import read_sections
from kb.note.title import made_title
from kb.rules import found
from kb.text import fold_term


def read(source: Source) -> tuple[Note, tuple[Diagnostic, ...]]:
    r"""Read a note; whatever the text, there is one.

    >>> note, _ = read(Source(path="a.md", text="# A\n\n## Themes\n\n* b\n", digest=""))
    >>> note.title, note.themes, note.order
    ('A', ('b',), ('title', 'themes'))
    """
    text = source.text
    if not source.digest and ("\r" in text or "\0" in text):  # a text that is no file's may have them
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    note_id = id_of(source.path)
    front = read_front(source.path, text)
    plainly = read_sections(source.path, note_id, front.body, front.above)
    body = plainly or Body(source.path, note_id, front.body.split("\n"), front.above)
    values = dict(body.values)
    diagnostics = [*front.diagnostics, *body.diagnostics, *_joined(values, front, source.path)]
    origin = values.get("origin")
    title = values.pop("title", "")
    note = Note(
        id=note_id,
        path=source.path,
        kind="note" if origin or "link" in (*body.order, *front.fields) or body.places.keys() & HEADINGS else "page",
        title=title or made_title(values.get("summary", ""), body.sections, note_id),
        title_given=bool(title),
        date=values.pop("date", origin and origin.date),
        sections=tuple(body.sections),
        mentions=tuple(body.mentions),
        front=front.raw,
        order=tuple(body.order),
        columns=tuple(body.columns),
        **values,
    )
    places = {key: line for key, line in front.lines.items() if key not in HEADINGS} | body.places
    diagnostics += check(note, places, body.strays)
    diagnostics.sort(key=lambda one: (one.span.line, one.span.column, one.code))
    return note, tuple(diagnostics)


def id_of(path: str) -> str:
    """The id that a file's name gives its note.

    >>> id_of("folder/A note.md")
    'A note'
    """
    name = path.rpartition("/")[2]
    stem = name[:-3] if name[-3:].casefold() == ".md" else name
    return stem or name


def _joined(values: dict[str, Any], front: Front, path: str) -> Iterator[Diagnostic]:
    """Add what only the front matter gives to the body's values; yields where the two disagree."""
    for key, value in front.fields.items():
        written = values.get(key)
        if key == "origin":
            if not written:
                values[key] = Origin(label=value, date=label_date(value))
            agree = not written or written.label == value
        else:
            if not written:
                values[key] = value
            agree = not written or _folded(written) == _folded(value)
        if not agree:
            message = f"The front matter and the text of the note differ in {key}; the text's is used."
            yield found("front-matter-conflict", message, Span(path=path, line=front.line_of(key)))


def _folded(value: object) -> object:
    """A value as far as agreeing goes: lists in any order and spelling."""
    return {fold_term(str(word)) for word in value} if isinstance(value, tuple) else value
