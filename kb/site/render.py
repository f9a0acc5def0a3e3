"""A collection into the files of its site."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from kb import graph
from kb.codec import encode
from kb.graph import Community
from kb.model import Collection, Output
from kb.options import SiteOptions
from kb.search import Memory
from kb.site import feeds
from kb.site.around import Around
from kb.site.assets import assets
from kb.site.decide import decide
from kb.site.graph_map import GraphMap
from kb.site.lasting import Held, Since, Steady
from kb.site.looks import packed
from kb.site.pages import SEARCH, STEADY, Jobs, PageView
from kb.site.pages.redirect import RedirectView
from kb.site.pages.standing import LostView
from kb.site.plan import Plan
from kb.site.press import Press
from kb.site.times import Times

_GOING_ON = SEARCH, *STEADY  # jobs of which some files may stand as their last run made them
_PLAIN = Output, PageView  # what is made in any case
_NO_ROWS: Mapping[str, bytes | None] = {}

Listed = tuple[str, dt.date | None]
"""Path and date of a page that the sitemap lists."""


class Made(Struct, frozen=True, kw_only=True, array_like=True):
    """What a job made."""

    files: tuple[tuple[str, int], ...]
    """Path and bytes of each of its files."""
    listed: tuple[Listed, ...]
    """Its pages for the sitemap, where there is one."""
    looked: bytes
    """What it looked at: the numbers of `kb.site.looks`, four bytes each, in any order."""
    stood: frozenset[str] | None = None
    """Paths of those of its files that stood where its last run put them, and were not made; None if all were."""
    rows: Mapping[str, bytes | None] = _NO_ROWS
    """What the job leaves for its next run: as of `kb.search.Memory.held`, or one row, `Shown`."""

    def brief(self) -> "Made":
        """The same without its files, and what it looked at."""
        return Made(files=(), listed=self.listed, looked=b"", rows=self.rows)

    @property
    def standing(self) -> Iterator[tuple[str, int]]:
        """Path and bytes of each file that stood."""
        stood = self.stood
        return (file for file in self.files if file[0] in stood) if stood else iter(())


def render(collection: Collection, options: SiteOptions, kept: Sequence[Community] = ()) -> Iterator[Output]:
    """Every file of the site, each path once; the same bytes for the same collection and settings.

    Names and addresses of communities go on from `kept` ones. Without `base_url` there are no feeds, sitemap and
    canonical links.
    """
    site = Site(collection, options, kept)
    made: list[Made] = []
    for name in site.jobs:
        yield from site.make(name, made)
    yield from site.sitemap([one for job in made for one in job.listed])


class Site:
    """The files of a collection's site, to be made job by job, in any order and by several processes."""

    def __init__(  # noqa: PLR0913, PLR0917  # what it shows, and what each part of it goes on from
        self,
        collection: Collection,
        options: SiteOptions,
        kept: Sequence[Community] = (),
        memory: Memory | None = None,
        before: Plan | bytes = b"",
        survey: graph.Survey | None = None,
    ) -> None:
        """Decide what there will be; nothing is made yet.

        Communities go on from those that were `kept`, the search index from what `memory` has of an earlier one,
        and the plan from the one `before`, or from the row of its order. The `survey` is that of the collection and of
        the same `kept` ones, where somebody has begun it.
        """
        self.plan = decide(collection, options, before)
        self.surroundings = Around(self.plan)
        self.times = Times(self.plan)
        self.communities = tuple(kept)
        own = self._own = assets(options.accent)
        self._memory = memory or Memory()
        terms = *collection.themes, *collection.keywords
        self.drawn = GraphMap(self.plan, survey or graph.Survey(collection.graph, terms, self.communities))
        self.jobs = Jobs(self.plan, self.surroundings, self.times, self.drawn, self._memory, own)
        """What makes the pages and files, by name."""

    def __reduce__(self) -> tuple[Callable[..., "Site"], tuple[object, ...]]:
        """Be sent to another process as what all is decided from."""
        return _again, (self.plan.kept.collection, self.plan.options, self.communities, self._memory.contents)

    def prepare(self) -> None:
        """Make now what all jobs share, and compile every template, before the jobs are shared among processes."""
        self.plan.kept.prepare()
        self.surroundings.prepare()
        self.times.prepare()
        self._press.prepare()

    def expect(self, names: Iterable[str]) -> None:
        """Find at once what lies around the items of some jobs, which takes little time where they are few."""
        self.surroundings.among(name.removeprefix("item ") for name in names if name.startswith("item "))

    def forget(self) -> None:
        """Let go of what was printed for many pages; it is made again where another page needs it."""
        self.__dict__.pop("_press", None)

    def common(self) -> object:
        """What stands on every page."""
        return self.plan.options, self.plan.kept.lists, feeds.feed_files(self.plan)

    def make(self, name: str, made: list[Made], since: Since | None = None) -> Iterator[Output]:
        """The files of a job, by its name; `made` gets what is to be known of them.

        `since` tells what is there as the job's last run made it; without it nothing is.
        """
        files: list[tuple[str, int]] = []
        listed: list[Listed] = []
        stood: list[str] = []
        held: Held | None = None
        looked = self.plan.looks.begin()
        try:
            for one in self.jobs[name]():
                plain: tuple[str, int] | PageView | Output
                if isinstance(one, _PLAIN):
                    plain = one
                else:
                    held = held or Held(name, since if name in _GOING_ON else None)
                    plain = held.now(one)
                if isinstance(plain, tuple):
                    files.append(plain)
                    stood.append(plain[0])
                    if isinstance(one, Steady) and one.listed and self.plan.options.base_url:
                        listed.append((one.listed, None))
                else:
                    output = plain if isinstance(plain, Output) else self._printed(plain, listed)
                    files.append((output.path, output.size))
                    yield output
                if held:
                    held.put(one, *files[-1])
        finally:
            self.plan.looks.end(looked)
        made.append(
            Made(
                files=tuple(files),
                listed=tuple(listed),
                looked=packed(looked),
                stood=frozenset(stood) if stood else None,
                rows=self._left(name, held) if name in _GOING_ON else _NO_ROWS,
            )
        )

    def sitemap(self, listed: Iterable[Listed]) -> Iterator[Output]:
        """What names the pages of all jobs, in order, where the site knows its own address."""
        if self.plan.options.base_url:
            yield from feeds.sitemap(self.plan.options.base_url, list(listed))

    def _left(self, name: str, held: Held | None) -> Mapping[str, bytes | None]:
        """What a job leaves for its next run, as of `Made`."""
        if name == SEARCH:
            return dict(self._memory.held)
        return {"": encode(held.shown if held else {})}

    def _printed(self, one: PageView, listed: list[Listed]) -> Output:
        if self.plan.options.base_url and not isinstance(one, LostView | RedirectView):
            listed.append((one.path, one.date))
        return Output(path=one.file, content=self._press.page(one))

    @cached_property
    def _press(self) -> Press:
        with self.plan.looks.aside():
            return Press(self.plan, self._own)


def _again(
    collection: Collection,
    options: SiteOptions,
    kept: Sequence[Community],
    contents: Mapping[str, bytes] | None,
) -> Site:
    """A site in another process, where nothing is known of an earlier index."""
    return Site(collection, options, kept, Memory(contents=contents))
