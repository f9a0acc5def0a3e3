"""Bytes of XML into a tree of elements: any charset that Python knows, and no entity that the document defines.

A document that defines entities can say a gigabyte in a line, so it is refused. The entities of HTML, which old feeds
use by naming a definition elsewhere, are known; nothing elsewhere is ever read.
"""

from collections.abc import Iterator
from html import unescape
from typing import NoReturn
from xml.parsers import expat

from msgspec import Struct, field

from kb.errors import WrongUseError
from kb.pattern import pattern

_DECLARED = pattern(rb"""\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._\-]+)["']""")
_DECLARATION = pattern(r"\s*<\?xml[^>]*\?>")
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DEEPEST = 200
_NAMESPACES = {
    "http://www.w3.org/2005/atom": "atom",
    "http://purl.org/atom/ns#": "atom",
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://backend.userland.com/rss2": "",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://search.yahoo.com/mrss/": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://www.w3.org/xml/1998/namespace": "xml",
}


class Element(Struct):
    """An element: its name with the usual prefix of its namespace, what it holds, and where it begins."""

    name: str
    line: int
    attributes: dict[str, str]
    children: list["Element | str"] = field(default_factory=list)

    def elements(self) -> Iterator["Element"]:
        """The elements directly in it."""
        return (child for child in self.children if isinstance(child, Element))

    def first(self, *names: str) -> "Element | None":
        """The first of these that is directly in it, names before order."""
        for name in names:
            for child in self.elements():
                if child.name == name:
                    return child
        return None

    @property
    def text(self) -> str:
        """All text in it."""
        return "".join(child if isinstance(child, str) else child.text for child in self.children)


def decoded(data: bytes) -> str:
    """A document's text, by its byte order mark, its own declaration, or as UTF-8, else Windows-1252."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    declared = _DECLARED.match(data)
    for encoding in (declared[1].decode("ascii") if declared else "utf-8", "utf-8"):
        try:
            return data.decode(encoding)
        except (LookupError, UnicodeError):
            continue
    return data.decode("cp1252", "replace")


def read_xml(place: str, data: bytes) -> Element:
    """The root of a document; `WrongUseError`, naming the place, for what is no well-formed XML or defines entities."""
    return _Reader(place).read(_DECLARATION.sub("", decoded(data), count=1).lstrip())


class _Reader:
    """Expat's events into elements."""

    def __init__(self, place: str) -> None:
        self._place = place
        self._open: list[Element] = [Element("", 0, {})]
        self._parser = expat.ParserCreate("utf-8", " ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.EntityDeclHandler = self._refuse
        self._parser.SkippedEntityHandler = self._entity
        # Says that a definition elsewhere exists, so that a name unknown here is skipped and not an error.
        self._parser.UseForeignDTD(True)  # noqa: FBT003  # expat's signature
        self._parser.ExternalEntityRefHandler = lambda *_: 1

    def read(self, text: str) -> Element:
        try:
            self._parser.Parse(text.encode("utf-8", "replace"), True)  # noqa: FBT003  # expat's signature
        except expat.ExpatError as error:
            reason = expat.ErrorString(error.code)
            raise WrongUseError(f"{self._place}:{error.lineno}: no well-formed XML ({reason}).") from error
        return next(self._open[0].elements())

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) > _DEEPEST:
            raise WrongUseError(f"{self._place}: XML that is nested more than {_DEEPEST} deep is not read.")
        named = {_short(key): value for key, value in attributes.items()}
        element = Element(_short(name), self._parser.CurrentLineNumber, named)
        self._open[-1].children.append(element)
        self._open.append(element)

    def _end(self, _: str) -> None:
        self._open.pop()

    def _text(self, text: str) -> None:
        self._open[-1].children.append(text)

    def _entity(self, name: str, is_parameter: bool) -> None:  # noqa: FBT001  # expat's signature
        if not is_parameter:
            self._text(unescape(f"&{name};"))

    def _refuse(self, name: str, *_: object) -> NoReturn:
        raise WrongUseError(f"{self._place}: the XML defines an entity of its own ({name[:40]}), so it is not read.")


def _short(name: str) -> str:
    """A name with its namespace's usual prefix, in lower case."""
    space, _, local = name.rpartition(" ")
    prefix = _NAMESPACES.get(space.casefold(), "other") if space else ""
    return f"{prefix}:{local.lower()}" if prefix else local.lower()
