"""The plan into page views: one module a kind of page, each view all that its template needs."""

from collections.abc import Iterator

from kb.site.around import Around
from kb.site.graph_map import GraphMap
from kb.site.pages import (
    front,
    graph,
    group,
    index,
    note,
    origins,
    quality,
    redirect,
    search,
    signals,
    standing,
    term,
    terms,
)
from kb.site.pages.view import PageView
from kb.site.plan import Plan
from kb.site.times import Times

__all__ = ["PageView", "views"]


def views(plan: Plan, surroundings: Around, times: Times, drawn: GraphMap) -> Iterator[PageView]:
    """Every page of the site."""
    yield front.view(plan, surroundings, times)
    yield from note.views(plan, surroundings)
    yield from group.views(plan, surroundings)
    yield from term.views(plan, times)
    yield from index.views(plan)
    yield from terms.views(plan, times)
    yield from origins.views(plan)
    yield from signals.views(plan, surroundings)
    yield from graph.views(drawn)
    yield search.view(plan)
    yield quality.view(plan)
    yield from standing.views(plan)
    yield from redirect.views(plan)
