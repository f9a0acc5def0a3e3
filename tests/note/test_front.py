"""Front matter: the fields that it gives, what is wrong with it, and other values in it."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.model import Ratings, Source
from kb.note import read
from kb.note.front import fields_in, read_front, with_fields
from kb.note.grammar import SUGGESTIBLE

WORD = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1).filter(
    lambda word: word == word.strip()
)
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "lang": WORD,
        "title": WORD,
        "draft": st.just(value=True),
        "aliases": st.lists(WORD, min_size=1).map(tuple),
        "redirect_from": st.lists(WORD, min_size=1).map(tuple),
        "date": st.dates(),
        "suggested": st.lists(st.sampled_from(SUGGESTIBLE), min_size=1).map(tuple),
        "ratings": st.builds(Ratings, novelty=st.integers(1, 5), rated_by=st.lists(WORD).map(tuple)),
    },
)


def codes(text: str) -> list[tuple[str, int]]:
    """Code and line of what the front matter of a text brings up."""
    return [(one.code, one.span.line) for one in read(Source(path="a.md", text=text, digest=""))[1] if "fr" in one.code]


@given(fields=FIELDS, more=FIELDS)
def test_fields_come_back(fields: dict[str, Any], more: dict[str, Any]) -> None:
    """What is put into a header is read from it, whatever was in it before."""
    raw = with_fields("# a comment\nmood: good\n", fields)
    assert fields_in(raw) == fields
    assert fields_in(with_fields(raw, more)) == {**fields, **more}
    assert with_fields(raw, dict.fromkeys(fields, "")) == "# a comment\nmood: good"


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("title: 12:30", "title", "12:30"),
        ("TITLE: 007", "title", "007"),
        ('title: "yes"', "title", "yes"),
        ("origin: 20240218", "origin", "20240218"),
        ("origin: 3287.0", "origin", "3287.0"),
        ("tags: one", "keywords", ("one",)),
        ("keywords: [1984, .nan, 2024-01-01]", "keywords", ("1984", ".nan", "2024-01-01")),
        ("date: 2024-02-18T23:00:00-05:00", "date", dt.date(2024, 2, 18)),
        ("draft: yes", "draft", True),
        ("link: b'https://example.org'", "link", "https://example.org"),
        ('title: "a\\0b\\nc"', "title", "a\ufffdb c"),
    ],
)
def test_words_stay_words(line: str, field: str, value: object) -> None:
    """A value is read by what its key wants, not by what YAML would make of it."""
    assert fields_in(line) == {field: value}


@pytest.mark.parametrize(
    "line",
    [
        'draft: "false"',
        "draft: 1",
        "title: [a]",
        "title: no",
        "keywords: {a: b}",
        "keywords: [no]",
        "date: 2024-02-30",
        "date: yesterday",
        "ratings: 4",
        "ratings: {novelty: 6}",
        "ratings: {impact: true}",
        "aliases: [[a]]",
    ],
)
def test_wrong_types_are_reported_and_not_used(line: str) -> None:
    """A value of the wrong type is an error of its key alone, in its line."""
    text = f"---\nlang: fr\n\n{line}\n---\n# A\n"
    assert codes(text) == [("front-matter-type", 4)]
    assert read_front("a.md", text).fields == {"lang": "fr"}


@pytest.mark.parametrize(
    "header",
    [
        "a: [",
        "a: !!int x",
        "a: !!bool x",
        "a: !!timestamp x",
        "a: !!float x",
        "a: *b",
        "a: &a [x]\nb: *a",
        "[a]: b\nc: d",
        "a: " + "[" * 20_000 + "]" * 20_000,
        "a: " + "x" * 70_000,
        "a: \x01",
        "a: !!python/object:os.system x",
    ],
)
def test_unreadable_headers_are_kept(header: str) -> None:
    """A header that can't be read is reported, kept as it is, and is no part of the text."""
    text = f"---\n{header}\n---\n\n# A title\n"
    note, found = read(Source(path="a.md", text=text, digest=""))
    assert [one.code for one in found if one.severity == "error"] == ["front-matter-invalid"]
    assert note.front == header
    assert (note.title, note.order) == ("A title", ("title",))


@pytest.mark.parametrize("header", ["- a\n- b", "a word", "a: b\n---\nc", "[a, b]"])
def test_only_keys_with_values_are_front_matter(header: str) -> None:
    """A list or a word between two fences is text; a second fence ends the header."""
    note, _ = read(Source(path="a.md", text=f"---\n{header}\n---\n", digest=""))
    kept = note.front + "".join(section.opening + section.markdown for section in note.sections)
    assert all(word in kept for word in header.partition("\n---\n")[0].split("\n"))
    assert bool(note.front) == header.startswith("a:")


def test_rules_are_no_fences() -> None:
    """Two rules with a text apart from them are Markdown, and nothing is wrong."""
    assert codes("---\n\nA text.\n\n---\n") == []


def test_lines_count_from_the_top_of_the_file() -> None:
    """What is found below a header has the file's lines."""
    text = "---\n\n\ntitle: A\n---\n\n\n## Keyword\n"
    found = read(Source(path="a.md", text=text, digest=""))[1]
    assert [(one.code, one.span.line) for one in found] == [("section-misspelled", 8)]


def test_body_and_header_must_agree() -> None:
    """Where both give a value the text's is used; lists agree in any order and case."""
    text = "---\ntitle: B\ntags: [One, two]\nthemes: [x]\n---\n# A\n\n## Keywords\n\n* two\n* one\n\n## Themes\n\n* y\n"
    note, _ = read(Source(path="a.md", text=text, digest=""))
    assert (note.title, note.themes) == ("A", ("y",))
    assert codes(text) == [("front-matter-conflict", 2), ("front-matter-conflict", 4)]


def test_nearly_known_keys_are_reported() -> None:
    """A misspelled key is named with what it may mean; other unknown keys are nobody's business."""
    assert codes("---\ntitel: A\nkeyword: b\nmood: good\nupdated: now\n---\n") == [
        ("front-matter-key", 2),
        ("front-matter-key", 3),
    ]
