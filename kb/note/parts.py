"""What a note's body consists of as far as the note format cares, as values: parts, items, tables, running text.

Lines count from 0 in the body. Which of these say something is for `read` to decide.
"""

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

Shape = Literal["", "list", "table", "text"]


class Item(Struct, frozen=True):
    """One item of a list, at any depth."""

    line: int
    """Its first line."""
    end: int
    """The line after its first paragraph."""
    text: str
    """Its first paragraph as written."""
    alone: bool = True
    """Whether that paragraph is all there is in it."""


class Table(Struct, frozen=True):
    """One table, at any depth."""

    line: int
    """Line of its header."""
    rows: tuple[str, ...]
    """Its lines as written, without white space at either end: the header, the rule, then the rows."""


class Text(Struct, frozen=True):
    """A paragraph or a lower heading that is no item's first paragraph."""

    line: int
    """Its first line."""
    end: int
    """The line after it."""
    text: str
    """As written."""
    paragraph: bool = True
    """Whether it is a paragraph that stands by itself, in no list or quotation."""


class Part(Struct, frozen=True):
    """Some lines of the body: a heading of the first two levels and what stands below it."""

    level: int
    """Level of the heading, 0 when there is none."""
    heading: str
    """What the heading says, as written."""
    line: int
    """Its first line."""
    body: int
    """The first line below the heading."""
    end: int
    """The line after its last."""
    shape: Shape = ""
    """`list` when the body is one bullet list of one-paragraph items, `table` when it is one table, else `text`."""
    items: tuple[Item, ...] = ()
    """In order."""
    tables: tuple[Table, ...] = ()
    """In order."""
    texts: tuple[Text, ...] = ()
    """In order."""


def is_blank(lines: Sequence[str], start: int, end: int) -> bool:
    """Whether nothing stands on these lines."""
    return not any(lines[line].strip(" \t") for line in range(start, end))
