"""Laws of snippets: a passage of the text as it stands, with what was looked for told apart."""

from hypothesis import given
from hypothesis import strategies as st

from kb.search.query import Words, parse
from kb.search.snippet import snippet
from kb.text import tokens
from tests.search.vaults import WORDS

LONG = "Nothing to see here. " * 30


def _marked(texts: list[str], question: str) -> str:
    looked_for = [clause for clause in parse(question).wanted if isinstance(clause, Words)]
    return "".join(f"[{text}]" if found else text for text, found in snippet(texts, looked_for))


def test_hits_are_told_apart() -> None:
    """Words in any case and accent, phrases as one, beginnings with the word, unspaced script to the character."""
    assert _marked(["Zürich's PORT"], "zurich port") == "[Zürich]'s [PORT]"
    assert _marked(["shore power, power"], '"shore power"') == "[shore power], power"
    assert _marked(["Regulators regulate"], "regul*") == "[Regulators] [regulate]"
    assert _marked(["今の日本の信号です"], "日本の信号") == "今の[日本の信号]です"
    assert _marked(["km² ﬁne"], "km2 fine") == "[km²] [ﬁne]"


def test_the_passage_that_holds_most_is_shown() -> None:
    """Of several texts, and of a long one, the part with the most of the words; cut between words and said so."""
    assert _marked(["A quay.", "A quay for a ferry."], "ferry quay") == "A [quay] for a [ferry]."
    long = f"{LONG}Here the ferry meets its quay at last. {LONG}"
    passage = _marked([long], "quay ferry")
    assert passage.startswith("…")
    assert passage.endswith("…")
    assert "the [ferry] meets its [quay] at last." in passage
    assert len(passage) < 180


def test_without_a_hit_the_start_is_shown() -> None:
    """The first text's beginning, or nothing at all."""
    assert _marked(["One text.", "Another."], "quay") == "One text."
    assert _marked([LONG], "").endswith("…")
    assert _marked([], "quay") == ""


@given(
    st.lists(st.lists(st.sampled_from([*WORDS, "—", "İ", "½", "ẞ"]), max_size=60).map(" ".join), max_size=3), st.text()
)
def test_a_snippet_is_what_the_text_says(texts: list[str], other: str) -> None:
    """Its pieces joined stand in one of the texts, and each hit folds into what was looked for."""
    for question in ("port", '"shore power"', "quay*", "日本の", other):
        looked_for = [clause for clause in parse(question).wanted if isinstance(clause, Words)]
        pieces = snippet(texts, looked_for)
        whole = "".join(text for text, _ in pieces).strip("…")
        assert any(whole in text for text in texts) or not texts
        for text, found in pieces:
            if found and question != other:
                assert tokens(text)[0].startswith(looked_for[0].terms[0])
