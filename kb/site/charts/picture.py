"""What every picture has, and the small pieces of SVG that all are made of.

Pictures stretch sideways while their words keep their size: places are percentages, and shapes that stretch stand in an
inner drawing of their own. Nothing needs a style sheet but the colours.
"""

from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct

from kb.site.escaped import escaped


class Picture(Struct, frozen=True, kw_only=True):
    """A drawing that says what it shows, and the numbers behind it."""

    finding: str
    """What it shows, as a sentence that its numbers carry."""
    about: str
    """What is counted, by what, how many, between which dates, and what is left out."""
    svg: bytes
    """The drawing, as it stands in HTML."""
    table: bytes = b""
    """The same numbers, the same; none where a list beside it tells them."""


def table(heads: tuple[str, ...], rows: Sequence[str]) -> bytes:
    """A table of rows as of `row`, below names of columns; made here, since a site has thousands of them."""
    told = "\n".join(rows)
    return f"<table>\n{_head(heads)}\n<tbody>\n{told}\n</tbody>\n</table>".encode()


@lru_cache(1 << 6)
def _head(cells: tuple[str, ...]) -> str:
    """A row of names of columns, escaped."""
    names = "".join([f'<th scope="col">{escaped(cell)}</th>' for cell in cells])
    return f"<thead><tr>{names}</tr></thead>"


def row(*cells: str) -> str:
    """A row of a table, escaped, a label first."""
    first, *others = map(escaped, cells)
    return f'<tr><th scope="row" dir="auto">{first}</th><td>{"</td><td>".join(others)}</td></tr>'


def text(x: str, y: int, words: str, anchor: str = "start") -> str:
    """Words at a place, which `anchor` says whether they start, end or have their middle at."""
    turned = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text x="{x}" y="{y}"{turned}>{escaped(words)}</text>'


def percent(share: float) -> str:
    """A share of the width, in as few digits as show.

    >>> percent(0.125), percent(1 / 3), percent(1)
    ('12.5%', '33.33%', '100%')
    """
    return f"{number(share * 100)}%"


@lru_cache(1 << 10)
def number(value: float) -> str:
    """A number in as few digits as show."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
