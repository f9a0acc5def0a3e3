"""Laws of a note's terms: the tokens of its text that tell something, and how often it has them."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.closest import features
from kb.closest.features import Terms, text
from kb.closest.stopwords import STOPWORDS
from kb.model import Note, Section, Signal
from kb.note.cuts import Cuts
from kb.text import tokens

SIGNS = st.sampled_from(" \n'’’éÉ日本\u0301\u00a0\u3000")
TEXTS = st.text(st.one_of(st.characters(exclude_categories=["Cs", "Cc"]), SIGNS))
WORDS = st.lists(st.sampled_from(["tide", "Wind", "the", "x", "*coal*", "https://a.org/b", "[a](b.md)"]), max_size=4)
LINES = WORDS.map(" ".join)


@given(TEXTS)
def test_the_tokens_of_a_text_are_those_of_its_chunks(text: str) -> None:
    """Cutting a text at white space first loses no token and makes none."""
    assert tokens(text) == [token for chunk in text.split() for token in tokens(chunk)]


@st.composite
def _notes(draw: st.DrawFn) -> list[Note]:
    return [
        Note(
            id=f"n{number}",
            path=f"n{number}.md",
            title=draw(LINES),
            title_given=draw(st.booleans()),
            aliases=tuple(draw(st.lists(LINES, max_size=1))),
            keywords=tuple(draw(st.lists(LINES, max_size=2))),
            themes=tuple(draw(st.lists(LINES, max_size=2))),
            summary=draw(TEXTS | LINES),
            signals=tuple(
                Signal(name=draw(LINES), change=draw(LINES), extra=extra)
                for extra in draw(st.lists(st.sampled_from([(), (("a", "tide"),)]), max_size=2))
            ),
            sections=tuple(Section(heading="", markdown=one) for one in draw(st.lists(LINES, max_size=1))),
        )
        for number in range(draw(st.integers(1, 5)))
    ]


@given(_notes(), st.booleans())
def test_notes_hold_the_terms_of_their_texts(notes: list[Note], shared: bool) -> None:  # noqa: FBT001  # drawn
    """As often, whatever was counted before and whoever cuts them; numbers go on from 0."""
    terms = Terms(["the first"], Cuts() if shared else None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(features, "_NOTES", 2)
        held = terms.held((2 * number, note) for number, note in enumerate(notes))
    of_number = list(terms.number)
    assert list(terms.number.values()) == list(range(len(of_number)))
    assert of_number == ["the first"] or set(range(1, len(of_number))) == set(held.terms.tolist())
    for number, note in enumerate(notes):
        own = held.slots == 2 * number
        told = [one for one in tokens(text(note)) if one not in STOPWORDS and (len(one) > 1 or not one.isascii())]
        names = [of_number[term] for term in held.terms[own].tolist()]
        assert dict(zip(names, held.times[own].tolist(), strict=True)) == Counter(told)
