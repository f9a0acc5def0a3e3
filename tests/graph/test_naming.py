"""Laws of the terms that set groups apart: they are found in columns as by counting."""

from collections import Counter
from math import log

from hypothesis import given
from hypothesis import strategies as st

from kb.graph import Names, carried
from kb.graph.naming import telling
from kb.model import Term

NODES = "abcdef"
TERMS = st.lists(st.tuples(st.sampled_from("pqrst"), st.sets(st.sampled_from(NODES + "x"))), max_size=8)


@given(TERMS, st.lists(st.sets(st.sampled_from(NODES)), max_size=4))
def test_terms_are_those_that_counting_finds(plain: list[tuple[str, set[str]]], groups: list[set[str]]) -> None:
    """By `tf * ln(1 + A / f)`, then by key; what nobody of the graph carries, or nobody of a group, is not told."""
    names = Names.of(NODES)
    groups = [group - {id_ for before in groups[:place] for id_ in before} for place, group in enumerate(groups)]
    terms = [Term(key=key, label=key.upper(), slug=key, variants=(), notes=tuple(sorted(of))) for key, of in plain]
    by_key: dict[str, set[str]] = {}
    for key, of in plain:
        by_key.setdefault(key, set()).update(of)
    times = [Counter({key: len(of & group) for key, of in by_key.items() if of & group}) for group in groups]
    whole = sum(times, Counter[str]())
    mean = whole.total() / max(1, sum(map(bool, times)))
    expected = [
        tuple(key.upper() for key in sorted(of, key=lambda key: (-round(of[key] * log(1 + mean / whole[key]), 9), key)))
        for of in times
    ]
    assert telling(carried(names, terms), names.places(map(sorted, groups)), len(groups)) == expected
