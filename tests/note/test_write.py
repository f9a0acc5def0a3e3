"""Notes made or changed by code: each value gets a place in the text and is read from it again."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kb.model import Card, Link, Note, Origin, Section, Signal, Source
from kb.note import read, write
from kb.note.grammar import SUGGESTIBLE

WORD = st.text(alphabet=st.sampled_from("ab #*-_|[]()<>`~&\\:=+1.!;'\"/%\u2028\x0c\xa0é")).map(str.strip).filter(bool)
WORDS = st.lists(WORD, max_size=3).map(tuple)
URL = WORD.map(lambda word: f"https://example.org/{word}")
TARGET = WORD.map(lambda word: f"x{word}x")
NOTES = st.builds(
    Note,
    id=st.just("a"),
    path=st.just("a.md"),
    title=WORD,
    origin=st.none() | st.builds(Origin, label=WORD, url=URL),
    link=st.just("") | URL,
    archive=st.just("") | URL,
    summary=st.sampled_from(["", "A summary.", "```\nopen", "* a list\n\n> and more"]),
    keywords=WORDS,
    themes=WORDS,
    category=st.none() | WORD,
    type=st.none() | WORD,
    signals=st.lists(
        st.builds(Signal, name=WORD, description=WORD, change=WORD, relevancy=st.none() | st.integers(1, 5))
    )
    .map(lambda rows: rows[:2])
    .map(tuple),
    issues=st.lists(st.builds(Card, name=WORD, extra=st.sampled_from([(), (("src", "b"),)])), max_size=2).map(tuple),
    closest=st.lists(st.builds(Link, kind=st.just("closest"), target=TARGET, label=WORD), max_size=2).map(tuple),
    sections=st.sampled_from(
        [(), (Section(heading="So *far*", markdown="~~~\nopen"), Section(heading="", markdown="b"))]
    ),
    lang=st.none() | st.just("fr"),
    draft=st.booleans(),
    aliases=WORDS,
    redirect_from=WORDS,
    suggested=st.lists(st.sampled_from(SUGGESTIBLE), max_size=2).map(tuple),
    front=st.sampled_from(
        ["", "# kept\nmood: good", "title: Old\ntags: [old]\nlang: en", "redirect_from:\n- b\ndraft: no"]
    ),
)
SAID = (
    "title",
    "link",
    "archive",
    "keywords",
    "themes",
    "category",
    "type",
    "lang",
    "draft",
    "aliases",
    "redirect_from",
    "suggested",
)


@given(note=NOTES)
def test_what_code_says_is_read_again(note: Note) -> None:
    """Every value of a note that code made is in its text, and writing that gives it back."""
    written, _ = read(Source(path="a.md", text=write(note), digest=""))
    assert {name: getattr(written, name) for name in SAID} == {name: getattr(note, name) for name in SAID}
    assert written.summary.startswith(note.summary)
    assert [replace(row, extra=()) for row in written.signals] == list(note.signals)
    assert [(row.name, _filled(row)) for row in written.issues] == [(row.name, row.extra) for row in note.issues]
    assert written.closest == note.closest
    assert (written.origin and (written.origin.label, written.origin.url)) == (
        note.origin and (note.origin.label, note.origin.url)
    )
    assert len(written.sections) == len(note.sections)
    assert read(Source(path="a.md", text=write(written), digest=""))[0] == written


def _filled(row: Card) -> tuple[tuple[str, str], ...]:
    """The cells that no field holds, without those that only fill up the row."""
    return tuple(cell for cell in row.extra if cell[1])


def test_a_changed_note_keeps_what_it_had() -> None:
    """New values go where the note has them, else below what is there; the rest stays."""
    header = "---\n# kept\ntags: [one]\n---\n\n"
    text = f"{header}# A\n\n## Mine\n\ntext\n\n## Signals\n\n| name | src |\n|:---|:---|\n| a | b |\n"
    note, _ = read(Source(path="a.md", text=text, digest=""))
    changed = replace(
        note,
        keywords=("one", "two"),
        themes=("three",),
        redirect_from=("old",),
        signals=(*note.signals, Signal(name="c", change="d", extra=(("more", "f"),))),
    )
    assert write(changed) == (
        "---\n# kept\nredirect_from: [old]\nkeywords: [one, two]\n---\n\n# A\n\n## Mine\n\ntext\n\n## Signals\n\n"
        "| name | src | Change | more |\n|:---|:---|:---|:---|\n| a | b |  |  |\n| c |  | d | f |\n\n"
        "## Themes\n\n* three\n"
    )
