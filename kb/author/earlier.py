"""An origin's notes into what of them was there before: terms that are new or back, and the notes they go on from."""

import datetime as dt
from collections import Counter

from msgspec import Struct

from kb.graph import Neighbourhoods
from kb.model import Term
from kb.site.paths import absolute, page
from kb.site.plan import Group, Plan, Published, TermKind, has_page
from kb.site.words import excerpt, when

_GAP = dt.timedelta(days=182)
_TITLE = 240  # characters


class Mention(Struct, frozen=True, kw_only=True):
    """A note or term that is named, where it leads, and when it was there before."""

    label: str
    """Its title or its words."""
    url: str = ""
    """Its page where the site stands somewhere, else a note's article; empty when there is neither."""
    when: str = ""
    """When it came, in words."""


class Earlier:
    """Answers what of an origin was there before."""

    def __init__(self, plan: Plan, group: Group) -> None:
        """Index what is near each note."""
        self._plan = plan
        self._group = group
        self._date = group.origin.date if group.origin else None
        self._near = Neighbourhoods(plan.collection)

    def terms(self, *, new: bool) -> list[Mention]:
        """The terms that are new, or those that came back, the longest away first.

        Of those alike, themes come first, then what most notes of the origin have.
        """
        if not self._date or not any(date < self._date for one in self._plan.items for date in _dates(one)):
            return []
        found: dict[str, tuple[dt.date, Mention]] = {}
        for theme in (True, False):
            carried = Counter(term for one in self._group.items for term in (one.themes if theme else one.keywords))
            for term in sorted(carried, key=lambda term: (-carried[term], term.key)):
                last = self._last(term)
                if last is None if new else last and self._date - last >= _GAP:
                    url = term_page(self._plan, term, theme=theme)
                    mention = Mention(label=term.label, url=url, when="" if new else when(last))
                    found.setdefault(term.key, (last or self._date, mention))
        return [mention for _, mention in sorted(found.values(), key=lambda pair: pair[0])]

    def _last(self, term: Term) -> dt.date | None:
        """When an earlier origin had a term last; the end of time where a note without a date has it."""
        dates = [_dates(self._plan.by_id[id_]) for id_ in term.notes]
        if not all(dates):
            return dt.date.max
        return max((date for some in dates for date in some if self._date and date < self._date), default=None)

    def before(self, one: Published) -> Mention | None:
        """The earlier note that an item goes on from."""
        near = next((near for near in self._near.near(one.id) if near.found), None)
        other = near and self._plan.by_id[near.id]
        first = min(_dates(other), default=None) if other else None
        if not other or not first or not self._date or first >= self._date:
            return None
        url = note_page(self._plan, other) or (other.note.link if other.host else "")
        return Mention(label=excerpt(other.note.title, _TITLE), url=url, when=when(first))


def _dates(one: Published) -> tuple[dt.date, ...]:
    """When an item came: the dates of its origins, else its own."""
    dates = tuple(origin.date for origin in one.origins if origin.date)
    return dates or ((one.note.date,) if one.note.date else ())


def note_page(plan: Plan, one: Published) -> str:
    """The address of a note's page, empty without `base_url`."""
    return absolute(plan.options.base_url, one.path) if plan.options.base_url else ""


def term_page(plan: Plan, term: Term, *, theme: bool) -> str:
    """The address of the page of a theme or keyword, empty where it has none."""
    kind: TermKind = "theme" if theme else "keyword"
    if not plan.options.base_url or not has_page(term, kind):
        return ""
    return absolute(plan.options.base_url, page(kind, term.slug))
