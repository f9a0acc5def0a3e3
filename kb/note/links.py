"""A link's address as written into the note that it points at, and back into an address."""

import re
from urllib.parse import unquote

from msgspec import Struct

from kb.note.grammar import ASSETS
from kb.pattern import pattern

_HOST = pattern(r"[a-zA-Z][a-zA-Z0-9+.\-]*:|[/\\]{2}")
_LEADING = pattern(r"(?:\.{0,2}/)+")
_TRAILING = pattern(r"(?:/|\.md)+\Z", re.IGNORECASE)
_LINE_ENDS = pattern(r"[\r\n]+")
_UNSAFE = pattern(r"[\0-,:-@\[-^`{-\x7f]|\s")  # of ASCII all but letters, digits and `_-./`
_PLAIN = pattern(r"[\w\-]+", re.ASCII)


class Target(Struct, frozen=True):
    """What a link between notes points at."""

    name: str
    """A note's id, path, title or alias; empty when the link stays on its own page."""
    anchor: str = ""
    """What follows `#`."""


def is_external(address: str) -> bool:
    """Whether an address has a scheme or a host, so that it leaves the vault.

    >>> is_external("mailto:a@example.org"), is_external("//example.org"), is_external("a/b.md")
    (True, True, False)
    """
    return bool(_HOST.match(address))


def target_of(address: str, *, wiki: bool = False) -> Target | None:
    """What an address points at; None for what is no note: another site's page, a picture or another file.

    Leading `./`, `../` and `/` go, and so do `.md` and a last `/`: a note is found by its id or its path from the top
    of the vault. In a wikilink (`wiki`) everything is a name; elsewhere `%20` is a space.

    >>> target_of("../notes/My%20note.md#Why"), target_of("https://example.org/")
    (Target(name='notes/My note', anchor='Why'), None)
    """
    if _PLAIN.fullmatch(address):
        return Target(address)
    if not wiki and is_external(address):
        return None
    name, _, anchor = address.partition("#")
    if not wiki:
        name, anchor = _decoded(name), _decoded(anchor)
    name = _named(name)
    if name.rpartition(".")[2].casefold() in ASSETS and "." in name:
        return None
    return Target(name, _one_line(anchor))


def address_of(target: str, anchor: str = "") -> str:
    """An address that points at a note: what `target_of` reads as these two.

    >>> address_of("notes/My note", "Why"), address_of("AI: a future")
    ('notes/My%20note#Why', 'AI%3A%20a%20future')
    """
    return _encoded(target) + (f"#{_encoded(anchor)}" if anchor else "")


def _named(name: str) -> str:
    """A path without what does not say which note it is, however often it is said."""
    before = None
    while name != before:
        before = name
        name = _one_line(_TRAILING.sub("", name))
        name = name[match.end() :] if (match := _LEADING.match(name)) else name
    return name


def _one_line(text: str) -> str:
    return _LINE_ENDS.sub(" ", text).strip()


def _decoded(text: str) -> str:
    if "%" not in text:
        return text
    try:
        return unquote(text, errors="strict").replace("\0", "\ufffd")
    except UnicodeDecodeError:
        return text


def _encoded(text: str) -> str:
    return _UNSAFE.sub(lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), text)
