"""Laws of terms: every spelling in exactly one, one label, one address, never an empty one."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.dedupe import collect_terms
from kb.model import Note, Term
from kb.text import fold_term, short_hash, slug

SPELLINGS = st.one_of(
    st.sampled_from(
        ["AI", "ai", "Ａｉ", "A.I.", "a i", "a-i", "C", "C++", "#C", "c", "+", "++", "日本", " ", "", "ﬁn", "fin"]
    ),
    st.text(max_size=4),
)
VAULTS = st.lists(st.lists(SPELLINGS, max_size=6), max_size=5)
ALIASES = st.lists(st.tuples(SPELLINGS, st.lists(SPELLINGS, max_size=3).map(tuple)), max_size=3).map(tuple)
Aliases = tuple[tuple[str, tuple[str, ...]], ...]


def _terms(vault: list[list[str]], aliases: Aliases = ()) -> tuple[Term, ...]:
    return collect_terms(_notes(vault), "keywords", aliases)


def _notes(vault: list[list[str]]) -> list[Note]:
    return [
        Note(id=f"n{number}", path=f"n{number}.md", title="", keywords=tuple(keywords))
        for number, keywords in enumerate(vault)
    ]


@given(VAULTS, ALIASES)
def test_every_spelling_is_in_exactly_one_term(vault: list[list[str]], aliases: Aliases) -> None:
    """Blank ones aside; the term names every note that has one of its spellings, and no other."""
    terms = _terms(vault, aliases)
    variants = [variant for term in terms for variant in term.variants]
    assert sorted(variants) == sorted({word for words in vault for word in words if fold_term(word)})
    for term in terms:
        assert term.notes == tuple(
            f"n{number}" for number, words in enumerate(vault) if set(words) & set(term.variants)
        )
    assert [term.key for term in terms] == sorted({term.key for term in terms})


@given(VAULTS, ALIASES)
def test_addresses_are_there_and_all_different(vault: list[list[str]], aliases: Aliases) -> None:
    """A slug is never empty, never shared, and its own where the term reads like it."""
    terms = _terms(vault, aliases)
    slugs = [term.slug for term in terms]
    assert all(slugs)
    assert len(set(slugs)) == len(slugs)
    assert all(term.slug == slug(term.key) for term in terms if slug(term.key).replace("-", " ") == term.key)


@given(VAULTS, ALIASES, st.randoms(use_true_random=False))
def test_the_order_of_notes_does_not_matter(vault: list[list[str]], aliases: Aliases, random: Random) -> None:
    """Shuffled notes and keywords give the same terms."""
    notes = _notes(vault)
    expected = collect_terms(notes, "keywords", aliases)
    random.shuffle(notes)
    assert collect_terms(notes, "keywords", aliases) == expected


@pytest.mark.parametrize(
    ("vault", "label"),
    [
        ([["Zürich"], ["zurich"], ["zurich"]], "zurich"),
        ([["Zürich", "zurich"], ["Zurich"]], "Zurich"),
        ([["zurich", "zurich", "zurich"], ["Zurich"], ["Zurich"]], "Zurich"),
    ],
)
def test_the_commonest_spelling_is_shown(vault: list[list[str]], label: str) -> None:
    """Counted once a note, ties by code point."""
    assert [term.label for term in _terms(vault)] == [label]


def test_the_alias_table_wins() -> None:
    """Its spelling is shown though no note has it, others meet under it, and what it shows is nobody's alias."""
    aliases = (("LLM", ("large language model", "Large Language Models")), ("NLP", ("LLM",)), ("LLM", ("nlp",)))
    terms = _terms([["large language models", "llm"], ["LLMs", "nlp"]], aliases)
    assert [(term.key, term.label, term.variants) for term in terms] == [
        ("llm", "LLM", ("LLMs", "large language models", "llm")),
        ("nlp", "NLP", ("nlp",)),
    ]


@pytest.mark.parametrize("order", [["c", "C++", "#C"], ["#C", "C++", "c"]])
def test_the_term_that_reads_like_an_address_keeps_it(order: list[str]) -> None:
    """The others get theirs with digits of a hash, as many as make it one that nobody has."""
    taken = f"c {short_hash('#c', 6)}"
    assert {term.key: term.slug for term in _terms([[*order, taken]])} == {
        "c": "c",
        "c++": f"c-{short_hash('c++', 6)}",
        "#c": f"c-{short_hash('#c', 7)}",
        taken: f"c-{short_hash('#c', 6)}",
    }


def test_themes_are_terms_of_their_own() -> None:
    """The kind says which list is read."""
    note = Note(id="a", path="a.md", title="", keywords=("ports",), themes=("energy",))
    assert [term.key for term in collect_terms([note], "themes", ())] == ["energy"]
