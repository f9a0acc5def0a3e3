"""A body of plainly written digest sections into the values that they give, a whole section at a time, or not at all.

Nearly every digest note is a title with its origin, the external link, and sections of one list, one table or plain
paragraphs each. What stands in one is cut by a few operations on all of its text. As soon as anything else turns up, or
anything is wrong but a neighbour that stands twice or is the note itself, the whole body is left to `kb.note.body`,
which agrees with this on every body that it accepts.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from msgspec import Struct, field

from kb.model import Diagnostic, Link, Origin, Section
from kb.note.check import check_closest
from kb.note.external import plain_external
from kb.note.grammar import KEYS, LISTS, TABLES, label_date
from kb.note.lists import plain_links, read_pairs, read_words, to_notes
from kb.note.scan import is_table, plainly
from kb.note.tables import read_table
from kb.note.title import plain_title

_LONGEST = 200_000  # characters; a longer body has no need of haste


class Sections(Struct, kw_only=True):
    """What is read of a body of plain sections, by the names that `Body` has for it."""

    values: dict[str, Any] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    columns: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    sections: Sequence[Section] = ()
    mentions: Sequence[Link] = ()
    diagnostics: Sequence[Diagnostic] = ()
    strays: Sequence[tuple[int, str]] = ()


def read_sections(path: str, note_id: str, text: str, above: int) -> Sections | None:
    """Read a body, or give up; `above` counts the lines of the file that stand above it."""
    if len(text) > _LONGEST:
        return None
    head, *parts = text.split("\n##")  # not with the space behind, at which every word would be looked at
    read = Sections()
    line = above + 1
    if not _read_head(read, note_id, head, line):
        return None
    line += head.count("\n") + 1
    for part in parts:
        heading, _, body = part.partition("\n")
        key = _key(heading)
        said = body.strip("\n")
        if not said or not key or key in read.places:
            return None
        read.places[key] = line
        read.order.append(key)
        if key == "closest":
            links = _links(said, line + 1 + len(body) - len(body.lstrip("\n")))
            if not links:
                return None
            read.values[key] = tuple(links)
            read.diagnostics = check_closest(path, note_id, links, (link.line for link in links))
            many = len(links)
        else:
            many = _fill(read, key, said)
            if not many:
                return None
        line += 1 + len(body) - len(said) + many
    return read


@lru_cache(maxsize=64)
def _key(heading: str) -> str:
    """Key of the section with this heading, of which the signs are gone; nothing where it is none, or more."""
    text = heading[1:]
    return KEYS.get(text.casefold(), "") if heading.startswith(" ") and text.isalpha() else ""


def _read_head(read: Sections, note_id: str, head: str, first: int) -> bool:
    """Read the title with its origin and the external link, which is all that stands above the first section."""
    lines = [(number, line) for number, line in enumerate(head.split("\n"), first) if line]
    if len(lines) != 2 or not lines[0][1].startswith("# "):  # noqa: PLR2004  # title and link
        return False
    title = plain_title(lines[0][1][2:], note_id)
    link = plain_external(lines[1][1])
    if not title or not link:
        return False
    origin = Origin(label=title.label, url=title.url, date=label_date(title.label))
    read.values |= {"generation": title.generation, "origin": origin, "link": link}
    if title.text:
        read.values["title"] = title.text
    read.places |= {"title": lines[0][0], "link": lines[1][0]}
    read.order += "title", "link"
    return True


def _fill(read: Sections, key: str, said: str) -> int:
    """Take a section's values; how many lines it has, 0 where it says anything else or has a link in it."""
    if "[" in said:
        return 0
    if key == "summary":
        paragraphs = said.split("\n\n")
        read.values[key] = said
        return 2 * len(paragraphs) - 1 if "\n" not in "".join(paragraphs) and plainly(paragraphs) == paragraphs else 0
    if key in TABLES:
        lines = said.split("\n")
        if {line[:1] for line in lines} != {"|"} or not is_table(lines):
            return 0
        table = read_table(key, [*map(str.strip, lines)])
        read.values[key] = table.rows
        read.columns.append((key, table.columns))
        held = [one for one in table.fields if one]
        return 0 if table.trouble or "name" not in held or len({*held}) < len(held) else len(lines)
    texts = plainly(_items(said))
    if key in LISTS:
        read.values[key] = read_words(texts)
        return len(texts)
    pairs, exact = read_pairs(texts)
    read.values |= pairs
    return len(texts) if exact else 0


def _items(said: str) -> list[str]:
    """What stands behind the bullets of a section that is one list of items of one line; nothing where it is more."""
    texts = said[2:].split("\n* ")
    return texts if said.startswith("* ") and "\n" not in "".join(texts) else []


def _links(said: str, first: int) -> list[Link]:
    """The links of a section that is one list of plain links to notes, the first of them on this line; else nothing."""
    found = plain_links("\n".join(_items(said)))
    links = [link for link in to_notes(found, range(first, first + len(found))) if link]
    return links if len(links) == len(found) else []
