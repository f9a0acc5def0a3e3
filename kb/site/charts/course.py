"""How many notes each period holds, as bars on an axis, and as bars small enough for a line of text."""

from functools import cache, lru_cache

from msgspec import Struct

from kb.once import Once
from kb.scan import Course, Periods, Unit
from kb.site.charts.picture import Picture, percent, row, table, text
from kb.site.charts.scale import axis, ticks
from kb.site.escaped import escaped
from kb.site.words import day
from kb.text import count

FEW = 5
"""Dated notes below which a finding says that they tell no course."""
DRAWN = 3
"""Dated notes from which a course is drawn; fewer are told of by the dates in their list."""

_TOP, _BARS = 16, 60  # room for the number above the highest bar, and the height of that bar
_PLACE, _HEIGHT = f'y="{_TOP}" height="{_BARS}"', _TOP + _BARS + 24
_WIDEST = 7  # percent of the width that a bar takes at most
_EDGE = 0.03  # share of the width beside an edge in which a number stands at the edge


class Shown(Struct, frozen=True):
    """What a course shows."""

    dated: int
    """Notes with a date."""
    most: int
    """Notes in the fullest period, 0 without a date."""
    peak: int
    """The first period that holds so many."""
    told: str
    """What that is, in words."""
    bars: str
    """All periods as a path, in units of one period and one note."""


def course_picture(course: Course, periods: Periods, noun: str, shown: Shown | None = None) -> Picture:
    """Bars by period of the notes that `noun` names ("note with this theme"); they must be dated in part.

    What the course has `shown` may be known.
    """
    scale = _scale(periods)
    shown = shown or shown_by(course, periods)
    rows = [*map(scale.rows.__getitem__, course.counts)]
    if empty := periods.count - len(rows):
        rows.append(_others(empty, periods.unit))
    rows.append(_undated_row(course.undated))
    return Picture(
        finding=shown.told,
        about=f"{_counted(shown.dated, noun)} by {scale.span}{_undated(course)}.",
        svg=(  # pieces of SVG whose texts are escaped
            f'{scale.begin}{escaped(shown.told)}{scale.inside}{shown.most}" preserveAspectRatio="none">'
            f'<path fill="currentColor" d="{shown.bars}"/></svg>'
            f"{scale.tops[shown.peak]}{_figure(shown.most)}</text>{scale.axis}</svg>"
        ).encode(),
        table=table(scale.heads, rows),
    )


@lru_cache(1 << 8)
def _others(empty: int, unit: Unit) -> str:
    return row(f"{'each of the other' if empty > 1 else 'the other'} {count(empty, unit)}", "0")


@lru_cache(1 << 8)
def _undated_row(number: int) -> str:
    return row("without a date", _figure(number))


@lru_cache(1 << 10)
def _figure(number: int) -> str:
    return f"{number:,}"


@lru_cache(1 << 8)
def _counted(number: int, noun: str) -> str:
    return count(number, noun, noun.replace("note", "notes", 1))


class _Scale(Struct, frozen=True, kw_only=True):
    """What all courses within some periods have."""

    unit: Unit
    """How long each period lasts."""
    labels: tuple[str, ...]
    """What the periods are called."""
    span: str
    """How long each lasts, and between which dates all lie."""
    heads: tuple[str, str]
    """What the columns of a table are called."""
    rows: Once[tuple[int, int], str]
    """By place and notes the row of a table that says so."""
    begin: str
    """What a picture begins with, up to its finding."""
    inside: str
    """What follows it, up to the notes in the fullest period, which the bars are drawn in units of."""
    tops: tuple[str, ...]
    """What the number above each period's bar begins with."""
    axis: str
    """The axis."""


@cache
def _scale(periods: Periods) -> _Scale:
    labels, width = periods.labels, f"{min(100, _WIDEST * periods.count)}%"
    return _Scale(
        unit=periods.unit,
        labels=labels,
        span=f"{periods.unit}, {span(periods)}",
        heads=(periods.unit.capitalize(), "Notes"),
        rows=Once(lambda one: row(labels[one[0]], _figure(one[1]))),
        begin=f'<svg class="bars" role="img" width="{width}" height="{_HEIGHT}"><title>',
        inside=f'</title><svg {_PLACE} viewBox="0 0 {periods.count} ',
        tops=tuple(_top(place, periods.count) for place in range(periods.count)),
        axis=axis(ticks(periods), _TOP + _BARS, _TOP + _BARS + 17),
    )


def _top(place: int, count: int) -> str:
    at = (place + 0.5) / count
    anchor = "start" if at < _EDGE else "end" if at > 1 - _EDGE else "middle"
    at = {"start": place / count, "end": (place + 1) / count}.get(anchor, at)
    return text(percent(at), _TOP - 4, "", anchor).removesuffix("</text>")


def spark(shown: Shown, periods: Periods) -> bytes:
    """The same bars for a line of text, as they stand in HTML; some note must have a date."""
    return (
        f'<svg class="spark" role="img" viewBox="0 0 {periods.count} {shown.most}" preserveAspectRatio="none">'
        f'<title>{escaped(shown.told)}</title><path fill="currentColor" d="{shown.bars}"/></svg>'
    ).encode()


def shown_by(course: Course, periods: Periods) -> Shown:
    """What a course shows, as far as its numbers carry: where most notes are, when that is one place.

    >>> import datetime as dt
    >>> from kb.scan import periods
    >>> years = periods([dt.date(2001, 1, 1), dt.date(2024, 1, 1)])
    >>> shown_by(Course(counts=((2, 1), (5, 4)), undated=0), years).told
    'Most notes in 2006: 4 of 5'
    >>> shown_by(Course(counts=((2, 2), (5, 2)), undated=0), years).told
    'At most 2 of 4 notes in one year, too few to show a course'
    """
    scale = _scale(periods)
    some, labels = course.counts, scale.labels
    if not some:
        return Shown(0, 0, 0, "No note has a date", "")
    numbers = [n for _, n in some]
    dated, most = sum(numbers), max(numbers)
    peak = some[numbers.index(most)][0]
    all_of, many = _figure(dated), _figure(most)
    if len(some) == 1:
        told = f"{f'All {all_of} notes' if dated > 1 else 'The only note'} in {labels[peak]}"
    elif most == 1:
        told = f"{all_of} notes, never two in one {scale.unit}"
    elif numbers.count(most) > 1:
        told = f"At most {many} of {all_of} notes in one {scale.unit}"
    else:
        told = f"Most notes in {labels[peak]}: {many} of {all_of}"
    bars = "".join(map(_bar(most).__getitem__, some))
    return Shown(dated, most, peak, f"{told}, too few to show a course" if dated < FEW else told, bars)


@cache
def span(periods: Periods) -> str:
    """Between which dates the periods lie, and whether the last may not be over."""
    last = periods.label(periods.count - 1)
    early = f" ({last} in part)" if periods.ends_early else ""
    return f"{day(periods.earliest)} to {day(periods.latest)}{early}"


def _undated(course: Course) -> str:
    return f"; {course.undated:,} more without a date" if course.undated else ""


@lru_cache(1 << 10)
def _bar(most: int) -> Once[tuple[int, int], str]:
    """By place and notes the bar in a path that is so many notes high."""
    return Once(lambda one: f"M{one[0]}.1 {most}v-{one[1]}h.8v{one[1]}z")
