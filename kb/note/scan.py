"""A plainly written body into its parts, line by line: several times quicker than a Markdown parser, or not at all.

Nearly every digest note is written plainly: headings with `#`, lists with `*`, tables whose lines begin with `|`, and
paragraphs of one line that begin with a letter. As soon as a line is anything else, the whole body is left to
`outline.parse`, which agrees with this on every body that it accepts.
"""

from collections.abc import Sequence
from functools import lru_cache

from kb.note.parts import Item, Part, Shape, Table, Text
from kb.note.tables import cells_of
from kb.pattern import pattern

# No list, quotation, rule, code, table, link definition or underline begins like this.
_BEGINS = (
    r"(?:(?!\d{1,9}[.)](?:[ \t]|\Z))[^\W_]"
    r"""|["'“”‘’„«»($€£¥¿¡…]"""
    r"|_(?![_ \t]*\Z)"
    r"|\[(?!.*\]:))"
)
_TEXT = pattern(rf"((?={_BEGINS}).*\S)[ \t]*")
_HEADING = pattern(r"(#{1,6})[ \t]+([^#\s](?:.*[^#\s])?)[ \t]*")
_RULE = pattern(r"\|(?:[ \t]*:?-+:?[ \t]*\|)+[ \t]*")
_SECTIONS = (1, 2)  # levels of headings that begin a part
_MOST_CELLS = 0x10000  # a table may end early when it lacks more


def scan(lines: Sequence[str]) -> tuple[Part, ...] | None:
    """Take a body apart, or give up.

    >>> [part.shape for part in scan(["# A", "", "## Themes", "* b", "* c"]) or ()]
    ['', 'list']
    >>> scan(["* b", "  - c"])
    """
    scanner = _Scanner(lines)
    return tuple(scanner.parts) if scanner.run() else None


class _Scanner:
    """Lines, and the parts found in them so far."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.parts: list[Part] = []
        self._heading = (0, "", 0, 0)  # level, text, line, line below
        self._clear()

    def _clear(self) -> None:
        self._items: list[Item] = []
        self._tables: list[Table] = []
        self._texts: list[Text] = []
        self._blocks: list[Shape] = []

    def run(self) -> bool:
        """Go through all lines; False as soon as one is not plain."""
        lines = self.lines
        count = len(lines)
        place = 0
        while place < count:
            line = lines[place]
            if not line or not line.strip(" \t"):
                place += 1
                continue
            first = line[0]
            if first == "#":
                end = self._take_heading(place)
            else:
                take = self._take_list if first == "*" else self._take_table if first == "|" else self._take_paragraph
                end = take(place)
                if end < count and lines[end] and lines[end].strip(" \t") and lines[end][0] != "#":
                    return False
            if not end:
                return False
            place = end
        self._close(count)
        return True

    def _close(self, end: int) -> None:
        """Finish the part that is open."""
        level, text, line, body = self._heading
        if level or self._blocks:
            blocks = self._blocks
            shape: Shape = "" if not blocks else blocks[0] if len(blocks) == 1 else "text"
            found = tuple(self._items), tuple(self._tables), tuple(self._texts)
            self.parts.append(Part(level, text, line, body, end, shape, *found))
        self._clear()

    def _take_heading(self, place: int) -> int:
        line = self.lines[place]
        if line.startswith("## ") and line[3:].isalpha():
            level, text = 2, line[3:]
        elif match := _HEADING.fullmatch(line):
            level, text = len(match[1]), match[2]
        else:
            return 0
        if level in _SECTIONS:
            self._close(place)
            self._heading = (level, text, place, place + 1)
        else:
            self._blocks.append("text")
            self._texts.append(Text(place, place + 1, text, paragraph=False))
        return place + 1

    def _take_list(self, place: int) -> int:
        if self._blocks and self._blocks[-1] == "list":
            return 0  # after blank lines the same list goes on
        lines = self.lines
        end = place
        while end < len(lines) and lines[end][:2] == "* ":
            end += 1
        texts = plainly([line[2:] for line in lines[place:end]])
        if not texts:
            return 0
        self._blocks.append("list")
        self._items += map(Item, range(place, end), range(place + 1, end + 1), texts)
        return end

    def _take_table(self, place: int) -> int:
        lines = self.lines
        end = place
        while end < len(lines) and lines[end].startswith("|"):
            end += 1
        if not is_table(lines[place:end]):
            return 0
        self._blocks.append("table")
        self._tables.append(Table(place, tuple(map(str.strip, lines[place:end]))))
        return end

    def _take_paragraph(self, place: int) -> int:
        text = plainly([self.lines[place]])
        if not text:
            return 0
        self._blocks.append("text")
        self._texts.append(Text(place, place + 1, text[0]))
        return place + 1


def plainly(lines: Sequence[str]) -> list[str]:
    """What lines say that are running text and nothing else, be it in a list; nothing where one may be more.

    >>> plainly(["a [b]: c ", "2nd"]), plainly(["a", "[b]: c"])
    (['a [b]: c', '2nd'], [])
    """
    texts = list(lines)
    if all(texts) and texts == [*map(str.rstrip, texts)]:
        first = "".join([text[0] for text in texts])
        if first.isalpha() or (first.count("[") == len(first) and "]:" not in "".join(texts)):
            return texts
    found = list(map(_TEXT.fullmatch, texts))
    return [text[1] for text in found if text] if None not in found else []


def is_table(lines: Sequence[str]) -> bool:
    """Whether lines that begin with a pipe are a table."""
    return len(lines) > 1 and 0 < _columns(lines[0], lines[1]) * len(lines) <= _MOST_CELLS


@lru_cache(maxsize=64)
def _columns(header: str, rule: str) -> int:
    """How many columns begin with a header and a rule, which are the same in most notes; 0 where that is no table."""
    header = header.rstrip(" \t")
    columns = rule.count("|") - 1 if _RULE.fullmatch(rule) else 0
    return columns if header[-1] == "|" and len(cells_of(header)) == columns else 0
