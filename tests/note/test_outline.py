"""A body into its parts: the quick way agrees with the parser, and no line is lost."""

import pytest
from hypothesis import given, settings

from kb.note.outline import outline, parse
from kb.note.parts import is_blank
from kb.note.scan import scan
from tests.note.documents import documents, plainly


@settings(max_examples=600)
@given(text=plainly() | documents())
def test_scanning_agrees_with_parsing(text: str) -> None:
    """Where the scanner does not give up, it says what markdown-it says."""
    lines = text.replace("\r", "").split("\n")
    scanned = scan(lines)
    assert scanned is None or scanned == parse(lines).parts


@given(text=documents())
def test_parts_hold_every_line(text: str) -> None:
    """Parts follow on each other, and what stands before the first is blank."""
    lines = text.split("\n")
    parts = outline(lines).parts
    ends = [0, *(part.end for part in parts)]
    assert all(is_blank(lines, end, part.line) for end, part in zip(ends, parts, strict=False))
    assert is_blank(lines, ends[-1], len(lines))
    assert all(part.line <= part.body <= part.end for part in parts)


@pytest.mark.parametrize(
    "body",
    [
        "# A\n\n## Summary\n\nSome “text”.\n\n## Keywords\n\n* one\n* 2nd (two)\n",
        "## Signals\n\n| a  | b |\n|:---|--:|\n| c  | d | e |\n\n## Closest\n\n* [A](a)\n",
        "__[External link](https://example.org)__\n\n\n\n### Lower\n\nText",
    ],
)
def test_digest_notes_are_scanned(body: str) -> None:
    """The shapes of real digest notes need no parser."""
    assert scan(body.split("\n")) is not None


@pytest.mark.parametrize(
    "body",
    [
        "* a\n  * b",
        "* a\n\n* b",
        "a\nb",
        "a\n===",
        "* 1. a",
        "[a]: b",
        "    a",
        "> a",
        "```",
        "---",
        "___",
        "# a #",
        "* a\n\n  b",
        "|a|\n|-|-|",
    ],
)
def test_what_is_not_plain_is_parsed(body: str) -> None:
    """Anything that could be more than it seems is left to the parser."""
    assert scan(body.split("\n")) is None


def test_a_table_that_lacks_too_much_ends_early() -> None:
    """The parser gives a table up where it would have to make up very many cells; so does the scanner."""
    lines = ["|a" * 80 + "|", "|-" * 80 + "|", *["|b|"] * 900]
    assert scan(lines) is None
    assert parse(lines).parts[0].shape == "text"


def test_an_endless_text_is_one_part() -> None:
    """A body of very many lines is kept whole, in no time."""
    parts = outline(["* a"] * 300_000).parts
    assert [(part.shape, part.end, part.items) for part in parts] == [("text", 300_000, ())]
