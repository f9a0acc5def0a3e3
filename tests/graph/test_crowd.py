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


@given(PLACES, st.integers(0, 9))
@settings(max_examples=60)
def test_discs_are_pushed_by_all_that_are_near(places: list[tuple[int, int]], air: int) -> None:
    """As if each were held against every other in every round, the larger of two moved less."""
    radius = np.arange(len(places)) % 7 * 11 + 3
    plain = np.array(places)
    for _ in range(60):
        off = (plain[:, None] - plain).astype(float)
        far = np.sqrt((off**2).sum(axis=2))
        wanted = radius[:, None] + radius + air
        share = radius**2 / (radius[:, None] ** 2 + radius**2)
        push = np.maximum(wanted - far, 0.0) * share / np.maximum(far, 1.0)
        np.fill_diagonal(push, 0.0)
        plain = plain + np.rint((off * push[:, :, None]).cumsum(axis=1)[:, -1]).astype(np.int64)
    assert (apart(np.array(places), radius, air) == plain).all()


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
