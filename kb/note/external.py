"""Addresses that leave the vault, and the line `__[External link](URL)__` that gives a note's own, read and written."""

import re

from msgspec import Struct

from kb.note.markdown import inline, inline_words
from kb.note.plain import one_line
from kb.pattern import pattern

_LABEL = r"external[\s\-]*link"
_LINK = pattern(
    rf"""(?P<mark>__|\*\*|_|\*|)\s*\[\s*{_LABEL}\s*\]\((?P<url><(?:[^<>\\]|\\.)*>|(?:(?!\s["'(]).)*?)\)\s*(?P=mark)[.,;]?""",
    re.IGNORECASE | re.DOTALL,
)
# As kb and nearly everybody writes it. An entity ends with a semicolon, so there may be those or the sign of entities.
_PLAINLY = pattern(r"__\[External link\]\(([^\s<>()\\&\"']*|[^\s<>()\\;\"']*)\)__")
_NAMED = pattern(_LABEL, re.IGNORECASE)
_BYTES = pattern(r"b(['\"])(.*)\1")
_BARE = pattern(r"(?:[^\s<>()\\]|\([^\s<>()\\]*\))*")
_SPECIAL = pattern(r"([<>\\&])")


class Address(Struct, frozen=True):
    """An address as it is meant."""

    url: str
    """Without escapes, angle brackets and byte string."""
    was_bytes: bool = False
    """Whether it was written as the byte string of a program, `b'https://…'`."""


def read_address(written: str) -> Address:
    """An address as it is written between the parentheses of a link.

    >>> read_address("<https://example.org/a b>"), read_address("b'https://example.org'")
    (Address(url='https://example.org/a b', was_bytes=False), Address(url='https://example.org', was_bytes=True))
    """
    address = written.strip()
    if address[:1] == "<" and address[-1:] == ">":
        address = address[1:-1]
    return unwrapped(_unescaped(address))


def unwrapped(url: str) -> Address:
    """An address without the byte string around it."""
    url = one_line(url)
    wrapped = None
    while url[:1] == "b" and (wrapped := _BYTES.fullmatch(url)):
        url = wrapped[2].strip()
    return Address(url, wrapped is not None)


def write_address(url: str) -> str:
    """An address for the parentheses of a link.

    >>> write_address("https://example.org/a_(b)"), write_address("https://example.org/a b")
    ('https://example.org/a_(b)', '<https://example.org/a b>')
    """
    url = one_line(url)
    if _BARE.fullmatch(url) and _unescaped(url) == url:
        return url
    return "<" + _SPECIAL.sub(r"\\\1", url) + ">"


def read_external(paragraph: str) -> Address | None:
    """The address of a paragraph that is nothing but the external link, however it is spelled.

    >>> read_external("**[External Link](https://example.org)**")
    Address(url='https://example.org', was_bytes=False)
    """
    if plainly := plain_external(paragraph):
        return Address(plainly)
    match = _LINK.fullmatch(paragraph)
    return read_address(match["url"]) if match else None


def plain_external(paragraph: str) -> str:
    """The address of an external link that is written as kb writes it, and holds nothing that would be read as more."""
    match = _PLAINLY.fullmatch(paragraph)
    return match[1] if match else ""


def find_external(paragraph: str) -> Address | None:
    """The address of the first link called external in a paragraph that says more."""
    if not _NAMED.search(paragraph):
        return None
    tokens = inline(paragraph)
    for start, token in enumerate(tokens):
        if token.type == "link_open":
            end = next(i for i in range(start, len(tokens)) if tokens[i].type == "link_close")
            if _NAMED.fullmatch(inline_words(tokens[start:end]).strip()):
                return unwrapped(str(token.attrs["href"]))
    return None


def write_external(url: str) -> str:
    """The line that gives a note's external link."""
    return f"__[External link]({write_address(url)})__"


def _unescaped(address: str) -> str:
    """An address without backslash escapes and entities."""
    if "\\" not in address and "&" not in address:
        return address
    from markdown_it.common.utils import unescapeAll  # noqa: PLC0415  # markdown-it loads when a text needs it

    return unescapeAll(address)
