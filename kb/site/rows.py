"""Rows of a signals table into what pages show of them. Cells are text, or HTML that templates know to be safe."""

from collections.abc import Iterable

from msgspec import Struct

from kb.model import Signal
from kb.note.markdown import is_markup
from kb.site import prose
from kb.site.prose import Ways
from kb.site.published import Published
from kb.site.words import turn

_NOT_SHOWN = "src"  # a column of the digest that repeats the note's own id

Fact = tuple[str, str]
"""What a cell says, after the words for its column."""


class SignalView(Struct, frozen=True, kw_only=True):
    """One signal."""

    number: int
    """Its row, from 1: its anchor is `signal-` and this."""
    name: str
    """What it is called."""
    description: str
    """What it is, or nothing."""
    before: str
    """What the change leads away from, empty where that can't be told apart."""
    after: str
    """What it leads to, or the whole change."""
    horizon: str
    """The ten-year view."""
    driving_force: str
    """Why it happens."""
    more: tuple[Fact, ...]
    """What other columns say."""


def plain_view(number: int, signal: Signal, ways: Ways) -> SignalView:
    """A row that has no markup."""
    before, after = turn(signal.change)
    return SignalView(
        number=number,
        name=signal.name,
        description=signal.description,
        before=before,
        after=after,
        horizon=signal.horizon,
        driving_force=signal.driving_force,
        more=facts(signal.extra, ways) if signal.extra else (),
    )


def signal_view(number: int, signal: Signal, ways: Ways) -> SignalView:
    """A row, for the page from which `ways` leads."""
    before, after = ("", signal.change) if is_markup(signal.change) else turn(signal.change)
    return SignalView(
        number=number,
        name=prose.inline(signal.name, ways),
        description=prose.inline(signal.description, ways),
        before=prose.inline(before, ways),
        after=prose.inline(after, ways),
        horizon=prose.inline(signal.horizon, ways),
        driving_force=prose.inline(signal.driving_force, ways),
        more=facts(signal.extra, ways),
    )


def facts(extra: tuple[tuple[str, str], ...], ways: Ways) -> tuple[Fact, ...]:
    """Columns that no field holds, without row numbers and the note's own id."""
    return tuple(
        (header or "Also", prose.inline(cell, ways))
        for header, cell in extra
        if cell and header.casefold() != _NOT_SHOWN and (header or not cell.isdigit())
    )


def has_markup(rows: Iterable[Signal]) -> bool:
    """Whether any cell of some rows is more than its own text."""
    return is_markup(" ".join([cell for row in rows for cell in cells(row)]))


def cells(row: Signal) -> list[str]:
    """What a row says, in the columns that a field holds and in all others."""
    own = [row.name, row.description, row.change, row.horizon, row.driving_force]
    return [*own, *(cell for _, cell in row.extra)] if row.extra else own


def signal_names(one: Published) -> list[str]:
    """What an item's line in lists says of its signals."""
    return [prose.plain(signal.name) for signal in one.note.signals]
