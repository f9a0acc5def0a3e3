"""Tables and JSON into notes, and kb's own exports back into the notes that they were made of."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.errors import WrongUseError
from kb.importing.compose import compose
from kb.importing.taker import DERIVED
from kb.importing.values import Record
from kb.io.forms.shape import NOTES
from kb.io.forms.text import as_csv, as_lines
from kb.model import Source
from kb.note import read
from kb.vault import cleaned_closest, collect, record, resolve_links
from tests.importing.sources import bring, fates, file, only
from tests.note.documents import documents


def records(texts: Mapping[str, str]) -> list[dict[str, Any]]:
    """The notes of these files as kb exports them."""
    vault, _ = collect([read(Source(path=path, text=text, digest=""))[0] for path, text in texts.items()])
    links = resolve_links(vault).links
    return [record(one, cleaned_closest([x for x in links if x.source == one.id], one.id)) for one in vault.notes]


def same(row: dict[str, Any]) -> dict[str, Any]:
    """A record without what depends on other files, or on where it stands."""
    return {key: value for key, value in row.items() if key != "path"}


@settings(max_examples=100)
@given(st.lists(documents(), min_size=1, max_size=3))
def test_what_is_exported_comes_back(some: list[str]) -> None:
    """The notes of JSON Lines are those that it was written of; what is not read so is told."""
    rows = records({f"note-{number}.md": text for number, text in enumerate(some)})
    imported = bring(file("notes.jsonl", as_lines(rows, NOTES), "json"))
    back = records(dict(imported.files))
    told = {one.id: one.why for one in imported.outcomes}
    assert [row["id"] for row in back] == [row["id"] for row in rows]
    for before, after in zip(rows, back, strict=True):
        if not told[before["id"]]:
            assert same(after) == same(before)


FULL = """---
aliases: [Other, "a; b, c"]
ratings: {novelty: 3, rated_by: [A team]}
draft: true
lang: fr
---

# __Full *title*__, (from page [20240218d](https://example.org/p).)

__[External link](https://example.org/a)__

stray text

## Summary

=1+1, and *more*

two

## Keywords

* one, two
* "three"; four

## Signals

| name | description | change | 10-year | driving-force | relevancy | src |
|---|---|---|---|---|---|---|
| a \\| b | c | d | e | f | 5 | g |

## Concerns

| name | description |
|---|---|
| x | y |

## Closest

* [Two](two)
* [Gone](gone)

## More

| free | text |
|---|---|

## Other

* Category: technology
* Type: news
"""


@pytest.mark.parametrize("form", [as_csv, as_lines])
def test_each_form_holds_a_whole_note(form: Any) -> None:  # noqa: ANN401  # one of the two forms
    """Through CSV as through JSON Lines every field comes back, tables, commas and formulas too."""
    rows = records({"full.md": FULL, "two.md": "# Two\n"})
    imported = bring(file("rows", form(rows, NOTES)))
    assert [same(row) for row in records(dict(imported.files))] == [same(row) for row in rows]
    assert [one.why for one in imported.outcomes] == ["", ""]


CSV = (
    "\ufeffTitle;URL;Tags;Score;Note\r\n"
    '"A; b";https://example.org/z;x, y;3;"two\r\nlines"\r\n'
    "short;https://example.org/y\r\n"
    "long;https://example.org/w;a;b;c;d;e\r\n"
    "\r\n"
    "'=1+1;;;;\r\n"
)


def test_a_table_from_elsewhere_comes_whole() -> None:
    """Delimiter, mark, line ends and foreign names are understood; unknown columns are kept and told, by line."""
    imported = bring(file("rows.csv", CSV))
    texts = {one.title: dict(imported.files)[f"{one.id}.md"] for one in imported.outcomes if one.fate == "new"}
    assert list(texts) == ["A; b", "short", "long", "=1+1"]
    assert "score: '3'" in texts["A; b"]
    assert texts["A; b"].endswith("* x\n* y\n\n## note\n\ntwo\n\nlines\n")
    assert texts["long"].endswith("## cells beyond the header\n\nd\n\ne\n")
    why = {one.place: one.why for one in imported.outcomes}
    assert why["rows.csv:4"] == "the row has 2 cells, the header 5"
    assert why["rows.csv:5"] == "the row has 7 cells, the header 5"
    assert "note (2), score (2)" in why["rows.csv"]


def test_json_that_is_not_kbs_own_loses_nothing() -> None:
    """Values of the wrong kind, unknown keys and lines that are no JSON are kept or told."""
    lines = (
        '{"id": "../../etc/x", "title": ["no"], "ratings": {"novelty": 9}, "n": {"deep": ["`` ``` ``"]}, '
        '"date": "soon"}\n'
        "oops\n[1]\n"
        '{"title": "T", "summary": "a\\n\\n## Keywords\\n\\n* x\\n---", "link": "javascript:x", '
        '"k\\ud800": "\\u0000"}\n'
    )
    imported = bring(file("rows.jsonl", lines))
    assert [(fate, place) for fate, place, _ in fates(imported)] == [
        ("new", "rows.jsonl:1"),
        ("new", "rows.jsonl:4"),
        ("left", "rows.jsonl:2"),
        ("left", "rows.jsonl:3"),
        ("told", "rows.jsonl"),
    ]
    texts = dict(imported.files)
    assert set(texts) == {"etc-x.md", "t.md"}
    for kept in ('"no"', '"novelty": 9', "`` ``` ``", "soon"):
        assert kept in texts["etc-x.md"]
    assert "\\## Keywords" in texts["t.md"]
    assert "javascript:x" in texts["t.md"]
    assert "External link" not in texts["t.md"]


def test_rows_of_signals_are_no_notes() -> None:
    """What kb signals gives is refused with a word, not turned into notes."""
    for name, content in (
        ("s.csv", "note,row,name,driving_force\na,1,b,c\n"),
        ("s.jsonl", '{"note": "a", "row": 1, "driving_force": ""}'),
    ):
        with pytest.raises(WrongUseError, match="signal table"):
            file(name, content)


def test_a_list_of_notes_is_enough() -> None:
    """What kb list gives comes back with its words apart."""
    rows = 'id,date,origin,title,link,themes,keywords,signals,draft\na,2024-02-18,20240218,T,,"one, two",three,4,yes\n'
    note, _ = read(Source(path="a.md", text=only(bring(file("list.csv", rows))), digest=""))
    assert (note.themes, note.keywords, note.draft) == (("one", "two"), ("three",), True)
    assert note.origin
    assert note.origin.label == "20240218"


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text("ab#*[]|`\n-_:1 \u2028é", max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*NOTES.keys, "x", "A b"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=100)
@given(st.dictionaries(st.sampled_from([*NOTES.keys, "other", "Url"]), JSON, max_size=6))
def test_no_value_is_lost(values: dict[str, Any]) -> None:
    """Every letter and digit of any object is in the note that is made of it, or the note says what reads otherwise."""
    arrival = compose(Record(place="x:1", values=values))
    said = "".join(filter(str.isalnum, arrival.text)).casefold()
    for key, value in values.items():
        if isinstance(value, str) and key not in {*DERIVED, "draft", "id"}:
            for word in value.split():
                letters = "".join(filter(str.isalnum, word)).casefold()
                assert letters in said, (key, arrival.text, arrival.told)
    json.dumps(arrival.told)
