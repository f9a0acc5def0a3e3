"""The HTML of a page into the article in it: the main text, and what the page's own metadata says of it."""

import datetime as dt
import json
import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import trafilatura
from lxml import etree, html

from kb.author import Article
from kb.author.clean import clean, clean_line
from kb.errors import SourceError
from kb.note.grammar import is_web
from kb.pattern import pattern

_DATE_NAMES = (
    "article:published_time", "og:published_time", "datepublished", "date", "dc.date", "dc.date.issued", "dcterms.date",
    "dcterms.created", "dcterms.issued", "citation_publication_date", "citation_date", "parsely-pub-date", "pubdate",
    "publishdate", "publication_date", "sailthru.date",
)  # fmt: skip
_DATE = pattern(r"\s*(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?!\d)")
_LANG = pattern(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")
_ARTICLES = pattern("article|posting|report|webpage", re.IGNORECASE)
_LONGEST_DATA = 200_000  # characters of a block of JSON-LD
_MOST_DATA = 2_000  # values in it that are looked at


def html_article(text: str, url: str) -> Article:
    """Read a page, which was found under a URL or, saved, under none; `SourceError` when there is no text in it."""
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise SourceError("it holds no HTML that can be read") from error
    said = _Metadata(tree)
    link = said.link(url)
    article = Article(title=said.title(), date=said.date(), lang=said.lang(), link=link)
    found = trafilatura.extract(tree, url=url or None, include_comments=False, include_tables=False)
    main = clean(found or "")
    if not main.strip():
        raise SourceError("no article can be found in the page")
    return Article(
        title=article.title, date=article.date, lang=article.lang, link=link, text="\n\n".join(main.split("\n"))
    )


class _Metadata:
    """What a page says of itself, from the surest place to the least sure."""

    def __init__(self, tree: html.HtmlElement) -> None:
        self._tree = tree
        self._meta: dict[str, str] = {}
        for one in tree.iter("meta"):
            name = one.get("property") or one.get("name") or one.get("itemprop") or one.get("http-equiv") or ""
            if content := (one.get("content") or "").strip():
                self._meta.setdefault(name.strip().lower(), content[:2000])
        self._data = next((one for one in _linked_data(tree) if "headline" in one or "datePublished" in one), {})

    def title(self) -> str:
        """The page's title, without its site's name."""
        headline = self._data.get("headline")
        heads = [self._text(one) for one in self._tree.iter("title")]
        candidates = (
            self._meta.get("og:title"), headline if isinstance(headline, str) else "", self._meta.get("twitter:title"),
            self._meta.get("citation_title"), *heads[:1], *(self._text(one) for one in self._tree.iter("h1")),
        )  # fmt: skip
        title = next((line for one in candidates if one and (line := clean_line(one))), "")
        site = clean_line(self._meta.get("og:site_name", ""))
        if site:
            title = re.sub(rf"\s+[|\-–—·:]\s+{re.escape(site)}$", "", title) or title
        return title

    def date(self) -> dt.date | None:
        """When the page says it was published."""
        published = self._data.get("datePublished")
        candidates = [self._meta.get(name, "") for name in _DATE_NAMES]
        candidates.insert(1, published if isinstance(published, str) else "")
        candidates += [
            one.get("datetime") or ""
            for one in self._tree.iter("time")
            if one.get("pubdate") is not None or _is_published(one)
        ]
        return next((date for one in candidates if (date := _date(one))), None)

    def lang(self) -> str:
        """The page's language."""
        root = self._tree.getroottree().getroot()
        candidates = (root.get("lang"), root.get("{http://www.w3.org/XML/1998/namespace}lang"), root.get("xml:lang"),
                      self._meta.get("og:locale"), self._meta.get("content-language"))  # fmt: skip
        return next((one.strip().replace("_", "-") for one in candidates if one and _LANG.fullmatch(one.strip())), "")

    def link(self, url: str) -> str:
        """The canonical address that the page names; its own when it names none, or only its site's front door."""
        named = [
            one.get("href") or ""
            for one in self._tree.iter("link")
            if "canonical" in (one.get("rel") or "").lower().split()
        ]
        for one in (*named[:1], self._meta.get("og:url", "")):
            try:
                address = urljoin(url, clean_line(one, 2000)) if one else ""
                deep = urlsplit(address).path.strip("/") or urlsplit(address).query
                front_door = not deep and bool(urlsplit(url).path.strip("/"))
            except ValueError:
                continue
            if is_web(address) and " " not in address and not front_door:
                return address.partition("#")[0]
        return url

    @staticmethod
    def _text(element: html.HtmlElement) -> str:
        return "".join(element.itertext())[:2000]


def _is_published(element: html.HtmlElement) -> bool:
    return "published" in f"{element.get('class') or ''} {element.get('itemprop') or ''}".lower()


def _linked_data(tree: html.HtmlElement) -> Iterator[dict[str, Any]]:
    """The objects in a page's JSON-LD that are about an article."""
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().lower() == "application/ld+json" and len(
            script.text or ""
        ) < _LONGEST_DATA:
            try:
                waiting = [json.loads(script.text or "")]
            except (ValueError, RecursionError):
                continue
            for _ in range(_MOST_DATA):
                if not waiting:
                    break
                one = waiting.pop()
                if isinstance(one, list):
                    waiting.extend(reversed(one))
                elif isinstance(one, dict):
                    if _ARTICLES.search(str(one.get("@type"))[:200]):
                        yield one
                    waiting.extend(value for value in one.values() if isinstance(value, list | dict))


def _date(text: str) -> dt.date | None:
    found = _DATE.match(text)
    try:
        if found:
            return dt.date(*map(int, found.groups()))
        return parsedate_to_datetime(text).date() if text[:3].isalpha() else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
