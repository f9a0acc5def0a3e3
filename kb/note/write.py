"""A note into its canonical text, from the value alone; what kb does not know is written as it was."""

from collections.abc import Iterator

from kb.model import Note, Section, Source
from kb.note.arrange import arranged
from kb.note.external import write_external
from kb.note.grammar import HEADINGS, LISTS
from kb.note.lists import write_links, write_pairs, write_words
from kb.note.outline import outline
from kb.note.read import read
from kb.note.tables import write_table
from kb.note.title import Title, write_title
from kb.pattern import pattern

_FENCES = pattern(r"`{3,}|~{3,}")


def write(note: Note) -> str:
    r"""The text of a note: reading it gives the note again.

    >>> print(write(Note(id="a", path="a.md", title="A note", keywords=("b",))), end="")
    # A note
    <BLANKLINE>
    ## Keywords
    <BLANKLINE>
    * b
    """
    note = arranged(note)
    pieces = list(_pieces(note))
    body = "\n\n".join([*map(_closed, pieces[:-1]), *pieces[-1:]])
    if note.front:
        return f"---\n{note.front}\n---\n" + (f"\n{body}\n" if body else "")
    if body.startswith("---"):  # a rule or an underline, not the fence of a header
        body = f"\n{body}"
    return f"{body}\n" if body else ""


def canonical(source: Source) -> str:
    """What `kb fmt` makes of a file's text; the text itself where that would not read as the same note."""
    if not source.faithful:
        return source.text
    note, _ = read(source)
    text = write(note)
    again, _ = read(Source(path=source.path, text=text, digest=""))
    return text if again == note else source.text


def _pieces(note: Note) -> Iterator[str]:
    """The blocks of text that stand apart by a blank line."""
    sections = iter(note.sections)
    columns = dict(note.columns)
    for part in note.order:
        if part == "*":
            yield from _section(next(sections))
        elif part == "title":
            yield _title(note)
        elif part == "link":
            yield write_external(note.link)
        else:
            yield f"## {HEADINGS[part]}"
            text = _digest(note, part, columns.get(part, ()))
            if text:
                yield text


def _closed(piece: str) -> str:
    """A piece that ends its code, so that it does not swallow the next: one that was read there does already."""
    if "```" not in piece and "~~~" not in piece:
        return piece
    for fence in ("", *reversed(_FENCES.findall(piece))):
        closed = f"{piece}\n{fence}".removesuffix("\n")
        lines = [*closed.split("\n"), "", "## Next"]
        parts = outline(lines).parts
        if parts[-1].line == len(lines) - 1:
            return closed
    return piece


def _section(section: Section) -> Iterator[str]:
    if section.opening:
        yield section.opening
    if section.markdown:
        yield section.markdown


def _title(note: Note) -> str:
    text = note.title if note.title_given else ""
    if note.generation and note.origin:
        return write_title(Title(text, note.origin.label, note.origin.url, note.generation), note.id)
    return write_title(Title(text), note.id)


def _digest(note: Note, key: str, columns: tuple[str, ...]) -> str:
    """The body of a digest section."""
    if key == "summary":
        return note.summary
    if key == "closest":
        return write_links(note.closest)
    if key == "other":
        return write_pairs(note.category, note.type)
    if key in LISTS:
        return write_words(getattr(note, key))
    return write_table(key, columns, getattr(note, key)) if columns else ""
