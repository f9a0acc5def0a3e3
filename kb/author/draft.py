"""What was read from a source, and what is suggested for the note about it."""

import datetime as dt

from msgspec import Struct

from kb.model import Note, Signal


class Article(Struct, frozen=True, kw_only=True):
    """A source as it was read: plain text and what the source says of itself, nothing added."""

    title: str = ""
    """As the source gives it, on one line; empty when it gives none."""
    date: dt.date | None = None
    """When the source says it was published."""
    lang: str = ""
    """BCP 47 tag that the source gives, else empty."""
    link: str = ""
    """Canonical address that the source names, else the one it was fetched from; empty for one without an address."""
    text: str = ""
    """The main text: paragraphs, headings and list items on a line each, blank lines between paragraphs."""


class Draft(Struct, frozen=True, kw_only=True):
    """A note to be, before it has an id and an origin."""

    title: str
    """Plain text; empty when nobody gave one."""
    date: dt.date | None = None
    """When the item was published."""
    lang: str = ""
    """BCP 47 tag, empty when unknown."""
    link: str = ""
    """Address of the item, empty when it has none."""
    summary: tuple[str, ...] = ()
    """Its sentences, plain text."""
    keywords: tuple[str, ...] = ()
    """Plain text, best first."""
    themes: tuple[str, ...] = ()
    """Plain text, best first."""
    signals: tuple[Signal, ...] = ()
    """Rows; cells that a person should fill are empty."""
    closest: tuple[tuple[str, str], ...] = ()
    """(id, title) of the nearest notes, nearest first."""
    made: tuple[str, ...] = ()
    """Names of the note's fields that a machine made, of `kb.note.grammar.SUGGESTIBLE`."""


def as_note(article: Article) -> Note:
    """An article as a note of the vault, for what compares notes."""
    return Note(id="", path="", title=article.title, title_given=bool(article.title), summary=article.text)
