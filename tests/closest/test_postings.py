"""Laws of postings: what notes hold is the same whether it is told by note or by term."""

from collections.abc import Iterable

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kb.closest.postings import Held, Postings
from kb.closest.steps import worths

NOTES = st.lists(st.dictionaries(st.integers(0, 5), st.integers(1, 3), max_size=6), max_size=9)


def _held(notes: Iterable[tuple[int, dict[int, int]]]) -> Held:
    told = [(slot, term, times) for slot, words in notes for term, times in sorted(words.items())]
    slots, terms, times = (np.array(column) for column in zip(*told, strict=True)) if told else (np.zeros(0),) * 3
    return Held(slots.astype(np.int32), terms.astype(np.int32), times.astype(np.uint8))


@given(NOTES, st.lists(st.dictionaries(st.integers(0, 8), st.dictionaries(st.integers(0, 5), st.integers(1, 3)))))
def test_any_changes_end_in_the_postings_of_a_first_time(
    notes: list[dict[int, int]], edits: list[dict[int, dict[int, int]]]
) -> None:
    """Place for place, so that what is kept of terms that nobody touched is left alone."""
    known = dict(enumerate(notes))
    postings = Postings.none().changed(np.zeros(9, dtype=np.bool_), _held(known.items()), 6)
    for edit in edits:
        gone = np.isin(np.arange(9), list(edit))
        known |= edit
        postings = postings.changed(gone, _held(sorted(edit.items())), 6)
        first = Postings.none().changed(np.zeros(9, dtype=np.bool_), _held(sorted(known.items())), 6)
        for name in ("starts", "slots", "times"):
            assert getattr(postings, name).tolist() == getattr(first, name).tolist()


@given(NOTES, st.sets(st.integers(0, 5)))
def test_rows_are_the_same_by_note_and_by_term(notes: list[dict[int, int]], some: set[int]) -> None:
    """Number for number, without what is worth nothing; and so are those of some terms alone."""
    held = _held(enumerate(notes))
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
