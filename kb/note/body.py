"""The parts of a note's body into the values that they give; what no value holds is kept as written."""

import difflib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from kb.model import Diagnostic, Edit, Link, Origin, Section, Span
from kb.note.check import check_closest, shown
from kb.note.external import Address, find_external, read_external, write_external
from kb.note.grammar import HEADINGS, KEYS, LISTS, label_date, section_key
from kb.note.lists import read_links, read_pairs, read_words
from kb.note.markdown import NO_REFERENCES, References
from kb.note.mentions import LinkKind, links_in
from kb.note.outline import MOST_LINES, outline
from kb.note.parts import Item, Part, Text, is_blank
from kb.note.plain import one_line, plain, without_strong
from kb.note.tables import cells_of, read_table
from kb.note.title import read_title, write_title
from kb.rules import found

_ALIKE = 0.8
_FORMS = {
    "keywords": "a bullet list of words",
    "themes": "a bullet list of words",
    "closest": "a bullet list of links to notes",
    "other": "a bullet list of Category and Type",
}
_MOST_LINKED = 500_000  # characters of text with links in it; beyond them nobody wrote a note
_LONGEST_HEADING = 20  # characters; no digest section's heading is like a longer one


class Body:
    """What is read of a body, filled part by part."""

    def __init__(self, path: str, note_id: str, lines: Sequence[str], above: int) -> None:
        """Read a body's lines; `above` counts the lines of the file that stand above them."""
        self.path = path
        self.note_id = note_id
        self.values: dict[str, Any] = {}
        """Fields of the note that the body gives."""
        self.order: list[str] = []
        self.columns: list[tuple[str, tuple[str, ...]]] = []
        self.sections: list[Section] = []
        self.mentions: list[Link] = []
        self.diagnostics: list[Diagnostic] = []
        self.places: dict[str, int] = {}
        """The file's line of the title, the external link and each digest section."""
        self.strays: list[tuple[int, str]] = []
        """The file's line of each text that stands in no section, and what is to be said about it."""
        self._unknown: list[tuple[int, str]] = []
        self._lines = lines
        self._above = above + 1
        self._references: References = NO_REFERENCES
        self._linked = 0
        self._read()

    def _read(self) -> None:
        taken = outline(self._lines)
        self._references = taken.references
        for part in taken.parts:
            if part.level == 2:  # noqa: PLR2004  # sections are headings of the second level
                self._section(part)
            elif part.level == 1:
                self._title(part)
            else:
                self._lead(part)
        for line, heading in self._unknown:
            self._misspelled(line, heading)
        if len(self._lines) > MOST_LINES:
            self._report("file-large", f"The note has over {MOST_LINES} lines and is kept as one text.", 0)

    def _title(self, part: Part) -> None:
        """The first heading of the first level that says something, and the text below it."""
        title = None if "title" in self.places else read_title(part.heading, self.note_id)
        if not title:
            if "title" in self.places:
                self._report("title-repeated", f"A second title: {shown(plain(part.heading))}.", part.line)
            self._keep(part)
            return
        self.places["title"] = part.line + self._above
        self.order.append("title")
        if title.text:
            self.values["title"] = title.text
        if title.generation:
            self.values["generation"] = title.generation
            self.values["origin"] = Origin(label=title.label, url=title.url, date=label_date(title.label))
        if title.was_bytes:
            self._unwrap(part.line, part.body, title.url, write_title(title, self.note_id))
        self._lead(part)

    def _lead(self, part: Part) -> None:
        """The external link and whatever else stands before the first section."""
        start = part.body
        link = None if "link" in self.places else self._first_link(part)
        if link:
            address, text, alone = link
            self.places["link"] = text.line + self._above
            self.values["link"] = address.url
            if alone:
                self._stray(part, start, text.line)
                self.order.append("link")
                start = text.end
                if address.was_bytes:
                    self._unwrap(text.line, text.end, address.url, write_external(address.url))
            else:
                self._stray(part, start, part.end, known="link")
                return
        self._stray(part, start, part.end)

    def _first_link(self, part: Part) -> tuple[Address, Text, bool] | None:
        """The external link of a part: a paragraph of its own, if there is one, rather than one with more in it."""
        paragraphs = [text for text in part.texts if text.paragraph]
        for read in (read_external, find_external):
            for text in paragraphs:
                address = read(text.text)
                if address:
                    return address, text, read is read_external
        return None

    def _stray(self, part: Part, start: int, end: int, known: str = "") -> None:
        """Keep lines that stand below no section's heading."""
        if is_blank(self._lines, start, end):
            return
        first, markdown = self._text(start, end)
        self.order.append("*")
        self.sections.append(Section(heading="", markdown=markdown, known=known))
        said = "The external link has text around it." if known else "Text stands in no section."
        self.strays.append((first + self._above, said))
        self._mention(part, start, end)

    def _section(self, part: Part) -> None:
        """A heading of the second level and what stands below it."""
        heading = one_line(part.heading)
        key = _section_key(heading)
        line = part.line + self._above
        if not key:
            self._unknown.append((part.line, heading))
            self._keep(part)
        elif key in self.places:
            message = f"A second section {HEADINGS[key]}; the first is in line {self.places[key]}."
            self._report("section-repeated", message, part.line)
            self._keep(part)
        else:
            self.places[key] = line
            if self._fill(key, part):
                self.order.append(key)
                if key != "closest" and key not in LISTS:
                    self._mention(part, part.body, part.end)
            else:
                form = _FORMS.get(key, "a table, each column of its own kind")
                self._report("section-form", f"{HEADINGS[key]} is not just {form}.", part.line)
                self._keep(part, known=key)

    def _fill(self, key: str, part: Part) -> bool:
        """Take a digest section's values; whether writing them gives back all that it says."""
        if key == "summary":
            self.values[key] = self._text(part.body, part.end)[1]
            return True
        if key in LISTS:
            self.values[key] = read_words([item.text for item in part.items])
            return part.shape in {"", "list"}
        if key == "other":
            pairs, exact = read_pairs(item.text for item in part.items)
            self.values |= pairs
            return exact and part.shape in {"", "list"}
        if key == "closest":
            return self._closest(part)
        return self._table(key, part)

    def _table(self, key: str, part: Part) -> bool:
        rows: list[Any] = []
        exact = part.shape in {"", "table"}
        for table in part.tables:
            read = read_table(key, table.rows)
            rows.extend(read.rows)
            if "name" not in read.fields:
                self._report("table-columns", f"The table of {HEADINGS[key]} has no name column.", table.line)
            for wrong in read.trouble:
                self._report(wrong.code, wrong.message, table.line + 2 + wrong.row)
            held = [field for field in read.fields if field]
            exact = exact and len(set(held)) == len(held)
            if exact:
                self.columns.append((key, read.columns))
        self.values[key] = tuple(rows)
        return exact

    def _closest(self, part: Part) -> bool:
        """The neighbours that a Closest section names, wherever in it."""
        links: list[tuple[Link, int]] = []
        exact = part.shape in {"", "list"}
        texts, lines = [item.text for item in part.items], [item.line + self._above for item in part.items]
        read = read_links(texts, lines)
        pieces: list[tuple[Item | Text, Link | None]] = [*zip(part.items, read, strict=True)]
        if part.texts:
            pieces = sorted([*pieces, *((text, None) for text in part.texts)], key=lambda piece: piece[0].line)
        for piece, link in pieces:
            if link:
                last = piece.end - 1 + self._above if isinstance(piece, Item) and piece.alone else 0
                links.append((link, last))
            else:
                exact = False
                links.extend((other, 0) for other in self._links(piece.line, piece.text, "closest"))
        self.values["closest"] = named = tuple([link for link, _ in links])
        self.diagnostics += check_closest(self.path, self.note_id, named, (last for _, last in links))
        return exact

    def _keep(self, part: Part, known: str = "") -> None:
        """Keep a part as it is written."""
        opening = "\n".join(self._lines[part.line : part.body]).lstrip(" \t")
        markdown = self._text(part.body, part.end)[1]
        heading = plain(without_strong(one_line(part.heading)))
        self.order.append("*")
        self.sections.append(Section(heading=heading, markdown=markdown, opening=opening, known=known))
        if known != "closest":
            self._mention(part, part.body, part.end)

    def _text(self, start: int, end: int) -> tuple[int, str]:
        """Lines as one text without blank lines at either end, and the first of those that stay."""
        lines = self._lines
        while start < end and not lines[start].strip(" \t"):
            start += 1
        while start < end and not lines[end - 1].strip(" \t"):
            end -= 1
        return start, "\n".join(lines[start:end])

    def _mention(self, part: Part, start: int, end: int) -> None:
        """Take the links between notes that stand in the running text of these lines."""
        if "[" not in "".join(self._lines[start:end]):
            return
        pieces = [(text.line, text.text) for text in part.texts]
        pieces += [(item.line, item.text) for item in part.items]
        for table in part.tables:
            rows = [(table.line + number, row) for number, row in enumerate(table.rows) if number != 1]
            pieces += [(line, cell) for line, row in rows for cell in (cells_of(row) if "[" in row else ())]
        pieces.sort(key=lambda piece: piece[0])
        for line, text in pieces:
            if start <= line < end:
                self.mentions += self._links(line, text, "mention")

    def _links(self, line: int, text: str, kind: LinkKind) -> list[Link]:
        """The links between notes in a text that begins on a line."""
        if "[" not in text or self._linked > _MOST_LINKED:
            return []
        self._linked += len(text)
        return links_in(text, line + self._above, self._references, kind)

    def _misspelled(self, line: int, heading: str) -> None:
        folded = heading.casefold()
        near = difflib.get_close_matches(folded, KEYS, 1, _ALIKE) if 0 < len(folded) < _LONGEST_HEADING else []
        if near and near[0][0] == folded[0] and KEYS[near[0]] not in self.places:
            meant = HEADINGS[KEYS[near[0]]]
            self._report("section-misspelled", f"There is no section {heading!r}.", line, f"Did you mean {meant}?")

    def _unwrap(self, start: int, end: int, url: str, text: str) -> None:
        edit = Edit(line=start + self._above, end_line=end - 1 + self._above, text=f"{text}\n")
        span = Span(path=self.path, line=start + self._above)
        self.diagnostics.append(found("link-bytes", f"{url} is written as a byte string.", span, edits=(edit,)))

    def _report(self, code: str, message: str, line: int, hint: str = "") -> None:
        span = Span(path=self.path, line=line + self._above)
        self.diagnostics.append(found(code, message, span, hint=hint))


@lru_cache(maxsize=64)
def _section_key(heading: str) -> str:
    """Key of the digest section with this heading as written, or nothing; nearly all notes have the same few."""
    return section_key(without_strong(heading))
