"""The plan into page views: one module a kind of page, each view all that its template needs."""

from collections.abc import Iterator

from kb.site.around import Around
from kb.site.pages import front, group, index, note, quality, redirect, search, signals, standing, term
from kb.site.pages.view import PageView
from kb.site.plan import Plan

__all__ = ["PageView", "views"]


def views(plan: Plan, surroundings: Around) -> Iterator[PageView]:
    """Every page of the site."""
    yield front.view(plan, surroundings)
    yield from note.views(plan, surroundings)
    yield from group.views(plan, surroundings)
    yield from term.views(plan)
    yield from index.views(plan)
    yield from signals.views(plan, surroundings)
    yield search.view(plan)
    yield quality.view(plan)
    yield from standing.views(plan)
    yield from redirect.views(plan)
