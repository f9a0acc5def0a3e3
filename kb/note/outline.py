"""A note's body into its parts: what stands before any heading, and below each heading of the first two levels."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from kb.note.markdown import NO_REFERENCES, References, blocks
from kb.note.parts import Item, Part, Shape, Table, Text, is_blank
from kb.note.scan import scan

if TYPE_CHECKING:
    from markdown_it.token import Token

MOST_LINES = 200_000
"""A body of more lines is one part without structure: taking it apart would take long, and no note needs it."""


class Outline(NamedTuple):
    """A body taken apart."""

    parts: tuple[Part, ...]
    """In order; no line with anything on it is in none of them."""
    references: References = NO_REFERENCES
    """Its link reference definitions."""


def outline(lines: Sequence[str]) -> Outline:
    """Take a body apart.

    >>> parts = outline(["Hello", "# A", "## Themes", "* b"]).parts
    >>> [(part.level, part.heading, part.shape) for part in parts]
    [(0, '', 'text'), (1, 'A', ''), (2, 'Themes', 'list')]
    """
    if len(lines) > MOST_LINES:
        return Outline((Part(0, "", 0, 0, len(lines), "text"),))
    parts = scan(lines)
    return parse(lines) if parts is None else Outline(parts)


def parse(lines: Sequence[str]) -> Outline:
    """Take a body apart by what markdown-it makes of it."""
    tokens, references = blocks("\n".join(lines))
    cuts = [place for place, token in enumerate(tokens) if _cuts(token)] + [len(tokens)]
    starts = [_place(tokens[cut])[0] for cut in cuts[:-1]] + [len(lines)]
    parts = []
    if not is_blank(lines, 0, starts[0]):
        parts.append(_part(lines, Part(0, "", 0, 0, starts[0]), tokens[: cuts[0]]))
    for (cut, after), end in zip(pairwise(cuts), starts[1:], strict=True):
        line, body = _place(tokens[cut])
        heading = Part(int(tokens[cut].tag[1]), tokens[cut + 1].content, line, body, end)
        parts.append(_part(lines, heading, tokens[cut + 3 : after]))
    return Outline(tuple(parts), references)


def _cuts(token: "Token") -> bool:
    return token.type == "heading_open" and token.level == 0 and token.tag in {"h1", "h2"}


def _place(token: "Token") -> tuple[int, int]:
    """First line of a block and the line after it."""
    start, end = token.map or (0, 0)
    return start, end


def _part(lines: Sequence[str], part: Part, tokens: "Sequence[Token]") -> Part:
    """A part with what its block tokens hold."""
    items: list[Item] = []
    tables: list[Table] = []
    texts: list[Text] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token.type == "table_open":
            place, table = _table(lines, tokens, place)
            tables.append(table)
        elif token.type == "inline":
            line, end = _place(token)
            opening = tokens[place - 1]
            if opening.type == "paragraph_open" and place > 1 and tokens[place - 2].type == "list_item_open":
                alone = _is_alone(lines, tokens, place - 2)
                items.append(Item(line, end, token.content, alone))
            else:
                top = token.level == 1 and opening.type == "paragraph_open"
                texts.append(Text(line, end, token.content, top))
        place += 1
    return replace(
        part, shape=_shape(lines, part, tokens), items=tuple(items), tables=tuple(tables), texts=tuple(texts)
    )


def _table(lines: Sequence[str], tokens: "Sequence[Token]", place: int) -> tuple[int, Table]:
    """The table that opens at a token, and the place of the token that closes it."""
    line, end = _place(tokens[place])
    if tokens[place].level == 0:
        rows = [row.strip() for row in lines[line:end]]
    rebuilt: list[str] = []
    level = tokens[place].level
    place += 1
    while not (tokens[place].type == "table_close" and tokens[place].level == level):
        if tokens[place].type == "tr_open":
            rebuilt.append("|")
        elif tokens[place].type == "inline":
            rebuilt[-1] += f" {tokens[place].content.replace('|', chr(92) + '|')} |"
        place += 1
    if level:  # what marks the quotation or list that it stands in is no part of its lines
        rows = [rebuilt[0], "|", *rebuilt[1:]]
    return place, Table(line, tuple(rows))


def _is_alone(lines: Sequence[str], tokens: "Sequence[Token]", place: int) -> bool:
    """Whether an item, which opens at a token, is its first paragraph and nothing else, not even a link definition."""
    start, end = _place(tokens[place])
    paragraph, after = _place(tokens[place + 1])
    return tokens[place + 4].type == "list_item_close" and start == paragraph and is_blank(lines, after, end)


def _shape(lines: Sequence[str], part: Part, tokens: "Sequence[Token]") -> Shape:
    """What a part's body is, if it is one thing only."""
    if is_blank(lines, part.body, part.end):
        return ""
    if not tokens:
        return "text"
    start, end = _place(tokens[0])
    whole = is_blank(lines, part.body, start) and is_blank(lines, end, part.end)
    last = tokens[-1]
    if whole and last.level == 0 and sum(token.level == 0 for token in tokens) == 2:  # noqa: PLR2004  # opens and closes
        if last.type == "table_close":
            return "table"
        if last.type == "bullet_list_close" and _is_simple(lines, tokens):
            return "list"
    return "text"


def _is_simple(lines: Sequence[str], tokens: "Sequence[Token]") -> bool:
    """Whether each item of a list is one paragraph or nothing at all."""
    for place, token in enumerate(tokens):
        if token.type == "list_item_open":
            if tokens[place + 1].type == "list_item_close":
                start, end = _place(token)
                if lines[start].strip(" \t") not in {"*", "-", "+"} or not is_blank(lines, start + 1, end):
                    return False
            elif tokens[place + 1].type != "paragraph_open" or not _is_alone(lines, tokens, place):
                return False
    return True
