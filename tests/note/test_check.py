"""What one note alone has wrong with it."""

import datetime as dt

import pytest

from kb.model import Source
from kb.note import origin_future, read

DIGEST = """\
# __A title__, from ([20240101](https://example.org/p/1).)

__[External link](https://example.org/item)__

## Summary

A summary that says what was in the news, at some length.

## Keywords

* one

## Themes

* two

## Signals

| Signal | Change |
|:---|:---|
| three | four |

## Closest

* [Another](another)
"""


def found(text: str) -> list[tuple[str, int]]:
    """Code and line of what is wrong with a text."""
    return [(one.code, one.span.line) for one in read(Source(path="a.md", text=text, digest=""))[1]]


def test_a_whole_note_is_faultless() -> None:
    """A digest note with everything in its place has nothing wrong with it."""
    assert found(DIGEST) == []


@pytest.mark.parametrize(
    ("before", "after", "codes"),
    [
        ("# __A title__, from ([20240101](https://example.org/p/1).)", "", [("title-missing", 1)]),
        ("20240101", "3287.0", [("origin-date", 1)]),
        ("https://example.org/item", "www.example.org", [("link-scheme", 3)]),
        ("https://example.org/item", "b'https://example.org/item'", [("link-bytes", 3)]),
        ("__[External link](https://example.org/item)__", "", [("link-missing", 1)]),
        ("## Summary", "## Sumary", [("section-missing", 1), ("section-misspelled", 5)]),
        ("## Summary", "## Themes", [("section-missing", 1), ("section-form", 5), ("section-repeated", 13)]),
        ("## Summary", "# Summary", [("section-missing", 1), ("title-repeated", 5)]),
        ("* one\n", "", [("section-empty", 9)]),
        ("* one", "1. one", [("section-form", 9)]),
        ("## Summary", "Text.\n\n## Summary", [("text-stray", 5)]),
        ("| Signal |", "| What |", [("table-columns", 19)]),
        ("| three | four |", "| three |", [("table-cells", 21)]),
        ("| three | four |", "| three | four | five |", [("table-cells", 21)]),
        ("| Change |", "| relevancy |", [("table-relevancy", 21)]),
        ("(another)", "(a.md)", [("closest-self", 25)]),
        ("* [Another](another)", "* [Another](b)\n* [B](b)", [("closest-repeat", 26)]),
        ("* one", "* keyword0", [("junk-text", 1)]),
    ],
)
def test_each_rule_finds_its_fault(before: str, after: str, codes: list[tuple[str, int]]) -> None:
    """One fault in a whole note is found, in its line, and nothing else."""
    assert before in DIGEST
    assert found(DIGEST.replace(before, after, 1)) == codes


@pytest.mark.parametrize("heading", ["Mother", "Sources", "Further reading", "主题"])
def test_other_headings_are_not_misspelled(heading: str) -> None:
    """A section of the author's own is nobody's mistake."""
    assert found(f"{DIGEST}\n## {heading}\n\nText.\n") == []


def test_a_page_lacks_nothing() -> None:
    """A text without a digest section, link or origin is a page, which needs none."""
    assert found("# About\n\nText.\n\n## Sources\n\nMore.\n") == []


@pytest.mark.parametrize(
    "words",
    [
        "Just a moment...",
        "Access Denied",
        "404 - Page not found",
        "Are you a robot?",
        "Attention Required! | Cloudflare",
    ],
)
def test_junk_titles(words: str) -> None:
    """A title that only an error page has gives it away."""
    assert ("junk-text", 1) in found(DIGEST.replace("A title", words))


@pytest.mark.parametrize(
    "words",
    [
        "The page asks readers to enable JavaScript and cookies to continue.",
        "You don’t have permission to access this resource.",
        "The page could not be found.",
        "This content is available to subscribers only.",
        "The request returned a 404 error.",
        "Checking your browser before accessing example.org.",
        "Lorem ipsum dolor sit amet.",
    ],
)
def test_junk_summaries(words: str) -> None:
    """A short summary that repeats an error page's words gives it away."""
    assert found(DIGEST.replace("A summary that", f"{words} A summary that")) == [("junk-text", 1)]


@pytest.mark.parametrize(
    "words",
    ["ENABLES JavaScript  and cookies.", "Ray ID： 0123abcd.", "Lorem ipsum\u00a0dolor sit amet."],
)
def test_junk_in_a_long_summary(words: str) -> None:
    """What nobody else writes gives a summary of any length away, however it is spelled."""
    assert found(DIGEST.replace("A summary that", f"{'News. ' * 100}{words} A summary that")) == [("junk-text", 1)]


@pytest.mark.parametrize("word", ["Keyword 3", "signal-12", "Theme \u0663", "Tag²"])
def test_placeholders(word: str) -> None:
    """A numbered word that a program left in a list or a table gives it away, in whatever digits."""
    for given in ("* one", "* two", "| three"):
        assert ("junk-text", 1) in found(DIGEST.replace(given, f"{given[:2]}{word}"))


@pytest.mark.parametrize(
    "words",
    [
        "Newspapers raise their paywalls, and half of the readers leave.",
        "Access to medicine is denied to most of the region.",
        "A study of 404 villages finds that error is human.",
        "Browsers will soon refuse cookies; shops enable new ways to follow readers.",
        "A robot that checks whether you are well.",
    ],
)
def test_news_about_junk_is_no_junk(words: str) -> None:
    """News about paywalls, robots and errors is news."""
    assert found(DIGEST.replace("A title", words).replace("A summary that", f"{words} A summary that")) == []


def test_the_future_comes_from_outside() -> None:
    """An origin is of the future only against a day that the caller names."""
    note, _ = read(Source(path="a.md", text=DIGEST, digest=""))
    assert origin_future(note, dt.date(2024, 1, 1)) is None
    late = origin_future(note, dt.date(2023, 12, 31))
    assert late
    assert (late.code, late.span.line) == ("origin-future", 1)
