"""Laws of suggested aliases: what is probably one term is told with what to write, and nothing is changed by it."""

from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.dedupe import acronyms, collect_terms, suggest_aliases
from kb.model import Diagnostic, Note

Aliases = tuple[tuple[str, tuple[str, ...]], ...]


def _told(*keywords: str, summary: str = "", aliases: Aliases = ()) -> list[Diagnostic]:
    """What is told of a vault whose first keyword is that of two notes."""
    used = {number: (keyword,) for number, keyword in enumerate((keywords[0], *keywords))}
    notes = [Note(id=f"n{number}", path=f"n{number}.md", title="", keywords=some) for number, some in used.items()]
    notes.append(Note(id="s", path="s.md", title="", summary=summary))
    known = acronyms(notes)
    terms = collect_terms(notes, "keywords", aliases, known)
    return list(suggest_aliases(terms, "keywords", {note.id: note for note in notes}, aliases, known))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("cybersecurity", "cyber security"),
        ("deepfakes", "deep-fake"),
        ("organisation", "Organizations"),
        ("labour market", "labor markets"),
        ("data centre", "datacenter"),
        ("defence policy", "defense policy"),
        ("vehicle adoption", "vehicles adoption"),
        ("modelling", "modeling"),
    ],
)
def test_what_is_probably_one_term_is_told(one: str, other: str) -> None:
    """At a note that has the rarer one, with the line for kb.toml; the terms stay two."""
    (told,) = _told(one, other)
    assert (told.code, told.severity, told.span.path) == ("term-variant", "info", "n2.md")
    assert told.message == f"The keyword {other!r} may be {one!r} (2 notes)."
    assert f'"{one}" = ["{other}"]' in told.hint


def test_an_acronym_of_two_letters_is_told() -> None:
    """One note's word is not enough to join it, but enough to ask."""
    (told,) = _told("EU", "European Union", summary="The European Union (EU) decides.")
    assert "European Union" in told.message


@pytest.mark.parametrize(
    ("one", "other"),
    [("news", "new"), ("goods", "good"), ("GPT-4", "GPT-3"), ("AI", "artificial intelligence"), ("a b", "ab")],
)
def test_other_terms_are_not_told(one: str, other: str) -> None:
    """What only looks alike, what nothing spells out, and what is too short to tell."""
    assert not _told(one, other)


@pytest.mark.parametrize(
    "aliases",
    [
        (("cyber security", ()),),
        (("cybersecurity", ()),),
        (("cybersecurity", ("cyber security",)),),
        (("cybersecurity", ("x",)), ("cyber security", ("y",))),
    ],
)
def test_what_the_alias_table_says_is_settled(aliases: Aliases) -> None:
    """One line, two lines, or a line that stands alone."""
    assert not _told("cybersecurity", "cyber security", aliases=aliases)


ENDINGS = "is our tre ence ogue amme ll ation ing ed er e s able al ist ite th".split()


@given(st.sampled_from(["", "c", "organ", "fi", "cen"]), st.lists(st.sampled_from(ENDINGS), max_size=3))
def test_only_british_endings_are_made_american(start: str, endings: list[str]) -> None:
    """A word that ends in none of them is what it is when all of them are looked for in it."""
    module = import_module("kb.dedupe.aliases")
    plainest = vars(module)["_plainest"].__wrapped__
    word = start + "".join(endings)
    with pytest.MonkeyPatch.context() as patch:
        told = plainest(word)
        patch.setattr(module, "_BRITISH", "")
        assert told == plainest(word)
