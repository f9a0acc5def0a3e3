"""The page that searches, explains how to ask, and says what there is without JavaScript."""

from typing import ClassVar

from kb.site.pages.view import PageView
from kb.site.plan import Plan

SEARCH = "search"
"""Address of the page."""


class SearchView(PageView, frozen=True, kw_only=True):
    """The page that searches."""

    template: ClassVar[str] = "search.html"
    section: str = SEARCH

    lists: tuple[str, ...]
    """Names of the complete lists, which are also their addresses."""


def view(plan: Plan) -> SearchView:
    """The page that searches."""
    return SearchView(parts=(SEARCH,), title="Search", description=f"Search in {plan.options.title}.", lists=plan.lists)
