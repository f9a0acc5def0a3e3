"""A file's content into the kind of source that it is: its name says nothing."""

import json
import re

from kb.errors import WrongUseError
from kb.importing.values import Found, Kind
from kb.importing.xml import decoded
from kb.pattern import pattern

_LOOKED_AT = 4_000  # characters that tell what a file is
_ROOT = pattern(
    r"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>\s*)*<(?:[\w.\-]+:)?(\w+)", re.DOTALL
)
_BOOKMARKS = pattern(r"\s*<!DOCTYPE\s+NETSCAPE-Bookmark-file", re.IGNORECASE)
_FEEDS: dict[str, Kind] = {"rss": "feed", "feed": "feed", "rdf": "feed", "opml": "opml"}
_JSON_FEED = pattern(r'"version"\s*:\s*"https?:\\?/\\?/jsonfeed\.org')
_DIVIDED = pattern(r"[^\n,;\t|]+[,;\t|]")


def recognise(file: Found) -> Kind:
    """What a file holds; `WrongUseError` when it is nothing that notes can be made of."""
    text = decoded(file.data[: 4 * _LOOKED_AT])[:_LOOKED_AT].lstrip("\ufeff \t\r\n")
    if _BOOKMARKS.match(text):
        return "bookmarks"
    if text.startswith("<"):
        return _of_xml(file, text)
    if text.startswith("{") and _JSON_FEED.search(decoded(file.data)):
        return "feed"
    if text.startswith(("{", "[")) and _is_json(text):
        return "json"
    if "\0" not in text and file.path.lower().endswith(".md"):
        return "folder"
    if "\0" not in text and _DIVIDED.match(text.split("\n", 1)[0]):
        return "table"
    raise _unknown(file, "nothing that kb knows")


def _of_xml(file: Found, text: str) -> Kind:
    root = _ROOT.match(text)
    kind = _FEEDS.get(root[1].lower()) if root else None
    if kind is None:
        raise _unknown(file, "HTML or XML, but neither bookmarks, nor a feed, nor a list of feeds")
    return kind


def _is_json(text: str) -> bool:
    """Whether a text begins as JSON, and not as a link of Markdown or a table's cell."""
    try:
        json.JSONDecoder().raw_decode(text)
    except RecursionError:
        return True
    except json.JSONDecodeError as error:
        return error.pos > 1 or not text[1:].strip()
    return True


def _unknown(file: Found, seen: str) -> WrongUseError:
    return WrongUseError(
        f"{file.path} holds {seen}.",
        "kb imports folders of Markdown, CSV, JSON, JSON Lines, bookmarks, feeds and OPML; --from says which it is.",
    )
