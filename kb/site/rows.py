"""Rows of a signals table into what pages show of them: cells as they stand in a file of HTML."""

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from kb.model import Signal
from kb.note.markdown import is_markup
from kb.site import prose
from kb.site.escaped import printed, shower
from kb.site.prose import Ways
from kb.site.published import Published
from kb.site.words import turn

_NOT_SHOWN = "src"  # a column of the digest that repeats the note's own id

Fact = tuple[str, str]
"""What a cell says, after the words for its column."""


class SignalView(Struct, frozen=True, kw_only=True):
    """One signal; all that it says is HTML, as it stands in a file."""

    number: bytes
    """Its row, from 1: its anchor is `signal-` and this."""
    name: bytes
    """What it is called."""
    description: bytes
    """What it is, or nothing."""
    before: bytes
    """What the change leads away from, empty where that can't be told apart."""
    after: bytes
    """What it leads to, or the whole change."""
    horizon: bytes
    """The ten-year view."""
    driving_force: bytes
    """Why it happens."""
    more: tuple[Fact, ...]
    """What other columns say."""


def signal_views(rows: Sequence[Signal], ways: Ways) -> tuple[tuple[SignalView, ...], bool]:
    """Rows of a table, for the page from which `ways` leads, and whether they are the same for every other."""
    said = _joined(rows)
    marked = is_markup(said)
    shown = (lambda cell: printed(prose.inline(cell, ways))) if marked else shower(said)
    return tuple([_view(number, row, ways, shown, marked=marked) for number, row in enumerate(rows, 1)]), not marked


def _view(number: int, row: Signal, ways: Ways, shown: Callable[[str], bytes], *, marked: bool) -> SignalView:
    before, after = ("", row.change) if marked and is_markup(row.change) else turn(row.change)
    return SignalView(
        number=b"%d" % number,
        name=shown(row.name),
        description=shown(row.description),
        before=shown(before),
        after=shown(after),
        horizon=shown(row.horizon),
        driving_force=shown(row.driving_force),
        more=facts(row.extra, ways) if row.extra else (),
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
    return is_markup(_joined(rows))


def _joined(rows: Iterable[Signal]) -> str:
    return " ".join([cell for row in rows for cell in cells(row)])


def cells(row: Signal) -> list[str]:
    """What a row says, in the columns that a field holds and in all others."""
    own = [row.name, row.description, row.change, row.horizon, row.driving_force]
    return [*own, *(cell for _, cell in row.extra)] if row.extra else own


def signal_names(one: Published) -> list[str]:
    """What an item's line in lists says of its signals; nobody notes who asks."""
    names = [signal.name for signal in one.more.note.signals]
    return [prose.plain(name) for name in names] if is_markup(" ".join(names)) else names
