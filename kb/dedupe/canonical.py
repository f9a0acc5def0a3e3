"""A link into its canonical link: the address of a page without the ways by which a reader may come to it."""

import re
from functools import lru_cache
from urllib.parse import quote, unquote, unquote_plus

from kb.dedupe.tracking import Tracking
from kb.options import DedupeOptions
from kb.pattern import pattern

_LINK = pattern(r"[Hh][Tt][Tt][Pp][Ss]?://([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.DOTALL)
# What a browser takes away before it reads an address.
_UNSEEN = pattern(r"[\t\n\r]")
_PLACE = pattern(r"(?:(.*)@)?(\[[^\]]*\]|[^:@]*)(?::0*([0-9]*))?", re.DOTALL)
# A host that is written so already, but for `www.`, which nothing follows that only chooses a view.
_PLAIN_HOST = r"(?:www\.(?=[^.]+\.[^.]))?((?!www\.|amp\.)(?:(?!m\.)[a-z0-9_-]+\.)+[a-z0-9_-]+)"
_PLAIN_PLACE = pattern(_PLAIN_HOST)
# A link to such a host, and a path that is written so already, but for its AMP endings.
_PLAIN_LINK = pattern(rf"https?://{_PLAIN_HOST}((?:/[A-Za-z0-9._~/-]*[A-Za-z0-9._~-])?)")
_HOST = pattern(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\]")
# Below `co.uk` and its like the next label is the site's own name, be it `m`.
_NOT_REGISTRY = r"(?!(?:ac|co|com|edu|gov|net|org)\.[a-z]{2}$)(?=[^.]+\.[^.])"
_VIEW = pattern(rf"^(?:www\.(?=[^.]+\.[^.])|(?:m|amp)\.{_NOT_REGISTRY})|(?<=\.)m\.{_NOT_REGISTRY}")
_AMP_NAME = pattern(r"(?<=[^/])\.amp(?=\.html?$)")
_AMP_ENDING = pattern(r"(?<=[^/])(?:/amp(?:\.html)?|\.amp|/+)$")
_ESCAPED_AND = pattern("^(?:amp;)+")
_LONE_PERCENT = pattern("%(?![0-9A-Fa-f]{2})")
_ESCAPE = pattern("%([0-9A-Fa-f]{2})")
_PLAIN = pattern("[A-Za-z0-9._~/-]*")  # what is spelled so in a path, a query and a fragment alike
_UNRESERVED = pattern("[A-Za-z0-9._~-]")
_SAFE_IN_USER = "%:!$&'()*+,;=~"
_SAFE_IN_PATH = f"{_SAFE_IN_USER}@/"
_SAFE_IN_QUERY = f"{_SAFE_IN_PATH}?"


def canonical_link(url: str, options: DedupeOptions) -> str:
    """The one spelling of a link that all links to its page share; empty when it is no http or https address.

    Left out: the scheme's `s`, `www.`, `m.` and `amp.` before the host, the default port, tracking parameters, AMP
    endings, trailing slashes, and the fragment unless it is the route of a page that scripts draw (`#!…`, `#/…`).
    The rest is spelled in one way: the host in lower case and ASCII, percent-encoding as RFC 3986 (6.2.2) has it, the
    parameters sorted by name. A canonical link is its own canonical link.

    >>> canonical_link("HTTP://www.Example.org:80/a/?utm_source=x&id=7#top", DedupeOptions())
    'https://example.org/a?id=7'
    >>> canonical_link("mailto:someone@example.org", DedupeOptions())
    ''
    """
    plainly = _PLAIN_LINK.fullmatch(url)
    if plainly and "amp" not in plainly[2]:
        return f"https://{plainly[1]}{plainly[2]}"
    parts = _parts(url)
    if parts is None:
        return ""
    place, path, query, fragment = (part or "" for part in parts.groups())
    place = _place(place)
    if not place:
        return ""
    path = _path(path)
    query = _query(query, _tracking(options))
    route = f"#{_spelled(fragment, _SAFE_IN_QUERY)}" if fragment.startswith(("!", "/")) else ""
    if not path and (query or route):
        path = "/"
    return f"https://{place}{path}{'?' if query else ''}{query}{route}"


def site_of(url: str) -> str:
    """The host in a link's one spelling, with user and port where it has them; empty where `canonical_link` is.

    >>> site_of("http://m.example.org:80/a"), site_of("mailto:someone@example.org")
    ('example.org', '')
    """
    parts = _parts(url)
    return _place(parts[1]) if parts else ""


def names_item(link: str) -> bool:
    """Whether a canonical link says which item it is: one with neither path nor query is a site's front door.

    >>> names_item("https://example.org"), names_item("https://example.org/?p=1")
    (False, True)
    """
    return "/" in link.removeprefix("https://")


@lru_cache(maxsize=8)
def _tracking(options: DedupeOptions) -> Tracking:
    return Tracking(options.tracking, options.keep)


def _parts(url: str) -> re.Match[str] | None:
    """Place, path, query and fragment of a web address."""
    return _LINK.fullmatch((url if url.isprintable() else _UNSEEN.sub("", url)).strip())


def _place(text: str) -> str:
    """The host in its one spelling, with user and port where an address needs them; empty if it is malformed."""
    if plainly := _PLAIN_PLACE.fullmatch(text):
        return plainly[1]
    parts = _PLACE.fullmatch(text)
    if parts is None:
        return ""
    user, host, port = (part or "" for part in parts.groups())
    host = _host(unquote(host))
    if not _HOST.fullmatch(host):
        return ""
    before = f"{_spelled(user, _SAFE_IN_USER)}@" if user else ""
    after = f":{port}" if port not in {"", "80", "443"} else ""
    return f"{before}{host}{after}"


def _host(name: str) -> str:
    """A host's name as it is asked for on the wire (IDNA), without the labels that only choose a view of the site."""
    try:
        name = name.lower() if name.isascii() else name.encode("idna").decode().lower()
    except UnicodeError:
        return ""
    name = name.removesuffix(".")
    while (shorter := _VIEW.sub("", name)) != name:
        name = shorter
    return name


def _path(text: str) -> str:
    """A path in its one spelling, without what asks for its AMP form and without slashes at its end."""
    path = _spelled(text, _SAFE_IN_PATH)
    if not path.endswith("/") and "amp" not in path:
        return path
    while (shorter := _AMP_ENDING.sub("", _AMP_NAME.sub("", path))) != path:
        path = shorter
    return path.rstrip("/")


def _query(text: str, tracking: Tracking) -> str:
    """The parameters that say which page it is, sorted by name; those of one name stay in their order."""
    if not text:
        return ""
    kept = []
    for written in _spelled(text, _SAFE_IN_QUERY).split("&"):
        parameter = _ESCAPED_AND.sub("", written)
        name, _, value = parameter.partition("=")
        if parameter and not tracking.ignores(unquote_plus(name), unquote_plus(value)):
            kept.append((name, parameter))
    kept.sort(key=lambda pair: pair[0])
    return "&".join(parameter for _, parameter in kept)


def _spelled(text: str, safe: str) -> str:
    """Part of an address with each character encoded where it must be and plain where it may be."""
    if _PLAIN.fullmatch(text):
        return text
    text = _ESCAPE.sub(_plain_if_unreserved, _LONE_PERCENT.sub("%25", text))
    return quote(text, safe=safe, errors="surrogatepass")


def _plain_if_unreserved(escape: re.Match[str]) -> str:
    character = chr(int(escape[1], 16))
    return character if _UNRESERVED.fullmatch(character) else escape[0].upper()
