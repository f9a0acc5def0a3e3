"""Laws of notes on a shelf: whoever asks them can't tell them from notes at hand, and few questions need the shelf."""

import datetime as dt
import pickle
from collections.abc import Iterator, Mapping

import pytest
from hypothesis import given
from msgspec.structs import asdict, astuple, replace

from kb.codec import decode, encode
from kb.model import Card, Link, Note, Origin, Ratings, Section, Signal
from kb.model.shelved import Faces, Shelved, at_hand, faces, whole
from kb.note import decode as source
from kb.note import read
from tests.note.documents import PATHS, documents

LONG = "# Title\n\n## Summary\n\nLong.\n\n## Signals\n\n| Signal | Change |\n| --- | --- |\n| one | more |\n"

CARD = (Card(name="one", extra=(("Header", "cell"),)),)
FULL = Note(
    id="a", path="b.md", kind="page", title="A", title_given=False, origin=Origin(label="20240218"),
    date=dt.date(2024, 2, 18), link="https://example.org/", keywords=("k",), themes=("t",), category="c", type="d",
    lang="fr", draft=True, aliases=("B",), redirect_from=("c",), generation=1, archive="https://example.com/",
    summary="Long.", signals=(Signal(name="one"), Signal(name="two")), concerns=CARD, behaviors=CARD,
    technologies=CARD, issues=CARD, closest=(Link(kind="closest", target="c"),),
    mentions=(Link(kind="mention", target="c"),), sections=(Section(heading="H", markdown="M"),),
    ratings=Ratings(impact=1), suggested=("themes",), front="lang: fr", order=("title",),
    columns=(("signals", ("S",)),),
)  # fmt: skip


def _note(text: str, path: str = "a.md") -> Note:
    return read(source(path, text.encode())[0])[0]


def _shelved(note: Note) -> tuple[Shelved, list[tuple[str, str]]]:
    """The note on a shelf, and what the shelf is asked from then on."""
    asked: list[tuple[str, str]] = []

    def shelf(digests: Mapping[str, str]) -> Iterator[Note]:
        asked.extend(digests.items())
        yield note

    (one,) = decode(encode(faces([note])), Faces).shelved(["digest"], shelf)
    return one, asked


@given(text=documents(), path=PATHS)
def test_a_note_on_a_shelf_says_what_it_says_at_hand(text: str, path: str) -> None:
    """Each field, and all of them together; from there it takes all at once, by path and digest, and never again."""
    _is_the_same(_note(text, path))


def test_each_field_is_what_it_is_at_hand() -> None:
    """None of them is a default, so that each is held to it."""
    bare = Note(id="", path="", title="")
    assert not [name for name in Note.__struct_fields__ if getattr(FULL, name) == getattr(bare, name)]
    _is_the_same(FULL)


def _is_the_same(note: Note) -> None:
    for name in (*Note.__struct_fields__, "signal_count"):
        assert getattr(_shelved(note)[0], name) == getattr(note, name)
    one, asked = _shelved(note)
    assert (one, note) == (note, one)
    assert (one == _shelved(note)[0], hash(one), repr(one)) == (True, hash(note), repr(note))
    assert pickle.loads(pickle.dumps(one)) == note  # noqa: S301  # what was just written
    assert (whole(one), whole(note)) == (note, note)
    assert asked == [(note.path, "digest")]


def test_the_face_is_at_hand() -> None:
    """What lists ask of every note takes nothing from the shelf; the first other question does."""
    one, asked = _shelved(_note(LONG))
    assert (one.id, one.path, one.kind, one.title, one.title_given) == ("a", "a.md", "note", "Title", True)
    assert (one.origin, one.date, one.link, one.keywords, one.themes) == (None, None, "", (), ())
    assert (one.category, one.type, one.lang, one.draft) == (None, None, None, False)
    assert (one.aliases, one.redirect_from, one.generation, one.signal_count) == ((), (), 0, 1)
    assert asked == []
    assert (one.summary, asked) == ("Long.", [("a.md", "digest")])


def test_another_note_is_another_on_a_shelf_too() -> None:
    """Notes that differ in what is not of the face are not equal, and neither is anything else."""
    one, other = _shelved(_note(LONG))[0], _shelved(_note(LONG.replace("Long", "Longer")))[0]
    assert one != other
    assert other != _note(LONG)
    assert one != asdict(_note(LONG))


def test_what_looks_past_the_fields_that_are_asked_fails() -> None:
    """Nobody gets a note with defaults for what it says: msgspec's functions need the note whole, and say so."""
    one, _ = _shelved(_note(LONG))
    for _ in range(2):
        for act in (encode, asdict, astuple, lambda note: replace(note, id="b")):
            with pytest.raises(AttributeError, match="unset"):
                act(one)
        assert one.summary == "Long."
    assert replace(whole(one), id="b").summary == "Long."


def test_many_notes_are_taken_at_once() -> None:
    """Each shelf is asked once for all of its notes that are not at hand, in whatever order it gives them."""
    notes = [_note(LONG.replace("Long.", path), path) for path in ("a.md", "b.md", "c.md", "d.md")]
    asked: list[dict[str, str]] = []

    def shelf(digests: Mapping[str, str]) -> list[Note]:
        asked.append(dict(digests))
        return [one for one in reversed(notes) if one.path in digests]

    kept = decode(encode(faces(notes)), Faces).shelved(["1", "2", "3", "4"], shelf)
    assert kept[1].summary == "b.md"
    some = [*kept[:3], notes[3], kept[0], _shelved(notes[3])[0]]
    for _ in range(2):
        at_hand(some)
    assert [one.summary for one in some] == ["a.md", "b.md", "c.md", "d.md", "a.md", "d.md"]
    assert asked == [{"b.md": "2"}, {"a.md": "1", "c.md": "3"}]
