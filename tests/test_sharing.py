"""Laws of shared texts: notes stay what they are, and hold each text once."""

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kb
from kb.model import Link, Note, Origin, Signal
from kb.pipeline.sharing import share

TEXTS = st.text("aé\ud800", max_size=2)
LINKS = st.builds(
    Link,
    kind=st.sampled_from(("closest", "mention")),
    target=TEXTS,
    label=TEXTS,
    line=st.integers(1, 3),
)
NOTES = st.builds(
    Note,
    id=st.just("n"),
    path=st.just("n.md"),
    title=TEXTS,
    origin=st.none() | st.builds(Origin, label=TEXTS, url=TEXTS),
    keywords=st.lists(TEXTS, max_size=2).map(tuple),
    themes=st.lists(TEXTS, max_size=2).map(tuple),
    signals=st.lists(st.builds(Signal, name=TEXTS), max_size=2).map(tuple),
    closest=st.lists(LINKS, max_size=2).map(tuple),
    mentions=st.lists(LINKS, max_size=2).map(tuple),
    order=st.lists(TEXTS, max_size=2).map(tuple),
    columns=st.lists(st.tuples(TEXTS, st.lists(TEXTS, max_size=2).map(tuple)), max_size=1).map(tuple),
)


def _texts(note: Note) -> list[str]:
    links = [*note.closest, *note.mentions]
    told = [text for link in links for text in (link.target, link.label)]
    return [*note.keywords, *note.themes, *(signal.name for signal in note.signals), *told]


@given(st.lists(NOTES, max_size=4))
def test_notes_stay_equal_and_equal_texts_become_one(notes: list[Note]) -> None:
    """Links too, whose words are shared though they themselves stay apart."""
    expected = repr(notes)
    made: list[Note] = [pickle.loads(pickle.dumps(note)) for note in notes]  # noqa: S301  # what was just written
    share(made)
    assert (made, repr(made)) == (notes, expected)
    for values in ([*map(_texts, made)], [[note.origin, note.order, note.columns] for note in made]):
        every = [value for some in values for value in some]
        assert len({id(value) for value in every}) == len(set(every))


def test_notes_of_large_vaults_share_their_texts(vault: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """From some number of notes on."""
    body = "\n\n## Keywords\n\n* two words\n"
    folder = vault(f"-- notes/a.md --\n# A{body}-- notes/b.md --\n# B{body}") / "notes"
    for many in (2, 3):
        monkeypatch.setattr("kb.pipeline.reading.MANY", many)
        one, other = kb.open_vault(folder, cache=False).collection.vault.notes
        assert one.keywords == other.keywords == ("two words",)
        assert (one.keywords[0] is other.keywords[0]) == (many == 2)
