"""All origins into one page: a timeline, and a list by year that tells its numbers."""

from collections.abc import Iterable, Iterator
from typing import ClassVar

from kb.site.charts import Moment, Picture, timeline
from kb.site.pages.view import PageView
from kb.site.plan import Group, Named, Plan, group_link
from kb.text import count


class OriginsView(PageView, frozen=True, kw_only=True):
    """The list of origins."""

    template: ClassVar[str] = "origins.html"
    section: str = "origins"

    counts: str
    """How many there are, in words."""
    timeline: Picture | None
    """When they came and how many notes with them."""
    years: tuple[tuple[str, tuple[Named, ...]], ...]
    """Origins by year, the latest first; those without a date last."""


def views(plan: Plan) -> Iterator[OriginsView]:
    """The page, if there is an origin."""
    if plan.origins:
        counts = count(len(plan.origins), "origin")
        yield OriginsView(
            parts=("origins",),
            title="Origins",
            description=f"{counts} of notes.",
            counts=counts,
            timeline=timeline(
                [Moment(date=one.origin.date if one.origin else None, notes=len(one.items)) for one in plan.origins]
            ),
            years=_years(plan.origins),
        )


def _years(origins: Iterable[Group]) -> tuple[tuple[str, tuple[Named, ...]], ...]:
    made: dict[str, list[Named]] = {}
    for group in origins:
        date = group.origin.date if group.origin else None
        made.setdefault(str(date.year) if date else "No date", []).append(group_link("origin", group))
    return tuple((year, tuple(links)) for year, links in made.items())
