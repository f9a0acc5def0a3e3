"""What pages show into their files, by kb's templates; what many pages show is printed once."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from operator import add
from types import CodeType
from urllib.parse import quote

from kb.site import feeds
from kb.site.assets import Assets
from kb.site.bytecode import Bytecode
from kb.site.engine import Templates
from kb.site.letters import letter_id
from kb.site.looks import names
from kb.site.once import Once
from kb.site.pages import PageView
from kb.site.pages.redirect import RedirectView
from kb.site.pages.standing import ABOUT, LostView
from kb.site.paths import absolute, page
from kb.site.plan import Named, Plan, Published
from kb.site.rows import signal_names
from kb.site.words import day

_FRAME = "head.html", "header.html", "footer.html"
_MACROS = "parts.html", "fragments.html"
_WRITERS = (  # what decides the code of templates
    "engine.py", "escaped.py", "expressions.py", "grammar.py", "pieces.py", "press.py", "writer.py",
)  # fmt: skip


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
        parts = _templates().macros("parts.html")
        self._named_at: Once[str, Once[Named, bytes]] = Once(lambda root: Once(lambda link: parts.link(link, root)))
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
            shared["named"] = self._named_at[view.root]
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
