"""What is read of titles, lists and tables, where the laws alone would let several readings pass."""

import pytest

from kb.model import Card, Note, Signal, Source
from kb.note import canonical, read

HEX = "0123456789abcdef0123456789abcdef"


def note_of(text: str, path: str = "a.md") -> Note:
    """The note that a text is."""
    return read(Source(path=path, text=text, digest=""))[0]


@pytest.mark.parametrize(
    ("heading", "title", "label", "generation"),
    [
        ("# __A title__, from ([20240101](u).)", "A title", "20240101", 1),
        ("# __A title__, (from page [20240101](u).)", "A title", "20240101", 2),
        ("# A title from ([20240101](u))", "A title", "20240101", 1),
        ("# **A title**, From ( [ 20240101 ](u) . )", "A title", "20240101", 1),
        ("# __The __init__ file__, from ([1](u).)", "The __init__ file", "1", 1),
        ("# __News, from ([0](v).)__, from ([1](u).)", "News, from ([0](v).)", "1", 1),
        ("# __Seen from (far) away__, from ([1](u).)", "Seen from (far) away", "1", 1),
        ("# __R\\&D &amp; more__, from ([\\[1\\]](u).)", "R&D & more", "[1]", 1),
        ("# __A title__", "A title", None, 0),
        ("# __one__ and __two__", "__one__ and __two__", None, 0),
        ("# A *title* #", "A *title*", None, 0),
        ("A title\non two lines\n===", "A title on two lines", None, 0),
        ("# Letters from (the) front", "Letters from (the) front", None, 0),
    ],
)
def test_titles(heading: str, title: str, label: str | None, generation: int) -> None:
    """A heading gives title and origin in both generations; strong marks around the whole are no part of it."""
    note = note_of(heading)
    assert (note.title, note.title_given) == (title, True)
    assert (note.origin and note.origin.label, note.generation) == (label, generation)


@pytest.mark.parametrize("heading", [f"# {HEX}", f"# __{HEX}__, from ([1](u).)", f"# {HEX} from ([1](u).)"])
def test_an_id_is_no_title(heading: str) -> None:
    """A heading that only repeats the note's hexadecimal id gives no title; the summary's first words serve."""
    note = note_of(f"{heading}\n\n## Summary\n\nFirst words.", f"{HEX}.md")
    assert (note.title, note.title_given) == ("First words.", False)
    assert note_of(heading).title == HEX


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("## Summary\n\n" + "word " * 30, "word word word word word word word word word word…"),
        ("## Summary\n\n" + "字" * 200, "字" * 100 + "…"),
        ("## Keywords\n\n* one\n\n## Sources\n\nText.", "Sources"),
        ("Just *text*.", "Just text."),
        ("## Keywords\n\n* one", "a"),
        ("", "a"),
    ],
)
def test_made_titles(text: str, title: str) -> None:
    """Without a title there is the summary, then a heading, then any words, then the id."""
    note = note_of(text)
    assert (note.title, note.title_given) == (title, False)


@pytest.mark.parametrize(
    ("line", "link"),
    [
        ("__[External link](https://example.org/a_(b)?c=1&d=2)__", "https://example.org/a_(b)?c=1&d=2"),
        ("[external-link](https://example.org).", "https://example.org"),
        ("**[ External  Link ](<https://example.org/a b>)**", "https://example.org/a b"),
        ("__[External link](b'https://example.org/')__", "https://example.org/"),
        ("__[External link](https://example.org/a b)__", "https://example.org/a b"),
        ("The [external link](https://example.org), and more.", "https://example.org"),
        ("__[Internal link](https://example.org)__", ""),
        ("> __[External link](https://example.org)__", ""),
    ],
)
def test_links(line: str, link: str) -> None:
    """The external link is found however it is spelled, and only where it says so."""
    assert note_of(f"# A\n\n{line}\n\n## Summary\n\nText.").link == link


def test_words_are_plain_text() -> None:
    """Escapes and entities are undone in what is plain text; other markup stays as written."""
    text = "## Keywords\n\n* R\\&D\n* 5 &lt; 6\n* *one* two\n* [three](x)\n*  two\n   lines\n*\n* snake_case\n"
    assert note_of(text).keywords == ("R&D", "5 < 6", "*one* two", "[three](x)", "two lines", "snake_case")


def test_cells_are_markdown() -> None:
    r"""Cells stay Markdown, `\|` a bar; columns match without regard to case, spaces and hyphens."""
    text = (
        "## Signals\n\n| SIGNAL | 10Y-Horizon | driving  force | relevancy | src |\n|-|-|-|-|-|\n"
        "| a \\| b | *c* | | 5 | d |\n| e |\n\n## Issues\n\n| Name | relevancy |\n|-|-|\n| f | 0 | g |\n"
    )
    note = note_of(text)
    assert note.signals == (
        Signal(name="a | b", horizon="*c*", relevancy=5, extra=(("src", "d"),)),
        Signal(name="e", extra=(("src", ""),)),
    )
    assert note.issues == (Card(name="f", extra=(("relevancy", "0"), ("", "g"))),)


def test_other_keeps_its_order() -> None:
    """An Other section in another order than kb's stays as it is written."""
    text = "## Other\n\n* Type: one\n* Category: two\n"
    note = note_of(text)
    assert (note.category, note.type) == ("two", "one")
    assert canonical(Source(path="a.md", text=text, digest="")) == text


def test_mentions_stand_where_they_are() -> None:
    """Links between notes in running text have their place; code, other sites and lists of words have none."""
    text = (
        "---\nlang: en\n---\n# A\n\n## Summary\n\nSee [b](b.md),\n`[[no]]` and [[c#d|e]].\n\n* [f][g]\n\n[g]: h.md\n\n"
        "## Signals\n\n| name |\n|-|\n| [i](j) |\n\n## Keywords\n\n* [k](l)\n"
    )
    found = [(one.target, one.label, one.anchor, one.line, one.column) for one in note_of(text).mentions]
    assert found == [("b", "b", "", 8, 5), ("c", "e", "d", 9, 14), ("h", "f", "", 11, 1), ("j", "i", "", 19, 1)]


def test_ten_megabytes_are_read() -> None:
    """A long note is read like any other."""
    note = note_of("# A\n\n## Summary\n\n" + "some words and then more\n\n" * 70_000 + "## Themes\n\n* b\n")
    assert note.themes == ("b",)
    assert len(note.summary) > 1_800_000
