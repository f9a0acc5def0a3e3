"""Laws of a note's terms: the tokens of its text that tell something, and how often it has them."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.closest import features
from kb.closest.features import Terms
from kb.closest.stopwords import STOPWORDS
from kb.text import tokens

TEXTS = st.text(st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from(" \n'’’éÉ日本\u0301\u00a0\u3000")))


@given(TEXTS)
def test_the_tokens_of_a_text_are_those_of_its_chunks(text: str) -> None:
    """Cutting a text at white space first loses no token and makes none."""
    assert tokens(text) == [token for chunk in text.split() for token in tokens(chunk)]


@given(st.lists(TEXTS, min_size=1, max_size=6))
def test_terms_keep_their_numbers(texts: list[str]) -> None:
    """Each text has the terms that its tokens are, as often, whatever was counted before; numbers go on from 0."""
    terms = Terms(["the first"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(features, "_TEXTS", 2)
        held = terms.held((2 * number, text) for number, text in enumerate(texts))
    of_number = list(terms.number)
    assert list(terms.number.values()) == list(range(len(of_number)))
    for number, text in enumerate(texts):
        own = held.slots == 2 * number
        told = [one for one in tokens(text) if one not in STOPWORDS and (len(one) > 1 or not one.isascii())]
        names = [of_number[term] for term in held.terms[own].tolist()]
        assert dict(zip(names, held.times[own].tolist(), strict=True)) == Counter(told)
