"""Laws of reasons: shared by both notes, three at most, whole keywords first, spelled as most notes spell them."""

from hypothesis import given
from hypothesis import strategies as st

from kb.closest import similar
from kb.model import Note
from kb.text import fold, tokens, words

WORDS = st.sampled_from(["Amber", "amber", "cedar", "CEDAR", "dune", "grove", "heath", "2024", "C++"])
LISTS = st.lists(st.lists(WORDS, max_size=6), min_size=2, max_size=6)


def _note(id_: str, summary: str, *keywords: str) -> Note:
    return Note(id=id_, path=f"{id_}.md", title="", summary=summary, keywords=keywords)


def _why(*notes: Note) -> tuple[str, ...]:
    """The reasons of the first pair."""
    return similar(notes, 1)[0].reasons


@given(LISTS, LISTS)
def test_a_reason_is_shared_by_both(summaries: list[list[str]], keywords: list[list[str]]) -> None:
    """Every word of a reason stands in both notes; there are three at most, all different."""
    notes = {
        f"n{number}": _note(f"n{number}", " ".join(summary), *chosen)
        for number, (summary, chosen) in enumerate(zip(summaries, keywords, strict=False))
    }
    for one in similar(list(notes.values()), 3):
        assert len(set(one.reasons)) == len(one.reasons) <= 3
        for end in (one.source, one.target):
            text = tokens(" ".join((notes[end].summary, *notes[end].keywords)))
            assert all(set(tokens(reason)) <= set(text) for reason in one.reasons)


def test_a_shared_keyword_stands_for_its_words() -> None:
    """The whole keyword is named, not its words, and what it doesn't hold is named beside it."""
    one = _note("a", "Power from the shore; quays.", "shore power")
    other = _note("b", "Shores of all kinds; quays.", "shore power")
    assert _why(one, other) == ("shore power", "quays")


def test_words_are_spelled_as_one_of_the_two_has_them() -> None:
    """`China`, not the possessive and not in capitals; small letters where one of them has them, in keywords too."""
    assert set(_why(_note("a", "(China's) CHINA, NASA"), _note("b", "China NASA"))) == {"China", "NASA"}
    assert _why(_note("a", "Drones. NASA!"), _note("b", "Of drones. Nasa.")) == ("drones", "Nasa")
    assert _why(_note("a", "", "Shore power"), _note("b", "", "shore  power")) == ("shore  power",)
    assert _why(_note("a", "Zürich"), _note("b", "(Zürich's ZURICH)")) == ("Zürich",)


@given(LISTS)
def test_other_notes_do_not_change_the_spelling(summaries: list[list[str]]) -> None:
    """What a reason is written like depends on its two notes alone."""
    notes = [_note(f"n{number}", " ".join(words)) for number, words in enumerate(summaries)]
    texts = {one.id: words(one.summary) for one in notes}
    for one in similar(notes, 3):
        both = [*texts[one.source], *texts[one.target]]
        for reason in one.reasons:
            forms = [word for word in both if fold(word) == fold(reason)]
            assert reason == (fold(reason) if fold(reason) in forms else max(forms))


def test_numbers_are_no_reasons() -> None:
    """A shared year makes notes near, but is not named."""
    assert _why(_note("a", "2031 dune"), _note("b", "2031 dune")) == ("dune",)
    assert _why(_note("a", "2031"), _note("b", "2031")) == ()
