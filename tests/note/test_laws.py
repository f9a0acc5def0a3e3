"""The laws of the note format, over random notes."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kb.model import Note, Source
from kb.note import canonical, decode, mend, read, write
from kb.rules import RULES
from tests.note.documents import PATHS, documents

WORDS = re.compile(r"[^\W_]+")
UNWRITTEN = {"b", "md", "amp", "lt", "gt", "nbsp", "10"}  # what a byte string, an ending or an entity leaves behind


def source(text: str, path: str = "a.md") -> Source:
    """A text as the file at a path."""
    return Source(path=path, text=text, digest="")


@given(data=st.binary(max_size=200) | documents().map(str.encode), path=PATHS)
@example(data=b"\xef\xbb\xbf\xef\xbb\xbf\x00\r\r\n\xff", path="a.md")
@example(data=b"---\n" + b"[" * 60_000 + b"\n---\n", path="a.md")
@example(data=b"---\na: &a [x]\nb: {<<: [*a, *a]}\n---\n", path="a.md")
@example(data=b">" * 10_000, path="a.md")
@example(data=b"* " * 10_000, path="a.md")
@example(data=b"[" * 10_000 + b"](" * 10_000, path="a.md")
def test_reading_never_fails(data: bytes, path: str) -> None:
    """Law 1: any bytes give a note."""
    text, _ = decode(path, data)
    note, _ = read(text)
    assert note.title
    assert note.path == path


@settings(max_examples=400)
@given(text=documents(), path=PATHS)
@example(text="## Keywords\n\n*    one\n   ## Indented", path="a.md")
@example(text="---\n\n---", path="a.md")
@example(text="# number \\#", path="a.md")
@example(text="## Keywords\n\n* a\n\n    code\n\n## Themes", path="a.md")
@example(text="# __b'b'x''__, from ([1](b'b'x'').)", path="a.md")
def test_writing_gives_the_note_back(text: str, path: str) -> None:
    """Law 2: `read(write(note)) == note`, and `kb fmt` writes just that and is idempotent."""
    note, _ = read(source(text, path))
    again = write(note)
    assert _fields(read(source(again, path))[0]) == _fields(note)
    assert canonical(source(text, path)) == again
    assert canonical(source(again, path)) == again


@settings(max_examples=200)
@given(text=documents(), path=PATHS)
@example(text='## Closest\n\n* [One](one "title")', path="a.md")
@example(text="## Keywords\n\n* [one]: two", path="a.md")
@example(text="## Keywords\n\n* one\n\n  [two]: three", path="a.md")
@example(text="## Keywords\n\n* [one]: two\n  three", path="a.md")
def test_formatting_keeps_every_word(text: str, path: str) -> None:
    """Laws 3 and 5: no word of a note is lost, whether kb knows its place or not."""
    written = {word.casefold() for word in WORDS.findall(canonical(source(text, path)))}
    assert {word.casefold() for word in WORDS.findall(text)} - UNWRITTEN <= written


@given(before=documents(), unknown=documents(), after=documents())
def test_formatting_keeps_unknown_sections(before: str, unknown: str, after: str) -> None:
    """Law 3: every character of a section that kb does not know is there after `kb fmt`."""
    for section in read(source(f"{before}\n\n## Sources\n\n{unknown}\n\n{after}"))[0].sections:
        formatted = canonical(source(f"{before}\n\n## Sources\n\n{unknown}\n\n{after}"))
        assert f"\n{section.markdown}\n" in f"\n{formatted}\n"
        assert section.opening in formatted


@settings(max_examples=200)
@given(text=documents(), path=PATHS)
@example(text="## Closest\n\n* [a](a)\n* [b](b)\n\n  * [b](b)\n\n* [b](b)\n", path="a.md")
def test_fixing_changes_nothing_else(text: str, path: str) -> None:
    """Law 3: `--fix` mends what it says it mends and leaves the rest of the note alone."""
    note, found = read(source(text, path))
    mended, left = read(source(mend(text, [edit for one in found for edit in one.edits]), path))
    assert not [one for one in left if one.edits]
    assert _beside_closest(mended) == _beside_closest(note)
    assert list(dict.fromkeys(link.target for link in mended.closest if link.target != note.id)) == list(
        dict.fromkeys(link.target for link in note.closest if link.target != note.id)
    )


@given(data=st.binary(max_size=100) | documents().map(str.encode), path=PATHS)
def test_diagnostics_say_where_and_what_to_do(data: bytes, path: str) -> None:
    """Law 4: every diagnostic has a line of the file, a code, a sentence and a hint."""
    text, found = decode(path, data)
    _, more = read(text)
    for one in (*found, *more):
        assert one.code in RULES
        assert one.span.path == path
        assert 1 <= one.span.line <= text.text.count("\n") + 1
        assert one.span.column >= 1
        assert one.message.endswith((".", "?"))
        assert "\n" not in one.message
        assert one.hint
        assert not one.edits or RULES[one.code].fixable


@given(text=documents())
def test_what_has_no_place_is_kept(text: str) -> None:
    """Law 5: each part of a note stands in a field or in a section, and `order` has a place for each."""
    note, _ = read(source(text))
    assert note.order.count("*") == len(note.sections)
    assert len({part for part in note.order if part != "*"}) == len([part for part in note.order if part != "*"])


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_line_ends_do_not_matter(ends: str) -> None:
    """A note reads the same whatever ends its lines, and no other character ends one."""
    text = "# A\u2028B\x0bC\n\n## Themes\n\n* a\x85b\n* c\x1cd\n"
    note, _ = read(decode("a.md", text.replace("\n", ends).encode())[0])
    assert note == read(source(text))[0] == read(source(text.replace("\n", ends)))[0]
    assert note.title == "A\u2028B\x0bC"
    assert note.themes == ("a\x85b", "c\x1cd")


def _fields(note: Note) -> dict[str, object]:
    """A note's fields, so that a failing test names the one that differs."""
    return {name: getattr(note, name) for name in Note.__struct_fields__}


def _beside_closest(note: Note) -> dict[str, object]:
    """What a note says but for its neighbours."""
    fields = _fields(note)
    for name in ("closest", "order", "sections", "title"):
        del fields[name]
    return {
        **fields,
        "sections": [section for section in note.sections if section.known != "closest"],
        "title": note.title if note.title_given else "",
    }
