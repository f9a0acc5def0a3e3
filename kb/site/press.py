"""What pages show into their files, by kb's templates; what many pages show is printed once."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from operator import add
from types import CodeType
from urllib.parse import quote

from kb.once import Once
from kb.site import feeds, packaged
from kb.site.assets import Assets
from kb.site.bytecode import Bytecode
from kb.site.engine import Print, Templates
from kb.site.escaped import shown
from kb.site.letters import letter_id
from kb.site.looks import names
from kb.site.pages import PageView
from kb.site.pages.redirect import RedirectView
from kb.site.pages.standing import ABOUT, LostView
from kb.site.paths import absolute, page
from kb.site.plan import Named, Plan, Published
from kb.site.words import day

_FRAME = "head.html", "header.html", "footer.html"
_MACROS = "parts.html", "fragments.html"
_BASE = "base.html"  # what pages extend
_WRITERS = (  # what decides the code of templates
    "engine.py", "escaped.py", "expressions.py", "grammar.py", "pieces.py", "press.py", "writer.py",
)  # fmt: skip


class Press:
    """Prints page views with kb's templates."""

    def __init__(self, site: Plan, own: Assets) -> None:
        """Keep what all pages share; what pages of one depth share is printed when the first of them comes."""
        self._base_url = site.options.base_url
        self._prints: dict[tuple[type[PageView], int, str], Print] = {}
        self._shared: dict[str, object] = {
            "site": site.options,
            "called": shown(site.options.title),
            "assets": own,
            "sections": [(name, page(name)) for name in (*site.kept.lists, ABOUT)],
            "feeds": feeds.feed_files(site),
            **_often(site),
        }

    @staticmethod
    def prepare() -> None:
        """Compile every template."""
        for name in (*_FRAME, *(view.template for view in PageView.__subclasses__())):
            _templates().page(name)

    def page(self, view: PageView) -> bytes:
        """The page as HTML."""
        key = type(view), len(view.parts), view.section
        printing = self._prints.get(key)
        if printing is None:  # of what stands on every page, so nobody notes that it is looked at
            shared = self._shared | {"root": view.root, "assets_root": view.assets_root, "section": view.section}
            frame = {name.removesuffix(".html"): _templates().page(name)(**shared)() for name in _FRAME}
            printing = self._prints[key] = _templates().page(view.template)(**shared, **frame)
        return printing(view, _public(view, self._base_url) if self._base_url else "")


def _often(site: Plan) -> dict[str, object]:
    """What prints that which stands on many pages, each once; by the name that templates have for it."""
    by_id, looks, entry_names = site.kept.by_id, site.looks, names("entry")
    fragments = _templates().macros("fragments.html")

    def entry(id_: str) -> bytes:
        told: bytes = fragments.told(by_id[id_], by_id[id_].more.wording.names)
        return linked[id_] + told

    linked = Once[str, bytes](lambda id_: fragments.entry(by_id[id_]))
    entries_of = Once[str, bytes](entry)
    begins = Once[str, bytes](lambda root: f'<li><a href="{root}'.encode())
    links_at: Once[str, Once[Named, bytes]] = Once(lambda root: without_count(shown(root)))
    parts = _templates().macros("parts.html")
    named: Once[str, Once[Named, bytes]] = Once(lambda root: Once(lambda link: parts.link(link, root)))
    counts = Once[int, bytes](fragments.count)
    counted_at: Once[str, Once[Named, bytes]] = Once(lambda root: with_count(shown(root)))

    def without_count(root: bytes) -> Once[Named, bytes]:
        return Once(lambda link: fragments.link(link, root))

    def with_count(root: bytes) -> Once[Named, bytes]:
        return Once(lambda link: fragments.link(link, root) + counts[link.count])

    def entries(some: Sequence[Published], root: str) -> bytes:
        """Items as they stand in lists; but for the way to the root, each is printed once."""
        if not some:
            return b""
        ids = [one.id for one in some]
        looks.all(map(entry_names.__getitem__, ids))
        begin = begins[root]
        return begin + (b"\n" + begin).join(map(entries_of.__getitem__, ids))

    def counted(links: Sequence[Named], root: str) -> bytes:
        """Links with the number of items behind each, printed once for each depth."""
        return b"\n".join(map(counted_at[root].__getitem__, links))

    def together(links: Sequence[Named], numbers: Sequence[int], root: str) -> bytes:
        """Links with another number each."""
        return b"\n".join(map(add, map(links_at[root].__getitem__, links), map(counts.__getitem__, numbers)))

    times = Once[dt.date, bytes](fragments.time)
    printed = {"entries": entries, "counted": counted, "together": together}
    return printed | {"named": named, "linked": linked, "times": times}


def _public(view: PageView, base_url: str) -> str:
    """The address that search engines should know the page by, on a site that knows its own."""
    if isinstance(view, LostView):
        return ""
    return absolute(base_url, view.to.path if isinstance(view, RedirectView) else view.path)


@cache
def _templates() -> Templates:
    """Templates, with their code as Python keeps it."""
    filters: dict[str, Callable[..., object]] = {
        "day": day,
        "iso": Once(str).__getitem__,
        "letter_id": letter_id,
        "urlencode": quote,
    }

    def source(name: str) -> str:
        return packaged.content(f"templates/{name}").decode()

    def made() -> Iterator[CodeType]:
        return Templates(source, filters).compile(pages, _MACROS)

    pages = (*_FRAME, *(view.template for view in PageView.__subclasses__()))
    grounds = [*map(packaged.place, (*(f"templates/{name}" for name in (*pages, *_MACROS, _BASE)), *_WRITERS))]
    compiled = Bytecode(packaged.place("templates/compiled.py"), grounds, made)
    return Templates(source, filters, compiled.pieces())
