"""A note's surroundings into a small picture: an SVG for its page, with links, that needs no script.

The note is the dot in the middle; around it lie its closest notes and those that cite it, the nearest first from the
upper right. How two notes are joined shows in the form of the line: solid, broad, dotted or dashed.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import accumulate
from typing import Literal

from msgspec import Struct

from kb.once import Once
from kb.site.escaped import escaped, shown
from kb.site.paths import way_up
from kb.site.published import Published

Line = Literal["written", "both", "computed", "citing"]
"""How a note is joined with the one in the middle: the form of the line between them."""
_CITES: Line = "citing"
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
_THIN, _SMALL, _CAPITAL, _WIDE, _BROAD = 3, 6, 7, 9, 10  # how broad letters are, in such tenths
_THIN_ONES, _WIDE_ONES = frozenset(" .,:;'!|()-’ijlftrI"), frozenset("mwMW@%—…")
_LETTERS = _ROOM // _THIN + 1  # of a title that could fit, and one more
_OFTEN = 24  # among which there mostly is one that does not fit
_DEAR = 8  # titles of which one is cut by itself in the time of all
_BROAD_FROM = "\u1100"  # scripts from here on are mostly as broad as they are high


class Labels(dict[str, tuple[bytes, bytes]]):
    """How notes are named in pictures, by their ids: first the link with the whole title, then the short title.

    Between both stands the place. Whole titles are cut, too, where they show when one points at a note.
    """

    def __init__(self, by_id: Mapping[str, Published]) -> None:
        """Take all notes; each is named when it is first drawn, and all are where many are drawn."""
        super().__init__()
        self._by_id = by_id

    def prepare(self) -> None:
        """Name all now, so that processes that are forked later need not: each would draw nearly all."""
        some = self._by_id.values()
        titles = map(_closed, all_shortened([one.title for one in some]))
        self.update(zip(self._by_id, zip(map(_link, some), titles, strict=True), strict=True))

    def __missing__(self, id_: str) -> tuple[bytes, bytes]:
        """The name of a note that was not drawn before."""
        one = self._by_id[id_]
        if _DEAR * len(self) > len(self._by_id):
            self.prepare()
        else:
            self[id_] = _link(one), _closed(shortened(one.title))
        return self[id_]


def small_graph(path: str, near: Sequence[str], lines: Sequence[Line], citing: Sequence[str], labels: Labels) -> bytes:
    """The picture of what lies around the note with a page, nothing where nothing does.

    `near` are ids of the closest notes, `lines` how each is joined, `citing` ids of others that only cite it.
    """
    most = max(MOST - len(citing), MOST - _CITING)
    ids = [*near[:most], *citing[: MOST - len(near[:most])]]
    if not ids:
        return b""
    frame = _frame((*lines[:most], *[_CITES] * (len(ids) - len(lines[:most]))))
    named = map(bytes.join, frame.openings, map(labels.__getitem__, ids))
    left = len(near) + len(citing) - len(ids)
    more = f"{left:,} more in the graph" if left else "in the graph"
    link = f'<a href="{_ROOT}graph/index.html#note={path.partition("/")[0]}">{more}</a></figcaption></figure>'
    return b"".join((frame.above, *named, frame.below, link.encode()))


def _closed(title: str) -> bytes:
    return shown(title) + b"</text></a>"


def _link(one: Published) -> bytes:
    said = one.title.encode()
    whole = one.title if len(said) <= _TITLE else said[:_TITLE].decode(errors="ignore") + "…"
    return f'<a href="{_ROOT}{one.path}"><title>{escaped(whole)}</title>'.encode()


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
    ways: dict[Line, list[str]] = {line: [] for line in lines}
    for line, way in zip(lines, places.ways, strict=True):
        ways[line].append(way)
    drawn = "".join([f'<path class="{_FORMS[line]}" d="{"".join(some)}"/>' for line, some in ways.items()])
    key = " ".join([f'<span class="{_FORMS[line]}">{_WORDS[line]}</span>' for line in ways])
    counts = ", ".join([f"{len(some)} {_WORDS[line]}" for line, some in ways.items()])
    above = (
        f'<figure class="small"><svg viewBox="0 0 {_WIDTH} {places.height}" role="group" '
        f'aria-label="Around this note: {counts}">{drawn}{places.dots}'
    )
    return _Frame(above.encode(), places.openings, f"</svg><figcaption>{key} ".encode())


class _Places(Struct, frozen=True, kw_only=True):
    """Where so many notes stand."""

    height: int
    """Of the picture."""
    dots: str
    """All of them, that in the middle last."""
    ways: tuple[str, ...]
    """For each the way to it from the middle."""
    openings: tuple[bytes, ...]
    """For each what its label begins with."""


@cache
def _places(count: int) -> _Places:
    right = -(-count // 2)
    height = right * _ROW + 2 * _EDGE - _ROW // 2
    middle = f"M{_WIDTH // 2} {height // 2}"
    dots = ""
    ways, openings = [], []
    for number in range(count):
        side, row, rows = (1, number, right) if number < right else (-1, number - right, count - right)
        y = round(height / 2 + (row - (rows - 1) / 2) * _ROW)
        x = _WIDTH // 2 + side * round(14 + 26 * (1 - ((y - height / 2) / (height / 2 + 1)) ** 2))
        anchor = "" if side > 0 else ' text-anchor="end"'
        dots += f"M{x} {y}h0"
        ways.append(f"{middle}L{x} {y}")
        openings.append(f'<text x="{x + side * 9}" y="{y + 4}"{anchor}>'.encode())
    drawn = f'<path class="d" d="{dots}"/><path class="o" d="{middle}h0"/>'
    return _Places(height=height, dots=drawn, ways=tuple(ways), openings=tuple(openings))


def shortened(title: str) -> str:
    """The start of a title as far as there is room, letters taken as broad as they mostly are."""
    for most in (_OFTEN, _LETTERS):
        place = bisect_right([*accumulate(_breadths(title[:most]))], _ROOM)
        if place < most:
            break
    return _cut(title, place)


def all_shortened(titles: Sequence[str]) -> list[str]:
    """The start of each of many titles, all measured together."""
    import numpy as np  # noqa: PLC0415  # it loads when it is needed

    known = b"".join([bytes(_breadths(title[:_LETTERS])).ljust(_LETTERS, b"\0") for title in titles])
    ends = np.cumsum(np.frombuffer(known, np.uint8).reshape(-1, _LETTERS), axis=1)
    return list(map(_cut, titles, np.count_nonzero(ends <= _ROOM, axis=1).tolist()))


def _cut(title: str, place: int) -> str:
    """A title of which so many letters have room."""
    return title if place >= len(title) else title[: max(1, place - 1)].rstrip(" ,.:;–-") + "…"


def _breadths(letters: str) -> Iterable[int]:
    """How broad each letter is."""
    return letters.encode().translate(_IN_ASCII) if letters.isascii() else map(_BREADTHS.__getitem__, letters)


def _breadth(letter: str) -> int:
    if letter in _THIN_ONES:
        return _THIN
    if letter in _WIDE_ONES:
        return _WIDE
    return _BROAD if letter >= _BROAD_FROM else _CAPITAL if letter.isupper() else _SMALL


_BREADTHS = Once(_breadth)
_IN_ASCII = bytes(map(_breadth, map(chr, range(0x80)))) + bytes(0x80)
