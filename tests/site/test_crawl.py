"""Laws of every site: whole, safe, and the same bytes whatever order its notes come in."""

import json
import re
from html import unescape
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kb.io.source import File
from kb.model import Output
from kb.options import SiteOptions
from kb.site import render
from kb.text import tokens
from kb.vault import RESERVED
from tests.site.crawl import broken, read
from tests.site.made import EVERYTHING, collection, files, outputs, site

PUBLIC = SiteOptions(base_url="https://example.org/a/b/")

_NASTY = st.sampled_from(
    [
        "<script>alert(1)</script>",
        '" onload="alert(1)',
        "' autofocus onfocus='alert(1)",
        "[go](javascript:alert(1))",
        "[go](JaVaScRiPt:alert(1))",
        "![see](https://elsewhere.example/x.png)",
        "<img src=x onerror=alert(1)>",
        "</title></main><h1>",
        "{{ page.title }}",
        "&lt;b&gt; &amp;",
        "]]>",
        "[[other|a way]]",
        "[up](../../x.md#y)",
        "[here](#Summary)",
        "[there](other.md#Nowhere)",
        "a`b",
        "日本 の信号",
        "أخبار",
        "\u202eback",
        "C++",
        "\u0000\u0008\ufffe",
        "# h",
        "1. one",
        "x" * 90,
    ]
)
_PHRASE = st.one_of(_NASTY, st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)).map(
    lambda text: " ".join(text.split()).replace("|", "/")
)
_NAME = st.one_of(
    st.sampled_from(["other", "notes", "theme", "CON", "index", "About", "404", "a b", "日本", "x.y", "Other", "data"]),
    st.text("abcÉ-_.~% ", min_size=1, max_size=6).filter(lambda text: text.strip(". ")),
)


@st.composite
def _note(draw: st.DrawFn) -> str:
    label = draw(st.sampled_from(["20240218", "20240303", "3287.0", "../up", "20240218d", "🙂"]))
    lines = [f"# __{draw(_PHRASE)}__, from ([{label}](https://example.org/p/1).)", ""]
    lines += [
        f"__[External link]({draw(st.sampled_from(['https://example.com/a', 'javascript:x', 'http://[bad']))})__",
        "",
    ]
    lines += ["## Summary", "", draw(_PHRASE), "", "## Keywords", "", *(f"* {draw(_PHRASE)}" for _ in range(2)), ""]
    lines += ["## Themes", "", f"* {draw(_PHRASE)}", "", "## Other", "", f"* Category: {draw(_PHRASE)}", ""]
    lines += ["## Signals", "", "| Signal | Change | 10y horizon | Driving force |", "|--|--|--|--|"]
    lines += [f"| {draw(_PHRASE)} | From {draw(_PHRASE)} to {draw(_PHRASE)} | {draw(_PHRASE)} | x |", ""]
    lines += ["## Closest", "", f"* [{draw(_PHRASE)}]({draw(_NAME)})", "", f"## {draw(_PHRASE)}", "", draw(_PHRASE)]
    return "\n".join(lines)


_VAULTS = st.dictionaries(_NAME, _note(), min_size=1, max_size=4)

# Words of the form itself, which the data says by its keys.
_FORM = set(
    tokens(
        "External link from page Summary Keywords Themes Other Category Type Closest Signals Signal Change 10y horizon "
        "Driving force name description 10-year relevancy src Concerns Technologies redirect_from rated_by lang "
        "novelty ratings"
    )
)


def _files(vault: dict[str, str]) -> list[File]:
    return [File(path=f"{name}.md", data=text.encode()) for name, text in vault.items()]


def _base(options: SiteOptions) -> str:
    return "/a/b/" if options.base_url else "/"


@given(_VAULTS, st.sampled_from([SiteOptions(), PUBLIC, SiteOptions(title='"><script>', language="fr", author="&")]))
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_no_vault_breaks_its_site(vault: dict[str, str], options: SiteOptions) -> None:
    """Whatever the notes say, every link, anchor, id and heading is right, and nothing foreign runs or loads."""
    assert broken(render(collection(_files(vault)), options), _base(options)) == []


@pytest.mark.parametrize("options", [SiteOptions(), PUBLIC])
def test_a_vault_with_everything_is_whole(options: SiteOptions) -> None:
    """The vault that has a bit of everything makes a site without a broken link."""
    assert broken(outputs(EVERYTHING, options), _base(options)) == []


@given(st.permutations(files(EVERYTHING)))
@settings(max_examples=10)
def test_order_changes_nothing(some: list[File]) -> None:
    """The same notes in any order give the same files, byte for byte."""
    assert list(render(collection(some), PUBLIC)) == outputs(EVERYTHING, PUBLIC)


@given(_VAULTS.map(_files))
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@example(files(EVERYTHING))
def test_no_word_is_lost(some: list[File]) -> None:
    """Every word of every note is found in the data that the site has of that note."""
    made = {one.path: one.content.decode() for one in render(collection(some), SiteOptions())}
    listed = {id_: path for one in json.loads(made["data/notes.json"])["notes"] for id_, path in one["data"].items()}
    for one in some:
        record = json.loads(made[unquote(listed[one.path.removesuffix(".md")])])
        written, said = unescape(_words_of(one.data.decode())), unescape(_said(record))
        assert set(tokens(written)) - _FORM - set(tokens(said)) == set()


def _words_of(text: str) -> str:
    """The text without the rules of tables and the Closest list, of which only links to others are kept."""
    return re.sub(r"^\|[-: |]*$|^\* \[.*\]\(.*\)$", "", text, flags=re.MULTILINE)


def _said(value: object) -> str:
    """Everything that a JSON value says, its keys apart."""
    match value:
        case dict():
            return " ".join(map(_said, value.values()))
        case list():
            return " ".join(map(_said, value))
    return str(value)


def test_own_addresses_are_reserved() -> None:
    """Nothing that the site puts at its root can be the address of a note, but for `about`."""
    made = site(EVERYTHING, PUBLIC)
    notes = {path.removeprefix("data/notes/").removesuffix(".json") for path in made if path.startswith("data/notes/")}
    own = {path.partition("/")[0] for path in made if not path.startswith(".")} - notes - {"old-signal"}
    assert own <= RESERVED
    assert {"404.html", "theme", "feeds", "sitemap.xml", "llms.txt"} <= own


def test_hostile_text_stays_text() -> None:
    """Markup in any field is shown as it is written; an address that is no web address is no link."""
    nasty = '<script>alert("x")</script>'
    made = site(
        f"""\
-- a.md --
# __{nasty}__, from ([{nasty}](javascript:alert(1)).)

__[External link](javascript:alert(1))__

## Summary

{nasty} [go](javascript:alert(1)) <b onclick=x>bold</b>

## Keywords

* {nasty}

## Signals

| Signal | Change |
|--|--|
| {nasty} | From {nasty} to {nasty} |
""",
        SiteOptions(title=nasty, description=nasty, author=nasty, base_url="https://example.org"),
    )
    for path, text in made.items():
        if path.endswith((".html", ".xml")):
            assert "<script>" not in text, path
            assert "<b " not in text, path
    for page in read(Output(path=path, content=text.encode()) for path, text in made.items()).values():
        assert all(urlsplit(address).scheme != "javascript" for _, address in page.links)
    assert nasty in read([Output(path="a.html", content=made["a/index.html"].encode())])["a.html"].text


def test_the_policy_stands_on_every_page() -> None:
    """Every page forbids what is not its own before anything is loaded, and says nothing to other hosts."""
    for path, text in site(EVERYTHING, PUBLIC).items():
        if path.endswith(".html"):
            head = text.partition("</head>")[0]
            policy = head.index("Content-Security-Policy\" content=\"default-src 'self'")
            assert all(policy < head.index(tag) for tag in ("<link", "<script") if tag in head), path
            assert '<meta name="referrer" content="same-origin">' in head, path
