"""Laws of shards: sorted, small, found by their first keys alone, and as they were where nothing changed."""

from itertools import accumulate, pairwise
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.search import build_index, index, shelves
from kb.search.printed import facets
from kb.search.restack import Earlier, Splice, restack
from kb.search.shelves import cuts, look_up, look_up_prefix
from kb.search.stack import Stack
from kb.search.values import Index, Posting, Shelf
from kb.text import tokens
from tests.search.vaults import collection, many, shelved

TERMS = st.dictionaries(st.text("ab信", min_size=1, max_size=3), st.integers(1, 40), max_size=30)


@given(TERMS, st.text("abc信", min_size=1, max_size=3), st.integers(40, 400))
def test_what_is_shelved_is_found(lengths: dict[str, int], asked: str, largest: int) -> None:
    """A term and a prefix find exactly their entries, whole, however small the shards are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shelves, "LARGEST", largest)
        holders = {term: [*range(1, length + 1)] for term, length in lengths.items()}
        entries = facets(holders).json
    shelf = shelved([msgspec.json.decode(entry, type=Posting) for entry in entries], Posting, largest)
    assert all(len(msgspec.json.encode(shard)) <= largest + 20 for shard in shelf.shards)
    assert list(shelf.firsts) == [shard[0].term for shard in shelf.shards]
    for term in (*lengths, asked):
        parts = list(look_up(shelf, term))
        assert [number for part in parts for number in accumulate(part.gaps)] == [*range(1, lengths.get(term, 0) + 1)]
    begun = {part.term: None for part in look_up_prefix(shelf, asked)}
    assert list(begun) == [term for term in sorted(lengths) if term.startswith(asked)]
    assert sum(len(part.gaps) for part in look_up_prefix(shelf, asked)) == sum(lengths[term] for term in begun)


@given(st.lists(st.tuples(st.text(max_size=3), st.integers(1, 99)), max_size=60), st.integers(1, 200))
def test_pieces_are_cut_small_but_not_needlessly(entries: list[tuple[str, int]], largest: int) -> None:
    """No piece is larger than it may be unless it is one entry, and no two that were one are cut for nothing."""
    sizes = [size for _, size in entries]
    starts = cuts([key for key, _ in entries], sizes, largest)
    assert starts == sorted(set(starts))
    assert starts[:1] == [0] * bool(entries)
    pieces = [sizes[start:end] for start, end in pairwise([*starts, len(sizes)])]
    assert sum(map(len, pieces)) == len(entries)
    assert all(sum(piece) <= largest or len(piece) == 1 for piece in pieces)
    if sum(sizes) <= largest:
        assert len(pieces) <= 1


@given(st.lists(st.sampled_from([0, 1, 1 << 24]), max_size=9), st.sampled_from([1, 8, 99]))
def test_what_has_no_mark_is_a_piece_by_itself(marks: list[int], size: int) -> None:
    """Whatever stands around it, and whatever bytes the marks of others are made of."""
    keys = [chr(ord("a") + place) for place in range(len(marks))]
    entries = [b'["%b"]' % key.encode() for key in keys]
    scripts: dict[str, bytes] = {}
    earlier = Earlier(([], []), Stack(), scripts.__getitem__)
    (firsts, _), stack = restack(earlier, [Splice(0, 0, keys, marks, entries)], {}, size, scripts.__setitem__)
    alone = [place for place, mark in enumerate(marks) if not mark]
    starts = set(stack.starts())
    assert starts >= {*alone, *(place + 1 for place in alone)}
    assert firsts == [keys[start] for start in stack.starts()[:-1]]
    if size > sum(map(len, entries)) + len(entries):
        assert starts == {0, len(marks), *alone, *(place + 1 for place in alone)}


def _shards(index: Index) -> set[tuple[Any, ...]]:
    shelves: list[Shelf[Any, Any]] = [index.known, index.words, index.places, index.facets, index.choices]
    return {shard for shelf in [*shelves, index.documents] for shard in shelf.shards}


def test_one_more_note_leaves_other_shards_as_they_are() -> None:
    """Shards that hold nothing of the newest note are the same bytes after it came, and those are most."""
    notes = many(1_001)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("LARGEST", "LARGEST_KNOWN", "LARGEST_DOCUMENTS"):
            patch.setattr(shelves, name, 2_000)
            patch.setattr(index, name, 2_000, raising=False)
        before = _shards(build_index(collection(notes[:-1])))
        after = _shards(build_index(collection(notes)))
    own = {notes[-1].id, "has:date", "has:link", *tokens(f"{notes[-1].title} {notes[-1].summary}")}
    others = {shard for shard in after if own.isdisjoint(entry[0] for entry in shard)}
    assert len(others) > 0.8 * len(after) > 300
    assert len(others - before) <= 0.01 * len(after)
