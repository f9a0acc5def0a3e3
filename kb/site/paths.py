"""Addresses of pages and files into percent-encoded paths from the site's root, and those into relative links.

Links name `index.html`, so that a site opens from a folder as well as from a server.
"""

import re
import string
from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from kb.pattern import pattern

_PLAIN = pattern(r"[\w.\-]+", re.ASCII)
_PLAIN_PATH = pattern(r"[\w.\-/]+", re.ASCII)
_KEPT = f"{string.ascii_letters}{string.digits}_.-".encode()


def page(*parts: str) -> str:
    """The path of a page from the root; a page links to it by its own way to the root and this.

    >>> page("theme", "日本"), page()
    ('theme/%E6%97%A5%E6%9C%AC/index.html', 'index.html')
    """
    return file(*parts, "index.html")


def file(*parts: str) -> str:
    """The path of a file from the root."""
    plain = "/".join(parts)
    if _PLAIN_PATH.fullmatch(plain) and plain.count("/") == len(parts) - 1:
        return plain
    encoded = [part if _PLAIN.fullmatch(part) else quote(part, safe="") for part in parts]
    return "/".join(encoded)


def pages(addresses: Sequence[str]) -> list[str]:
    """`page` of each of many addresses, in a fraction of the time.

    >>> pages(["bee", "日本"])
    ['bee/index.html', '%E6%97%A5%E6%9C%AC/index.html']
    """
    return [f"{one}/index.html" for one in encoded(addresses)]


def encoded(addresses: Sequence[str]) -> Sequence[str]:
    """Each of many parts of paths, percent-encoded."""
    return addresses if is_plain("".join(addresses)) else [*map(file, addresses)]


def is_plain(text: str) -> bool:
    """Whether a text holds nothing that an address has to encode; quick with long texts."""
    return text.isascii() and not text.encode().translate(None, _KEPT)


def way_up(depth: int) -> str:
    """The way from a page that lies so many folders deep to the root.

    >>> way_up(2), way_up(0)
    ('../../', '')
    """
    return "../" * depth


def absolute(base_url: str, path: str) -> str:
    """The public address of a path from the root; pages lose their `index.html`."""
    return f"{base_url.rstrip('/')}/{path.removesuffix('index.html') if is_page(path) else path}"


def host_folder(base_url: str) -> str:
    """The folder that a site has on its host, `/` without an address.

    >>> host_folder("https://example.org/signals"), host_folder("")
    ('/signals/', '/')
    """
    path = urlsplit(base_url).path.strip("/")
    return f"/{quote(path, safe='/%')}/" if path else "/"


def is_page(path: str) -> bool:
    """Whether a path is that of a page, whose public address is its folder."""
    return path == "index.html" or path.endswith("/index.html")
