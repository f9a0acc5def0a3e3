"""A note's surroundings into a small picture: an SVG for its page, with links, that needs no script.

The note is the dot in the middle; around it lie its closest notes and those that cite it, the nearest first from the
upper right. How two notes are joined shows in the form of the line: solid, broad, dotted or dashed.
"""

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import Literal

from markupsafe import Markup
from msgspec import Struct

from kb.site.around import Close
from kb.site.escaped import escaped
from kb.site.plan import Published

Line = Literal["written", "both", "computed", "citing"]
"""How a note is joined with the one in the middle: the form of the line between them."""

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
_TITLES = 1 << 16  # labels that are kept, since most notes are drawn beside several others
_NARROW = dict.fromkeys(" .,:;'!|()-’ijlftrI", 3) | dict.fromkeys("mwMW@%—…", 9)
_CAPITAL, _LETTER, _BROAD = 7, 6, 10
_BROAD_FROM = "\u1100"  # scripts from here on are mostly as broad as they are high


def small_graph(one: Published, closest: Sequence[Close], citing: Sequence[Published], root: str) -> Markup:
    """The picture of what lies around a note, nothing where nothing does; `citing` are those not among the closest."""
    beside = _beside(closest, citing)
    if not beside:
        return Markup()
    places = _places(len(beside))
    lines: dict[Line, list[str]] = {}
    labels = []
    for (other, line), (way, opening) in zip(beside, places.notes, strict=True):
        if line in lines:
            lines[line].append(way)
        else:
            lines[line] = [way]
        whole, short = _labelled(other.title)
        labels.append(f'<a href="{root}{other.path}"><title>{whole}</title>{opening}{short}</text></a>')
    drawn = "".join([f'<path class="{_FORMS[line]}" d="{"".join(ways)}"/>' for line, ways in lines.items()])
    key = " ".join([f'<span class="{_FORMS[line]}">{_WORDS[line]}</span>' for line in lines])
    left = len(closest) + len(citing) - len(beside)
    more = f"{left:,} more in the graph" if left else "in the graph"
    counts = ", ".join([f"{len(ways)} {_WORDS[line]}" for line, ways in lines.items()])
    return Markup(  # noqa: S704  # titles are escaped, the rest is ours
        f'<figure class="small"><svg viewBox="0 0 {_WIDTH} {places.height}" role="group" '
        f'aria-label="Around this note: {counts}">{drawn}{places.dots}{"".join(labels)}</svg>'
        f'<figcaption>{key} <a href="{root}graph/index.html#note={one.path.partition("/")[0]}">{more}</a>'
        "</figcaption></figure>"
    )


def _beside(closest: Iterable[Close], citing: Sequence[Published]) -> list[tuple[Published, Line]]:
    """What is drawn: as many as there is room for of the closest, and some that only cite."""
    near: list[tuple[Published, Line]] = [(close.one, close.line) for close in closest]
    kept = near[: max(MOST - len(citing), MOST - _CITING)]
    only: list[tuple[Published, Line]] = [(other, "citing") for other in citing[: MOST - len(kept)]]
    return kept + only


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


@lru_cache(_TITLES)
def _labelled(title: str) -> tuple[str, str]:
    """A title as it shows when one points at a note, and beside the note's dot; both escaped."""
    said = title.encode()
    whole = title if len(said) <= _TITLE else said[:_TITLE].decode(errors="ignore") + "…"
    return escaped(whole), escaped(_shortened(title))


def _shortened(title: str) -> str:
    """The start of a title as far as there is room, letters taken as broad as they mostly are."""
    room = _ROOM
    for place, letter in enumerate(title):
        room -= _NARROW.get(letter) or (_BROAD if letter >= _BROAD_FROM else _CAPITAL if letter.isupper() else _LETTER)
        if room < 0:
            return title[: max(1, place - 1)].rstrip(" ,.:;–-") + "…"
    return title
