"""Periods into the words on an axis of time: as few as can be read side by side on a telephone."""

from collections.abc import Sequence

from msgspec import Struct

from kb.scan import Periods
from kb.site.charts.picture import percent, text

_LABELS = 6  # years that fit side by side on the narrowest screen
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)
_LATE = 0.9  # from here on a label would stand out of the picture, so it ends at the edge
_NEAR = 0.2  # share of the width that a label at the edge needs for itself


class Tick(Struct, frozen=True, kw_only=True):
    """A word on the axis."""

    at: float
    """Where it stands, as a share of the width."""
    label: str
    """The word."""
    anchor: str = "start"
    """Whether it starts, ends or has its middle there."""


def ticks(periods: Periods) -> tuple[Tick, ...]:
    """The years that begin within the periods, or else the first and the last period."""
    begins = [(place / periods.count, periods.start(place)) for place in range(periods.count)]
    years = [(at, year) for at, (year, month) in begins if month == 1]
    ends = (Tick(at=0, label=periods.label(0)), Tick(at=1, label=periods.label(periods.count - 1), anchor="end"))
    return year_ticks(years) or (ends if periods.count > 1 else ends[:1])


def year_ticks(years: Sequence[tuple[float, int]]) -> tuple[Tick, ...]:
    """The roundest of these (place, year) that leave room for each other; none when fewer than two do."""
    for step in _STEPS:
        chosen = [(at, year) for at, year in years if year % step == 0]
        if len(chosen) <= _LABELS:
            break
    made = [Tick(at=at, label=str(year)) for at, year in chosen if at <= _LATE]
    late = [year for at, year in chosen if at > _LATE]
    if late and (not made or made[-1].at < 1 - _NEAR):
        made.append(Tick(at=1, label=str(late[0]), anchor="end"))
    return tuple(made) if len(made) > 1 else ()


def axis(some: Sequence[Tick], line: int, words: int) -> str:
    """The axis: a line at one height, the ticks' words at another, a mark where each begins."""
    marks = "".join(
        f'<line x1="{percent(tick.at)}" x2="{percent(tick.at)}" y1="{line}" y2="{line + 4}"/>'
        for tick in some
        if tick.anchor == "start"
    )
    labels = "".join(text(percent(tick.at), words, tick.label, tick.anchor) for tick in some)
    return f'<g stroke="currentColor"><line x1="0" x2="100%" y1="{line}" y2="{line}"/>{marks}</g>{labels}'
