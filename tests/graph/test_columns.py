"""Laws of keys in columns: they are sorted as places are by them, whatever their size."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kb.graph.columns import ordered, summed

KEYS = st.lists(st.integers(0, 5) | st.integers(0, 2**40) | st.integers(2**60, 2**63 - 1))


@given(KEYS)
def test_keys_are_ordered_as_they_stand(plain: list[int]) -> None:
    """Sorted, and equal ones in their order: also those that leave no room for places beside them."""
    keys, order = ordered(np.array(plain, np.int64))
    assert list(zip(keys.tolist(), order.tolist(), strict=True)) == sorted(
        (key, place) for place, key in enumerate(plain)
    )


@given(KEYS)
def test_values_are_summed_by_key(plain: list[int]) -> None:
    """Each key once, with the sum of what stands beside it and the place where it stood first."""
    values = np.arange(len(plain)) + 7
    keys, sums, first = summed(np.array(plain, np.int64), values)
    assert keys.tolist() == sorted(set(plain))
    assert sums.tolist() == [sum(at + 7 for at, one in enumerate(plain) if one == key) for key in keys.tolist()]
    assert first.tolist() == [plain.index(key) for key in keys.tolist()]
