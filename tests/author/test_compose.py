"""A draft composed is a note that says what the draft says, as plain text, and reads back as itself."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from kb.author import Draft, compose
from kb.model import Origin, Signal, Source
from kb.note import read, write
from kb.note.grammar import SUGGESTIBLE
from kb.note.markdown import words

TEXT = st.text(
    alphabet=st.sampled_from("ab #*-_|[]()<>`~&\\:=+1.!;'\"/%\u2028\x0c\xa0é\u202e"), min_size=1, max_size=30
)
WORD = TEXT.map(str.strip).filter(bool)
WORDS = st.lists(WORD, max_size=3).map(tuple)
ORIGINS = st.none() | st.builds(
    Origin,
    label=st.just("20240218"),
    url=st.sampled_from(["", "https://example.org/p/1"]),
    date=st.just(dt.date(2024, 2, 18)),
)
DRAFTS = st.builds(
    Draft,
    title=st.just("") | WORD,
    date=st.none() | st.dates(),
    lang=st.sampled_from(["", "fr"]),
    link=st.sampled_from(["", "https://example.org/a_(b)"]),
    summary=st.lists(WORD, max_size=3).map(tuple),
    keywords=WORDS,
    themes=WORDS,
    signals=st.lists(st.builds(Signal, name=st.just("") | WORD, change=WORD), max_size=2).map(tuple),
    closest=st.lists(st.tuples(st.just("0123abcd"), WORD), max_size=2).map(tuple),
    made=st.lists(st.sampled_from(SUGGESTIBLE), max_size=3).map(tuple),
)


@given(draft=DRAFTS, origin=ORIGINS)
def test_a_draft_reads_back(draft: Draft, origin: Origin | None) -> None:
    """What a draft says is read from the note's text, its prose as plain text; writing that gives it back."""
    text = write(compose(draft, "a", origin))
    note, _ = read(Source(path="a.md", text=text, digest=""))
    assert (note.title if note.title_given else "", note.link, note.lang or "") == (draft.title, draft.link, draft.lang)
    assert words(note.summary) == " ".join(" ".join(draft.summary).split())
    assert (note.keywords, note.themes, note.suggested) == (draft.keywords, draft.themes, draft.made)
    assert [words(row.change) for row in note.signals] == [" ".join(row.change.split()) for row in draft.signals]
    assert [(link.target, link.label) for link in note.closest] == list(draft.closest)
    assert note.origin == origin
    assert note.date == (draft.date or (origin and origin.date))
    assert read(Source(path="a.md", text=write(note), digest=""))[0] == note


def test_an_empty_draft_has_room_for_everything() -> None:
    """The note of a title alone has each section that a person fills, and nothing is wrong but that they are empty."""
    text = write(compose(Draft(title="Shore power"), "a", Origin(label="20240218", date=dt.date(2024, 2, 18))))
    assert text == (
        "---\norigin: 20240218\n---\n\n# Shore power\n\n## Summary\n\n## Keywords\n\n## Themes\n\n## Signals\n\n"
        "| Signal | Change | 10y horizon | Driving force |\n|:---|:---|:---|:---|\n\n## Closest\n"
    )
    note, found = read(Source(path="a.md", text=text, digest=""))
    assert {one.code for one in found} == {"section-empty", "link-missing"}
    assert note.order == ("title", "summary", "keywords", "themes", "signals", "closest")
