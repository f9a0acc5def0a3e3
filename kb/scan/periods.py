"""Dates into periods that follow each other without a gap, and dated notes into counts by period."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import chain, pairwise, repeat
from operator import itemgetter
from typing import Literal

from msgspec import Struct

Unit = Literal["month", "quarter", "year", "decade", "century"]

_MONTHS: dict[Unit, int] = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}
"""How many months each lasts, the shortest first."""
_MOST: dict[Unit, int] = {"month": 24, "quarter": 48, "year": 60, "decade": 60, "century": 100}
"""How many of each are told apart before the next longer one is taken; all years that a date can have fit."""
_number = itemgetter(1)
_NO_PLACE = -1  # that of notes without a date
_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Periods(Struct, frozen=True, kw_only=True):
    """Periods of one length, from that of the earliest date to that of the latest."""

    unit: Unit
    """How long each lasts."""
    first: int
    """The number of the first: its first month, counted from year 0, divided by the months that a period lasts."""
    count: int
    """How many there are, empty ones too."""
    earliest: dt.date
    """The first date."""
    latest: dt.date
    """The last date."""

    def place(self, date: dt.date) -> int:
        """Which period a date lies in, from 0; it must lie between the earliest and the latest date."""
        return _month(date) // _MONTHS[self.unit] - self.first

    def start(self, place: int) -> tuple[int, int]:
        """Year and month in which a period begins; a decade or century may begin in year 0."""
        year, month = divmod((self.first + place) * _MONTHS[self.unit], 12)
        return year, month + 1

    @property
    def labels(self) -> tuple[str, ...]:
        """What all are called, in order."""
        return _labels(self)

    def label(self, place: int) -> str:
        """What a period is called.

        >>> found = periods([dt.date(2023, 12, 31), dt.date(2026, 1, 1)])
        >>> found.label(0), found.label(9)
        ('2023 Q4', '2026 Q1')
        """
        year, month = self.start(place)
        match self.unit:
            case "month":
                return f"{_NAMES[month - 1]} {year}"
            case "quarter":
                return f"{year} Q{month // 3 + 1}"
            case "year":
                return str(year)
            case _:
                return f"{year}\u2013{year + _MONTHS[self.unit] // 12 - 1}"

    @property
    def ends_early(self) -> bool:
        """Whether the latest date is not the last day of its period, so that the period may not be told of in full."""
        following = self.latest + dt.timedelta(days=1) if self.latest < dt.date.max else None
        return following is not None and self.place(following) < self.count


class Course(Struct, frozen=True, kw_only=True):
    """How many notes each period holds."""

    counts: tuple[tuple[int, int], ...]
    """(place, notes) of each period that holds any, in order."""
    undated: int
    """Notes without a date, which no period holds."""

    @property
    def dated(self) -> int:
        """Notes that the periods hold."""
        return sum(map(_number, self.counts))

    @property
    def most(self) -> int:
        """Notes in the fullest period, 0 when there are none."""
        return max(map(_number, self.counts), default=0)


def periods(dates: Iterable[dt.date]) -> Periods | None:
    """The periods of these dates, as short as leaves few enough to be told apart; None when there is no date.

    Two years come in months, twelve in quarters, sixty in years. One date that is centuries off makes periods long, but
    is not left out.
    """
    known = set(dates)
    if not known:
        return None
    earliest, latest = min(known), max(known)
    for unit, months in _MONTHS.items():
        first, last = (_month(date) // months for date in (earliest, latest))
        if last - first < _MOST[unit]:
            break
    return Periods(unit=unit, first=first, count=last - first + 1, earliest=earliest, latest=latest)


def places(some: Iterable[tuple[str, dt.date | None]], within: Periods | None) -> dict[str, int]:
    """The place of each dated note's period, by id."""
    if not within:
        return {}
    months, first = _MONTHS[within.unit], within.first
    return {id_: _month(date) // months - first for id_, date in some if date}


def course(ids: Iterable[str], known: Mapping[str, int]) -> Course:
    """Count notes by period, each once; those without a place have no date."""
    found: dict[int, int] = {}
    for place in map(known.get, ids, repeat(_NO_PLACE)):
        found[place] = found.get(place, 0) + 1  # most courses are too short for a Counter
    undated = found.pop(_NO_PLACE, 0)
    return Course(counts=tuple(sorted(found.items())), undated=undated)


def courses(groups: Sequence[Sequence[str]], known: Mapping[str, int]) -> list[Course]:
    """`course` of each of many groups, in a fraction of the time; counts that are equal are one value."""
    import numpy as np  # noqa: PLC0415  # it loads when it is needed

    sizes = [*map(len, groups)]
    ids = chain.from_iterable(groups)
    place = np.fromiter(map(known.get, ids, repeat(_NO_PLACE)), np.int64, sum(sizes)) - _NO_PLACE
    broad = int(np.max(place, initial=0)) + 1
    found, notes = np.unique(np.repeat(np.arange(len(sizes)), sizes) * broad + place, return_counts=True)
    group, place = np.divmod(found, broad)
    dated = place > 0
    undated = np.zeros(len(sizes), np.int64)
    undated[group[~dated]] = notes[~dated]
    group, place, notes = group[dated], place[dated] + _NO_PLACE, notes[dated]
    high = int(np.max(notes, initial=0)) + 1
    kinds, at = np.unique(place * high + notes, return_inverse=True)
    counts = np.fromiter(zip(*(some.tolist() for some in np.divmod(kinds, high)), strict=True), object, len(kinds))
    every, ends = counts[at].tolist(), np.searchsorted(group, np.arange(len(sizes) + 1)).tolist()
    spans = zip(pairwise(ends), undated.tolist(), strict=True)
    return [Course(counts=tuple(every[begin:end]), undated=number) for (begin, end), number in spans]


@cache  # the same for every course within the periods
def _labels(within: Periods) -> tuple[str, ...]:
    return tuple(within.label(place) for place in range(within.count))


def _month(date: dt.date) -> int:
    return date.year * 12 + date.month - 1
