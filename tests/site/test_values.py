"""Laws of the small parts: words, paths, prose, colours."""

import re
from urllib.parse import urlsplit

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from kb.note.markdown import render
from kb.site import prose
from kb.site.assets import assets
from kb.site.colour import DARK_PAPER, LIGHT_PAPER, accents, contrast
from kb.site.paths import file
from kb.site.words import excerpt, host, turn

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
_MARKDOWN = st.lists(
    st.sampled_from(
        ["a word", "*", "1. ", "- ", "\n", "\n\n", " ", "# ", "&", "&amp;", "<b>", "|", "=", "é", "“q”", ":", "["]
    ),
    max_size=8,
).map("".join)


class _Nowhere:
    """Links that lead nowhere."""

    def __call__(self, target: str, /) -> str | None:
        """Nowhere, whatever the target."""

    def anchored(self, address: str, _anchor: str, /) -> str:
        """The address alone."""
        return address


@given(st.one_of(_TEXT, _MARKDOWN))
def test_plain_prose_is_what_the_parser_makes(markdown: str) -> None:
    """The way around the parser gives the same words and tags as the parser."""
    assert _alike(prose.block(markdown, _Nowhere())) == _alike(render(markdown, _Nowhere()))


def _alike(html: str) -> str:
    """HTML without what differs between two ways to write the same: entities of quotes, spaces between blocks."""
    return re.sub(r"\s*\n\s*", "", html.replace("&quot;", '"').replace("&#34;", '"').replace("&#39;", "'")).strip()


@given(st.one_of(_TEXT, _MARKDOWN))
def test_a_cell_is_never_more_than_a_phrase(markdown: str) -> None:
    """Whatever a cell holds, no block of Markdown comes of it, and nothing that is written in it is lost."""
    cell = escape(prose.inline(markdown, _Nowhere()))
    assert not re.search(r"</?(p|ul|ol|li|h\d|table|blockquote|pre|hr|b)\b", cell)
    assert set(re.findall(r"\w+", markdown.replace("&amp;", ""))) <= set(re.findall(r"\w+", cell)) | {"amp", "lt", "gt"}


@given(_TEXT)
def test_cutting_a_change_loses_nothing(change: str) -> None:
    """The two halves of a change are the change."""
    for text in (change, f"From {change} to {change}"):
        before, after = turn(text)
        assert f"{before} {after}".strip() == text.strip() if before else after == text


@given(_TEXT, st.integers(2, 60))
def test_an_excerpt_is_a_beginning(text: str, longest: int) -> None:
    """An excerpt is no longer than asked but for its mark, begins as the text does, and is that of its words."""
    made = excerpt(text, longest)
    line = " ".join(text.split())
    assert len(made) <= longest + 1
    assert line.startswith(made.removesuffix("…").rstrip())
    assert made == excerpt(line, longest) == (line if len(line) <= longest else made)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_paths_hold_nothing_that_a_tag_could_end(part: str) -> None:
    """Any part of a path can stand in an attribute as it is."""
    assert re.fullmatch(r"[\w.~%\-]+", file(part), re.ASCII)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=4) | st.text("a/.", max_size=4), min_size=1))
def test_a_path_is_that_of_its_parts(parts: list[str]) -> None:
    """Each folder of a path is written as it would be alone, so none can name another folder."""
    assert file(*parts) == "/".join(map(file, parts))


@given(st.tuples(st.integers(0, 255), st.integers(0, 255), st.integers(0, 255)))
def test_any_accent_can_be_read(colour: tuple[int, int, int]) -> None:
    """Both accents have AA contrast with their papers, whatever colour was asked for."""
    pair = accents("#{:02x}{:02x}{:02x}".format(*colour))
    assert pair
    for accent, paper in zip(pair, (LIGHT_PAPER, DARK_PAPER), strict=True):
        red, green, blue = (int(accent[i : i + 2], 16) for i in (1, 3, 5))
        assert contrast((red, green, blue), paper) >= 4.5


def test_contrast_is_that_of_the_guidelines() -> None:
    """Black on white has the greatest contrast there is, and a colour none with itself."""
    assert round(contrast((0, 0, 0), (255, 255, 255)), 2) == 21
    assert contrast((7, 8, 9), (7, 8, 9)) == 1


def test_the_style_sheet_can_be_read() -> None:
    """Text, soft text and accent have AA contrast with every ground, light and dark, as the accent option assumes."""
    style = assets().style.content.decode()
    pairs = dict(re.findall(r"--(\w+):light-dark\((#\w{6},#\w{6})\)", style))
    grounds = {name: [_rgb(colour) for colour in pairs[name].split(",")] for name in ("paper", "wash")}
    assert grounds["wash"] == [LIGHT_PAPER, DARK_PAPER]
    for name in ("ink", "soft", "accent"):
        for scheme, colour in enumerate(pairs[name].split(",")):
            assert all(contrast(_rgb(colour), ground[scheme]) >= 4.5 for ground in grounds.values()), (name, colour)


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def test_an_accent_changes_the_style_sheet_and_its_name() -> None:
    """The accent option ends the style sheet; a colour that is none changes nothing."""
    assert assets("#006699").style.content.endswith(b":root{--accent:light-dark(#006699,#4891b6)}")
    assert assets("#006699").style.path != assets().style.path
    assert assets("red; }").style == assets().style


_ADDRESS_PARTS = (
    "http",
    "https",
    "ftp",
    "://",
    "www.",
    "WWW.",
    "a",
    "b-c",
    "É",
    ".",
    "/",
    "?",
    "#",
    "@",
    ":",
    "80",
    " ",
)


@given(st.lists(st.sampled_from(_ADDRESS_PARTS), max_size=8).map("".join))
def test_hosts_are_those_of_the_standard_library(url: str) -> None:
    """The short way to a link's host finds what the long way finds."""
    try:
        parts = urlsplit(url.strip())
        name = (parts.scheme in {"http", "https"} and parts.hostname) or ""
    except ValueError:
        name = ""
    assert host(url) == name.rstrip(".").removeprefix("www.")
