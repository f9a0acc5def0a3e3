"""A new note's values into the note as it will be read once it is written."""

from dataclasses import replace

from kb.model import Note, Source
from kb.note.grammar import FIRST_GENERATION, SIGNAL_COLUMNS, SIGNAL_FIELDS
from kb.note.read import read
from kb.note.write import write


def compose(note: Note) -> Note:
    """The note with the form of the first generation: every section that it has, even if there is nothing in it yet.

    >>> new = compose(Note(id="a", path="a.md", title="A note", link="https://example.org/", keywords=("b",)))
    >>> new.order
    ('title', 'link', 'summary', 'keywords', 'themes', 'signals', 'closest')
    """
    generation = 1 if note.origin else 0
    columns = tuple(SIGNAL_COLUMNS[1][field] for field in SIGNAL_FIELDS[1])
    order = tuple(part for part in FIRST_GENERATION if part != "link" or note.link)
    formed = replace(note, generation=generation, order=order, columns=(("signals", columns),))
    return read(Source(path=note.path, text=write(formed), digest=""))[0]
