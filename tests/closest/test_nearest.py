"""Laws of what is nearest to a text outside the vault: as the ranking among notes has it, whatever the notes' order."""

from hypothesis import given
from hypothesis import strategies as st

from kb.closest import similar
from kb.closest.nearest import counted, nearest, reader
from kb.model import Note

WORDS = "port quay ferry power grid bee orchard drone law court".split()
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)


def _notes(texts: list[str]) -> list[Note]:
    return [
        Note(id=f"n{place}", path=f"n{place}.md", title="x", title_given=False, summary=text)
        for place, text in enumerate(texts)
    ]


@given(texts=st.lists(TEXTS, max_size=8), text=TEXTS)
def test_order_changes_nothing(texts: list[str], text: str) -> None:
    """The notes' order decides nothing; best come first; how many notes have a term is counted without the text."""
    notes = _notes(texts)
    one = Note(id="", path="", title="x", title_given=False, summary=text)
    found = nearest(one, counted(notes), 5, reader(notes))
    again = nearest(one, counted(notes[::-1]), 5, reader(notes))
    assert found.neighbours == again.neighbours
    assert found.frequency == {word: sum(word in other.split() for other in texts) for word in set(text.split())}
    scores = [near.score for near in found.neighbours]
    assert scores == sorted(scores, reverse=True)
    assert {near.target for near in found.neighbours} <= {note.id for note in notes}


@given(texts=st.lists(TEXTS, min_size=1, max_size=8, unique_by=lambda text: frozenset(text.split())), data=st.data())
def test_a_note_s_own_text_is_nearest_to_it(texts: list[str], data: st.DataObject) -> None:
    """Of all notes the one that says the same has the largest cosine, and it is found among the nearest."""
    place = data.draw(st.integers(0, len(texts) - 1))
    one = Note(id="", path="", title="x", title_given=False, summary=texts[place])
    notes = _notes(texts)
    found = nearest(one, counted(notes), len(texts), reader(notes))
    assert f"n{place}" in {near.target for near in found.neighbours}


def test_it_ranks_as_notes_are_ranked() -> None:
    """A text finds the neighbours that it would have as a note of the vault, for the same reasons."""
    texts = ["port quay ferry power", "ferry power grid", "bee orchard drone", "law court port", "court law bee"]
    notes = _notes(texts)
    one = Note(id="z", path="z.md", title="x", title_given=False, summary="ferry at the quay takes power from the port")
    within = [near for near in similar([*notes, one], 3) if near.source == "z"]
    found = nearest(one, counted(notes), 3, reader(notes)).neighbours
    assert [(near.target, near.reasons) for near in found] == [(near.target, near.reasons) for near in within]
