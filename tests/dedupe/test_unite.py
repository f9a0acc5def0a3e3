"""Laws of merging files: read again, the one note says all that the members said, and knows where it came from."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from kb.dedupe import lost, unite
from kb.model import Item, Note, Source
from kb.note import read, write

FIRST = """\
---
lang: en # mine
rank: 7
---
# __Shore power__, from ([20240101](https://example.org/p/20240101).)

__[External link](https://example.org/a)__

## Summary

Ferries plug in.

## Keywords

* ports

## Signals

| Signal | Change | 10y horizon | Driving force |
|:---|:---|:---|:---|
| Cables | From oil to current | Quiet quays | Air |

## Notes of ours

Kept   as it is.
"""
SECOND = """\
---
colour: blue # theirs
ratings: {novelty: 4}
---
# __Ferries on shore power__, (from page [20240201](https://example.org/p/20240201).)

__[External link](https://example.org/a?utm_source=x)__

## Summary

Quays get cables.

## Keywords

Loose words, no list.

## Themes

* energy

## Other

* Category: transport
* Type: news

## Signals

| name | description | change | 10-year | driving-force | relevancy |
|:---|:---|:---|:---|:---|:---|
| Plugs | One plug | From many to one | One norm | Cost | 4 |

## Concerns

| name | description | relevancy |
|:---|:---|:---|
| Grid | Too weak | 3 |

## Notes of ours

Something else.
"""


def _read(path: str, text: str) -> Note:
    return read(Source(path=path, text=text, digest=""))[0]


def _united(*texts: str) -> tuple[dict[str, Note], Note, str]:
    members = {note.id: note for note in (_read(f"n{number}.md", text) for number, text in enumerate(texts))}
    item = Item(canonical="n0", members=tuple(members), rule="link", evidence="")
    text = write(unite(item, members))
    return members, _read("n0.md", text), text


def test_nothing_that_a_file_says_is_lost() -> None:
    """Lists, rows of both generations, sections, headers with their comments, both origins and both links."""
    members, united, text = _united(FIRST, SECOND)
    assert lost(members, united, text) == ""
    assert united.origin
    assert (united.origin.label, united.date, united.lang) == ("20240101", dt.date(2024, 1, 1), "en")
    assert [row.name for row in united.signals] == ["Cables", "Plugs"]
    assert (united.category, united.type, united.themes) == ("transport", "news", ("energy",))
    assert united.redirect_from == ("n1",)
    assert united.aliases == ("Ferries on shore power",)
    for words in (
        "lang: en # mine", "rank: 7", "colour: blue # theirs", "Kept   as it is.", "Something else.",
        "Loose words, no list.",
        "[20240201](https://example.org/p/20240201)", "[External link](https://example.org/a?utm_source=x)",
        "## Summary (20240201)", "Quays get cables.", "## Merged from n1",
    ):  # fmt: skip
        assert words in text


def test_a_malformed_section_makes_room_for_values() -> None:
    """Where the canonical note's section has not its form, it stays as text; the others' values get one that has."""
    members, united, text = _united(SECOND, FIRST)
    assert lost(members, united, text) == ""
    assert united.keywords == ("ports",)
    assert "Loose words, no list." in text


def test_what_would_be_lost_is_said() -> None:
    """The guard names the first thing that the united note does not say."""
    members, _, _ = _united(FIRST, SECOND)
    assert lost(members, members["n0"], FIRST) == "the themes of n1.md"
    assert lost({"n0": members["n0"]}, members["n0"], FIRST) == ""


PIECES = st.lists(
    st.sampled_from(
        [
            *"# Title;## Summary;## Keywords;## Themes;## Signals;## Closest;## Other;## Own".split(";"),
            *"* a;* b;text;> quote;|".split(";"),
            *"* Category: c;* [T](n1);* [T](n9);[[n1]];```\ncode\n```;***;---\nlang: fr\nx: 1\n---".split(";"),
            "# __T__, from ([20240101](https://example.org/p/1).)",
            "| Signal | Change |\n|---|---|\n| x | y |",
            "__[External link](https://example.org/a?b=(c))__",
            "__[External link](b'https://example.org/d')__",
        ]
    ),
    max_size=9,
).map("\n\n".join)


@given(PIECES, PIECES)
def test_whatever_the_files_hold_nothing_is_lost_unsaid(one: str, other: str) -> None:
    """The guard stays silent only where each text of each member stands in the united file."""
    members, united, text = _united(one, other)
    if not lost(members, united, text):
        for note in members.values():
            assert set(note.keywords) <= set(united.keywords)
            assert note.link in text
            for section in note.sections:
                assert section.markdown in text


def test_the_guard_is_silent_on_notes_in_form() -> None:
    """Notes as they mostly are can be merged."""
    card = "# C\n\n## Issues\n\n| {} |\n|---|---|\n| x | y |\n"
    assert lost(*_united(card.format("description | src"), card.format("name | description"))) == ""
    bare = ("# Bare\n\n## Themes\n\n* a\n", "# Bare\n\nText.\n")
    for pair in ((FIRST, FIRST), (SECOND, SECOND), (FIRST, bare[0]), (bare[1], SECOND)):
        assert lost(*_united(*pair)) == ""
