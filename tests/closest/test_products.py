"""Laws of products: what scipy adds is what numpy adds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.closest import products
from kb.closest.features import Terms
from kb.closest.postings import Postings
from kb.closest.products import Products, add_columns
from kb.closest.steps import weights, worths
from kb.model import Note

TEXTS = st.lists(st.lists(st.sampled_from(["tide", "wind", "coal", "grid", "sun", "ore"]), max_size=9), max_size=8)


@given(TEXTS)
def test_products_are_sums_over_all_terms(texts: list[list[str]]) -> None:
    """Number for number, each note with each, itself too, and also without that part of scipy."""
    terms = Terms()
    notes = [Note(id="a", path="a.md", title="", summary=" ".join(words)) for words in texts]
    held = terms.held(enumerate(notes))
    postings = Postings.none().changed(np.zeros(0, dtype=np.bool_), held, len(terms.number))
    worth = worths(len(texts), postings.frequency)
    plain = np.zeros((len(texts), len(terms.number)))
    plain[held.slots, held.terms] = weights(held.times, worth[held.terms])
    every = np.arange(len(texts))
    ones, others = np.divmod(np.arange(len(texts) ** 2), max(1, len(texts)))
    for many in range(1, len(texts) + 2):
        made = Products(postings, worth, postings.rows(every, len(texts), worth), len(texts), many)
        common = made.common(ones, others).reshape(len(texts), len(texts))
        assert (made.of(every) + common == plain @ plain.T).all()
        assert (common <= np.multiply.outer(made.most, made.most) * (1 + 1e-9)).all()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(products, "_adding", lambda: add_columns)
            assert (made.of(every) + common == plain @ plain.T).all()
