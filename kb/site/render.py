"""A collection into the files of its site."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from importlib.resources import files
from operator import add
from types import CodeType
from urllib.parse import quote

from msgspec import Struct
from msgspec.structs import force_setattr

from kb.codec import encode
from kb.graph import Community
from kb.model import Collection, Output
from kb.options import SiteOptions
from kb.search import Memory
from kb.site import feeds
from kb.site.around import Around
from kb.site.assets import Assets, assets
from kb.site.bytecode import Bytecode
from kb.site.decide import decide
from kb.site.engine import Templates
from kb.site.graph_map import GraphMap
from kb.site.lasting import Lasting, Shown, Steady
from kb.site.letters import letter_id
from kb.site.looks import names, packed
from kb.site.once import Once
from kb.site.pages import GRAPH, SEARCH, Job, PageView, jobs
from kb.site.pages.redirect import RedirectView
from kb.site.pages.standing import ABOUT, LostView
from kb.site.paths import absolute, page
from kb.site.plan import Named, Plan, Published
from kb.site.rows import signal_names
from kb.site.times import Times
from kb.site.words import day

_FRAME = "head.html", "header.html", "footer.html"
_MACROS = "parts.html", "fragments.html"
_WRITERS = "engine.py", "escaped.py", "grammar.py", "render.py", "writer.py"  # what decides the code of templates
_NONE: frozenset[str] = frozenset()

Listed = tuple[str, dt.date | None]
"""Path and date of a page that the sitemap lists."""


class Made(Struct, frozen=True, kw_only=True):
    """What a job made."""

    files: tuple[tuple[str, int], ...]
    """Path and bytes of each of its files."""
    listed: tuple[Listed, ...]
    """Its pages for the sitemap, where there is one."""
    looked: bytes
    """What it looked at: the numbers of `kb.site.looks`, four bytes each."""
    stood: frozenset[str] = _NONE
    """Paths of those of its files that stood where its last run put them, and were not made."""
    rows: Mapping[str, bytes | None] = {}
    """What the job leaves for its next run: as of `kb.search.Memory.held`, or one row of `Shown`."""

    def __post_init__(self) -> None:
        """Share what most have nothing of."""
        force_setattr(self, "stood", self.stood or _NONE)

    @property
    def standing(self) -> Iterator[tuple[str, int]]:
        """Path and bytes of each file that stood."""
        return (file for file in self.files if file[0] in self.stood)


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
        shown: Shown | None = None,
        before: Plan | None = None,
    ) -> None:
        """Decide what there will be; nothing is made yet.

        Communities go on from those that were `kept`, the search index from what `memory` has of an earlier one,
        the graph's pages from what they have `shown`, and the plan from the one `before`.
        """
        self.plan = decide(collection, options, before)
        self.before = before
        """The plan of the last site, where this process made it."""
        self.surroundings = Around(self.plan)
        self.times = Times(self.plan)
        self.communities = tuple(kept)
        own = self._own = assets(options.accent)
        self.jobs: dict[str, Job] = {"assets": lambda: [asset.output for asset in own.all]}
        """What makes the pages and files, by name."""
        self._memory = memory or Memory()
        self._shown = shown or {}
        self.drawn = GraphMap(self.plan, self.communities)
        self.jobs |= jobs(self.plan, self.surroundings, self.times, self.drawn, self._memory)

    def __reduce__(self) -> tuple[Callable[..., "Site"], tuple[object, ...]]:
        """Be sent to another process as what all is decided from."""
        return _again, (self.plan.kept.collection, self.plan.options, self.communities, self._memory.contents)

    def prepare(self) -> None:
        """Make now what all jobs share, and compile every template, before the jobs are shared among processes."""
        self.plan.kept.prepare()
        self.surroundings.prepare()
        self.drawn.prepare()
        self._press.prepare()

    def forget(self) -> None:
        """Let go of what was printed for many pages; it is made again where another page needs it."""
        self.__dict__.pop("_press", None)

    def common(self) -> object:
        """What stands on every page."""
        return self.plan.options, self.plan.kept.lists, feeds.feed_files(self.plan)

    def make(self, name: str, made: list[Made], stands: Callable[[str, str], bool] | None = None) -> Iterator[Output]:
        """The files of a job, by its name; `made` gets what is to be known of them.

        `stands` tells of a job and a path whether the file is there as the job's last run made it; without it none is.
        """
        files: list[tuple[str, int]] = []
        listed: list[Listed] = []
        stood: set[str] = set()
        shown: Shown = {}
        with self.plan.looks.noted() as looked:
            for one in self.jobs[name]():
                lasts = self._lasting(one) if isinstance(one, Lasting | Steady) else None
                if lasts and stands and stands(name, lasts[0]):
                    files.append(lasts)
                    stood.add(lasts[0])
                    self._list(one, listed)
                else:
                    output = self._output(one, listed)
                    files.append((output.path, len(output.content)))
                    yield output
                if isinstance(one, Steady):
                    shown[one.view.file] = one.shown, files[-1][1]
        rows = {"": encode(shown)} if name == GRAPH else self._memory.held if name == SEARCH else {}
        made.append(
            Made(
                files=tuple(files),
                listed=tuple(listed),
                looked=packed(sorted(looked)),
                stood=frozenset(stood),
                rows=dict(rows),
            )
        )

    def sitemap(self, listed: Iterable[Listed]) -> Iterator[Output]:
        """What names the pages of all jobs, in order, where the site knows its own address."""
        if self.plan.options.base_url:
            yield from feeds.sitemap(self.plan.options.base_url, list(listed))

    def _lasting(self, one: Lasting | Steady) -> tuple[str, int] | None:
        """Path and bytes of what is as the job's last run made it, wherever that stands now."""
        if isinstance(one, Lasting):
            return one.path, one.size
        shown, size = self._shown.get(one.view.file, (b"", 0))
        return (one.view.file, size) if shown == one.shown else None

    def _output(self, one: PageView | Output | Lasting | Steady, listed: list[Listed]) -> Output:
        if isinstance(one, Output):
            return one
        if isinstance(one, Lasting):
            return one.output()
        self._list(one, listed)
        view = one.view if isinstance(one, Steady) else one
        return Output(path=view.file, content=self._press.page(view))

    def _list(self, one: PageView | Output | Lasting | Steady, listed: list[Listed]) -> None:
        """Note a page for the sitemap, where there is one."""
        view = one.view if isinstance(one, Steady) else one
        if not self.plan.options.base_url or isinstance(view, LostView | RedirectView):
            return
        if isinstance(view, PageView):
            listed.append((view.path, view.date))

    @cached_property
    def _press(self) -> "Press":
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


class Press:
    """Prints page views with kb's templates."""

    def __init__(self, site: Plan, own: Assets) -> None:
        """Keep what all pages share; what pages of one depth share is printed when the first of them comes."""
        self._looks = site.looks
        self._base_url = site.options.base_url
        self._given_at: dict[tuple[str, str, str], dict[str, object]] = {}
        by_id = site.kept.by_id
        fragments = _templates().macros("fragments.html")  # what is made once refers to no press

        def entry(id_: str) -> bytes:
            told: bytes = fragments.told(by_id[id_], signal_names(by_id[id_]))
            return linked[id_] + told

        linked = Once[str, bytes](lambda id_: fragments.entry(by_id[id_]))
        self._entries_of = Once[str, bytes](entry)
        self._links_at: Once[str, Once[Named, bytes]] = Once(lambda root: Once(lambda link: fragments.link(link, root)))
        self._entry_names = names("entry")
        self._counts: Once[int, bytes] = Once(fragments.count)
        links_at, counts = self._links_at, self._counts
        self._counted_at: Once[str, Once[Named, bytes]] = Once(
            lambda root: Once(lambda link: links_at[root][link] + counts[link.count])
        )
        self._shared: dict[str, object] = {
            "site": site.options,
            "assets": own,
            "sections": [(name, page(name)) for name in (*site.kept.lists, ABOUT)],
            "feeds": feeds.feed_files(site),
            "linked": linked,
            "times": Once[dt.date, bytes](fragments.time),
        }

    @staticmethod
    def prepare() -> None:
        """Compile every template."""
        for name in (*_FRAME, *(view.template for view in PageView.__subclasses__())):
            _templates().page(name)

    def page(self, view: PageView) -> bytes:
        """The page as HTML."""
        return _templates().page(view.template)(
            page=view,
            public=_public(view, self._base_url),
            entries=self._entries,
            counted=self._counted,
            together=self._together,
            **self._given(view),
        )

    def _given(self, view: PageView) -> dict[str, object]:
        """All else that templates name, the same for all pages of one depth and section, with their frame."""
        key = view.root, view.assets_root, view.section
        given = self._given_at.get(key)
        if given is None:  # of what stands on every page, so nobody notes that it is looked at
            shared = self._shared | {"root": view.root, "assets_root": view.assets_root, "section": view.section}
            frame = {name.removesuffix(".html"): _templates().page(name)(**shared) for name in _FRAME}
            given = self._given_at[key] = shared | frame
        return given

    def _entries(self, some: Sequence[Published], root: str) -> bytes:
        """Items as they stand in lists; but for the way to the root, each is printed once."""
        if not some:
            return b""
        ids = [one.id for one in some]
        self._looks.all(map(self._entry_names.__getitem__, ids))
        begin = f'<li><a href="{root}'.encode()
        return begin + (b"\n" + begin).join(map(self._entries_of.__getitem__, ids))

    def _counted(self, links: Sequence[Named], root: str) -> bytes:
        """Links with the number of items behind each, printed once for each depth."""
        return b"\n".join(map(self._counted_at[root].__getitem__, links))

    def _together(self, links: Sequence[Named], numbers: Sequence[int], root: str) -> bytes:
        """Links with another number each."""
        printed, counted = self._links_at[root].__getitem__, self._counts.__getitem__
        return b"\n".join(map(add, map(printed, links), map(counted, numbers)))


def _public(view: PageView, base_url: str) -> str:
    """The address that search engines should know the page by, where the site knows its own."""
    if not base_url or isinstance(view, LostView):
        return ""
    return absolute(base_url, view.to.path if isinstance(view, RedirectView) else view.path)


@cache
def _templates() -> Templates:
    """Templates, with their code as Python keeps it."""
    folder = files("kb.site") / "templates"
    filters: dict[str, Callable[..., object]] = {
        "day": Once(day).__getitem__,
        "letter_id": letter_id,
        "urlencode": quote,
    }

    def source(name: str) -> str:
        return (folder / name).read_text("utf-8")

    def made() -> Iterator[CodeType]:
        pages = (*_FRAME, *(view.template for view in PageView.__subclasses__()))
        return Templates(source, filters).compile(pages, _MACROS)

    texts = [one for one in folder.iterdir() if one.name.endswith(".html")]
    grounds = sorted(map(str, (*texts, *(files("kb.site") / name for name in _WRITERS))))
    return Templates(source, filters, Bytecode(str(folder / "compiled.py"), grounds, made).pieces())
