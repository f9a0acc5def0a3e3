"""Laws of mended words: one letter away, the commonest, and only where nothing else is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.model import Note
from kb.search import Answer, build_index, find
from kb.search.mend import mend, one_apart
from kb.search.values import Known
from tests.search.vaults import collection, shelved

LETTERS = "abc日"
WORDS = st.text(LETTERS, max_size=6)


def _edits(word: str) -> set[str]:
    """Every text that is one edit away."""
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    deleted = {head + tail[1:] for head, tail in cuts if tail}
    swapped = {head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1}
    other = {head + letter + tail[1:] for head, tail in cuts if tail for letter in LETTERS}
    more = {head + letter + tail for head, tail in cuts for letter in LETTERS}
    return (deleted | swapped | other | more) - {word}


@given(WORDS, WORDS)
def test_one_apart_is_one_edit(one: str, other: str) -> None:
    """Two words are one letter apart exactly when an edit of one makes the other."""
    assert one_apart(one, other) == (other in _edits(one))


@given(
    st.dictionaries(st.text("abc", min_size=1, max_size=6), st.integers(1, 3)), st.text("abc", min_size=4, max_size=6)
)
def test_the_commonest_near_word_is_meant(holders: dict[str, int], word: str) -> None:
    """Of the known words one letter away that begin alike, swap the first two or lack the first, the commonest."""
    shelf = shelved([Known(*one) for one in sorted(holders.items())], Known, 60)
    begins = (word[0], word[1] + word[0])
    near = [one for one in holders if one in _edits(word) and (one.startswith(begins) or one == word[1:])]
    assert mend(word, shelf) == min(near, key=lambda one: (-holders[one], one), default="")


def _answer(question: str) -> Answer:
    titles = ["Port regulation", "Port relegation", "Port regulation again", "Ferry in 2024", "Quay"]
    notes = [Note(id=f"n{place}", path=f"n{place}.md", title=title) for place, title in enumerate(titles)]
    return find(question, build_index(collection(notes)))


@pytest.mark.parametrize("wrong", ["regulaton", "regulationn", "regulatoin", "regulotion", "ergulation", "xregulation"])
def test_a_wrong_letter_is_forgiven(wrong: str) -> None:
    """A letter left out, doubled, swapped, wrong, or too many before the word; all other words must hold."""
    answer = _answer(f"port {wrong}")
    assert (answer.reading, answer.mended) == ("corrected", ((wrong, "regulation"),))
    assert {hit.id for hit in answer.hits} == {"n0", "n2"}
    assert _answer(f"{wrong} -again").total == 1


@pytest.mark.parametrize("question", ['"regulaton"', "theme:regulaton", "fery2", "2023", "quey"[:3], "xegulation"])
def test_what_is_not_forgiven(question: str) -> None:
    """Quotes, fields, numbers, words of three letters and another first letter are never corrected."""
    assert _answer(question) == Answer(hits=(), total=0, reading="exact")


def test_known_words_are_not_mended() -> None:
    """A word that some note holds, or that begins one, stays what it is; some words are enough after that."""
    assert _answer("relegation").reading == "exact"
    assert _answer("regulatio").reading == "prefix"
    some = _answer("relegation quay")
    assert (some.reading, some.mended) == ("some", ())
    mended = _answer("relegaton quay")
    assert (mended.reading, mended.mended, mended.total) == ("some", (("relegaton", "relegation"),), 2)
