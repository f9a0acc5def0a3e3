"""Laws of periods: nothing is left out, nothing counts twice, and they are few."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from kb.scan import course, courses, periods, places

_DATES = st.one_of(st.dates(dt.date(2019, 1, 1), dt.date(2026, 12, 31)), st.dates())
_NOTES = st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.none() | _DATES, max_size=30)


@given(_NOTES)
def test_every_note_counts_once(notes: dict[str, dt.date | None]) -> None:
    """The counts of all periods and those without a date are all notes."""
    within = periods(date for date in notes.values() if date)
    found = course(notes, places(notes.items(), within))
    assert found.dated + found.undated == len(notes)
    assert found.undated == sum(1 for date in notes.values() if date is None)
    assert found.most == max((n for _, n in found.counts), default=0)
    assert all(n > 0 for _, n in found.counts)


@given(_NOTES, st.lists(st.lists(st.text("abcdef", min_size=1, max_size=3), max_size=9), max_size=5))
def test_many_courses_at_once_are_those_of_each_group(
    notes: dict[str, dt.date | None], groups: list[list[str]]
) -> None:
    """Whoever is in them: notes with and without a date, and such as nobody knows."""
    known = places(notes.items(), periods(date for date in notes.values() if date))
    groups = [*groups, [*notes], []]
    assert courses(groups, known) == [course(group, known) for group in groups]


@given(st.lists(_DATES, min_size=1, max_size=12))
def test_periods_follow_each_other_from_the_first_date_to_the_last(dates: list[dt.date]) -> None:
    """The first date lies in the first, the last in the last, each in the one that begins before it; at most 100."""
    within = periods(dates)
    assert within
    assert within.place(min(dates)) == 0
    assert within.place(max(dates)) == within.count - 1
    assert within.count <= 100
    for date in dates:
        place = within.place(date)
        assert within.start(place) <= (date.year, date.month) < within.start(place + 1)
    assert len(set(within.labels)) == within.count


@given(st.lists(_DATES, min_size=1, max_size=12))
def test_order_changes_nothing(dates: list[dt.date]) -> None:
    """Periods are those of the dates, in whatever order they come."""
    assert periods(dates) == periods(reversed(dates))


def test_periods_are_as_short_as_can_be_told_apart() -> None:
    """Two years come in months, more in quarters, then years; one date far off makes them long and is not lost."""
    start = dt.date(2020, 1, 15)
    spans = {
        dt.date(2020, 1, 15): ("month", 1, "Jan 2020"),
        dt.date(2021, 12, 31): ("month", 24, "Jan 2020"),
        dt.date(2022, 1, 1): ("quarter", 9, "2020 Q1"),
        dt.date(2031, 12, 31): ("quarter", 48, "2020 Q1"),
        dt.date(2032, 1, 1): ("year", 13, "2020"),
        dt.date(2080, 1, 1): ("decade", 7, "2020\u20132029"),
        dt.date(9999, 12, 31): ("century", 80, "2000\u20132099"),
    }
    for end, (unit, count, label) in spans.items():
        within = periods([end, start])
        assert within
        assert (within.unit, within.count, within.labels[0]) == (unit, count, label)


def test_a_period_that_is_not_over_is_known() -> None:
    """The last period ends early unless the last date is its last day, even at the end of time."""
    for end, early in ((dt.date(2024, 3, 30), True), (dt.date(2024, 3, 31), False), (dt.date.max, False)):
        within = periods([end])
        assert within
        assert within.ends_early is early


def test_no_date_makes_no_period() -> None:
    """Notes without any date have no periods, and all count as undated."""
    assert periods([]) is None
    assert course(["a", "b"], places([("a", None)], None)).undated == 2
