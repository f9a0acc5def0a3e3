"""Laws of cuts: the words of a note's pieces, whoever asks first."""

import msgspec
import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kb.model import Note, Section, Signal
from kb.note.cuts import Cut, Cuts, Told, Words
from kb.note.pieces import plain, written
from kb.text import END, tokens

MARKED = st.sampled_from(["one *two*", "a_b", "[a](b.md)", "https://example.org/a", ""])
LINES = st.sampled_from(["One two.\n\nThree", "One\ntwo", "One\n\n- two", "1. one\n\nTwo", "A\n\n    b"])
TEXTS = st.text("aB9é ’'.日", max_size=9) | MARKED | LINES


@st.composite
def _notes(draw: st.DrawFn) -> list[Note]:
    return [
        Note(
            id=f"n{number}",
            path=f"n{number}.md",
            title=draw(TEXTS),
            keywords=tuple(draw(st.lists(TEXTS, max_size=2))),
            summary=draw(TEXTS),
            signals=tuple(Signal(name=name) for name in draw(st.lists(TEXTS, max_size=2))),
            sections=tuple(Section(heading=one, markdown=one) for one in draw(st.lists(TEXTS, max_size=1))),
        )
        for number in range(draw(st.integers(1, 3)))
    ]


def _words(cut: Cut, words: Words) -> list[str]:
    return [words.terms[number] for number in np.frombuffer(cut.numbers, dtype=np.int32).tolist()]


@given(_notes(), st.sets(st.integers(0, 2)))
def test_a_cut_has_the_tokens_of_each_piece(notes: list[Note], first: set[int]) -> None:
    """Field by field and piece by piece, be the note cut as it is written before or not."""
    cuts = Cuts()
    for number in sorted(first):
        cuts.as_written(notes[number % len(notes)])
    for note in notes:
        pieces = plain(note)[0]
        cut = cuts.take(note)
        assert cut.pieces == tuple(map(len, pieces))
        told = [token for field in pieces for piece in field for token in (*tokens(piece), END)]
        assert _words(cut, cuts.words) == told


@given(_notes())
def test_many_notes_are_cut_as_one(notes: list[Note]) -> None:
    """The same words by field and piece, in whatever numbers."""
    many, one = Cuts(), Cuts()
    many.begin(iter(notes))
    for note in notes:
        found, plainly = many.as_written(note), one.as_written(note)
        assert (found and (found.pieces, _words(found, many.words))) == (
            plainly and (plainly.pieces, _words(plainly, one.words))
        )


@given(_notes(), st.sampled_from(["", "one more"]))
def test_words_that_were_told_are_those_that_were_cut(notes: list[Note], other: str) -> None:
    """By another process: of the same notes, with the same numbers; and what is cut then goes on from these."""
    there, plainly = Cuts(), Cuts()
    there.begin(notes)
    here = Cuts.of(notes, msgspec.msgpack.decode(msgspec.msgpack.encode(there.told(notes)), type=Told))
    plainly.begin(notes)
    some = [replace(note, title=other) if other else note for note in notes]
    for note in some:
        assert here.take(note) == plainly.take(note)
    assert here.words == plainly.words
    assert here.words.terms == plainly.words.terms


@given(_notes())
def test_as_written_a_note_has_the_words_that_it_has_as_plain_text(notes: list[Note]) -> None:
    """Where nothing stands between its words; another note under its id has its own."""
    cuts = Cuts()
    for note in notes:
        found = cuts.as_written(note)
        assert cuts.as_written(note) == found
        assert found is None or found == cuts.take(note)
        assert found or any(set("*[_:/\n") & set(piece) for field in written(note) for piece in field)
    cuts.as_written(notes[0])
    assert "other" in _words(cuts.take(replace(notes[0], summary="other")), cuts.words)
