"""The plan's dates into the periods and courses that all pictures of a site share."""

from collections.abc import Mapping, Sequence
from functools import cached_property

from markupsafe import Markup

from kb.scan import Course, Periods, course, periods, places
from kb.site.charts import DRAWN, Picture, course_picture, spark
from kb.site.looks import number
from kb.site.plan import Plan

_PERIODS = [number("periods")]  # each page of a term looks at them


class Times:
    """When the notes of a plan were told of."""

    def __init__(self, plan: Plan) -> None:
        """Find the periods between the first and the last date of anything that is published."""
        self._plan = plan
        self._looks = plan.looks
        self.kept = periods(one.date for one in plan.kept.published if one.date)
        """The same as `periods`; nobody notes who asks."""

    def prepare(self) -> None:
        """Find where every note lies now, so that processes that are forked later know."""
        _ = self._places

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return places(((one.id, one.date) for one in self._plan.kept.published), self.kept)

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
        return course([one.id for one in self._plan.kept.items], self._places)

    def course(self, ids: Sequence[str]) -> Course:
        """The course of some notes, named by the ids of their items."""
        self._plan.items_of(ids)
        return self.known(ids)

    def known(self, ids: Sequence[str]) -> Course:
        """The same for items that were looked at."""
        self._looks.all(_PERIODS)
        return course(ids, self._places)

    def spark(self, found: Course) -> Markup:
        """A course for a line of text, nothing where it would show nothing."""
        return spark(found, self.kept) if self.kept and _is_drawn(found) else Markup()

    def picture(self, found: Course, noun: str) -> Picture | None:
        """A course as a picture, None where the few dates in the list of its items tell as much."""
        return course_picture(found, self.kept, noun) if self.kept and _is_drawn(found) else None


def _is_drawn(found: Course) -> bool:
    return len(found.counts) >= DRAWN or found.dated >= DRAWN  # since each count is one at least
