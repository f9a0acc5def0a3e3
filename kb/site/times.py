"""The plan's dates into the periods and courses that all pictures of a site share."""

from collections.abc import Mapping, Sequence
from functools import cached_property

from kb.scan import Course, Periods, course, courses, periods, places
from kb.site.charts import DRAWN, Picture, Shown, course_picture, shown_by, spark
from kb.site.looks import number
from kb.site.plan import TERM_KINDS, Plan

_PERIODS = number("periods")  # each page of a term looks at them


class Times:
    """When the notes of a plan were told of."""

    def __init__(self, plan: Plan) -> None:
        """Find the periods between the first and the last date of anything that is published."""
        self._plan = plan
        self._looks = plan.looks
        self.kept = periods(one.date for one in plan.kept.published if one.date)
        """The same as `periods`; nobody notes who asks."""
        self._courses: dict[tuple[str, ...], Course] = {}
        self._shown: dict[tuple[tuple[int, int], ...], Shown] = {}

    def prepare(self) -> None:
        """Find where every note lies now, and the courses of terms, so that processes that are forked later know."""
        kept = self._plan.kept
        self.expect([term.notes for kind in TERM_KINDS for term in kept.terms(kind)])

    def expect(self, groups: Sequence[tuple[str, ...]]) -> None:
        """Find at once the courses of many groups of notes, which are asked about next."""
        new = [ids for ids in groups if ids not in self._courses]
        self._courses.update(zip(new, courses(new, self._places), strict=True))

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

    def course(self, ids: tuple[str, ...]) -> Course:
        """The course of some notes, named by the ids of their items."""
        self._plan.items_of(ids)
        return self.known(ids)

    def known(self, ids: tuple[str, ...]) -> Course:
        """The same for items that were looked at."""
        self._looks.one(_PERIODS)
        return self._courses.get(ids) or course(ids, self._places)

    def spark(self, found: Course) -> bytes:
        """A course for a line of text, nothing where it would show nothing."""
        return spark(self._shown_by(found, self.kept), self.kept) if self.kept and _is_drawn(found) else b""

    def picture(self, found: Course, noun: str) -> Picture | None:
        """A course as a picture, None where the few dates in the list of its items tell as much."""
        if not self.kept or not _is_drawn(found):
            return None
        return course_picture(found, self.kept, noun, self._shown_by(found, self.kept))

    def _shown_by(self, found: Course, within: Periods) -> Shown:
        """What a course shows, on its own page and in lists."""
        shown = self._shown.get(found.counts)
        if shown is None:
            shown = self._shown[found.counts] = shown_by(found, within)
        return shown


def _is_drawn(found: Course) -> bool:
    return len(found.counts) >= DRAWN or found.dated >= DRAWN  # since each count is one at least
