"""Markdown into HTML that needs no trust, and into words."""

import html.parser
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kb.note.links import address_of, is_external, target_of
from kb.note.markdown import has_address, render, words
from tests.note.documents import documents

ALLOWED = set("p h3 h4 h5 h6 ul ol li blockquote pre code hr br em strong s a span".split()) | set(
    "table thead tbody tr th td".split()
)
ATTRIBUTES = {"href", "rel", "title", "class", "start"}


class Tags(html.parser.HTMLParser):
    """The tags, attributes and addresses of a page."""

    def __init__(self, page: str) -> None:
        """Read a page."""
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a tag down."""
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses += [value or "" for name, value in attrs if name == "href"]


@given(text=documents() | st.text())
def test_html_needs_no_trust(text: str) -> None:
    """Whatever the text, there are only harmless tags, and only addresses that may be followed."""
    page = Tags(render(text, lambda target: None if len(target) % 2 else "../here/"))
    assert page.tags <= ALLOWED
    assert page.attributes <= ATTRIBUTES
    assert all(re.match(r"https?://|mailto:|\.\./here/|#|\Z", address) for address in page.addresses)


@given(text=st.text("a]([:/ "))
def test_an_address_has_its_sign_before_it(text: str) -> None:
    """A text may hold an address where it holds one of the two signs, whole."""
    assert has_address(text) == ("](" in text or "://" in text)


@given(text=st.text(alphabet=st.characters(codec="utf-8", categories=["L", "N", "Zs", "P"]) | st.just("&")))
def test_the_short_way_is_the_long_way(text: str) -> None:
    """A plain sentence renders as the parser renders it."""
    sentence = f"A{text}z"
    longer = render(f"{sentence}\n\n*", lambda _: None)
    assert longer.startswith(render(sentence, lambda _: None).rstrip("\n"))
    assert words(sentence) == words(f"{sentence}\n")
    paragraphs = f"{sentence}\n\n{sentence}"
    assert words(paragraphs) == words(f"{paragraphs}\n")


@pytest.mark.parametrize(
    ("markdown", "page"),
    [
        ("[a](b.md#c)", '<p><a href="/b#c">a</a></p>'),
        ("[[b#c d|a]]", '<p><a href="/b#c%20d">a</a></p>'),
        ("[a](gone)", '<p><span class="missing">a</span></p>'),
        ("[a](#c)", '<p><a href="#c">a</a></p>'),
        ("[a](https://example.org/ä)", '<p><a href="https://example.org/%C3%A4" rel="noopener">a</a></p>'),
        ("<mailto:a@example.org>", '<p><a href="mailto:a@example.org" rel="noopener">mailto:a@example.org</a></p>'),
        ("[a](javascript:b)", "<p>[a](javascript:b)</p>"),
        ("[a](//example.org)", "<p>[a](//example.org)</p>"),
        ("![a](https://example.org/b.png)", '<p><a href="https://example.org/b.png" rel="noopener">a</a></p>'),
        ("![a](b.png)", '<p><span class="missing">a</span></p>'),
        ("<b>&lt;</b>", "<p>&lt;b&gt;&lt;&lt;/b&gt;</p>"),
        ("# a\n## b\n### c", "<h3>a</h3>\n<h3>b</h3>\n<h3>c</h3>"),
        ("~~a~~ \\* R&D", "<p><s>a</s> * R&amp;D</p>"),
        ("|a|\n|-:|\n|[[b]]|", '<td class="right"><a href="/b">b</a></td>'),
    ],
)
def test_rendering(markdown: str, page: str) -> None:
    """Links, pictures, headings, tables and escapes come out as the site wants them."""
    assert page in render(markdown, {"b": "/b"}.get)


@given(address=st.text(st.characters(codec="utf-8", exclude_characters="\0")))
@example(address="./ ./a")
@example(address="AI: a (bold) future.md#Why 100%25")
def test_addresses_come_back(address: str) -> None:
    """A note's name, however odd, has an address that points at it."""
    named = target_of(address, wiki=True)
    if named and named.name:
        again = target_of(address_of(named.name, named.anchor))
        assert again == named
        assert not is_external(address_of(named.name, named.anchor))


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("a", "a"),
        ("a.md", "a"),
        ("./a.MD", "a"),
        ("../../b/a.md", "b/a"),
        ("/a/", "a"),
        ("a%20b%2Emd", "a b"),
        ("100%", "100%"),
        ("v1.2", "v1.2"),
        ("a.md#b", "a"),
        ("#b", ""),
        ("a.pdf", None),
        ("https://example.org/a.md", None),
        ("//example.org/a", None),
        ("mailto:a", None),
    ],
)
def test_targets(address: str, name: str | None) -> None:
    """Endings, folders above and percent signs do not matter; other sites and files are no notes."""
    target = target_of(address)
    assert (target and target.name) == name
