"""Every row of every signals table into one long table, cut into sheets, the newest first."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import ClassVar

from msgspec import Struct

from kb.model.shelved import at_hand
from kb.site import paths, signal_data
from kb.site.around import Around
from kb.site.escaped import shown
from kb.site.pages.view import Pager, PageView, sheet_at
from kb.site.plan import Named, Plan, Published
from kb.site.rows import SignalView
from kb.text import count


class ItemView(Struct, frozen=True):
    """The rows of one item."""

    tongue: bytes
    """The `lang` attribute for its words."""
    title: bytes
    """Its title, as it is printed."""
    path: bytes
    """Its page, as it is printed."""
    signals: Sequence[SignalView]
    """Its signals on this sheet."""
    origin: Named | None
    """Where it came from."""


class SignalsView(PageView, frozen=True, kw_only=True):
    """A sheet of the table."""

    template: ClassVar[str] = "signals.html"
    section: str = "signals"

    counts: str
    """How many rows and items there are, in words."""
    caption: str
    """Which rows stand on this sheet, in words."""
    items: tuple[ItemView, ...]
    """The rows on this sheet, item by item."""
    pager: Pager | None
    """The way to the other sheets."""
    shards: str
    """The script that names the shards with all rows."""
    downloads: tuple[Named, ...]
    """The same rows for other programs."""


def view(plan: Plan, surroundings: Around, number: int) -> SignalsView:
    """One of the table's sheets, counted from 1."""
    own = plan.sheet(number)
    counts = f"{count(own.total, 'signal')} in {count(own.items, 'note')}"
    sheet = sheet_at(("signals",), own.rows, number, own.sheets)
    root = paths.way_up(len(sheet.parts))
    return SignalsView(
        parts=sheet.parts,
        title="Signals",
        description=f"{counts}.",
        counts=f"{counts}.",
        caption=f"Signals {own.first + 1:,} to {own.first + len(own.rows):,} of {own.total:,}, the newest first",
        items=tuple(_items(plan, surroundings, sheet.entries, root)),
        pager=sheet.pager,
        shards=signal_data.SHARDS,
        downloads=(
            Named(label="CSV", path=paths.file("data", "signals.csv")),
            Named(label="JSON", path=paths.file("data", "signals.json")),
        ),
    )


def _items(plan: Plan, surroundings: Around, entries: Sequence[tuple[Published, int]], root: str) -> Iterator[ItemView]:
    at_hand(one.more.note for one, _ in entries)
    for _, some in groupby(entries, lambda entry: entry[0].id):
        (one, first), *others = some
        yield ItemView(
            one.tongue,
            shown(one.title),
            shown(one.path),
            surroundings.signals(one, root)[first : first + 1 + len(others)],
            plan.origin_link(one.origin) if one.origin else None,
        )
