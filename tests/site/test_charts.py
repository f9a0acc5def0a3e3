"""Laws of pictures: drawing and table tell the same numbers, all of them, in XML that is whole and needs no colour."""

import datetime as dt
import re
from collections.abc import Sequence
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from kb.scan import Course, Periods, course, periods, places
from kb.site.charts import Moment, Picture, course_picture, heat_map, shown_by, spark, timeline
from kb.site.charts.scale import ticks

_DAYS = st.dates(dt.date(2022, 1, 31), dt.date(2026, 6, 21))
_SOME = st.lists(st.one_of(st.none(), _DAYS), min_size=3, max_size=40).filter(any)
_BAR = re.compile(r"M(\d+)\.1 (\d+)v-(\d+)h\.8v(\d+)z")


def _course(dates: Sequence[dt.date | None], within: Periods) -> Course:
    notes = {str(number): date for number, date in enumerate(dates)}
    return course(notes, places(notes.items(), within))


def _within(dates: Sequence[dt.date | None]) -> Periods:
    within = periods(date for date in dates if date)
    assert within
    return within


def _parsed(svg: bytes) -> ET.Element:
    """A drawing or a table as XML, which it must be, but for characters that HTML bears and XML does not."""
    plain = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", svg.decode())
    return ET.fromstring(plain)  # noqa: S314  # kb's own


def _rows(picture: Picture) -> list[list[str]]:
    """The cells of its table, row by row."""
    return [[cell.text or "" for cell in row] for row in _parsed(picture.table).iterfind("tbody/tr")]


def _drawn(svg: bytes) -> dict[int, int]:
    """Notes by place as the bars of a drawing have them."""
    root = _parsed(svg)
    paths = [path.get("d", "") for path in root.iter("path")]
    assert len(paths) == 1
    bars = _BAR.findall(paths[0])
    assert "".join(f"M{a}.1 {b}v-{c}h.8v{d}z" for a, b, c, d in bars) == paths[0]
    assert all(up == down and int(up) <= int(floor) for _, floor, up, down in bars)
    return {int(place): int(up) for place, _, up, _ in bars}


@given(_SOME)
def test_bars_are_the_numbers_of_the_table(dates: list[dt.date | None]) -> None:
    """Each bar is as high as its row says, all notes are in the table, and what the finding says is true."""
    within = _within(dates)
    counted = _course(dates, within)
    picture = course_picture(counted, within, "note with this theme")
    drawn = _drawn(picture.svg)
    rows = {row[0]: row[1] for row in _rows(picture)}
    assert {within.labels[place]: str(n) for place, n in drawn.items()} == {
        label: n for label, n in rows.items() if label in within.labels and n != "0"
    }
    assert sum(int(n) for n in rows.values()) == len(dates)
    assert drawn == _drawn(spark(shown_by(counted, within), within))
    assert picture == course_picture(counted, within, "note with this theme", shown_by(counted, within))
    top = max(drawn.values())
    if match := re.match(r"Most notes in (.+?): (\d+) of (\d+)", picture.finding):
        place = within.labels.index(match[1])
        assert (drawn[place], int(match[3])) == (int(match[2]), sum(drawn.values()))
        assert [n for n in drawn.values() if n == top] == [drawn[place]]
    assert (sum(drawn.values()) < 5) == ("too few" in picture.finding)


@given(_SOME)
def test_a_course_says_what_it_shows(dates: list[dt.date | None]) -> None:
    """Title, unit, number of notes, both dates and the undated are told in words; the highest bar has its number."""
    within = _within(dates)
    counted = _course(dates, within)
    picture = course_picture(counted, within, "note with this theme")
    root = _parsed(picture.svg)
    known = sorted(date for date in dates if date)
    assert root.get("role") == "img"
    assert root.findtext("title") == picture.finding
    assert f"by {within.unit}" in picture.about
    assert str(known[0].year) in picture.about
    assert str(known[-1].year) in picture.about
    assert re.match(rf"{len(known)} notes? with this theme by ", picture.about)
    assert ("without a date" in picture.about) == (None in dates)
    assert str(counted.most) in [text.text for text in root.iter("text")]


@pytest.mark.parametrize(
    ("counts", "says"),
    [
        (((0, 1),), "The only note in 2020, too few to show a course"),
        (((3, 7),), "All 7 notes in 2023"),
        (((0, 2), (3, 5)), "Most notes in 2023: 5 of 7"),
        (((0, 3), (3, 3)), "At most 3 of 6 notes in one year"),
        (((0, 1), (1, 1), (3, 1)), "3 notes, never two in one year, too few to show a course"),
    ],
)
def test_a_finding_claims_no_more_than_its_numbers(counts: tuple[tuple[int, int], ...], says: str) -> None:
    """One peak is named, a tie is no peak, and few notes are said to be few."""
    assert shown_by(Course(counts=counts, undated=0), _within([dt.date(2020, 5, 1), dt.date(2034, 5, 1)])).told == says


@given(st.lists(st.tuples(st.text(min_size=1, max_size=40), _SOME), min_size=1, max_size=6))
def test_a_heat_map_holds_the_numbers_of_its_table(rows: list[tuple[str, list[dt.date | None]]]) -> None:
    """Every square has its number beside the shade, each row adds up, and names can't break out."""
    everything = [date for _, dates in rows for date in dates]
    within = _within(everything)
    courses = [(name, f"../theme/{place}/", _course(dates, within)) for place, (name, dates) in enumerate(rows)]
    whole = _course(everything, within)
    picture = heat_map(courses, whole, within, "theme")
    root = _parsed(picture.svg)
    numbers = [text.text for group in root.iter("g") for text in group.iter("text")]
    shown = [str(n) for one in (whole, *(one for _, _, one in courses)) for _, n in one.counts]
    assert sorted(map(str, numbers)) == sorted(shown)
    squares = "".join(path.get("d", "") for path in root.iter("path"))
    assert squares.count("M") == len(shown) - len(whole.counts)
    assert [link.get("href") for link in root.iter("a")] == [path for _, path, _ in courses]
    for row, (name, dates) in zip(_rows(picture)[1:], rows, strict=True):
        assert row[0] == "".join(_parsed(f"<b>{escape(name)}</b>".encode()).itertext())
        assert sum(map(int, row[1:-1])) == int(row[-1]) == len(dates)


@given(st.lists(st.tuples(st.one_of(st.none(), _DAYS), st.integers(1, 9)), max_size=20))
def test_a_timeline_has_a_line_for_each_day(moments: list[tuple[dt.date | None, int]]) -> None:
    """Lines are as high as the notes of their days, and the caption tells of every origin and note."""
    picture = timeline([Moment(date=date, notes=notes) for date, notes in moments])
    days = {date for date, _ in moments if date}
    if len(days) <= 1:
        assert picture is None
        return
    assert picture
    path = next(_parsed(picture.svg).iter("path")).get("d", "")
    lines = {int(x): int(up) for x, up in re.findall(r"M(\d+) \d+v-(\d+)", path)}
    first = min(days)
    assert lines == {(day - first).days: sum(n for date, n in moments if date == day) for day in days}
    dated = [n for date, n in moments if date]
    assert f"Notes of {len(dated)} origins, {sum(dated)} in all" in picture.about
    undated = len(moments) - len(dated)
    assert (f"{undated} more without a date" in picture.about) == bool(undated)


@given(st.lists(st.dates(), min_size=1, max_size=5))
def test_an_axis_can_be_read_on_a_telephone(dates: list[dt.date]) -> None:
    """At most six words, in order, none of which begins where it would stand out of the picture."""
    found = ticks(_within(dates))
    assert 1 <= len(found) <= 7
    assert [tick.at for tick in found] == sorted(tick.at for tick in found)
    assert all(0 <= tick.at <= 0.9 or tick.anchor == "end" for tick in found)


def test_a_table_escapes_what_it_tells() -> None:
    """A theme's name never becomes markup, in the drawing or in the table."""
    evil = '<img src=x onerror="alert(1)">'
    within = _within([dt.date(2024, 1, 1), dt.date(2024, 5, 1)])
    one = Course(counts=((0, 1),), undated=0)
    picture: Picture = heat_map([(evil, 'a"b', one)], one, within, "theme")
    assert b"<img" not in picture.svg + picture.table
    assert b'href="a&#34;b"' in picture.svg
    assert [(link.get("title"), link.text) for link in _parsed(picture.svg).iter("a")] == [(evil, evil)]
