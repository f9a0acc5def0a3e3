"""Laws of shards: sorted, small, and found by their first keys alone."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from kb.search import shelves
from kb.search.shelves import halve_posting, look_up, look_up_prefix, shelve
from kb.search.values import Posting

TERMS = st.dictionaries(st.text("ab信", min_size=1, max_size=3), st.integers(1, 40), max_size=30)


@given(TERMS, st.text("abc信", min_size=1, max_size=3), st.integers(20, 400))
def test_what_is_shelved_is_found(lengths: dict[str, int], asked: str, largest: int) -> None:
    """A term and a prefix find exactly their entries, whole, however small the shards are."""
    entries = [Posting(term, tuple(range(1, length + 1)), (7,) * length) for term, length in sorted(lengths.items())]
    kept, shelves.LARGEST = shelves.LARGEST, largest
    try:
        shelf = shelve(entries, halve_posting)
    finally:
        shelves.LARGEST = kept
    assert all(len(msgspec.json.encode(shard)) <= largest + 2 or len(shard[0].gaps) == 1 for shard in shelf.shards)
    assert list(shelf.firsts) == [shard[0].term for shard in shelf.shards]
    for term in (*lengths, asked):
        parts = list(look_up(shelf, term))
        assert sum((part.gaps for part in parts), ()) == tuple(range(1, lengths.get(term, 0) + 1))
    begun = {part.term: None for part in look_up_prefix(shelf, asked)}
    assert list(begun) == [term for term in sorted(lengths) if term.startswith(asked)]
    assert sum(len(part.gaps) for part in look_up_prefix(shelf, asked)) == sum(lengths[term] for term in begun)
