"""RSS of every version, Atom and JSON Feed into records, a list of feeds (OPML) into addresses."""

import html
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urljoin

from kb.errors import WrongUseError
from kb.importing.html_text import cleaned, lines_of, text_of
from kb.importing.objects import printable
from kb.importing.values import Found, Record, Remark
from kb.importing.xml import Element, read_xml
from kb.note import decode
from kb.note.grammar import is_web

_TAKEN = frozenset(
    "title atom:title link atom:link guid atom:id description atom:summary content:encoded atom:content "
    "pubdate dc:date atom:published atom:updated atom:issued atom:modified dcterms:created dcterms:modified "
    "category atom:category "
    "dc:subject author atom:author dc:creator enclosure dc:language language dc:title".split()
)
_DATES = (
    *("pubdate", "atom:published", "atom:issued", "dcterms:created", "dc:date"),
    *("atom:updated", "atom:modified", "dcterms:modified"),
)


def read_feed(file: Found) -> tuple[tuple[Record, ...], tuple[Remark, ...]]:
    """The entries of a feed in its order, and what they hold that a note has no place for."""
    if file.data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return _json_feed(file)
    root = read_xml(file.path, file.data)
    about = root if root.name == "atom:feed" else root.first("channel") or root
    entries = [one for one in _within(root) if one.name in {"item", "atom:entry"}]
    if not entries:
        return (), (Remark(place=file.path, why="the feed has no entries"),)
    title = _text(about.first("title", "atom:title"))
    home = _address(about, "")
    lang = _text(about.first("language", "dc:language")) or root.attributes.get("xml:lang", "")
    records = tuple(_entry(file.path, entry, title, home, lang) for entry in entries)
    unknown = Counter(child.name for entry in entries for child in entry.elements() if child.name not in _TAKEN)
    return records, _left(file.path, unknown)


def read_feeds(file: Found) -> tuple[tuple[str, str, str], ...]:
    """(place, title, address) of each feed that an OPML file lists."""
    root = read_xml(file.path, file.data)
    return tuple(
        (
            f"{file.path}:{one.line}",
            cleaned(one.attributes.get("title") or one.attributes.get("text", "")),
            printable(one.attributes["xmlurl"].strip()),
        )
        for one in _within(root)
        if one.name == "outline" and one.attributes.get("xmlurl", "").strip()
    )


def _within(root: Element) -> Iterator[Element]:
    for child in root.elements():
        yield child
        yield from _within(child)


def _entry(path: str, entry: Element, feed: str, home: str, lang: str) -> Record:
    guid = entry.first("guid", "atom:id")
    seed = cleaned(guid.text) if guid else ""
    link = _address(entry, home)
    if not is_web(link) and guid and guid.attributes.get("ispermalink", "true").lower() == "true" and is_web(seed):
        link = seed
    enclosure = entry.first("enclosure")
    values = {
        "title": _text(entry.first("title", "atom:title", "dc:title")),
        "link": link if is_web(link) else "",
        "date": next(filter(None, (cleaned(one.text) for name in _DATES if (one := entry.first(name)))), ""),
        "keywords": list(_words(entry)),
        "lang": lang,
        "author": ", ".join(_authors(entry)),
        "feed": feed,
        "enclosure": enclosure.attributes.get("url", "") if enclosure else "",
    }
    summary = _lines(entry.first("description", "atom:summary"))
    content = _lines(entry.first("content:encoded", "atom:content"))
    return _record(f"{path}:{entry.line}", values, summary, content, seed)


def _record(place: str, values: dict[str, Any], summary: Iterable[str], content: Iterable[str], seed: str) -> Record:
    said, full = "\n".join(summary), "\n".join(content)
    values["summary"] = said or full
    if said and full and full != said:
        values["sections"] = [{"heading": "Text", "markdown": full}]
    values = {key: value for key, value in values.items() if value}
    return Record(place=place, values=values, plain=True, seed=seed)


def _address(element: Element, home: str) -> str:
    """Where an entry or a feed stands on the web."""
    links = [one for one in element.elements() if one.name in {"link", "atom:link"}]
    shown = [one for one in links if one.attributes.get("rel", "alternate") == "alternate"]
    for one in shown:
        written = one.attributes.get("href") or one.text
        if written.strip():
            return printable(urljoin(home, "".join(written.split()) if "\n" in written else written.strip()))
    return printable(element.attributes.get("rdf:about", ""))


def _words(entry: Element) -> Iterator[str]:
    for one in entry.elements():
        if one.name in {"category", "atom:category", "dc:subject"}:
            word = cleaned(one.attributes.get("label") or one.attributes.get("term") or text_of(one.text))
            if word:
                yield word


def _authors(entry: Element) -> Iterator[str]:
    for one in entry.elements():
        if one.name in {"author", "atom:author", "dc:creator"}:
            name = one.first("atom:name")
            yield cleaned(name.text if name else one.text)


def _text(element: Element | None) -> str:
    return " ".join(_lines(element))


def _lines(element: Element | None) -> tuple[str, ...]:
    """The text of an element that holds HTML, written out, escaped or as elements, or plain text."""
    if element is None:
        return ()
    if element.attributes.get("type") in {"text", "text/plain"}:
        return tuple(filter(None, map(cleaned, element.text.splitlines())))
    written = _html(element) if any(True for _ in element.elements()) else element.text
    return lines_of(written)


def _html(element: Element) -> str:
    """What stands in an element as HTML."""
    pieces = []
    for child in element.children:
        if isinstance(child, str):
            pieces.append(html.escape(child))
        else:
            name = child.name.rpartition(":")[2]
            pieces.append(f"<{name}>{_html(child)}</{name}>")
    return "".join(pieces)


def _json_feed(file: Found) -> tuple[tuple[Record, ...], tuple[Remark, ...]]:
    try:
        feed = json.loads(decode(file.path, file.data)[0].text)
        items = feed["items"]
    except (ValueError, RecursionError, LookupError, TypeError) as error:
        raise WrongUseError(f"{file.path}: no JSON Feed ({error!r}).") from error
    records = []
    remarks = []
    unknown: Counter[str] = Counter()
    for number, item in enumerate(items if isinstance(items, list) else (), 1):
        place = f"{file.path}:{number}"
        if isinstance(item, dict):
            records.append(_json_entry(place, item, feed))
            unknown.update(key for key in item if key not in _JSON_TAKEN)
        else:
            remarks.append(Remark(place=place, why="this entry is no object with keys"))
    return tuple(records), (*remarks, *_left(file.path, unknown))


_JSON_TAKEN = frozenset(
    "id url external_url title content_html content_text summary date_published date_modified tags language author "
    "authors".split()
)


def _json_entry(place: str, item: dict[str, Any], feed: dict[str, Any]) -> Record:
    def said(key: str, values: dict[str, Any] = item) -> str:
        value = values.get(key)
        return printable(str(value)) if isinstance(value, str | int) and not isinstance(value, bool) else ""

    tags, authors = item.get("tags"), item.get("authors") or [item.get("author")]
    link = next(filter(is_web, (said("url"), said("external_url"))), "")
    values = {
        "title": cleaned(said("title")),
        "link": link,
        "date": said("date_published") or said("date_modified"),
        "keywords": [cleaned(printable(str(tag))) for tag in tags] if isinstance(tags, list) else [],
        "lang": said("language") or said("language", feed),
        "author": ", ".join(cleaned(said("name", one)) for one in authors if isinstance(one, dict))
        if isinstance(authors, list)
        else "",
        "feed": cleaned(said("title", feed)),
    }
    content = lines_of(said("content_html")) or tuple(filter(None, map(cleaned, said("content_text").splitlines())))
    summary = tuple(filter(None, map(cleaned, said("summary").splitlines())))
    return _record(place, values, summary, content, said("id"))


def _left(path: str, unknown: Counter[str]) -> tuple[Remark, ...]:
    if not unknown:
        return ()
    listed = ", ".join(f"{name} ({number:,})" for name, number in sorted(unknown.items()))
    return (Remark(place=path, why=f"parts of entries that a note has no place for: {listed}"),)
