"""Moments with a number each into lines on an axis of days."""

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Sequence

from msgspec import Struct

from kb.site.charts.picture import Picture, number, percent, text
from kb.site.charts.scale import Tick, axis, year_ticks
from kb.site.escaped import escaped
from kb.site.words import day
from kb.text import count

_TOP, _LINES = 16, 72  # room for the number above the highest line, and the height of that line
_EDGE = 0.03
_MANY = 120  # days whose lines would run into each other unless they are thin
_FEW = 5  # moments below which the finding says that they tell no rhythm


class Moment(Struct, frozen=True, kw_only=True):
    """An origin and how many notes came from it."""

    date: dt.date | None
    """Its date."""
    notes: int
    """Its notes."""


def timeline(moments: Sequence[Moment]) -> Picture | None:
    """A line for each day with origins, as high as they have notes; None unless there are two such days.

    The numbers stand in the list of origins beside it.
    """
    days = Counter[dt.date]()
    for moment in moments:
        if moment.date:
            days[moment.date] += moment.notes
    if len(days) <= 1:
        return None
    first, last, most = min(days), max(days), max(days.values())
    length = (last - first).days
    path = "".join(f"M{(date - first).days} {most}v-{days[date]}" for date in sorted(days))
    peak = max(days, key=lambda date: (days[date], -date.toordinal()))
    at = (peak - first).days / length
    anchor = "start" if at < _EDGE else "end" if at > 1 - _EDGE else "middle"
    line = _TOP + _LINES
    told = _finding(days)
    inside = (
        f'<svg y="{_TOP}" height="{_LINES}" viewBox="0 0 {length} {number(most)}" preserveAspectRatio="none" '
        f'overflow="visible"><path fill="none" stroke="currentColor" stroke-width="{2 if len(days) <= _MANY else 1}" '
        f'vector-effect="non-scaling-stroke" d="{path}"/></svg>'
        + text(percent(at), _TOP - 4, f"{most:,}", anchor)
        + axis(_years(first, last), line, line + 17)
    )
    dated = sum(1 for moment in moments if moment.date)
    undated = len(moments) - dated
    return Picture(
        finding=told,
        about=(
            f"Notes of {count(dated, 'origin')}, {sum(days.values()):,} in all, by day, {day(first)} to {day(last)}"
            f"{f'; {undated:,} more without a date' if undated else ''}. The list below has the numbers."
        ),
        svg=(  # texts in it are escaped
            f'<svg class="line" role="img" width="100%" height="{line + 24}">'
            f"<title>{escaped(told)}</title>{inside}</svg>"
        ).encode(),
    )


def _finding(days: Counter[dt.date]) -> str:
    """How close the days follow each other and which is the largest, if one is."""
    ordered = sorted(days)
    gaps = [(after - before).days for before, after in itertools.pairwise(ordered)]
    most = max(days.values())
    largest = [date for date, notes in days.items() if notes == most]
    size = f"most on {day(largest[0])}: {most:,}" if len(largest) == 1 else f"at most {count(most, 'note')} a day"
    if len(ordered) < _FEW:
        return f"{count(len(ordered), 'day')} with origins, {size}"
    from statistics import median  # noqa: PLC0415  # it loads where such a line is drawn

    typical = median(gaps)
    return f"Notes every {count(round(typical), 'day')} at the median, {size}"


def _years(first: dt.date, last: dt.date) -> tuple[Tick, ...]:
    length = (last - first).days
    inside = [year for year in range(first.year, last.year + 1) if first <= dt.date(year, 1, 1) <= last]
    years = [((dt.date(year, 1, 1) - first).days / length, year) for year in inside]
    return year_ticks(years) or (Tick(at=0, label=day(first)), Tick(at=1, label=day(last), anchor="end"))
