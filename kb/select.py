"""Which notes a question is about: one filter for every command that lists something."""

import datetime as dt
from collections.abc import Callable, Iterable

from msgspec import Struct

from kb.model import Collection, Note, Term
from kb.text import fold, fold_term


class Filter(Struct, frozen=True, kw_only=True):
    """Conditions that all must hold; empty ones hold for every note."""

    theme: str = ""
    """A theme of the note, in any spelling that the vault folds into it."""
    keyword: str = ""
    """A keyword of the note, likewise."""
    origin: str = ""
    """The origin's label, or the start of one: `2024` is a year, `202402` a month."""
    since: dt.date | None = None
    """First day; notes without a date are left out."""
    until: dt.date | None = None
    """Last day; notes without a date are left out."""
    category: str = ""
    """The note's category."""
    links_to: str = ""
    """Id of a note that the note links to, by its author's word."""
    linked_by: str = ""
    """Id of a note whose author links to the note."""
    orphan: bool = False
    """Only notes without a written link in or out."""
    match: str = ""
    """Words that all stand in the title, summary or signals."""


def select(notes: Iterable[Note], wanted: Filter, known: Callable[[], Collection]) -> tuple[Note, ...]:
    """The notes that a filter lets through, newest first, notes without a date last, ties by id.

    `known` gives what is known of them, and is asked where a condition takes more than the notes. Of several notes that
    are one item, each is judged by itself.
    """
    beyond = wanted.theme or wanted.keyword or wanted.links_to or wanted.linked_by or wanted.orphan
    for ids in _allowed(known(), wanted) if beyond else ():
        notes = [note for note in notes if note.id in ids]
    chosen = [note for note in notes if _holds(note, wanted)]
    chosen.sort(key=lambda note: (-note.date.toordinal() if note.date else 1, note.id))
    return tuple(chosen)


def _allowed(collection: Collection, wanted: Filter) -> Iterable[set[str]]:
    """For each condition that takes more than the note itself, the ids that meet it."""
    if wanted.theme:
        yield _with_term(collection.vault.notes, "themes", _spellings(collection.themes, wanted.theme))
    if wanted.keyword:
        yield _with_term(collection.vault.notes, "keywords", _spellings(collection.keywords, wanted.keyword))
    written = [edge for edge in collection.graph.edges if edge.kind != "similar"]
    if wanted.links_to:
        yield {edge.source for edge in written if edge.target == wanted.links_to}
    if wanted.linked_by:
        yield {edge.target for edge in written if edge.source == wanted.linked_by}
    if wanted.orphan:
        linked = {end for edge in written for end in (edge.source, edge.target)}
        yield {node.id for node in collection.graph.nodes} - linked


def _spellings(terms: Iterable[Term], wanted: str) -> set[str]:
    folded = fold_term(wanted)
    for term in terms:
        variants = {fold_term(spelling) for spelling in (term.label, *term.variants)}
        if folded in variants:
            return variants
    return {folded}


def _with_term(notes: Iterable[Note], kind: str, spellings: set[str]) -> set[str]:
    return {note.id for note in notes if any(fold_term(term) in spellings for term in getattr(note, kind))}


def _holds(note: Note, wanted: Filter) -> bool:
    label = note.origin.label if note.origin else ""
    return (
        label.startswith(wanted.origin)
        and (not wanted.since or (note.date is not None and note.date >= wanted.since))
        and (not wanted.until or (note.date is not None and note.date <= wanted.until))
        and (not wanted.category or fold_term(note.category or "") == fold_term(wanted.category))
        and (not wanted.match or _matches(note, wanted.match))
    )


def _matches(note: Note, words: str) -> bool:
    cells = (cell for row in note.signals for cell in (row.name, row.change, row.horizon, row.driving_force))
    text = fold(" ".join((note.title, note.summary, *cells)))
    return all(word in text for word in fold(words).split())
