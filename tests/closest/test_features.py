"""Laws of a note's weighted terms: the tokens of its text, rows of one length, columns from rare to common."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.closest.features import SCALE, features
from kb.model import Note
from kb.text import tokens

TEXTS = st.text(st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from(" \n'’’éÉ日本\u0301\u00a0\u3000")))


@given(TEXTS)
def test_the_tokens_of_a_text_are_those_of_its_chunks(text: str) -> None:
    """Cutting a text at white space first loses no token and makes none."""
    assert tokens(text) == [token for chunk in text.split() for token in tokens(chunk)]


@given(st.lists(TEXTS, min_size=1, max_size=6))
def test_rows_have_one_length_and_columns_go_from_rare_to_common(texts: list[str]) -> None:
    """Each row that holds a term has the length SCALE but for rounding; columns are sorted by frequency."""
    notes = [Note(id=f"n{number}", path="n.md", title="", summary=text) for number, text in enumerate(texts)]
    known = features(notes)
    lengths = np.sqrt((known.weights.astype(np.float64) ** 2).sum(axis=1))
    assert all(length == 0 or length == pytest.approx(SCALE, rel=1e-3) for length in lengths.tolist())
    frequency = np.bincount(known.weights.indices, minlength=len(known.terms)).tolist()
    assert frequency == sorted(frequency)
    assert len(set(known.terms)) == len(known.terms)
