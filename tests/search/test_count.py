"""Laws of counting: words in the order of their terms whatever goes at once, and lengths that are rounded a little."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kb.search.count import ascending, coarse


@given(st.lists(st.sampled_from([0, 1, 2, 3, 40_000, 65_535]), max_size=40), st.integers(1, 50), st.booleans())
def test_numbers_are_sorted_as_they_stand(some: list[int], at_once: int, long: bool) -> None:  # noqa: FBT001  # drawn
    """Equal numbers stay in their order, in parts or at once, with two bytes or four."""
    numbers = np.array(some, dtype=np.uint32) * 7 if long else np.array(some, dtype=np.uint16)
    found = ascending(numbers, at_once)
    assert found.tolist() == sorted(range(len(some)), key=numbers.tolist().__getitem__)


@given(st.integers(0, 10_000_000))
def test_lengths_are_rounded_by_less_than_a_fifth(length: int) -> None:
    """Three binary digits tell a length to a fifth; a short one stays as it is."""
    (rounded,) = coarse(np.array([length], dtype=np.int32)).tolist()
    assert length * 4 / 5 <= rounded <= length
    assert rounded == length or length > 7
