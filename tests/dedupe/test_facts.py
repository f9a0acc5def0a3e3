"""Laws of facts: notes that agree in them agree in items and in terms, whatever else they say."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kb.dedupe import acronyms, collect_terms, facts, find_items, spelled_out, suggest_aliases
from kb.model import Card, Note, Section, Signal
from kb.options import DedupeOptions

WORDS = st.sampled_from(["quay", "quays", "AI", "artificial intelligence", "(AI)", "shore power unit (SPU)", "colour"])
TEXTS = st.lists(WORDS, max_size=3).map(" ".join)
TERMS = st.lists(WORDS, max_size=3).map(tuple)
# A value of every field that a person writes.
FIELDS = {
    "kind": st.sampled_from(["note", "note", "note", "page"]),
    "title": st.sampled_from(["Unit (AI)", "unit (ai)"]),
    "title_given": st.booleans(),
    "date": st.sampled_from([None, dt.date(2024, 1, 1), dt.date(2024, 1, 2)]),
    "link": st.sampled_from(["", "https://example.org/a", "https://www.example.org/a/", "https://example.org/b"]),
    "archive": TEXTS,
    "summary": TEXTS,
    "keywords": TERMS,
    "themes": TERMS,
    "category": TEXTS,
    "signals": st.builds(Signal, name=TEXTS, change=TEXTS, driving_force=TEXTS).map(lambda one: (one,)),
    "concerns": st.builds(Card, name=TEXTS, description=TEXTS).map(lambda one: (one,)),
    "sections": TEXTS.map(lambda text: (Section(heading="Aside", markdown=text),)),
    "lang": st.sampled_from([None, "en", "de"]),
    "aliases": TERMS,
}
NOTES = st.lists(st.fixed_dictionaries(FIELDS), min_size=2, max_size=3)


def _decided(notes: list[Note]) -> tuple[object, object]:
    """Items, and terms with what is said of them."""
    known = acronyms(notes)
    terms = [collect_terms(notes, kind, (), known) for kind in ("themes", "keywords")]
    by_id = {one.id: one for one in notes}
    said = [*suggest_aliases(terms[0], "themes", by_id, (), known)]
    said += suggest_aliases(terms[1], "keywords", by_id, (), known)
    return find_items(notes, [one.id for one in notes], DedupeOptions()), (terms, said)


@pytest.mark.parametrize("name", sorted(FIELDS))
@given(NOTES, st.data())
@settings(max_examples=60)
def test_what_agrees_in_facts_is_decided_alike(name: str, written: list[dict[str, Any]], data: st.DataObject) -> None:
    """When a field of a note is edited and its facts stay, so do the vault's items, and with its acronyms its terms."""
    notes = [replace(Note(id=str(at), path=f"{at}.md", title=""), **one) for at, one in enumerate(written)]
    edit: dict[str, Any] = {name: data.draw(FIELDS[name])}
    edited = [replace(notes[0], **edit), *notes[1:]]
    before, after = facts(notes[0]), facts(edited[0])
    (items, terms), (items_now, terms_now) = _decided(notes), _decided(edited)
    assert items == items_now or before.item != after.item
    assert terms == terms_now or before.terms != after.terms or acronyms(notes) != acronyms(edited)


def test_a_summary_decides_nothing_but_by_its_acronyms() -> None:
    """An edited body leaves all facts as they are, until it spells something out, which alone is another then."""
    note = Note(id="a", path="a.md", title="A", summary="Ferries at the quay.")
    assert facts(note) == facts(replace(note, summary="Ferries plug in."))
    spelling = facts(replace(note, summary="A shore power unit (SPU)."))
    assert spelling == replace(facts(note), spelled=(("spu", "shore power unit"),))


@given(NOTES, st.sets(st.integers(0, 2)))
def test_what_notes_spell_out_is_in_their_facts(written: list[dict[str, Any]], known: set[int]) -> None:
    """Acronyms are the same whether or not it is looked for again."""
    notes = [replace(Note(id=str(at), path=f"{at}.md", title=""), **one) for at, one in enumerate(written)]
    told = {one.id: facts(one).spelled for at, one in enumerate(notes) if at in known}
    assert told == {id_: spelled_out(notes[int(id_)]) for id_ in told}
    assert acronyms(notes, told) == acronyms(notes)
