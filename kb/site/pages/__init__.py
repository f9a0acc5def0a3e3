"""The plan into jobs: one for each page, or for pages that change together, each making all that its templates need."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from kb.model import Output
from kb.search import Memory
from kb.site import courses, data, draw_data, feeds, graph_data, robots
from kb.site import search as search_data
from kb.site.around import Around
from kb.site.assets import Assets
from kb.site.draw import FIVE, shard_count
from kb.site.graph_map import GraphMap
from kb.site.lasting import Piece
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

__all__ = [
    "FRONT",
    "GRAPH",
    "OF_GRAPH",
    "SCRIPTS",
    "SEARCH",
    "STEADY",
    "Job",
    "Jobs",
    "PageView",
    "tells_notes",
    "turn",
]

SEARCH = "search"
"""The job that makes the search index, and leaves rows for its next run."""
GRAPH = "graph"
"""The job that makes the graph's pages."""

SCRIPTS = "graph scripts"
"""The job that makes what the graph's page reads."""

OF_GRAPH = GRAPH, SCRIPTS, "data graph"
"""The jobs that make what tells of the whole graph."""

STEADY = GRAPH, SCRIPTS, *(f"data {name}" for name in data.STEADY)
"""The jobs that leave what their steady files showed for their next run."""

FRONT = "front"
"""The job that makes the front page."""

Job = Callable[[], Iterable[Piece]]
"""Makes some pages and files. It asks the plan for everything that it shows: see `kb.site.looks`."""


class Jobs(Mapping[str, Job]):
    """Everything that makes a file of the site, by a name that stays the same from build to build.

    A site has more of them than notes, and after an edit few are done, so each is made when it is asked for.
    """

    def __init__(  # noqa: PLR0913, PLR0917  # what pages are made of
        self, plan: Plan, surroundings: Around, times: Times, drawn: GraphMap, memory: Memory, own: Assets
    ) -> None:
        """List them; what takes long in one piece comes first."""
        self._plan = plan
        self._surroundings = surroundings
        self._times = times
        self._followed = feeds.Feeds(plan, surroundings)
        self._whole: dict[str, Job] = {
            "assets": lambda: [asset.output for asset in own.all],
            SEARCH: partial(search_data.files, plan, memory),
            GRAPH: lambda: graph.views(drawn.look()),
            SCRIPTS: lambda: graph_data.files(drawn.look()),
            FRONT: lambda: [front.view(plan, surroundings, times, drawn)],
            **dict(_whole(plan, surroundings, times, self._followed)),
        }
        kept = plan.kept
        self._names = [
            *self._whole,
            *[f"item {one.id}" for one in kept.published],
            *[f"{kind} {each.slug}" for kind, groups in kept.groups.items() for each in groups if is_paged(each, kind)],
            *[f"{kind} {term.key}" for kind in TERM_KINDS for term in kept.terms(kind) if has_page(term, kind)],
        ]
        if feeds.has_feeds(plan):
            self._names += [f"feed {theme.key}" for theme in kept.terms("theme")]

    def __iter__(self) -> Iterator[str]:
        """Their names, each once."""
        return iter(self._names)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._names)

    def __getitem__(self, name: str) -> Job:
        """The job with a name."""
        if name in self._whole:
            return self._whole[name]
        kind, _, rest = name.partition(" ")
        match kind:
            case "item":
                return partial(_item, self._plan, self._surroundings, self._plan.kept.by_id[rest])
            case "feed":
                return partial(self._followed.theme, rest)
            case "theme" | "keyword":
                return partial(term.views, self._plan, self._times, kind, rest)
            case "origin" | "category" | "source":
                return partial(group.views, self._plan, self._surroundings, kind, rest)
        raise KeyError(name)


def tells_notes(name: str) -> bool:
    """Whether a job shows what notes say, of which others that do show much again.

    >>> [*filter(tells_notes, ["item a", "signals 1", "list notes", "keyword bees"])]
    ['item a', 'signals 1']
    """
    return name.startswith(("item ", "signals "))


def turn(name: str) -> int:
    """When a job's turn comes if somebody waits for a note's page: what takes long, or is long to be found, comes last.

    >>> sorted(["graph", "search", "front", "item a", "assets"], key=turn)
    ['assets', 'item a', 'front', 'search', 'graph']
    """
    if name.startswith("item "):
        return 1
    return {"assets": 0, SEARCH: 3, GRAPH: 4, SCRIPTS: 5}.get(name, 2)


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
    for number in range(1, len(plan.kept.sheets) + 1):
        yield f"signals {number}", partial(_signals, plan, surroundings, number)
    yield "courses", partial(courses.files, plan, times)
    items = len(plan.kept.items)
    for place in range(shard_count(items) if items > FIVE else 0):
        yield f"draw {place}", partial(draw_data.files, plan, place)
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
