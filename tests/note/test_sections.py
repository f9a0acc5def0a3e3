"""Laws of reading a whole section at a time: it says what `Body` says, and real digest notes are read that way."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.note.body import Body
from kb.note.sections import read_sections
from tests.note.documents import ID, documents, plainly

NOTE = """# __A title & more__, from ([20240101](https://example.org/p/1).)

__[External link](https://example.org/x?a=b&c)__

## Summary

Some *words* of it.

And more.

## Keywords

* one
* 2nd “two”

## Themes

* a &amp; b

## Signals

| Signal | Change | 10y horizon | Driving force |
|:---|:---|:---|:---|
| a | b | c | d |

## Closest

* [One](one)
* [Two & three](./folder/two.md)
"""
OTHER = """
## Other

* Category: one
* Type: two

## Issues

| name | description | relevancy |
|---|---|---|
| a | b | 3 |
"""
LISTED = [
    "* one",
    "* [Two & three](one)",
    f"* [Own]({ID})",
    "* [r]: x",
    "* ",
    "* Category: two",
    "* [one](one) ",
    "* a\\",
    "* [one>](one)",
    "* [one](one",
    "* [one](o ne)",
    "* [one one)",
    "* one](one)",
    "* [](one)",
    "* [one]()",
    "* [日本](日本)",
]
ROWS = ["| a | b |", "|:---|", "|a|b|c|d|", "| a | b | c | [d](d) |", "||||||", "|a\\|b|c|d|e|"]
HEADINGS = ["## Themes", "##Themes", "# Two", "## Other", "## Sumary", "### Lower", "## Issues ##"]
LINES = st.sampled_from([*LISTED, *ROWS, *HEADINGS, "", "text", "  ", "text ", "2. two", "see [one](one)", "---"])


def _assert_as_body(text: str, path: str = f"{ID}.md", above: int = 3) -> None:
    """What is read is what `Body` reads, places of links too."""
    read, body = read_sections(path, ID, text, above), Body(path, ID, text.split("\n"), above)
    if read is not None:
        for name in ("order", "columns", "sections", "mentions", "diagnostics", "places", "strays"):
            assert repr(list(getattr(read, name))) == repr(list(getattr(body, name)))
        assert {key: repr(value) for key, value in read.values.items()} == {
            key: repr(value) for key, value in body.values.items()
        }


@settings(max_examples=300)
@given(plainly() | documents())
def test_any_text_is_read_as_its_parts_are(text: str) -> None:
    """Or not at all."""
    _assert_as_body(text)


@settings(max_examples=600)
@given(st.data(), st.booleans())
def test_a_digest_with_any_line_changed_is_read_as_its_parts_are(data: st.DataObject, more: bool) -> None:  # noqa: FBT001  # drawn
    """Whatever is put into it, in place of a line or beside it, and whatever is left out."""
    lines = (NOTE + OTHER * more).split("\n")
    for place in data.draw(st.lists(st.integers(0, len(lines) - 1), max_size=2)):
        lines[place : place + data.draw(st.integers(0, 1))] = data.draw(st.lists(LINES, max_size=1))
    _assert_as_body("\n".join(lines))


@pytest.mark.parametrize("line", LISTED)
@pytest.mark.parametrize("place", [-3, -2, -1])
def test_links_are_read_as_a_list_is(line: str, place: int) -> None:
    """Whatever stands above, between or below them."""
    lines = NOTE.split("\n")
    lines.insert(len(lines) + place, line)
    _assert_as_body("\n".join(lines))


@pytest.mark.parametrize("signs", ["##", "###", "### ", "##  "])
def test_a_section_has_two_signs_and_a_space_before_its_heading(signs: str) -> None:
    """Else it is none, or is left to `Body`."""
    _assert_as_body(NOTE.replace("## Themes", f"{signs}Themes"))


@pytest.mark.parametrize(
    "text",
    [
        NOTE,
        NOTE + OTHER,
        "\n" + NOTE.replace("from ([", "(from page ["),
        NOTE + "* [Itself](a)\n* [Again](one)\n* [](one)\n",
    ],
)
def test_digest_notes_are_read_section_by_section(text: str) -> None:
    """The shapes of real ones need no more."""
    assert read_sections("a.md", "a", text, 0) is not None
    _assert_as_body(text, "a.md", 0)
