"""A note's surroundings into a small picture: an SVG for its page, with links, that needs no script.

The note is the dot in the middle; around it lie its closest notes and those that cite it, the nearest first from the
upper right. How two notes are joined shows in the form of the line: solid, broad, dotted or dashed.
"""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Literal

from msgspec import Struct

from kb.site.escaped import escaped, shown
from kb.site.paths import way_up
from kb.site.published import Published

Line = Literal["written", "both", "computed", "citing"]
"""How a note is joined with the one in the middle: the form of the line between them."""
Label = tuple[bytes, bytes]
"""A note's link with its whole title, and its short title with the link's end; between them stands a place."""

_ROOT = way_up(1)  # pictures stand on notes' pages
MOST = 11
"""Notes around the one in the middle; the rest is counted."""
_CITING = 3  # places that are kept for notes that only cite it
_WORDS: dict[Line, str] = {
    "written": "written",
    "both": "both ways",
    "computed": "computed",
    "citing": "cites this note",
}
_FORMS: dict[Line, str] = {"written": "w", "both": "b", "computed": "c", "citing": "i"}

_WIDTH, _ROW, _EDGE = 480, 26, 16  # units of the picture, at the least about half a pixel each
_ROOM = 118  # tenths of the letters' height that a label has room for where letters are largest
_TITLE = 56  # bytes of the title that shows when one points at a note; its page lists whole ones
_FRAMES = 1 << 12  # pictures without labels that are kept, since the same lines lead from many notes
_NARROW = dict.fromkeys(" .,:;'!|()-’ijlftrI", 3) | dict.fromkeys("mwMW@%—…", 9)
_CAPITAL, _LETTER, _BROAD = 7, 6, 10
_BROAD_FROM = "\u1100"  # scripts from here on are mostly as broad as they are high


def small_graph(
    path: str, near: Sequence[tuple[str, Line]], citing: Sequence[str], labels: Mapping[str, Label]
) -> bytes:
    """The picture of what lies around the note with a page, nothing where nothing does.

    `near` are ids of the closest notes, each with how it is joined, `citing` those of others that only cite it.
    """
    some = near[: max(MOST - len(citing), MOST - _CITING)]
    only = citing[: MOST - len(some)]
    lines: list[Line] = [line for _, line in some]
    lines += ["citing"] * len(only)
    if not lines:
        return b""
    frame = _frame(tuple(lines))
    pieces = [frame.above]
    for id_, opening in zip((*[id_ for id_, _ in some], *only), frame.openings, strict=True):
        begin, end = labels[id_]
        pieces += begin, opening, end
    left = len(near) + len(citing) - len(lines)
    more = f"{left:,} more in the graph" if left else "in the graph"
    link = f'<a href="{_ROOT}graph/index.html#note={path.partition("/")[0]}">{more}</a></figcaption></figure>'
    return b"".join((*pieces, frame.below, link.encode()))


def label(one: Published) -> Label:
    """How a note is named in pictures; its title is cut where it shows when one points at the note, too."""
    said = one.title.encode()
    whole = one.title if len(said) <= _TITLE else said[:_TITLE].decode(errors="ignore") + "…"
    begin = f'<a href="{_ROOT}{one.path}"><title>{escaped(whole)}</title>'
    return begin.encode(), shown(_shortened(one.title)) + b"</text></a>"


class _Frame(Struct, frozen=True):
    """All of a picture that follows from the lines in it."""

    above: bytes
    """Its beginning, with lines and dots."""
    openings: tuple[bytes, ...]
    """What each label begins with."""
    below: bytes
    """What comes after the labels, up to the link."""


@lru_cache(_FRAMES)
def _frame(lines: tuple[Line, ...]) -> _Frame:
    places = _places(len(lines))
    ways: dict[Line, list[str]] = {}
    for line, (way, _) in zip(lines, places.notes, strict=True):
        ways.setdefault(line, []).append(way)
    drawn = "".join([f'<path class="{_FORMS[line]}" d="{"".join(some)}"/>' for line, some in ways.items()])
    key = " ".join([f'<span class="{_FORMS[line]}">{_WORDS[line]}</span>' for line in ways])
    counts = ", ".join([f"{len(some)} {_WORDS[line]}" for line, some in ways.items()])
    above = (
        f'<figure class="small"><svg viewBox="0 0 {_WIDTH} {places.height}" role="group" '
        f'aria-label="Around this note: {counts}">{drawn}{places.dots}'
    )
    openings = tuple(opening.encode() for _, opening in places.notes)
    return _Frame(above.encode(), openings, f"</svg><figcaption>{key} ".encode())


class _Places(Struct, frozen=True, kw_only=True):
    """Where so many notes stand."""

    height: int
    """Of the picture."""
    dots: str
    """All of them, that in the middle last."""
    notes: tuple[tuple[str, str], ...]
    """For each the way to it from the middle, and what its label begins with."""


@cache
def _places(count: int) -> _Places:
    right = -(-count // 2)
    height = right * _ROW + 2 * _EDGE - _ROW // 2
    middle = f"M{_WIDTH // 2} {height // 2}"
    dots = ""
    notes = []
    for number in range(count):
        side, row, rows = (1, number, right) if number < right else (-1, number - right, count - right)
        y = round(height / 2 + (row - (rows - 1) / 2) * _ROW)
        x = _WIDTH // 2 + side * round(14 + 26 * (1 - ((y - height / 2) / (height / 2 + 1)) ** 2))
        anchor = "" if side > 0 else ' text-anchor="end"'
        dots += f"M{x} {y}h0"
        notes.append((f"{middle}L{x} {y}", f'<text x="{x + side * 9}" y="{y + 4}"{anchor}>'))
    drawn = f'<path class="d" d="{dots}"/><path class="o" d="{middle}h0"/>'
    return _Places(height=height, dots=drawn, notes=tuple(notes))


def _shortened(title: str) -> str:
    """The start of a title as far as there is room, letters taken as broad as they mostly are."""
    room = _ROOM
    for place, letter in enumerate(title):
        room -= _NARROW.get(letter) or (_BROAD if letter >= _BROAD_FROM else _CAPITAL if letter.isupper() else _LETTER)
        if room < 0:
            return title[: max(1, place - 1)].rstrip(" ,.:;–-") + "…"
    return title
