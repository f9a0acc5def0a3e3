"""A record by the keys of a note's JSON object into the Markdown of a note; what has no place in one is kept beside."""

from msgspec.structs import replace

from kb.importing.taker import TEXTS, WORDS, Taker, paragraphs
from kb.importing.values import Arrival, Record
from kb.model import Note, Section, Source
from kb.note import read, write
from kb.note.grammar import CARDS
from kb.note.outline import outline

_TWO = 2
_OTHER = {"note": "page", "page": "note"}
_COMPARED = (
    *("title_given", "origin", "date", "link", "summary", *TEXTS, *WORDS),
    *("signals", *CARDS, "closest", "draft", "ratings"),
)


def compose(record: Record) -> Arrival:
    """The note of a record, which reads back as what the record says."""
    made = Taker(record)
    note = made.note()
    text = write(note)
    again = _read(note.path, text)
    if again.kind == "page" and record.values.get("kind") == "note":
        note = replace(note, order=(*note.order, "summary"))  # an empty section is what makes it a note
        text = write(note)
        again = _read(note.path, text)
    if (again.summary, _texts(again)) != (note.summary, _texts(note)):
        # Text that would be more than text where it stands, such as headings of its own.
        note = replace(note, summary=paragraphs(note.summary), sections=tuple(map(_as_text, note.sections)))
        text = write(note)
        again = _read(note.path, text)
    changed = [name for name in _COMPARED if getattr(again, name) != getattr(note, name)]
    changed += ["kind"] if record.values.get("kind") == _OTHER[again.kind] else []
    changed += ["sections"] if _texts(again) != _texts(note) else []
    changed += ["title"] if note.title_given and again.title != note.title else []
    told = [*made.told, *(f"{name} reads otherwise in a note" for name in changed)]
    return Arrival(place=record.place, path=note.path, text=text, named=made.named, told=tuple(told))


def _as_text(section: Section) -> Section:
    """A section whose text reads as just that, if it would begin another one."""
    kept = len(outline(["## A", "", *section.markdown.split("\n"), "", "## B"]).parts) == _TWO and section.heading
    return section if kept else replace(section, markdown=paragraphs(section.markdown), known="")


def _texts(note: Note) -> list[tuple[str, str]]:
    return [(one.heading, one.markdown) for one in note.sections]


def _read(path: str, text: str) -> Note:
    return read(Source(path=path, text=text, digest=""))[0]
