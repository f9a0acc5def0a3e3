"""The courses of several things into a map of squares, a row for each and a column for each period."""

from collections import defaultdict
from collections.abc import Sequence

from kb.scan import Course, Periods
from kb.site.charts.course import span
from kb.site.charts.picture import Picture, number, row, table, text
from kb.site.charts.scale import ticks
from kb.site.escaped import escaped
from kb.text import count

_ROOM = 430  # units that the squares share while they can
_LEAST, _LARGEST = 15, 34  # width of a square
_DIGIT = 7  # width of a digit
_ROW = 24
_HEAD = 44  # room for the words above the first row, of which the last is a row too
_BASE = 16  # from the top of a row down to where its letters stand
_LEVELS = 5
_DARKEST = 0.36  # so that a number on it can be read in both schemes

Row = tuple[str, str, Course]
"""Name, where it leads, course."""


def heat_map(rows: Sequence[Row], whole: Course, periods: Periods, kind: str) -> Picture:
    """A square for each row and period that has notes, with their number; the darker, the more.

    `whole` is the course of all notes, shown above the rows so that a number can be seen as part of it. Names stand in
    a list beside the drawing, so that they can stay where they are while it is moved sideways.
    """
    least = max(_LEAST, _DIGIT * len(str(whole.most)) + 4)
    cell = max(least, min(_LARGEST, _ROOM / periods.count))
    width = round(cell * periods.count)
    side = number(cell - 1)
    height = _HEAD + _ROW * len(rows) + 2
    most = max((course.most for _, _, course in rows), default=0)
    squares: defaultdict[int, list[str]] = defaultdict(list)
    numbers: list[str] = []
    names: list[str] = []

    def centre(place: int) -> str:
        return number((place + 0.5) * cell)

    for line, (name, path, course) in enumerate(rows):
        y = _HEAD + line * _ROW
        names.append(f'<li><a href="{escaped(path)}" title="{escaped(name)}" dir="auto">{escaped(name)}</a></li>')
        for place, n in course.counts:
            level = -(-n * _LEVELS // most)
            squares[level].append(f"M{number(place * cell + 0.5)} {y}h{side}v{_ROW - 1}h-{side}z")
            numbers.append(f'<text x="{centre(place)}" y="{y + _BASE}">{n}</text>')
    years = (text(number(tick.at * cell * periods.count), 12, tick.label, tick.anchor) for tick in ticks(periods))
    totals = (f'<text x="{centre(place)}" y="{_HEAD - _ROW + _BASE}">{n}</text>' for place, n in whole.counts)
    shades = (
        f'<path fill="currentColor" fill-opacity="{number(_DARKEST * level / _LEVELS)}" d="{"".join(paths)}"/>'
        for level, paths in sorted(squares.items())
    )
    told = _finding(rows, whole, periods, kind)
    inside = (
        f"{''.join(years)}{''.join(shades)}"
        f'<g class="cells" text-anchor="middle">{"".join(totals)}{"".join(numbers)}</g>'
    )
    return Picture(
        finding=told,
        about=(
            f"Notes by {kind} and {periods.unit}, {span(periods)}; a note counts for each {kind} it has. "
            f"The number is that of notes, and the darker, the more; above, all {whole.dated:,} notes with a date."
        ),
        svg=(  # every text is escaped
            f'<div class="heat" role="group" aria-label="{escaped(told)}">'
            f"<ul><li>All notes</li>{''.join(names)}</ul>"
            f'<svg aria-hidden="true" viewBox="0 0 {width} {height}" width="{width}" height="{height}">{inside}</svg>'
            f"</div>"
        ).encode(),
        table=table(
            (kind.capitalize(), *periods.labels, "No date", "All"),
            [
                _row(name, course, periods)
                for name, course in (("All notes", whole), *((name, course) for name, _, course in rows))
            ],
        ),
    )


def _row(name: str, course: Course, periods: Periods) -> str:
    by_place = dict(course.counts)
    cells = [by_place.get(place, 0) for place in range(periods.count)]
    return row(name, *map(str, (*cells, course.undated, course.dated + course.undated)))


def _finding(rows: Sequence[Row], whole: Course, periods: Periods, kind: str) -> str:
    """The fullest square, where that is one."""
    squares = [(n, place, name) for name, _, course in rows for place, n in course.counts]
    most = max((n for n, _, _ in squares), default=0)
    fullest = [(place, name) for n, place, name in squares if n == most]
    if len(fullest) != 1:
        return f"No {kind} has more than {count(most, 'note')} in a {periods.unit}"
    place, name = fullest[0]
    of = dict(whole.counts)[place]
    return f"{name} in {periods.label(place)} is the fullest: {most:,} of {count(of, 'note')}"
