"""Laws of the numbers of notes: they ascend with dates and ids, and a note that comes moves few others."""

from collections.abc import Iterable
from itertools import pairwise
from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kb.search.numbering import numbered

DAYS = st.integers(0, 9) | st.integers(730_000, 740_000)
DIGESTS = st.integers(0, 1 << 128).map("{:032x}".format) | st.integers(0, 99).map("{:032x}".format)
LATE = 1 << 10


def _numbers(notes: Iterable[tuple[int, str]]) -> dict[tuple[int, str], int]:
    """The number of each of some notes, a day and an id, from the lowest on."""
    order = sorted(notes, key=lambda one: one[1], reverse=True)
    found = numbered(np.array([day for day, _ in order], dtype=np.int64), [id_ for _, id_ in order]).tolist()
    return dict(sorted(zip(order, found, strict=True), key=lambda one: one[1]))


@given(st.sets(st.tuples(DAYS, DIGESTS), max_size=40))
def test_numbers_ascend_with_days_and_against_digests(notes: set[tuple[int, str]]) -> None:
    """Day by day, and within a day from the last id to the first, where ids are digests."""
    by_id = sorted(notes, key=lambda one: one[1], reverse=True)
    assert [*_numbers(notes)] == sorted(by_id, key=lambda one: one[0])


@given(st.sets(st.tuples(DAYS, DIGESTS | st.text(max_size=20)), max_size=40))
def test_each_note_has_a_number_of_its_own(notes: set[tuple[int, str]]) -> None:
    """Whatever its id; numbers follow days, and no more belong to nobody than there is room for in a day."""
    found = _numbers(notes)
    assert all(one < after for one, after in pairwise(found.values()))
    assert all(one <= after for (one, _), (after, _) in pairwise(found))
    assert all(0 <= one < 6 * len(notes) for one in found.values())


@given(st.sets(st.tuples(DAYS, DIGESTS), max_size=40))
def test_what_lies_in_a_half_follows_from_that_half(notes: set[tuple[int, str]]) -> None:
    """Notes of the last days lie to each other as they do without those of the first days, and the other way round."""
    every = _numbers(notes)
    for late in (False, True):
        alone = _numbers(one for one in notes if (one[0] >= LATE) == late)
        assert len({every[one] - number for one, number in alone.items()}) <= 1


def test_a_note_more_moves_few() -> None:
    """Of a thousand notes of sixty days: of a day that is there, hardly any, and of a later one, none."""
    random = Random(7)  # noqa: S311  # the same notes every time
    some = [(738_000 + 7 * random.randrange(60), f"{random.getrandbits(128):032x}") for _ in range(1_000)]
    before = _numbers(some)
    moved = []
    for _ in range(20):
        after = _numbers([*some, (738_000 + 7 * random.randrange(60), f"{random.getrandbits(128):032x}")])
        moved.append(sum(after[one] != number for one, number in before.items()))
    assert sorted(moved)[len(moved) // 2] <= 2
    newest = _numbers([*some, (738_000 + 7 * 60, "0")])
    assert all(newest[one] == number for one, number in before.items())


@given(st.lists(st.tuples(DAYS, DIGESTS), max_size=9, unique_by=lambda one: one[1]), DAYS, st.text(max_size=9))
def test_what_others_are_called_does_not_matter(notes: list[tuple[int, str]], day: int, id_: str) -> None:
    """Beside an id that is no digest, those that are stay in order, and before a far later day in their places."""
    before = _numbers(notes)
    beside = _numbers([*notes, (day, id_)])
    assert [one for one in beside if one != (day, id_)] == [*before]
    if all(day >> 12 > one >> 12 for one, _ in notes):
        assert all(beside[one] == number for one, number in before.items())
