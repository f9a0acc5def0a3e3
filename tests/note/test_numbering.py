"""Laws of numbering: many texts at once get the numbers of words that each would get by itself."""

from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.note import numbering
from kb.note.cuts import Words
from kb.text import END

# Words as long as what is looked at together, and longer, that differ at one of their ends.
WORDS = st.tuples(
    st.sampled_from("abA1"), st.integers(0, 40).map("m".__mul__), st.sampled_from(["", "a", "b", "'s", "'t", "'s't"])
).map("".join)
PIECES = st.lists(st.text("aBs9 '._\0\x7f", max_size=12) | WORDS, max_size=4).map(" ".join)
TEXTS = st.lists(st.lists(PIECES, max_size=4).map(lambda pieces: "".join([one + END for one in pieces])), max_size=5)


@given(TEXTS, TEXTS)
def test_texts_get_the_numbers_that_each_gets_by_itself(known: list[str], texts: list[str]) -> None:
    """Whatever words had numbers before, new ones are numbered as they come."""
    many, one = Words(), Words()
    for some in (known, texts):
        assert numbering.numbered(some, [text.count(END) for text in some], many) == [*map(one.cut, some)]
    assert many.terms == one.terms


@given(TEXTS)
def test_words_that_come_to_one_place_are_told_apart(texts: list[str]) -> None:
    """Be there but two places for all of them."""
    _tell_apart(texts)


@pytest.mark.parametrize("size", [0, 7, 8, 15, 16, 23, 24])
def test_words_that_differ_in_their_last_letter_are_told_apart(size: int) -> None:
    """However long they are, and though some come to one place."""
    _tell_apart(["".join([f"{'m' * size}{last} " for last in "abcd"]) + END])


def _tell_apart(texts: list[str]) -> None:
    with patch.object(numbering, "_BITS", 1):
        assert numbering.numbered(texts, [text.count(END) for text in texts], Words()) == [*map(Words().cut, texts)]
