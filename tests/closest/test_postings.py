"""Laws of postings: what notes hold is the same whether it is told by note or by term."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kb.closest.postings import Held, Postings
from kb.closest.steps import worths

NOTES = st.lists(st.dictionaries(st.integers(0, 5), st.integers(1, 3), max_size=6), max_size=9)


@given(NOTES, st.sets(st.integers(0, 5)))
def test_rows_are_the_same_by_note_and_by_term(notes: list[dict[int, int]], some: set[int]) -> None:
    """Number for number, without what is worth nothing; and so are those of some terms alone."""
    told = [(slot, term, times) for slot, words in enumerate(notes) for term, times in sorted(words.items())]
    slots, terms, times = (np.array(column) for column in zip(*told, strict=True)) if told else (np.zeros(0),) * 3
    held = Held(slots.astype(np.int32), terms.astype(np.int32), times.astype(np.uint8))
    postings = Postings.none().changed(np.zeros(0, dtype=np.bool_), held, 6)
    worth = worths(len(notes), postings.frequency)
    worth[2] = 0
    wanted = np.isin(np.arange(6), list(some))
    every = np.arange(len(notes))
    alone = postings.of(wanted)
    assert alone.frequency.tolist() == np.where(wanted, postings.frequency, 0).tolist()
    for one, other in (
        (alone.rows(every, len(notes), worth), postings.rows(every, len(notes), np.where(wanted, worth, 0))),
        (held.rows(len(notes), worth), postings.rows(every, len(notes), worth)),
        (held.rows(len(notes), worth).of(wanted), postings.rows(every, len(notes), np.where(wanted, worth, 0))),
    ):
        assert one.ends.tolist() == other.ends.tolist()
        assert one.terms.tolist() == other.terms.tolist()
        assert one.weights.tolist() == other.weights.tolist()
