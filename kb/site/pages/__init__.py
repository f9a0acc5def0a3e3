"""The plan into jobs: one for each page, or for pages that change together, each making all that its templates need."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from kb.model import Output
from kb.search import Memory
from kb.site import courses, data, draw, feeds, graph_data, robots
from kb.site import search as search_data
from kb.site.around import Around
from kb.site.graph_map import GraphMap
from kb.site.lasting import Lasting, Steady
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
from kb.site.plan import TERM_KINDS, Plan, Published, has_page, is_paged
from kb.site.times import Times

__all__ = ["FRONT", "GRAPH", "SCRIPTS", "SEARCH", "Job", "PageView", "jobs", "turn"]

SEARCH = "search"
"""The job that makes the search index, and leaves rows for its next run."""
GRAPH = "graph"
"""The job that makes the graph's pages, and leaves what they showed."""

SCRIPTS = "graph scripts"
"""The job that makes what the graph's page reads."""

FRONT = "front"
"""The job that makes the front page."""

Job = Callable[[], Iterable[PageView | Output | Lasting | Steady]]
"""Makes some pages and files. It asks the plan for everything that it shows: see `kb.site.looks`."""


def jobs(plan: Plan, surroundings: Around, times: Times, drawn: GraphMap, memory: Memory) -> Iterator[tuple[str, Job]]:
    """Everything that makes a file of the site, by a name that stays the same from build to build."""
    followed = feeds.Feeds(plan, surroundings)
    yield SEARCH, partial(search_data.files, plan, memory)  # what takes long in one piece comes first
    yield GRAPH, lambda: graph.views(drawn.look())
    yield SCRIPTS, lambda: graph_data.files(drawn.look())
    yield FRONT, lambda: [front.view(plan, surroundings, times, drawn)]
    yield from _whole(plan, surroundings, times, followed)
    for one in plan.kept.published:
        yield f"item {one.id}", partial(_item, plan, surroundings, one)
    for kind, groups in plan.kept.groups.items():
        for each in groups:
            if is_paged(each, kind):
                yield f"{kind} {each.slug}", partial(group.views, plan, surroundings, kind, each.slug)
    for term_kind in TERM_KINDS:
        for each_term in plan.kept.terms(term_kind):
            if has_page(each_term, term_kind):
                yield f"{term_kind} {each_term.key}", partial(term.views, plan, times, term_kind, each_term.key)
    if feeds.has_feeds(plan):
        for theme in plan.kept.terms("theme"):
            yield f"feed {theme.key}", partial(followed.theme, theme.key)


def turn(name: str) -> int:
    """When a job's turn comes if somebody waits for a note's page: what takes long comes last.

    >>> sorted(["search", "front", "item a", "assets"], key=turn)
    ['assets', 'item a', 'front', 'search']
    """
    if name.startswith("item "):
        return 1
    return {"assets": 0, SEARCH: 3, GRAPH: 3, SCRIPTS: 3}.get(name, 2)


def _whole(plan: Plan, surroundings: Around, times: Times, followed: feeds.Feeds) -> Iterator[tuple[str, Job]]:
    """What tells of the whole collection."""
    for name, files in data.FILES.items():
        yield f"data {name}", partial(files, plan)
    yield "feeds", followed.everything
    for name, views in index.LISTS.items():
        yield f"list {name}", partial(views, plan)
    for kind in TERM_KINDS:
        yield f"list {kind}s", partial(terms.views, plan, times, kind)
    yield "list origins", partial(origins.views, plan)
    for number in range(1, signals.sheet_count(plan) + 1):
        yield f"signals {number}", partial(_signals, plan, surroundings, number)
    yield "courses", partial(courses.files, plan, times)
    shards = draw.Shards(plan)
    for place in range(shards.count):
        yield f"draw {place}", partial(shards.files, place)
    yield "search page", lambda: [search.view(plan)]
    yield "quality", lambda: [quality.view(plan)]
    yield "standing", lambda: standing.views(plan)
    yield "redirects", lambda: redirect.views(plan)
    yield "robots", lambda: robots.files(plan)


def _item(plan: Plan, surroundings: Around, one: Published) -> Iterator[PageView | Output]:
    yield note.view(plan, surroundings, one)
    yield from data.of_item(plan, one)
    surroundings.forget(one.id)


def _signals(plan: Plan, surroundings: Around, number: int) -> list[PageView]:
    return [signals.view(plan, surroundings, number)]
