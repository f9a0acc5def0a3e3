"""Laws of term variants: what differs by hyphen, plural or acronym is one term; what only looks alike is not."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.dedupe import acronyms, collect_terms
from kb.dedupe.acronyms import stands_for
from kb.dedupe.plural import singulars
from kb.model import Note, Signal, Term

WORDS = st.sampled_from(
    [
        "LLM", "LLMs", "large language model", "Large-Language Models", "large language models (LLMs)", "news", "new",
        "open-source", "Open Source", "physics", "physic", "US", "us", "U.S.", "U", "AI", "A.I.", "policies", "policy",
        "policie", "analysis", "analyses", "analyse", "voitures", "voiture", "信号", "信号s", "é", "e", "-", "--",
    ]
)  # fmt: skip
VAULTS = st.lists(st.lists(st.one_of(WORDS, st.text(max_size=4)), max_size=6), max_size=5)


def _terms(*notes: Note, aliases: tuple[tuple[str, tuple[str, ...]], ...] = ()) -> tuple[Term, ...]:
    return collect_terms(notes, "keywords", aliases, acronyms(notes))


def _note(number: int, *keywords: str, summary: str = "", lang: str | None = None) -> Note:
    return Note(id=f"n{number}", path=f"n{number}.md", title="", keywords=keywords, summary=summary, lang=lang)


def _groups(*keywords: str, summary: str = "", aliases: tuple[tuple[str, tuple[str, ...]], ...] = ()) -> list[set[str]]:
    terms = _terms(_note(1, *keywords, summary=summary), _note(2, summary=summary), aliases=aliases)
    return [set(term.variants) for term in terms]


@pytest.mark.parametrize(
    "spellings",
    [
        ("Open source", "open-source", "OPEN\u2011SOURCE", "open\u2013source"),
        ("state of the art", "state-of-the-art"),
        ("covid 19", "COVID-19"),
        ("AI", "A.I.", "a.i"),
        ("U.S. law", "US law"),
        ("electric vehicle", "Electric Vehicles"),
        ("policy", "policies"),
        ("battery", "batteries"),
        ("movie", "movies"),
        ("bot", "bots"),
        ("box", "boxes"),
        ("process", "processes"),
        ("virus", "viruses"),
        ("hypothesis", "hypotheses"),
        ("woman", "women"),
        ("LLM", "LLMs"),
        ("self-hosted LLM", "self-hosted LLMs"),
        ("EV", "EVs"),
        ("Zürich", "zurich"),
        ("large language model", "large language models (LLMs)"),
    ],
)
def test_one_term_in_several_spellings(spellings: tuple[str, ...]) -> None:
    """Hyphens, dots, plurals that the vault has in both numbers, and an acronym set behind its words."""
    assert _groups(*spellings) == [set(spellings)]


@pytest.mark.parametrize(
    "spellings",
    [
        ("news", "new"),
        ("physics", "physic"),
        ("economics", "economic"),
        ("US", "U"),
        ("us", "u"),
        ("goods", "good"),
        ("futures", "future"),
        ("human rights", "human right"),
        ("securities", "security"),
        ("communications", "communication"),
        ("gas", "ga"),
        ("bus", "bu"),
        ("glasses", "glass"),
        ("AWS", "AW"),
        ("SaaS", "Saa"),
        ("AIDS", "aid"),
        ("SARS", "sar"),
        ("species", "specie"),
        ("crisis", "crisi"),
        ("GPT-4", "GPT-3"),
        ("C", "C++"),
        ("1-2", "12"),
        ("energy", "energy policy"),
        ("bases", "base", "basis"),
        ("信号", "信号s"),
        ("resign", "re-sign"),
        ("LLM", "large language model"),
        ("node.js", "nodejs"),
    ],
)
def test_what_only_looks_alike_stays_apart(spellings: tuple[str, ...]) -> None:
    """No ending is cut for its own sake, and nothing is guessed."""
    assert sorted(map(sorted, _groups(*spellings))) == sorted([spelling] for spelling in spellings)


@pytest.mark.parametrize(
    ("short", "long", "text"),
    [
        ("LLM", "large language models", "Old large language models (LLMs) run on phones."),
        ("LLMs", "Large-language model", "A large language model (LLM) runs."),
        ("SaaS", "software as a service", "Selling software-as-a-service (SaaS) is hard."),
        ("DoD", "Department of Defense", "The Department of Defense (DoD) buys."),
        ("RAG", "retrieval augmented generation", "So RAG (retrieval-augmented generation) helps."),
        ("IA", "intelligence artificielle", "On parle d’intelligence artificielle (IA) partout."),
        ("AI", "artificial intelligence", "Generative artificial intelligence (AI)."),
    ],
)
def test_an_acronym_is_what_notes_say_it_is(short: str, long: str, text: str) -> None:
    """Words before an acronym in brackets, or in brackets behind it, whose initials it has, are one term with it."""
    assert _groups(short, long, summary=text) in ([{short, long}], [{long, short}])
    assert len(_groups(short, long)) == 2


@pytest.mark.parametrize(
    ("short", "long", "text"),
    [
        ("US", "tells us", "This tells us (US) nothing."),
        ("AR", "augmented reality", "Augmented reality (AR) and accounts receivable (AR)."),
        ("LLM", "language model", "A large language model (LLM)."),
        ("LLM", "large green language model", "A large green language model (LLM)."),
        ("it", "information technology", "Information technology (IT)."),
        ("MIT", "made in Taiwan", "Made. In Taiwan (MIT)."),
    ],
)
def test_an_acronym_is_nothing_else(short: str, long: str, text: str) -> None:
    """Letters in small type, other initials, two meanings, or words of another sentence join nothing."""
    assert len(_groups(short, long, summary=text)) == 2


def test_two_letters_take_two_notes() -> None:
    """An acronym of two letters stands for too much to be taken from one note."""
    said = "Electric vehicles (EVs) sell."
    one, two = _note(1, "EV", "electric vehicle", summary=said), _note(2, summary=said)
    assert len(_terms(one)) == 2
    assert len(_terms(one, two)) == 1
    assert acronyms([one]).doubtful == {"ev": "electric vehicle"}


def test_signals_and_keywords_spell_out_too() -> None:
    """Wherever a note spells an acronym out."""
    for note in (
        Note(id="a", path="a.md", title="", signals=(Signal(name="x", change="From oil to heat pump units (HPU)"),)),
        Note(id="a", path="a.md", title="", themes=("Heat-pump units (HPUs)",)),
    ):
        assert acronyms([note]).sure == {"hpu": "heat pump unit"}


def test_other_languages_have_no_english_plurals() -> None:
    """Plurals are joined only where a note that may be English has them; all else holds in every language."""
    assert len(_terms(_note(1, "fil", "fils", "mi-temps", "Mi temps", "PÊCHE", "pêche", lang="fr"))) == 4
    assert len(_terms(_note(1, "fil", lang="fr"), _note(2, "fils", lang="de"))) == 2
    assert len(_terms(_note(1, "pump", lang="en-GB"), _note(2, "pumps"))) == 1


def test_the_alias_table_wins_over_variants() -> None:
    """Variants of a line's spellings join the line; a line alone keeps its spelling apart; two lines stay two."""
    assert _groups("drones", "UAV", "drone", aliases=(("UAV", ("drone",)),)) == [{"drones", "UAV", "drone"}]
    assert sorted(map(sorted, _groups("law", "laws", aliases=(("Laws", ()),)))) == [["law"], ["laws"]]
    claimed = (("open source", ("x",)), ("open sources", ("y",)))
    assert len(_groups("open source", "open sources", "open-sources", aliases=claimed)) == 3
    apart = (("Law", ("a law",)), ("Laws", ("the laws",)))
    assert sorted(map(sorted, _groups("law", "laws", aliases=apart))) == [["law"], ["laws"]]


@given(VAULTS, st.randoms(use_true_random=False))
def test_order_does_not_matter(vault: list[list[str]], random: Random) -> None:
    """Shuffled notes give the same terms."""
    notes = [_note(number, *words) for number, words in enumerate(vault)]
    expected = _terms(*notes)
    random.shuffle(notes)
    assert _terms(*notes) == expected


@given(VAULTS)
def test_more_notes_of_the_same_change_no_group(vault: list[list[str]]) -> None:
    """Terms are the same sets of spellings whether a word is used once or twice."""
    notes = [_note(number, *words) for number, words in enumerate(vault)]
    again = [_note(number + len(notes), *words) for number, words in enumerate(vault)]
    known = acronyms(notes)
    once = {term.variants for term in collect_terms(notes, "keywords", (), known)}
    assert {term.variants for term in collect_terms([*notes, *again], "keywords", (), known)} == once


@given(st.text(max_size=12))
def test_any_text_has_singulars_that_are_shorter_or_none(text: str) -> None:
    """Whatever the word, nothing raises, and no word is its own singular."""
    assert text not in singulars(text)
    assert isinstance(stands_for("x", text), bool)
