"""Every row of every signals table into one long table, cut into sheets, the newest first."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import ClassVar

from msgspec import Struct

from kb.site import paths, signal_data
from kb.site.around import Around
from kb.site.escaped import shown
from kb.site.pages.view import Pager, PageView, sheet_at
from kb.site.plan import Named, Plan, Published
from kb.site.rows import SignalView
from kb.text import count

_ROWS = 200  # rows on one sheet


class RowView(Struct, frozen=True, kw_only=True):
    """One row of the table."""

    one: Published
    """The item."""
    title: bytes
    """Its title, as it is printed."""
    path: bytes
    """Its page, as it is printed."""
    signal: SignalView
    """The signal."""
    origin: Named | None
    """Where the item came from."""


class SignalsView(PageView, frozen=True, kw_only=True):
    """A sheet of the table."""

    template: ClassVar[str] = "signals.html"
    section: str = "signals"

    counts: str
    """How many rows and items there are, in words."""
    caption: str
    """Which rows stand on this sheet, in words."""
    rows: tuple[RowView, ...]
    """The rows on this sheet."""
    pager: Pager | None
    """The way to the other sheets."""
    shards: str
    """The script that names the shards with all rows."""
    downloads: tuple[Named, ...]
    """The same rows for other programs."""


def sheet_count(plan: Plan) -> int:
    """How many sheets the table has."""
    return -(-sum(one.rows for one in plan.kept.items) // _ROWS)


def view(plan: Plan, surroundings: Around, number: int) -> SignalsView:
    """One of the table's sheets, counted from 1."""
    rows = plan.rows
    counts = f"{count(len(rows), 'signal')} in {count(plan.with_rows, 'note')}"
    sheet = sheet_at(("signals",), rows, _ROWS, number)
    root = paths.way_up(len(sheet.parts))
    first = (number - 1) * _ROWS + 1
    return SignalsView(
        parts=sheet.parts,
        title="Signals",
        description=f"{counts}.",
        counts=f"{counts}.",
        caption=f"Signals {first:,} to {first + len(sheet.entries) - 1:,} of {len(rows):,}, the newest first",
        rows=tuple(_rows(plan, surroundings, sheet.entries, root)),
        pager=sheet.pager,
        shards=signal_data.SHARDS,
        downloads=(
            Named(label="CSV", path=paths.file("data", "signals.csv")),
            Named(label="JSON", path=paths.file("data", "signals.json")),
        ),
    )


def _rows(plan: Plan, surroundings: Around, entries: Iterable[tuple[Published, int]], root: str) -> Iterator[RowView]:
    for _, some in groupby(entries, lambda entry: entry[0].id):
        found = list(some)
        one = found[0][0]
        signals = surroundings.signals(one, root)
        origin = plan.origin_link(one.origin) if one.origin else None
        title, path = shown(one.title), shown(one.path)
        for _, row in found:
            yield RowView(one=one, title=title, path=path, signal=signals[row], origin=origin)
