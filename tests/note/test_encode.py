"""Laws of writing a text back: its byte order mark and line ends are the author's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.note import decode, encode

LINES = st.lists(st.sampled_from(["", "a", "b", "c"]), max_size=8)
ENDS = st.sampled_from(["\n", "\r\n", "\r"])
MARKS = st.sampled_from(["", "\ufeff"])


@st.composite
def files(draw: st.DrawFn) -> str:
    """What may stand in a file: any line ends, with or without a last one and a mark."""
    return draw(MARKS) + "".join(line + draw(ENDS) for line in draw(LINES)) + draw(st.sampled_from(["", "", "d"]))


def _said(written: str) -> str:
    source, _ = decode("a.md", written.encode())
    return source.text


@given(files(), LINES)
def test_what_is_written_says_what_it_should(written: str, lines: list[str]) -> None:
    """Whatever stood there, reading the file again gives the new text."""
    text = "\n".join(lines)
    assert _said(encode(text, written)) == text
    assert _said(encode(text, written, mark=False)) == text
    assert encode(text, written, mark=False, ends=False) == text


@given(files())
def test_a_text_that_did_not_change_gives_the_same_bytes(written: str) -> None:
    """Mark and line ends, mixed ones too, stay."""
    assert encode(_said(written), written) == written


@given(files(), st.integers(0, 8), LINES)
def test_lines_put_in_leave_all_other_bytes(written: str, place: int, added: list[str]) -> None:
    """Where lines are only added, the bytes before and after them are those that stood there."""
    lines = _said(written).split("\n")
    place = min(place, len(lines))
    after = encode("\n".join([*lines[:place], *added, *lines[place:]]), written)
    grown = len(after) - len(written)
    assert grown >= 0
    assert any(after[:cut] + after[cut + grown :] == written for cut in range(len(written) + 1))


@pytest.mark.parametrize(
    ("text", "written", "expected"),
    [
        ("a\nnew\nb\n", "a\r\nb\r\n", "a\r\nnew\r\nb\r\n"),
        ("a\n\nb\n", "a\rx\n\nb\n", "a\r\rb\n"),
        ("x\nb\nnew\nc\ny\n", "a\nb\r\nc\rd\n", "x\nb\r\nnew\r\nc\ry\r"),
        ("a\n", "\ufeff\ufeffa\n", "\ufeff\ufeffa\n"),
    ],
)
def test_new_lines_end_as_the_line_above(text: str, written: str, expected: str) -> None:
    """One kind of end is kept for all; of several, each line that stays keeps its own."""
    assert encode(text, written) == expected
