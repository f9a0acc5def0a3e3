"""Laws of products: what scipy adds is what numpy adds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.closest import products
from kb.closest.features import Terms
from kb.closest.postings import Postings
from kb.closest.products import Products, add_columns
from kb.closest.steps import worths
from kb.model import Note

TEXTS = st.lists(st.lists(st.sampled_from(["tide", "wind", "coal", "grid", "sun", "ore"]), max_size=9), max_size=8)


@given(TEXTS)
def test_products_are_the_same_without_that_part_of_scipy(texts: list[list[str]]) -> None:
    """Number for number, each note with each, itself too."""
    terms = Terms()
    notes = [Note(id="a", path="a.md", title="", summary=" ".join(words)) for words in texts]
    held = terms.held(enumerate(notes))
    postings = Postings.none().changed(np.zeros(0, dtype=np.bool_), held, len(terms.number))
    made = Products(postings, worths(len(texts), postings.frequency), len(texts))
    every = np.arange(len(texts))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(products, "_adding", lambda: add_columns)
        plain = made.of(every)
    assert (plain == made.of(every)).all()
    assert (plain == plain.T).all()
