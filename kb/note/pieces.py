"""A note into its pieces by field: entries, cells and sections, none of which reads on into the next."""

from collections.abc import Iterator
from itertools import chain

from kb.model import Card, Note, Signal
from kb.note.markdown import is_markup, is_read, is_sentences, words
from kb.text import END

FIELDS = ("title", "keywords", "themes", "summary", "signals", "text")
"""The fields, in their order; everything that is in none of the first five is text."""

Pieces = tuple[tuple[str, ...], ...]
"""The pieces of each of `FIELDS`."""


def written(note: Note) -> Pieces:
    """The pieces of a note as they are written."""
    text: list[str] = []
    for section in note.sections:
        text += section.heading, section.markdown
    for card in (*note.concerns, *note.behaviors, *note.technologies, *note.issues):
        text += card_cells(card)
    return (
        (note.title, *note.aliases),
        note.keywords,
        note.themes,
        (note.summary,) if note.summary else (),
        tuple(chain.from_iterable(map(cells, note.signals))),
        tuple(filter(None, text)),
    )


def plain(note: Note) -> tuple[Pieces, str]:
    """The pieces of a note as plain text, which title, keywords and themes are already, and all of it `joined`."""
    pieces = written(note)
    text = joined(pieces)
    if is_markup(text):
        pieces = *pieces[:3], *(tuple(map(plain_text, some)) for some in pieces[3:])
        text = joined(pieces)
    return pieces, text


def are_words(pieces: Pieces, text: str) -> bool:
    """Whether pieces as they are written have the words that they have as plain text; `text` is all of it `joined`."""
    some = chain.from_iterable(pieces[3:])
    return not is_markup(text) or all(is_sentences(piece) or not is_markup(piece) for piece in some)


def joined(pieces: Pieces) -> str:
    """All pieces as one text, the end of each marked, and nothing else by the same sign."""
    every = [*chain.from_iterable(pieces), ""]
    return END.join([piece.replace(END, " ") for piece in every] if END in "".join(every) else every)


def plain_text(markdown: str) -> str:
    """The words of Markdown; as it is written, where that is too long to be taken apart."""
    return words(markdown) if is_markup(markdown) and is_read(markdown) else markdown


def cells(row: Signal) -> Iterator[str]:
    """The cells of a signal that say something, those of other columns too."""
    own = row.name, row.description, row.change, row.horizon, row.driving_force
    return filter(None, (*own, *(cell for _, cell in row.extra)) if row.extra else own)


def card_cells(card: Card) -> Iterator[str]:
    """The same of a card."""
    own = card.name, card.description
    return filter(None, (*own, *(cell for _, cell in card.extra)) if card.extra else own)
