"""Rows of a signals table into what pages show of them: cells as they stand in a file of HTML."""

from collections.abc import Callable, Sequence
from itertools import chain
from operator import attrgetter

from msgspec import Struct

from kb.model import Signal
from kb.note.markdown import is_markup
from kb.once import Once
from kb.site import prose
from kb.site.escaped import has_signs, printed, shown
from kb.site.prose import Ways
from kb.site.words import turn

_CELLS: Callable[[Signal], tuple[str, ...]] = attrgetter("name", "description", "change", "horizon", "driving_force")
"""What a row says in the columns that a field holds."""
_NUMBERS = Once[int, bytes](b"%d".__mod__)
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


class Wording(Struct, frozen=True, gc=False):
    """What is asked about all signals of a note before any page shows them."""

    names: Sequence[str]
    """What they are called, as plain text."""
    marked: bool
    """Whether any cell is more than its own text; else they are the same for every page."""
    signs: bool
    """Whether any cell holds a sign that HTML writes otherwise."""


def wording(rows: Sequence[Signal]) -> Wording:
    """The same for the rows of a table."""
    others = [cell for row in rows if row.extra for _, cell in row.extra]
    said = " ".join([*chain.from_iterable(map(_CELLS, rows)), *others])
    marked, names = is_markup(said), [row.name for row in rows]
    return Wording([prose.plain(name) for name in names] if marked else names, marked, has_signs(said))


def signal_views(rows: Sequence[Signal], of: Wording, ways: Ways) -> tuple[SignalView, ...]:
    """The rows of a table with this wording, for the page from which `ways` leads."""
    plainly = shown if of.signs else str.encode
    show = (lambda cell: printed(prose.inline(cell, ways))) if of.marked else plainly
    return tuple([_view(number, row, ways, show, marked=of.marked) for number, row in enumerate(rows, 1)])


def _view(number: int, row: Signal, ways: Ways, show: Callable[[str], bytes], *, marked: bool) -> SignalView:
    before, after = ("", row.change) if marked and is_markup(row.change) else turn(row.change)
    return SignalView(
        number=_NUMBERS[number],
        name=show(row.name),
        description=show(row.description),
        before=show(before),
        after=show(after),
        horizon=show(row.horizon),
        driving_force=show(row.driving_force),
        more=facts(row.extra, ways) if row.extra else (),
    )


def facts(extra: tuple[tuple[str, str], ...], ways: Ways) -> tuple[Fact, ...]:
    """Columns that no field holds, without row numbers and the note's own id."""
    return tuple(
        [
            (header or "Also", prose.inline(cell, ways))
            for header, cell in extra
            if cell and header.casefold() != _NOT_SHOWN and (header or not cell.isdigit())
        ]
    )
