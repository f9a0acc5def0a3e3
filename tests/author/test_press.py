"""Laws of printing a newsletter: what notes say reads as itself in every form, and no e-mail is too long."""

import re
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser

import html5lib
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from kb.author.digest import Digest, Entry, Part, Terms
from kb.author.earlier import Mention
from kb.author.press import MOST_MAILED, TEMPLATES, escaped, print_digest
from kb.errors import KbError
from kb.note.markdown import render
from tests.author.vaults import VAULT, told

HOSTILE = st.one_of(
    st.sampled_from("1. one;- a;# b #;a #;===;---;[a](b);<b>x</b>;&amp\\;!;a\\;``;x_y_;|a|".split(";")),
    st.text(alphabet=st.sampled_from("ab1 .)#*_`[]()<>&!|~\\-+=:\"'"), min_size=1, max_size=16),
)  # fmt: skip
NOTHING = Terms(shown=(), more=0)


def _digest(title: str, link: str = "https://example.com/") -> Digest:
    one = Entry(
        title=title, link=link, host="example.com", page="", lang="", excerpt=title, signal=None, signals=0,
        follows=Mention(label=title, url="https://example.com/b", when="1 May 2024"),
    )  # fmt: skip
    terms = Terms(shown=(Mention(label=title),), more=1)
    parts = (Part(label=title, url="", entries=(one, replace(one, link="", host=""))),)
    return Digest(
        name=title, title=title, label="x", url="", page="", lang="en", intro="2 notes.", parts=parts, new=terms,
        back=NOTHING,
    )  # fmt: skip


def _texts(html: str, tag: str) -> list[str]:
    return [unescape(re.sub(r"<[^>]*>", "", text)) for text in re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)]


@given(HOSTILE)
@example("9. a")
def test_text_of_notes_reads_as_itself_in_markdown(text: str) -> None:
    """Title, section, summary, term: through kb's own renderer each is again what the note says."""
    said = text.strip()
    if not said:
        return
    html = render(print_digest(_digest(said), "markdown"), lambda _: None)
    headings = _texts(html, "h3")
    assert headings == [f"{said}: {said}", said, said, said, "What is new"]
    assert _texts(html, "p")[1] == said
    assert _texts(html, "li") == [said, "and 1 more"]
    assert html.count("<a ") == 3


@given(HOSTILE)
def test_escaped_text_reads_as_itself(text: str) -> None:
    """At the start of a line, in it and at its end."""
    said = text.strip()
    for before, after in (("", ""), ("x ", ""), ("", " x"), ("* ", ""), ("### ", "")):
        html = render(f"{before}{escaped(text)}{after}", lambda _: None)
        assert unescape(re.sub(r"<[^>]*>", "", html)).strip() == (before.strip("#* ") + f" {said}{after}").strip()


class _Reader(HTMLParser):
    """What a browser would load or run, and the text that it shows."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


@pytest.mark.parametrize("form", ["html", "email"])
@given(HOSTILE)
def test_a_page_runs_and_loads_nothing(form: str, text: str) -> None:
    """Whatever notes say: no script, picture, frame, handler or address but those that are followed."""
    page = print_digest(_digest(f'{text}"><script>x</script><img src=y onerror=z>'), form)
    read = _Reader(page)
    assert read.tags.isdisjoint({"script", "img", "link", "iframe", "object", "form", "base", "b"})
    assert not [name for name, _ in read.attributes if name.startswith("on") or name in {"src", "background"}]
    assert {value for name, value in read.attributes if name == "href"} == {
        "https://example.com/", "https://example.com/b",
    }  # fmt: skip
    assert "url(" not in page
    assert "@import" not in page


@pytest.mark.parametrize("form", ["html", "email"])
def test_pages_are_valid(form: str) -> None:
    """A strict parser finds nothing wrong."""
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(print_digest(told(VAULT, "20240218", "https://example.org/s/"), form))
    assert [error for error in parser.errors if error[1] != "unknown-doctype"] == []


def test_an_email_is_never_cut_by_whoever_gets_it() -> None:
    """As many notes as there is room for; the rest is counted, with the way to it."""
    found = _digest("A title " * 30)
    many = replace(
        found,
        page="https://example.org/origin/",
        parts=(replace(found.parts[0], entries=found.parts[0].entries * 200),),
    )
    page = print_digest(many, "email")
    assert len(page.encode()) <= MOST_MAILED
    left = re.search(r"<strong>(\d+) more notes</strong>: <a href=\"https://example.org/origin/\"", page)
    assert left
    shown = page.count("<h3")
    assert shown + int(left[1]) == 400
    grown = len(page.encode()) * (shown + 2) / shown
    assert grown > MOST_MAILED
    assert print_digest(many, "html").count("<h3>") == 400


def test_no_style_of_an_email_needs_its_sheet() -> None:
    """The sheet only darkens: without it every cell has its font, size and colour."""
    page = print_digest(told(VAULT, "20240218", "https://example.org/s/"), "email")
    for cell in re.findall(r"<td ([^>]*)>", page):
        assert "style=" in cell
    assert page.count("<style>") == 1
    assert all(rule.endswith("!important; }") for rule in re.findall(r"^\..*", page, re.MULTILINE))


@pytest.mark.parametrize("form", TEMPLATES)
def test_newsletters_look_as_they_did(form: str, golden: Callable[[str, str], None]) -> None:
    """What each template makes of the vault."""
    name = TEMPLATES[form]
    golden(f"golden/{name}", print_digest(told(VAULT, "20240218", "https://example.org/s/"), form))
    plain = print_digest(told(VAULT, "20230101"), form)
    golden(f"golden/first-{name}", plain)
    assert plain == print_digest(told(VAULT, "20230101"), form)


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("line\n{{ digest.nothing }}\n", "t.md:2: the template can't be used: .* no attribute 'nothing'"),
        ("line\n\n{% if %}", "t.md:3: the template can't be used: Expected an expression"),
        ("{% for a in digest.parts %}\n{{ a.x.y }}\n{% endfor %}", "t.md:2: "),
        ("{{ digest.__class__.__mro__ }}", "t.md:1: .*unsafe"),
        ("\n{{ 1 / 0 }}", "t.md:2: .*division by zero"),
        ("{% include 'other' %}", "t.md:1: .*other"),
        ("{% extends 'kb/nothing.md' %}", "t.md:1: .*nothing"),
    ],
)
def test_a_template_that_fails_is_told_with_its_line(template: str, message: str) -> None:
    """What is wrong, in which file and line, and no traceback."""
    with pytest.raises(KbError, match=message):
        print_digest(_digest("a"), "markdown", own=template, file="t.md")


def test_a_template_of_ones_own_escapes_too() -> None:
    """In Markdown and in HTML alike; kb's own can be taken in or built upon."""
    shown = print_digest(_digest("<*a*>"), "markdown", own="{{ digest.title }}", file="t.md")
    assert shown == "\\<\\*a\\*\\>\n"
    assert print_digest(_digest("<a>"), "html", own="{{ digest.title }}", file="t") == "&lt;a&gt;\n"
    own = "{% include 'kb/digest.md' %}\n\nOurs: {{ digest.title }}"
    shown = print_digest(_digest("a*"), "markdown", own=own, file="t.md")
    assert shown.startswith(print_digest(_digest("a*"), "markdown"))
    assert shown.endswith("\n\nOurs: a\\*\n")


def test_an_email_that_is_too_long_without_a_note_is_refused() -> None:
    """Nothing could be left out of it."""
    with pytest.raises(KbError, match="over 100,000 bytes"):
        print_digest(_digest("a"), "email", own="x" * 200_000, file="t")
