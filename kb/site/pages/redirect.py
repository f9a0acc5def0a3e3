"""Old addresses into pages that lead to the new ones."""

from collections.abc import Iterator
from typing import ClassVar

from kb.site.pages.view import PageView
from kb.site.plan import Plan, Published


class RedirectView(PageView, frozen=True, kw_only=True):
    """A page that leads to another."""

    template: ClassVar[str] = "redirect.html"

    to: Published
    """Where it leads."""


def views(plan: Plan) -> Iterator[RedirectView]:
    """A page for every other id of an item and for every id that a note left behind."""
    for redirect in plan.redirects:
        yield RedirectView(
            parts=(redirect.address,), title=redirect.to.title, tongue=redirect.to.tongue, to=redirect.to
        )
