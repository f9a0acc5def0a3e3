"""Feeds, lists of feeds and bookmarks into notes; no document that comes from elsewhere can do harm."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import WrongUseError
from kb.importing import Found, recognise, take_file
from kb.importing.html_text import lines_of
from kb.model import Note, Source
from kb.note import read
from tests.importing.sources import bring, fates, file, only


def note_of(text: str) -> Note:
    """A new note as it will be read."""
    return read(Source(path="a.md", text=text, digest=""))[0]


RSS = """<?xml version="1.0" encoding="windows-1252"?>
<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://example.org/rss-0.91.dtd">
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:media="http://search.yahoo.com/mrss/">
<channel><title>Ports &amp; power</title><link>https://example.org/</link><language>en</language>
<item><title>Caf\xe9s &lt;i&gt;plug in&lt;/i&gt; &nbsp;now</title><link>/2024/ferries</link>
<pubDate>Sun, 18 Feb 2024 23:30:00 EST</pubDate>
<description><![CDATA[<p>Ships &amp;
shore.</p><script>alert(1)</script><h2>## Keywords</h2><p>[[agents]]]]></description>
<content:encoded><![CDATA[<p>All of it.<p># no heading]]></content:encoded>
<category>Ports</category><dc:creator>An Author</dc:creator><media:thumbnail url="x"/></item>
</channel></rss>"""


def test_rss_comes_as_plain_text() -> None:
    """Charset, entities, HTML and dates are read; scripts go; text that looks like Markdown stays text."""
    imported = bring(file("feed.xml", RSS.encode("cp1252")))
    text = only(imported)
    note = note_of(text)
    assert note.title == "Cafés plug in now"
    assert note.link == "https://example.org/2024/ferries"
    assert str(note.date) == "2024-02-18"
    assert note.summary == "Ships & shore.\n\n\\## Keywords\n\n\\[\\[agents\\]\\]"
    assert note.keywords == ("Ports",)
    assert note.mentions == ()
    assert [(one.heading, one.markdown) for one in note.sections] == [("Text", "All of it.\n\n\\# no heading")]
    assert note.lang == "en"
    assert "author: An Author" in note.front
    assert "feed: Ports & power" in note.front
    assert "alert" not in text
    assert "media:thumbnail (1)" in imported.outcomes[-1].why


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>Un flux</title>
<link rel="self" href="https://example.org/feed"/><link href="https://example.org/"/>
<entry><title type="html">A &amp;amp; B</title><link rel="edit" href="x"/>
<link rel="alternate" href="a/b"/><id>urn:1</id>
<updated>2024-02-18T00:00:00+02:00</updated><author><name>Somebody</name></author><category term="x" label="Ex"/>
<summary type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">
<p>One</p><script>x()</script><p>Two <b>bold</b></p></div></summary>
</entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://example.org/"><title>Un flux</title>
<link>https://example.org/</link><dc:language>fr</dc:language></channel><item rdf:about="https://example.org/a/b">
<title>A &amp;amp; B</title><dc:date>2024-02-18</dc:date><dc:creator>Somebody</dc:creator><dc:subject>Ex</dc:subject>
<description>One&lt;br&gt;Two &lt;b&gt;bold&lt;/b&gt;</description></item></rdf:RDF>"""
JSON_FEED = """{"version": "https://jsonfeed.org/version/1.1", "title": "Un flux", "language": "fr", "items": [
{"id": "1", "url": "https://example.org/a/b", "title": "A & B", "summary": "One\\nTwo bold", "tags": ["Ex"],
"date_published": "2024-02-18T00:00:00Z", "authors": [{"name": "Somebody"}]}]}"""


@pytest.mark.parametrize("source", [ATOM, RDF, JSON_FEED])
def test_every_form_of_feed_says_the_same(source: str) -> None:
    """Atom, RSS 1.0 and JSON Feed give one note for one entry."""
    assert only(bring(file("feed", source))) == (
        "---\nauthor: Somebody\nfeed: Un flux\nlang: fr\ndate: 2024-02-18\n---\n\n# A & B\n\n"
        "__[External link](https://example.org/a/b)__\n\n## Summary\n\nOne\n\nTwo bold\n\n## Keywords\n\n* Ex\n"
    )


def test_an_entry_is_known_by_its_own_id() -> None:
    """An entry without a link has the id of its guid, whatever is said in it later."""
    feed = "<rss><channel><item><guid isPermaLink='false'>tag:1</guid><title>{}</title></item></channel></rss>"
    first, later = (bring(file("f", feed.format(title))) for title in ("One", "One, corrected"))
    assert first.files[0][0] == later.files[0][0]


def test_a_list_of_feeds_names_them() -> None:
    """OPML gives the feeds that it lists, folders or not."""
    load = file(
        "s.opml", '<opml><body><outline text="F"><outline text="A" xmlUrl="a.xml"/></outline><outline/></body></opml>'
    )
    assert load.feeds == (("s.opml:1", "A", "a.xml"),)


BOMBS = {
    "laughs": '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><rss>&b;</rss>',
    "outside": '<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss>&x;</rss>',
    "parameter": '<!DOCTYPE l [<!ENTITY % x SYSTEM "http://example.org/x"> %x;]><rss/>',
    "deep": "<rss>" * 100_000,
    "open": "<rss><channel><item>",
    "latin": b"<?xml version='1.0' encoding='utf-8'?><rss>\xff\xfe<".decode("latin-1"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_xml_that_means_harm_is_refused(name: str) -> None:
    """Definitions of entities, endless nesting and what is no XML end in one sentence that names the file."""
    with pytest.raises(WrongUseError, match=r"^bad\.xml"):
        file("bad.xml", BOMBS[name], "feed")


@given(st.binary(max_size=300) | st.text("<>&;!-[]/=\"' adhrefl3DTA\n{}:,", max_size=200).map(str.encode))
def test_nothing_that_comes_can_break_it(data: bytes) -> None:
    """Any bytes, read as any kind, give notes or one sentence."""
    found = Found(path="x", data=data)
    for kind in ("table", "json", "bookmarks", "feed", "opml", "folder", "obsidian"):
        with suppress(WrongUseError):
            bring(take_file(found, kind))
    with suppress(WrongUseError):
        recognise(found)


@given(st.text("<>&;/ab#x0123p \n", max_size=60))
def test_no_markup_is_left_of_html(html: str) -> None:
    """Lines of text hold no line feeds and no space at their ends."""
    assert all(line == " ".join(line.split()) for line in lines_of(html))


BOOKMARKS = """<!DOCTYPE NETSCAPE-Bookmark-file-1>
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">
<TITLE>Bookmarks</TITLE><H1>Bookmarks</H1>
<DL><p>
    <DT><H3 PERSONAL_TOOLBAR_FOLDER="true">Bar</H3>
    <DL><p>
        <DT><A HREF="https://example.org/a" ADD_DATE="1708300000" ICON="data:x" TAGS="one,two words">R&amp;D [[x]]</A>
        <DD>## What it says
        <DT><H3>Energy</H3>
        <DD>About the folder
        <DL><p>
            <DT><A HREF="javascript:alert(1)">Let</A>
            <DT><A HREF="https://www.example.org/a?utm_source=x">Again</A>
            <DT><A HREF="https://example.org/c" ADD_DATE="1708300000000000">C</A>
        </DL><p>
        <DT><A HREF="https://example.org/d">D</A>
    </DL><p>
"""


def test_bookmarks_come_with_their_folders() -> None:
    """Folders are themes but for the browser's own, tags keywords, words below summaries; what is no page is told."""
    imported = bring(file("b.html", BOOKMARKS))
    notes = {note.title: note for note in (note_of(text) for _, text in imported.files)}
    assert {title: note.themes for title, note in notes.items()} == {"R&D [[x]]": (), "C": ("Energy",), "D": ()}
    first = notes["R&D [[x]]"]
    assert (first.keywords, first.summary, str(first.date)) == (("one", "two words"), "\\## What it says", "2024-02-18")
    assert first.mentions == ()
    assert [place for fate, place, _ in fates(imported) if fate == "left"] == ["b.html:13", "b.html:12", "b.html"]
    assert "javascript:alert(1)" in imported.outcomes[-2].why


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (BOOKMARKS, "bookmarks"),
        (RSS, "feed"),
        (ATOM, "feed"),
        (RDF, "feed"),
        (JSON_FEED, "feed"),
        ("<?xml version='1.0'?><!-- x --><opml/>", "opml"),
        ('{"id": "a"}', "json"),
        ('{"id": "a"}\n{"id": "b"}\n', "json"),
        ("[]", "json"),
        ("\ufefftitle;link\n", "table"),
        ('"a title",link\n', "table"),
    ],
)
def test_a_kind_is_known_by_its_content(content: str, kind: str) -> None:
    """Names say nothing."""
    assert recognise(Found(path="x", data=content.encode())) == kind


@pytest.mark.parametrize("content", ["", "<html><p>x</html>", "%PDF-1.7", "\0\1,2", "words"])
def test_what_is_of_no_kind_is_refused(content: str) -> None:
    """One sentence says so, another what kb knows."""
    with pytest.raises(WrongUseError, match="holds"):
        recognise(Found(path="x", data=content.encode()))
