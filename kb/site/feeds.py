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
from kb.site.escaped import escaped, escaped_prose
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
_CONTROLS = bytes([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20)])  # those of these that are one byte each
_XML = '<?xml version="1.0" encoding="utf-8"?>\n'


class _Entry(Struct, frozen=True, kw_only=True):
    """A note as feeds tell it."""

    id: str
    url: str
    """Where its page is."""
    link: str
    """Where its article is, if one can go there."""
    title: str
    summary: str
    content: str
    """HTML."""
    moment: str
    tags: tuple[str, ...]
    lang: str

    def atom(self) -> bytes:
        """The entry in an Atom feed."""
        via = f'<link rel="via" href="{escaped(self.link)}"/>\n' if self.link else ""
        return _encoded(
            f'<entry xml:lang="{escaped(self.lang)}">\n<id>{escaped(self.id)}</id>\n'
            f'<title>{escaped(self.title)}</title>\n<link href="{escaped(self.url)}"/>\n{via}'
            f"<published>{self.moment}</published>\n<updated>{self.moment}</updated>\n"
            + "".join([f'<category term="{escaped(tag)}"/>\n' for tag in self.tags])
            + f'<summary>{escaped_prose(self.summary)}</summary>\n<content type="html">{escaped_prose(self.content)}'
            "</content>\n</entry>\n"
        )

    def json(self) -> dict[str, Any]:
        """The item of a JSON feed."""
        return {
            "id": self.id,
            "url": self.url,
            **({"external_url": self.link} if self.link else {}),
            "title": self.title,
            "content_html": self.content,
            "summary": self.summary,
            "date_published": self.moment,
            "tags": self.tags,
            "language": self.lang,
        }


_Told = tuple[_Entry, bytes]
"""An entry, and how it stands in an Atom feed."""


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
        self._entries: dict[str, tuple[_Told, list[int]]] = {}

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
            "items": [entry.json() for entry, _ in latest],
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

    def _of(self, items: Iterable[Published], most: int = _ENTRIES) -> list[_Told]:
        """The entries of the first of some items, each made once."""
        return [
            self._plan.looks.once(
                self._entries, one.id, partial(_entry, self._plan, self._surroundings, one, one.date or dt.date.min)
            )
            for one in islice(items, most)
        ]


def sitemap(base_url: str, pages: Sequence[tuple[str, dt.date | None]]) -> Iterator[Output]:
    """The addresses of all pages, given as paths with dates; beyond the protocol's limit in parts with an index."""
    locations = [
        f"<url><loc>{escaped(absolute(base_url, path))}</loc>{f'<lastmod>{date}</lastmod>' if date else ''}</url>\n"
        for path, date in pages
    ]
    parts = [locations[start : start + _SITEMAP] for start in range(0, len(locations), _SITEMAP)]
    names = ["sitemap.xml"] if len(parts) == 1 else [f"data/sitemap-{n}.xml" for n in range(1, len(parts) + 1)]
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    for name, part in zip(names, parts, strict=True):
        yield Output(path=name, content=f"{_XML}<urlset {space}>\n{''.join(part)}</urlset>\n".encode())
    if len(parts) > 1:
        index = "".join(f"<sitemap><loc>{escaped(absolute(base_url, name))}</loc></sitemap>\n" for name in names)
        yield Output(path="sitemap.xml", content=f"{_XML}<sitemapindex {space}>\n{index}</sitemapindex>\n".encode())


def _entry(plan: Plan, surroundings: Around, one: Published, date: dt.date) -> _Told:
    base = plan.options.base_url
    note = one.note
    entry = _Entry(
        id=f"tag:{urlsplit(base).hostname},{_SINCE}:{quote(one.id)}",
        url=absolute(base, one.path),
        link=note.link if one.host else "",
        title=note.title,
        summary=excerpt(prose.plain(note.summary), _SUMMARY),
        content=_content(surroundings, one, base),
        moment=f"{date}T00:00:00Z",
        tags=tuple([term.label for term in one.themes]),
        lang=note.lang or plan.options.language,
    )
    return entry, entry.atom()


def _content(surroundings: Around, one: Published, base: str) -> str:
    """Summary, signals and the way to the article."""
    root = f"{base.rstrip('/')}/"
    parts: list[str] = [prose.block(one.note.summary, surroundings.ways(one, root))] if one.note.summary else []
    rows = [
        f"<li><strong>{row.name.decode()}</strong> {row.before.decode()} {row.after.decode()}</li>"
        for row in surroundings.signals(one, root)
    ]
    if rows:
        parts.append(f"<ul>{''.join(rows)}</ul>")
    if one.host:
        parts.append(f'<p><a href="{escaped(one.note.link)}">Read the article on {escaped(one.host)}</a></p>')
    return "\n".join(parts)


def _atom(plan: Plan, path: str, title: str, page: str, entries: Sequence[_Told]) -> Output:
    base = plan.options.base_url
    own = escaped(absolute(base, path))
    author = plan.options.author or plan.options.title
    subtitle = f"<subtitle>{escaped(plan.options.description)}</subtitle>\n" if plan.options.description else ""
    latest, _ = entries[0]
    head = (
        f'{_XML}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{escaped(plan.options.language)}">\n'
        f"<id>{own}</id>\n<title>{escaped(title)}</title>\n{subtitle}"
        f'<link rel="self" type="application/atom+xml" href="{own}"/>\n'
        f'<link href="{escaped(absolute(base, page))}"/>\n<updated>{latest.moment}</updated>\n'
        f"<author><name>{escaped(author)}</name></author>\n<generator>kb</generator>\n"
    )
    content = b"".join([_encoded(head), *(atom for _, atom in entries), b"</feed>\n"])
    return Output(path=unquote(path), content=content)


def _encoded(xml: str) -> bytes:
    r"""XML as it stands in a file, without what none can say.

    >>> _encoded("a\x00b\tc"), _encoded("\ud800d\uffff")
    (b'ab\tc', b'd')
    """
    content = xml.encode(errors="surrogatepass").translate(None, _CONTROLS)
    if b"\xed" in content or b"\xef\xbf" in content:  # all others begin so, though not they alone
        return _NOT_XML.sub("", xml).encode()
    return content
