"""Laws of circles that push each other apart."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.graph import crowd
from kb.graph.crowd import apart, crowded, ringed

PLACES = st.lists(st.tuples(st.integers(-200, 200), st.integers(-200, 200)), min_size=1, max_size=30)


@given(PLACES, st.integers(1, 90))
@settings(max_examples=60)
def test_near_points_are_all_that_are_near(places: list[tuple[int, int]], reach: int) -> None:
    """By cells the same pairs are found as by holding each point against every other, each pair once."""
    one, other = crowd._near(np.array(places), reach)  # noqa: SLF001  # what is near shows only in what moves
    pairs = list(zip(one.tolist(), other.tolist(), strict=True))
    expected = [
        (a, b)
        for a, b in combinations(range(len(places)), 2)
        if (places[a][0] - places[b][0]) ** 2 + (places[a][1] - places[b][1]) ** 2 < reach**2
    ]
    assert sorted(pairs) == expected


@given(PLACES)
@settings(max_examples=30)
def test_what_has_room_stays(places: list[tuple[int, int]]) -> None:
    """Points and discs that are far from each other are where they were."""
    far = np.array(sorted(set(places))) * 200
    small = np.full(len(far), 20)
    assert (apart(far, small, 10) == far).all()
    assert (ringed(far, small, 0.0) == far).all()
    assert (crowded(far, np.zeros(len(far), dtype=np.int64), np.full(len(far), 100_000), 64) == far).all()


@pytest.mark.parametrize("count", [2, 3, 12])
def test_what_lies_in_one_place_comes_apart(count: int) -> None:
    """Points of one group, none of which says where it would go, end in places of their own; groups do not touch."""
    nowhere = np.zeros((2 * count, 2), dtype=np.int64)
    made = crowded(nowhere, np.repeat([0, 1], count), np.full(2 * count, 400), 64).tolist()
    assert len({tuple(place) for place in made[:count]}) == count
    assert made[:count] == made[count:]
