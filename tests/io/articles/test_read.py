"""Laws of reading pages, papers and texts: what they say of themselves is taken, and hostile ones do no harm."""

import datetime as dt
import io
import subprocess
import sys
from pathlib import Path

import pypdf
import pytest

from kb.author import Article
from kb.errors import SourceError
from kb.io.articles import read_article
from kb.io.articles.page import html_article
from kb.io.articles.paper import pdf_article
from tests.io.articles.pages import SENTENCES, html, pdf

URL = "https://example.org/2024/ports?x=1"
ITEM = '{"@type": "NewsArticle", "headline": "Linked", "datePublished": "2024-03-01"}'
LINKED = f'<script type="application/ld+json">{{"@graph": [{ITEM}]}}</script>'


def said(head: str, attributes: str = "", url: str = URL) -> Article:
    """What is read of a page with this head."""
    return html_article(html(head, attributes=attributes), url)


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>Plain | Site</title>", "Plain | Site"),
        ('<meta property="og:site_name" content="Site"><title>Plain | Site</title>', "Plain"),
        ('<meta property="og:title" content="Open"><title>Plain</title>', "Open"),
        (LINKED, "Linked"),
        ("", "Ports get shore power"),
        ("<title>&lt;script&gt;alert(1)&lt;/script&gt;</title>", "<script>alert(1)</script>"),
        ("<title>a\x1b[31m\u202eb\n\n c</title>", "a[31mb c"),
        (f"<title>{'x' * 9000}</title>", "x" * 299 + "…"),
        ("<title> </title>", "Ports get shore power"),
    ],
)
def test_a_title_is_the_page_s_own(head: str, title: str) -> None:
    """Titles come from metadata, then from the heading, as plain text on one line."""
    assert said(head).title == title


@pytest.mark.parametrize(
    ("head", "date"),
    [
        ('<meta property="article:published_time" content="2024-02-18T23:00:00-05:00">', dt.date(2024, 2, 18)),
        ('<meta name="DC.date" content="20240218">', dt.date(2024, 2, 18)),
        ('<meta name="date" content="Sun, 18 Feb 2024 10:00:00 GMT">', dt.date(2024, 2, 18)),
        (LINKED, dt.date(2024, 3, 1)),
        ('<time class="published" datetime="2024-02-18">', dt.date(2024, 2, 18)),
        ('<meta name="date" content="2024-02-31">', None),
        ('<meta name="date" content="soon"><p>2024-02-18</p>', None),
        ('<script type="application/ld+json">{"broken": </script>', None),
        (f'<script type="application/ld+json">{"[" * 50_000}</script>', None),
    ],
)
def test_a_date_is_said_and_never_guessed(head: str, date: dt.date | None) -> None:
    """Dates come from metadata alone."""
    assert said(head).date == date


def test_language_and_link_are_the_page_s_own() -> None:
    """A language that is none and a canonical link to the front door, or to no page, are not taken."""
    assert said("", ' lang="de-CH"').lang == "de-CH"
    assert said('<meta property="og:locale" content="en_GB">').lang == "en-GB"
    assert said("", ' lang="<b>"').lang == ""
    assert said('<link rel="canonical" href="/ports#a">').link == "https://example.org/ports"
    assert said('<meta property="og:url" content="https://example.org/b">').link == "https://example.org/b"
    for none in ("https://example.org/", "javascript:alert(1)", "http://[::1", "mailto:a@example.org", ""):
        assert said(f'<link rel="canonical" href="{none}">').link == URL
    assert said("", url="").link == ""


def test_papers_say_what_they_are() -> None:
    """A PDF gives its text and metadata; a title that a program made is none; words cut at a line's end are whole."""
    paper = pdf_article(pdf("The authority gave elec-", "tric power to four ports.", title="Microsoft Word - a.doc"))
    assert "electric power to four ports." in paper.text
    assert paper.title == paper.text.replace("\n", " ").strip()
    assert paper.date == dt.date(2024, 2, 18)


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"%PDF-1.7\n", "broken"), (pdf()[:400], "broken"), (pdf(), "no text"), (b"%PDF-" + b"\xff" * 9000, "broken")],
)
def test_broken_papers_are_told(data: bytes, reason: str) -> None:
    """A PDF without text, or that is none, says so."""
    with pytest.raises(SourceError, match=reason):
        pdf_article(data)


def test_encrypted_papers_are_told() -> None:
    """A PDF that wants a password is not guessed at."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf(*SENTENCES)))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(SourceError, match="encrypted"):
        pdf_article(out.getvalue())


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 100_000,
        "<p>" + "x" * 5_000_000,
        "<table><tr><td>" * 20_000,
        "&lt;" * 500_000,
        "<!--" * 100_000,
        "<a href='" * 50_000,
    ],
    ids=["deep", "long", "tables", "entities", "comments", "open"],
)
def test_hostile_pages_do_no_harm(tmp_path: Path, body: str) -> None:
    """A page that is too deep, too long or never ends is read or refused, in time, by a process that may fail."""
    (tmp_path / "a.html").write_text(html(body=f"<p>{SENTENCES[0]}</p>{body}"), "utf-8")
    try:
        read_article(str(tmp_path / "a.html"))
    except SourceError as error:
        assert "a.html" in str(error)  # noqa: PT017  # either is right


def test_a_reader_that_hangs_or_dies_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever becomes of the process that reads, the command goes on."""
    (tmp_path / "a.html").write_text(html(), "utf-8")

    def hang(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("kb", 1)

    def die(*_: object, **__: object) -> "subprocess.CompletedProcess[bytes]":
        return subprocess.CompletedProcess([], -9, b"", b"")

    for happens, told in ((hang, "takes too long"), (die, "can not be read")):
        monkeypatch.setattr(subprocess, "run", happens)
        with pytest.raises(SourceError, match=told):
            read_article(str(tmp_path / "a.html"))


def test_what_is_not_installed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without kb[draft] text is still read, and all else says what to install."""
    (tmp_path / "site").mkdir()
    for name in ("trafilatura", "pypdf"):
        (tmp_path / "site" / f"{name}.py").write_text(f"raise ModuleNotFoundError('no', name={name!r})")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "site"))
    (tmp_path / "a.html").write_text(html(), "utf-8")
    with pytest.raises(SourceError, match=r'trafilatura.*not installed.*\n.*pip install "kb\[draft\]"'):
        read_article(str(tmp_path / "a.html"))
    monkeypatch.setitem(sys.modules, "kb.io.articles.fetch", None)
    with pytest.raises(SourceError, match="httpx, which is not installed"):
        read_article("https://example.org/")
    (tmp_path / "a.txt").write_text(SENTENCES[0], "utf-8")
    assert read_article(str(tmp_path / "a.txt")).text == SENTENCES[0]


def test_standard_input_is_known_by_what_it_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Behind - stands a page, Markdown or text; what is none of these is told."""
    for content, title in (
        (html(), "Ports get shore power"),
        (f"# Quays\n\n{SENTENCES[0]}", "Quays"),
        (SENTENCES[0], ""),
    ):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content.encode())))
        assert read_article("-").title == title
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"\x89PNG\0\0")))
    with pytest.raises(SourceError, match="no text, HTML or PDF"):
        read_article("-")
