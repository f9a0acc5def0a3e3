"""What every picture has, and the small pieces of SVG that all are made of.

Pictures stretch sideways while their words keep their size: places are percentages, and shapes that stretch stand in an
inner drawing of their own. Nothing needs a style sheet but the colours.
"""

from functools import lru_cache

from markupsafe import Markup
from msgspec import Struct

from kb.site.escaped import escaped, safe


class Picture(Struct, frozen=True, kw_only=True):
    """A drawing that says what it shows, and the numbers behind it."""

    finding: str
    """What it shows, as a sentence that its numbers carry."""
    about: str
    """What is counted, by what, how many, between which dates, and what is left out."""
    svg: Markup
    """The drawing."""
    heads: tuple[str, ...] = ()
    """Names of the columns of its table; none where a list beside it tells the numbers."""
    rows: tuple[tuple[str, ...], ...] = ()
    """The same numbers, a label first in each row."""

    @property
    def table(self) -> Markup:
        """The numbers as HTML, in place of a template's loop: a site has thousands of them."""
        rows = "\n".join(map(_row, self.rows))
        return safe(f"<table>\n{_head(self.heads)}\n<tbody>\n{rows}\n</tbody>\n</table>")


@lru_cache(1 << 6)
def _head(cells: tuple[str, ...]) -> str:
    """A row of names of columns, escaped."""
    names = "".join([f'<th scope="col">{escaped(cell)}</th>' for cell in cells])
    return f"<thead><tr>{names}</tr></thead>"


@lru_cache(1 << 14)  # most say of a period that few notes are of it, as those of hundreds of other pictures do
def _row(cells: tuple[str, ...]) -> str:
    """A row of a table, escaped."""
    first, *others = map(escaped, cells)
    return f'<tr><th scope="row" dir="auto">{first}</th><td>{"</td><td>".join(others)}</td></tr>'


def drawing(kind: str, finding: str, height: int, inside: str, *, width: str = "100%") -> Markup:
    """A drawing named by its finding; `inside` is SVG."""
    return safe(  # pieces of SVG whose texts are escaped
        f'<svg class="{kind}" role="img" width="{width}" height="{height}">'
        f"<title>{escaped(finding)}</title>{inside}</svg>"
    )


def stretched(width: float, height: float, place: str, path: str) -> str:
    """A path in its own units that fills a part of the drawing."""
    return (
        f'<svg {place} viewBox="0 0 {number(width)} {number(height)}" preserveAspectRatio="none">'
        f'<path fill="currentColor" d="{path}"/></svg>'
    )


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
