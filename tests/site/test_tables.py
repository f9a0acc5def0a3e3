"""Laws of tables of digests: a column lines up with its keys, whatever became of them since it was kept."""

from itertools import combinations
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.codec import DamagedError, digest, encode
from kb.site import tables
from kb.site.tables import Column, Keys, Tables, column, folded, joined, parted

_stood = st.dictionaries(st.text(max_size=2), st.integers(1, 3), max_size=6)
"""By key a digest of what stood there."""


def _column(stood: dict[str, int]) -> Column:
    return np.array([*stood.values()], np.uint64)


def _tables(keys: list[str], rows: dict[str, bytes]) -> Tables:
    return Tables(lambda name: rows.get(name, b""), lambda _: keys, lambda _: "notes")


@given(before=_stood, now=_stood)
def test_what_changed_is_what_two_dictionaries_differ_in(before: dict[str, int], now: dict[str, int]) -> None:
    """Keys that are new, gone, moved or of another digest, however they are ordered."""
    first = _tables([*before], {})
    first.put("item", _column(before))
    tables = _tables([*now], dict(first.rows()))
    tables.put("item", _column(now))
    assert sorted(tables.changed("item")) == sorted(
        key for key in before.keys() | now.keys() if before.get(key) != now.get(key)
    )
    assert tables.before("item").tolist() == [before.get(key, 0) for key in now]
    again = _tables([*now], dict(first.rows()) | dict(tables.rows()))
    again.put("item", _column(now))
    assert not [*again.rows()]


@given(before=_stood, now=_stood, some=st.sets(st.text(max_size=2)))
def test_places_of_keys_are_found_in_both_ways(before: dict[str, int], now: dict[str, int], some: set[str]) -> None:
    """Where keys stand now that stood somewhere, and which of those before are among some of now, or gone."""
    keys = Keys([*now], [*before])
    moved = keys.now_at(np.arange(len(before)))
    assert sorted(keys.now[place] for place in moved.tolist()) == sorted(before.keys() & now.keys())
    flags = keys.earlier(np.array([key in some for key in now], np.bool_))
    assert [bool(one) for one in flags] == [key in some or key not in now for key in before]


def test_a_column_of_other_keys_is_no_column() -> None:
    """A row that is not as long as its keys says is damaged."""
    tables = _tables(["bee"], {"keys notes": encode(["bee"]), "item": bytes(16)})
    with pytest.raises(DamagedError):
        tables.before("item")


@given(values=st.lists(st.text()))
def test_a_column_is_its_digests(values: list[str]) -> None:
    """Cut and joined again it is the same."""
    made = column(values)
    assert joined(parted(made)).tolist() == made.tolist()
    assert (made == column(values)).all()


@given(runs=st.lists(st.lists(st.integers(0, 3), max_size=4), max_size=8))
def test_runs_of_digests_have_one_digest_where_they_are_equal(runs: list[list[int]]) -> None:
    """Of whatever length they are and wherever they stand; none of them is that of what is not there."""
    begins = np.cumsum([0, *map(len, runs)])
    found = folded(np.array([one for run in runs for one in run], np.uint64), begins).tolist()
    for run, one in zip(runs, found, strict=True):
        assert one
        assert [one == other for other in found] == [run == other for other in runs]


_values = st.recursive(
    st.none() | st.integers(-3, 300) | st.text(st.characters(max_codepoint=0x2FF) | st.just("\ud800")) | st.binary(),
    lambda some: st.tuples(some) | st.lists(some, max_size=3),
)


@given(values=st.lists(_values | st.sampled_from(["", "\0", "\0" * 8, b"", bytes(8)]), max_size=9))
def test_values_have_one_digest_that_have_one_in_full(values: list[object]) -> None:
    """Whatever stands beside them, and however few are digested at once; no value's is 0."""
    with patch.object(tables, "_AT_ONCE", 2):
        made = column(values).tolist()
    assert made == [column([value])[0] for value in values]
    full = [digest((value,)) for value in values]
    assert [[one == other for other in made] for one in made] == [[one == other for other in full] for one in full]
    assert 0 not in made


def test_every_letter_and_its_place_count() -> None:
    """A text with any letter changed, or any two in each other's place, has another digest."""
    text = "abcdefghijklmnopqrstuvw"
    changed = [text[:place] + "x" + text[place + 1 :] for place in range(len(text))]
    pairs = combinations(text, 2)
    swapped = [text.translate({ord(one): other, ord(other): one}) for one, other in pairs]
    every = [text, *changed, *swapped]
    assert len({*column(every).tolist()}) == len(every)
