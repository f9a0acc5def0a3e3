"""The plan's themes into their counts by period, for spreadsheets and other programs."""

import io
from collections.abc import Iterator

from kb.model import Output
from kb.site.plan import Plan
from kb.site.times import Times
from kb.text import inert

THEME_COURSES = "data/themes-by-period.csv"
"""Path of the file from the root, in a site with notes that have dates."""


def listed(plan: Plan) -> tuple[tuple[str, str], ...]:
    """What the file holds, and its path, where there is one."""
    return (("Themes by period, for spreadsheets", THEME_COURSES),) if plan.dated else ()


def files(plan: Plan, times: Times) -> Iterator[Output]:
    """A row for each theme and period that has notes of it, beside how many notes the period has in all.

    Notes without a date stand in a row without a period.
    """
    if times.periods is None or not times.whole.counts:
        return
    import csv  # noqa: PLC0415  # it loads when it is needed

    labels = times.periods.labels
    whole = dict(times.whole.counts)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(("theme", "period", "notes", "all notes"))
    for term, _, _ in plan.listed("theme"):
        course = times.known(term.notes)
        label = inert(term.label)
        writer.writerows((label, labels[place], n, whole.get(place, 0)) for place, n in course.counts)
        if course.undated:
            writer.writerow((label, "", course.undated, times.whole.undated))
    yield Output(path=THEME_COURSES, content=text.getvalue().encode())
