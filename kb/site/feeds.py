"""The plan into what other programs follow: Atom and JSON feeds, and the sitemap.

An entry's id is a `tag:` URI (RFC 4151) of the host in `base_url`, the year from which kb gives such ids, and the
note's id: it outlives a change of folder, title or date, though not a change of host. Dates are those of the notes, so
a note without one is in no feed.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import msgspec
from msgspec import Struct

from kb.model import Output
from kb.pattern import pattern
from kb.site import paths, prose
from kb.site.around import Around
from kb.site.paths import absolute
from kb.site.plan import Plan, Published, newest_first
from kb.site.words import excerpt

ALL_ATOM = "feeds/all.xml"
"""Path of the feed of everything."""
ALL_JSON = "feed.json"
"""Path of the same as JSON Feed."""

_SINCE = 2026  # the year in tag URIs; changing it would make every entry new to every reader
_ENTRIES = 50
_THEME_ENTRIES = 20
_SUMMARY = 300
_SITEMAP = 50_000  # addresses in one file, by the protocol
_NOT_XML = pattern("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_XML = '<?xml version="1.0" encoding="utf-8"?>\n'


class _Entry(Struct, frozen=True, kw_only=True):
    """A note as feeds tell it."""

    date: str
    atom: str
    json: dict[str, Any]


def has_feeds(plan: Plan) -> bool:
    """Whether the site has feeds: they need to know where it stands, and notes with dates."""
    return bool(plan.options.base_url) and plan.dated


def feed_files(plan: Plan) -> tuple[tuple[str, str], ...]:
    """What each feed of the whole collection is, and its path from the root."""
    return (("Atom feed", ALL_ATOM), ("JSON feed", ALL_JSON)) if has_feeds(plan) else ()


def theme_feed(slug: str) -> str:
    """Path of a theme's feed."""
    return paths.file("feeds", f"theme-{slug}.xml")


class Feeds:
    """The feeds, which tell of the same notes."""

    def __init__(self, plan: Plan, surroundings: Around) -> None:
        """Make no entry yet."""
        self._plan = plan
        self._surroundings = surroundings
        self._entries: dict[str, tuple[_Entry, frozenset[int]]] = {}

    def everything(self) -> Iterator[Output]:
        """The feeds of everything."""
        plan, site = self._plan, self._plan.options
        if not has_feeds(plan):
            return
        latest = self._of(one for one in plan.items if one.date)
        yield _atom(plan, ALL_ATOM, site.title, paths.page(), latest)
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": site.title,
            "home_page_url": absolute(site.base_url, paths.page()),
            "feed_url": absolute(site.base_url, ALL_JSON),
            **({"description": site.description} if site.description else {}),
            "authors": [{"name": site.author or site.title}],
            "language": site.language,
            "items": [entry.json for entry in latest],
        }
        yield Output(path=ALL_JSON, content=msgspec.json.encode(feed) + b"\n")

    def theme(self, key: str) -> Iterator[Output]:
        """The feed of a theme, if it has a dated item."""
        theme = self._plan.term("theme", key)
        if theme and has_feeds(self._plan):
            items = (self._plan.by_id[id_] for id_ in theme.notes)
            carrying = self._of(newest_first(one for one in items if one.kind == "note" and one.date), _THEME_ENTRIES)
            if carrying:
                title = f"{theme.label} · {self._plan.options.title}"
                yield _atom(self._plan, theme_feed(theme.slug), title, paths.page("theme", theme.slug), carrying)

    def _of(self, items: Iterable[Published], most: int = _ENTRIES) -> list[_Entry]:
        """The entries of the first of some items, each made once."""
        return [
            self._plan.looks.once(
                self._entries, one.id, partial(_entry, self._plan, self._surroundings, one, one.date or dt.date.min)
            )
            for one in islice(items, most)
        ]


def sitemap(base_url: str, pages: Sequence[tuple[str, dt.date | None]]) -> Iterator[Output]:
    """The addresses of all pages, given as paths with dates; beyond the protocol's limit in parts with an index."""
    from html import escape  # noqa: PLC0415  # html brings a table of characters

    locations = [
        f"<url><loc>{escape(absolute(base_url, path))}</loc>{f'<lastmod>{date}</lastmod>' if date else ''}</url>\n"
        for path, date in pages
    ]
    parts = [locations[start : start + _SITEMAP] for start in range(0, len(locations), _SITEMAP)]
    names = ["sitemap.xml"] if len(parts) == 1 else [f"data/sitemap-{n}.xml" for n in range(1, len(parts) + 1)]
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    for name, part in zip(names, parts, strict=True):
        yield Output(path=name, content=f"{_XML}<urlset {space}>\n{''.join(part)}</urlset>\n".encode())
    if len(parts) > 1:
        index = "".join(f"<sitemap><loc>{escape(absolute(base_url, name))}</loc></sitemap>\n" for name in names)
        yield Output(path="sitemap.xml", content=f"{_XML}<sitemapindex {space}>\n{index}</sitemapindex>\n".encode())


def _entry(plan: Plan, surroundings: Around, one: Published, date: dt.date) -> _Entry:
    base = plan.options.base_url
    note = one.note
    url = absolute(base, one.path)
    id_ = f"tag:{urlsplit(base).hostname},{_SINCE}:{quote(one.id)}"
    summary = excerpt(prose.plain(note.summary), _SUMMARY)
    content = _content(surroundings, one, base)
    tags = [term.label for term in one.themes]
    moment = f"{date}T00:00:00Z"
    followed = note.link if one.host else ""
    lang = note.lang or plan.options.language
    via = f'<link rel="via" href="{_xml(followed)}"/>\n' if followed else ""
    atom = (
        f'<entry xml:lang="{_xml(lang)}">\n<id>{_xml(id_)}</id>\n<title>{_xml(note.title)}</title>\n'
        f'<link href="{_xml(url)}"/>\n{via}<published>{moment}</published>\n<updated>{moment}</updated>\n'
        + "".join(f'<category term="{_xml(tag)}"/>\n' for tag in tags)
        + f'<summary>{_xml(summary)}</summary>\n<content type="html">{_xml(content)}</content>\n</entry>\n'
    )
    json = {
        "id": id_,
        "url": url,
        **({"external_url": followed} if followed else {}),
        "title": note.title,
        "content_html": content,
        "summary": summary,
        "date_published": moment,
        "tags": tags,
        "language": lang,
    }
    return _Entry(date=moment, atom=atom, json=json)


def _content(surroundings: Around, one: Published, base: str) -> str:
    """Summary, signals and the way to the article."""
    from html import escape  # noqa: PLC0415  # as above

    root = f"{base.rstrip('/')}/"
    parts: list[str] = [prose.block(one.note.summary, surroundings.ways(one, root))] if one.note.summary else []
    rows = [
        f"<li><strong>{row.name.decode()}</strong> {row.before.decode()} {row.after.decode()}</li>"
        for row in surroundings.signals(one, root)
    ]
    if rows:
        parts.append(f"<ul>{''.join(rows)}</ul>")
    if one.host:
        parts.append(f'<p><a href="{escape(one.note.link)}">Read the article on {escape(one.host)}</a></p>')
    return "\n".join(parts)


def _atom(plan: Plan, path: str, title: str, page: str, entries: Sequence[_Entry]) -> Output:
    base = plan.options.base_url
    own = absolute(base, path)
    author = plan.options.author or plan.options.title
    subtitle = f"<subtitle>{_xml(plan.options.description)}</subtitle>\n" if plan.options.description else ""
    head = (
        f'{_XML}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{_xml(plan.options.language)}">\n'
        f"<id>{_xml(own)}</id>\n<title>{_xml(title)}</title>\n{subtitle}"
        f'<link rel="self" type="application/atom+xml" href="{_xml(own)}"/>\n'
        f'<link href="{_xml(absolute(base, page))}"/>\n<updated>{entries[0].date}</updated>\n'
        f"<author><name>{_xml(author)}</name></author>\n<generator>kb</generator>\n"
    )
    return Output(path=unquote(path), content=f"{head}{''.join(entry.atom for entry in entries)}</feed>\n".encode())


def _xml(text: str) -> str:
    """The text for an element or an attribute, without what XML cannot say."""
    from html import escape  # noqa: PLC0415  # as above

    return escape(_NOT_XML.sub("", text))
