"""Laws of an index that is brought up to date: whatever was edited, it is the one that is made at once."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kb.codec import digest
from kb.model import Collection, Item, Note
from kb.search import Memory, build_index, index, shelves
from kb.search.memory import ENTRIES
from tests.search.vaults import DAYS, ORIGINS, collection, many, notes

LIMITS = ("LARGEST", "LARGEST_KNOWN", "LARGEST_DOCUMENTS")


@contextmanager
def _small(largest: int, few: int = 1) -> Iterator[None]:
    """Shards of few bytes, and steps even where most notes are others."""
    with pytest.MonkeyPatch.context() as patch:
        for name in LIMITS:
            patch.setattr(shelves, name, largest)
        patch.setattr(index, "_FEW", few)
        yield


def _kept(of: Collection, rows: dict[str, bytes]) -> tuple[dict[str, bytes], Memory]:
    """The rows after an index was made of these on those that were kept."""
    memory = Memory(rows.get, {one.id: digest(one) for one in of.vault.notes})
    build_index(of, memory)
    changed = rows | {key: row for key, row in memory.changes.items() if row is not None}
    return {key: row for key, row in changed.items() if memory.changes.get(key, row) is not None}, memory


@settings(max_examples=30)
@given(st.lists(notes(), min_size=2, max_size=4), st.integers(60, 900), st.sampled_from([0, 2]))
def test_steps_lead_to_what_is_made_at_once(states: list[list[Note]], largest: int, united: int) -> None:
    """After any change of notes, every row is that of an index that was made anew; nothing else is left."""
    with _small(largest, few=0):
        rows: dict[str, bytes] = {}
        for some in states:
            members = tuple(one.id for one in some[:united])
            items = (Item(canonical="n0", members=members, rule="link", evidence="one"),) if members[1:] else ()
            rows, _ = _kept(collection(some, items), rows)
            assert rows == _kept(collection(some, items), {})[0]


@st.composite
def _asked(draw: st.DrawFn) -> list[Note]:
    """Up to eight notes that say the same, of which other things can be asked by a field's name."""
    words = st.lists(st.sampled_from(["Ports", "ports", "quay"]), max_size=1).map(tuple)
    return [
        replace(
            one,
            date=draw(st.sampled_from(DAYS)),
            summary="port",
            category=draw(st.sampled_from([None, "Policy", "policy", 'a "b"'])),
            origin=draw(st.sampled_from(ORIGINS)),
            themes=draw(words),
            keywords=draw(words),
        )
        for one in many(8)
        if draw(st.integers(0, 3))
    ]


@settings(max_examples=60)
@given(st.lists(_asked(), min_size=2, max_size=4), st.integers(8, 40))
def test_what_can_be_asked_is_brought_up_to_date(states: list[list[Note]], largest: int) -> None:
    """Whatever is another in categories, origins, themes and dates, every row is that of an index made anew."""
    with _small(largest, few=0):
        rows: dict[str, bytes] = {}
        for some in states:
            rows, _ = _kept(collection(some), rows)
            assert rows == _kept(collection(some), {})[0]


@settings(max_examples=12)
@given(st.integers(0, 99), st.sampled_from(["word3", "word4 word500", "entirely new"]), st.integers(300, 3_000))
def test_one_edit_is_a_step_of_few_shards(number: int, words: str, largest: int) -> None:
    """One edited summary gives the rows of a new index, and leaves most of them alone."""
    some = many(100)
    with _small(largest):
        before, _ = _kept(collection(some), {})
        some[number] = replace(some[number], summary=f"{some[number].summary} {words}")
        after, memory = _kept(collection(some), before)
        assert after == _kept(collection(some), {})[0]
    assert sum(key.startswith("cut ") for key in memory.changes) == 1


@pytest.mark.parametrize("name", ENTRIES)
def test_every_shelf_can_be_read_from_what_is_kept(name: str) -> None:
    """What is read back from the rows is what was made."""
    of = collection([replace(one, themes=(f"theme {one.id}",)) for one in many(40)])
    with _small(500):
        rows, memory = _kept(of, {})
        made, again = memory.index(), Memory(rows.get).index()
    assert made
    assert again
    assert getattr(made, name).firsts == getattr(again, name).firsts
    assert tuple(getattr(made, name).shards) == tuple(getattr(again, name).shards)
    assert tuple(getattr(made, name).shards)
