"""Laws of carriers: what is counted in columns is what counting note by note gives."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.options import SiteOptions
from kb.site import Plan, Site, carriers
from kb.site.plan import TermKey, has_page, newest_first
from tests.site.made import collection, files

_WORDS = ("ferry", "harbour", "orchard", "quay", "tide")
_words = st.lists(st.sampled_from(_WORDS), max_size=4)
_notes = st.lists(st.tuples(st.integers(1, 3), _words, _words), min_size=1, max_size=8)
"""The month of each note, its themes and its keywords."""


def _plan(notes: Sequence[tuple[int, Sequence[str], Sequence[str]]]) -> Plan:
    text = "".join(
        f"-- n{place}.md --\n# __N{place}__, from ([20240{month}18](https://example.org/p/20240{month}18).)\n\n"
        f"## Themes\n\n{_listed(themes)}\n\n## Keywords\n\n{_listed(keywords)}\n"
        for place, (month, themes, keywords) in enumerate(notes)
    )
    return Site(collection(files(text)), SiteOptions()).plan


def _listed(words: Sequence[str]) -> str:
    return "\n".join(f"* {word}" for word in words)


def _carried(plan: Plan) -> dict[str, set[TermKey]]:
    """The terms with pages of each item, as the item says."""
    return {
        one.id: {(kind, term.key) for kind in ("theme", "keyword") for term in one.terms(kind) if has_page(term, kind)}
        for one in plan.kept.published
    }


def _plainly(carried: Mapping[str, set[TermKey]], own: TermKey, most: int) -> list[tuple[TermKey, int]]:
    """The terms that stand beside one."""
    found = Counter(term for terms in carried.values() if own in terms for term in terms)
    beside: dict[str, tuple[TermKey, int]] = {}
    for term in sorted(found, key=lambda term: (-found[term], term[1], term[0])):
        if found[term] > 1 and term[1] != own[1]:
            beside.setdefault(term[1], (term, found[term]))
    return list(beside.values())[:most]


@given(notes=_notes, block=st.integers(1, 4), most=st.integers(1, 4))
def test_terms_stand_beside_those_that_items_say(
    notes: list[tuple[int, list[str], list[str]]], block: int, most: int
) -> None:
    """Who carries a term, what an item carries and what stands beside a term follow from the items one by one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(carriers, "_BLOCK", block)
        patch.setattr(carriers, "_BESIDE", most)
        plan = _plan(notes)
        found, carried = plan.kept.carriers, _carried(plan)
        own, begins = (some.tolist() for some in found.carried)
        runs = zip(found.items, pairwise(begins), strict=True)
        told = {one.id: [found.keys[number] for number in own[begin:end]] for one, (begin, end) in runs}
        assert told == {one: sorted(some, key=lambda term: term[::-1]) for one, some in carried.items()}
        assert set(found.keys) == set().union(*carried.values())
        for term in reversed(found.keys):
            items, links, numbers = plan.carrying(*term)
            assert items == newest_first(one for one in plan.kept.published if term in carried[one.id])
            beside = _plainly(carried, term, most)
            named = [plan.kept.term_links[kind][key] for (kind, key), _ in beside]
            assert numbers == [number for _, number in beside]
            assert [(one.label, one.path) for one in links] == [(one.label, one.path) for one in named]
            assert not any(one.count for one in links)
