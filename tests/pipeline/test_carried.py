"""Laws of terms that are kept: what comes back is what was kept, with the very ids that it is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kb.codec import DamagedError, decode, encode
from kb.model import Term
from kb.pipeline.carried import Carried

IDS = [f"{number:08x}" for number in range(300)]
TERMS = st.lists(
    st.builds(
        lambda label, notes: Term(
            key=label.lower(), label=label, slug=label, variants=(label, label + "s"), notes=tuple(sorted(notes))
        ),
        st.text("abAB", max_size=5),
        st.sets(st.sampled_from(IDS), max_size=20),
    ),
    max_size=8,
)


@given(terms=TERMS)
def test_terms_come_back(terms: list[Term]) -> None:
    """As they were, with ids that nobody made a second time."""
    kept = decode(encode(Carried.of(terms, IDS)), Carried)
    back = kept.by(IDS)
    assert back == tuple(terms)
    assert {id(one) for term in back for one in term.notes} <= set(map(id, IDS))


def test_terms_of_other_notes_are_trouble() -> None:
    """Places beyond all ids, and bytes that are no places, are told."""
    term = Term(key="a", label="A", slug="a", variants=("A",), notes=(IDS[7],))
    with pytest.raises(DamagedError):
        Carried.of([term], IDS).by(IDS[:7])
    with pytest.raises(DamagedError):
        replace(Carried.of([term], IDS), places=b"odd").by(IDS)
