"""Reads every page of a site as a browser would, and says what is wrong with its links, anchors, ids and headings."""

import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

from kb.model import Output

_LINKED = {"a": "href", "link": "href", "script": "src", "img": "src", "form": "action"}
_FOLLOWED = {"", "http", "https", "mailto"}


@dataclass
class Page(HTMLParser):
    """What one page holds."""

    path: str
    """Its path from the site's root."""
    links: list[tuple[str, str]] = field(default_factory=list)
    """(element, address) as written."""
    ids: Counter[str] = field(default_factory=Counter)
    """How often each id is given."""
    headings: list[str] = field(default_factory=list)
    """Names of its headings in order."""
    inline: list[str] = field(default_factory=list)
    """Elements and attributes that the content policy forbids."""
    text: str = ""
    """Its text, white space single."""
    unclosed: list[str] = field(default_factory=list)
    """Elements that are open."""

    def __post_init__(self) -> None:
        """Begin to parse."""
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep links, ids and headings."""
        given = dict(attrs)
        assert len(given) == len(attrs), f"{self.path}: <{tag}> has an attribute twice"
        if given.get("id"):
            self.ids[str(given["id"])] += 1
        if (name := _LINKED.get(tag)) and given.get(name) is not None:
            self.links.append((tag, str(given[name])))
        self.links.extend(
            (tag, str(given[name])) for name in ("data-shards", "data-script", "data-style") if given.get(name)
        )
        if given.get("http-equiv") == "refresh":
            self.links.append((tag, str(given["content"]).partition("url=")[2]))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(tag)
        if tag == "style" or (tag == "script" and "src" not in given):
            self.inline.append(tag)
        self.inline.extend(name for name in given if name == "style" or name.startswith("on"))

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        self.text += data


def read(outputs: Iterable[Output]) -> dict[str, Page]:
    """Every page of a site by its path."""
    pages = {}
    for one in outputs:
        if one.path.endswith(".html"):
            page = Page(one.path)
            page.feed(one.content.decode())
            page.close()
            page.text = " ".join(page.text.split())
            pages[one.path] = page
    return pages


def broken(outputs: Iterable[Output], base: str = "/") -> list[str]:
    """Everything that a reader could stumble over, a line each; `base` is the site's folder on its host."""
    files = list(outputs)
    pages = read(files)
    names = {one.path for one in files}
    found = [f"{name} is there twice" for name, n in Counter(one.path.casefold() for one in files).items() if n > 1]
    for page in pages.values():
        found += _page(page)
        for element, address in page.links:
            found += _link(page, element, address, names, pages, base)
    return found


def _page(page: Page) -> list[str]:
    found = [f"{page.path}: the id {id_} is given {n} times" for id_, n in page.ids.items() if n > 1]
    found += [f"{page.path}: {name} is inline" for name in page.inline]
    if page.headings.count("h1") != 1:
        found.append(f"{page.path}: {page.headings.count('h1')} headings of the first level")
    return found


def _link(  # noqa: PLR0913, PLR0917  # what a link needs to be judged
    page: Page, element: str, address: str, names: set[str], pages: Mapping[str, Page], base: str
) -> list[str]:
    parts = urlsplit(address)
    if parts.scheme not in _FOLLOWED:
        return [f"{page.path}: <{element}> leads to {address}"]
    if parts.scheme or parts.netloc:
        return [] if element in {"a", "link"} else [f"{page.path}: <{element}> loads {address}"]
    path = unquote(parts.path)
    if path.startswith("/"):
        if page.path != "404.html":
            return [f"{page.path}: {address} is not relative"]
        path = path.removeprefix(base)
    elif path:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), path))
    target = path or page.path
    if target not in names:
        return [f"{page.path}: {address} leads nowhere"]
    drawn = "=" in parts.fragment and target == "graph/index.html"  # what its script draws
    if parts.fragment and not drawn and not pages[target].ids[unquote(parts.fragment)]:
        return [f"{page.path}: there is no {address}"]
    return []
