"""The plan's dates into the periods and courses that all pictures of a site share."""

from collections.abc import Iterable, Sequence
from functools import cached_property

from markupsafe import Markup

from kb.scan import Course, Periods, course, periods, places
from kb.site.charts import DRAWN, Picture, course_picture, spark
from kb.site.plan import Plan


class Times:
    """When the notes of a plan were told of."""

    def __init__(self, plan: Plan) -> None:
        """Find the periods between the first and the last date of anything that is published."""
        dates = [(one.id, one.date) for one in plan.kept.published]
        self._plan = plan
        self._looks = plan.looks
        self._items = [one.id for one in plan.kept.items]
        self.kept = periods(date for _, date in dates if date)
        """The same as `periods`; nobody notes who asks."""
        self._places = places(dates, self.kept)

    @property
    def periods(self) -> Periods | None:
        """The periods of the whole site, None where nothing has a date."""
        self._looks.at("periods")
        return self.kept

    @property
    def whole(self) -> Course:
        """The course of all items."""
        self._looks.at("items")
        self._looks.at("periods")
        return self._whole

    @cached_property
    def _whole(self) -> Course:
        return course(self._items, self._places)

    def course(self, ids: Sequence[str]) -> Course:
        """The course of some notes, named by the ids of their items."""
        self._looks.at("periods")
        self._plan.items_of(ids)
        return course(ids, self._places)

    def spark(self, ids: Sequence[str]) -> Markup:
        """Their course for a line of text, nothing where it would show nothing."""
        found = self.course(ids)
        return spark(found, self.kept) if self.kept and found.dated >= DRAWN else Markup()

    def picture(self, known: Iterable[str], noun: str) -> Picture | None:
        """The course of items that were looked at, None where the few dates in their list tell as much."""
        found = course(known, self._places)
        return course_picture(found, self.periods, noun) if self.periods and found.dated >= DRAWN else None
