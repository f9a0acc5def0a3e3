"""The style sheet, scripts and icon that kb brings, each under a name that holds its digest."""

import hashlib
import re

from msgspec import Struct

from kb.model import Output
from kb.pattern import pattern
from kb.site import packaged
from kb.site.colour import accents

_GRAPH = (
    "vendor/sigma.js", "graph-data.js", "graph-views.js", "graph-draw.js", "graph.js", "graph-table.js",
)  # fmt: skip
# What search.js stands on, in this order.
_SEARCH = ("search-words.js", "search-load.js", "search-ask.js", "search-snippet.js", "search-find.js")
_COMMENT = pattern(r"/\*.*?\*/", re.DOTALL)
_LOOSE = pattern(r" (?=[{};,]|: )|(?<=[{};,:]) ")


class Asset(Struct, frozen=True, kw_only=True):
    """One file that pages load."""

    path: str
    """Its path from the root, plain enough for any attribute."""
    content: bytes
    """All of it."""

    @property
    def output(self) -> Output:
        """The file of the site."""
        return Output(path=self.path, content=self.content)


class Assets(Struct, frozen=True, kw_only=True):
    """All that pages load."""

    style: Asset
    """The one style sheet."""
    site: Asset
    """The script of every page: light or dark."""
    signals: Asset
    """The script of the signals table."""
    front: Asset
    """The script of the front page: drawing five notes."""
    graph: tuple[Asset, ...]
    """The scripts of the graph's page in the order in which they run, the code of others first."""
    graph_style: Asset
    """What only the graph's page looks like."""
    search: Asset
    """The script that searches, loaded when first asked for."""
    search_style: Asset
    """Its style sheet."""
    icon: Asset
    """The mark in the browser's tab."""

    @property
    def graph_table(self) -> tuple[Asset, ...]:
        """The scripts that the graph's table alone needs."""
        return tuple(one for one in self.graph if "/graph-data-" in one.path or "/graph-table-" in one.path)

    @property
    def all(self) -> tuple[Asset, ...]:
        """Each of them."""
        own = self.style, self.site, self.signals, self.front, self.search, self.search_style
        return *own, *self.graph, self.graph_style, self.icon


def assets(accent: str = "") -> Assets:
    """The assets, with the accent colour that the vault's settings ask for."""
    return Assets(
        style=_asset("style.css", more=_accent_rule(accent)),
        site=_asset("site.js"),
        signals=_asset("signals.js"),
        front=_asset("front.js"),
        graph=tuple(map(_asset, _GRAPH)),
        graph_style=_asset("graph.css"),
        search=_asset("search.js", *_SEARCH),
        search_style=_asset("search.css"),
        icon=_asset("icon.svg"),
    )


def _asset(name: str, *first: str, more: str = "") -> Asset:
    """A file, with what other files hold before it and something more after it."""
    content = b"".join(packaged.content(f"assets/{part}") for part in (*first, name)) + more.encode()
    stem, _, ending = name.partition(".")
    if ending == "css":
        content = _slim(content.decode()).encode()
    return Asset(path=f"assets/{stem}-{hashlib.sha256(content).hexdigest()[:8]}.{ending}", content=content)


def _slim(style: str) -> str:
    """A style sheet without its comments and the white space that only people need.

    >>> _slim("a:hover b { color: red; }  /* links */ @media (width < 1px) { i { top: calc(1px + 2px) } }")
    'a:hover b{color:red}@media (width < 1px){i{top:calc(1px + 2px)}}'
    """
    plain = " ".join(_COMMENT.sub(" ", style).split())
    return _LOOSE.sub("", plain).replace(";}", "}")


def _accent_rule(accent: str) -> str:
    pair = accents(accent)
    return f":root {{ --accent: light-dark({pair[0]}, {pair[1]}); }}\n" if pair else ""
