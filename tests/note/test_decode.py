"""Bytes into text: no byte is lost silently, and what was wrong is said once, where it first is."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kb.note import decode, mend


@given(data=st.binary())
@example(data=b"\xef\xbb\xbf\xef\xbb\xbfa")
def test_text_is_clean(data: bytes) -> None:
    """Whatever the bytes, the text has no mark, carriage return, NUL or half of a character."""
    text = decode("a.md", data)[0].text
    assert not set(text) & {"\r", "\0"}
    assert not text.startswith("\ufeff")
    assert text.encode().decode() == text


@given(text=st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r\0\ufeff")))
def test_utf8_is_read_as_it_is(text: str) -> None:
    """UTF-8 with line feeds is text without a change."""
    source, found = decode("a.md", text.encode())
    assert source.text == text
    assert source.faithful
    assert {one.code for one in found} <= {"file-empty"}


@given(text=st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r\0"), min_size=1))
def test_saving_the_text_mends_the_file(text: str) -> None:
    """What `--fix` saves for a mark and carriage returns has neither."""
    data = b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()
    source, found = decode("a.md", data)
    mended = mend(source.text, [edit for one in found for edit in one.edits])
    assert mended == source.text
    assert not [one for one in decode("a.md", mended.encode())[1] if one.edits]


@pytest.mark.parametrize(
    ("data", "text", "code", "line"),
    [
        (b"a\n\x93b\x94", "a\n“b”", "file-encoding", 2),
        (b"\x81", "\ufffd", "file-encoding", 1),
        ("é".encode() + b"\xe9", "éé", "file-encoding", 1),
        (b"a\n\nb\0", "a\n\nb\ufffd", "file-nul", 3),
        (b"a\nb\rc", "a\nb\nc", "file-crlf", 2),
        (b"\xef\xbb\xbfa", "a", "file-bom", 1),
        (b" \n\t", " \n\t", "file-empty", 1),
    ],
)
def test_trouble_is_named_where_it_is(data: bytes, text: str, code: str, line: int) -> None:
    """Each kind of trouble has its code, and the line where it first shows."""
    source, found = decode("a.md", data)
    assert source.text == text
    assert [(one.code, one.span.line) for one in found] == [(code, line)]


def test_damage_is_never_written_back() -> None:
    """A file with bytes that are not UTF-8, or NUL, is unfaithful, and nothing in it is fixable."""
    for data in (b"\xff\r\n", b"\0\r\n"):
        source, found = decode("a.md", data)
        assert not source.faithful
        assert not any(one.edits for one in found)


def test_a_large_file_is_reported() -> None:
    """A file of over a million bytes is read and said to be large."""
    source, found = decode("a.md", b"a\n" * 600_000)
    assert len(source.text) == 1_200_000
    assert [one.code for one in found] == ["file-large"]
