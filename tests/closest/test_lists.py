"""Laws of lists: those of all notes, found at once, are those of each note held against all others."""

from random import Random

import numpy as np
import numpy.typing as npt
import pytest

from kb.closest import lists, products
from kb.closest.lists import Lists, Order, Space
from kb.closest.postings import Held, Postings
from kb.closest.products import Products
from kb.closest.steps import cosines, weights, worths


def _space(seed: int, notes: int, words: int) -> Space:
    """Notes that hold a few of some words each, common ones oftener; some hold the same, and one nothing."""
    random = Random(seed)  # noqa: S311  # the same notes in every run
    shares = [1 / (1 + place) for place in range(words)]
    texts = [sorted(set(random.choices(range(words), shares, k=random.randrange(1, 12)))) for _ in range(notes)]
    texts[notes // 2] = texts[0]
    texts[notes // 3] = []
    held = Held(
        np.array([slot for slot, text in enumerate(texts) for _ in text], dtype=np.int32),
        np.array([term for text in texts for term in text], dtype=np.int32),
        np.array([random.randrange(1, 4) for text in texts for _ in text], dtype=np.uint8),
    )
    postings = Postings.none().changed(np.zeros(0, dtype=np.bool_), held, words)
    worth = worths(notes, postings.frequency)
    return Space(
        postings=postings,
        worth=worth,
        lengths=np.sqrt(postings.squares(notes, worth)),
        order=Order([f"n{random.randrange(10**6):06}-{slot}" for slot in range(notes)]),
    )


@pytest.mark.parametrize("length", [2, 5, 64])
@pytest.mark.parametrize("seed", range(6))
def test_all_lists_are_those_of_each_note(monkeypatch: pytest.MonkeyPatch, seed: int, length: int) -> None:
    """However long lists are, how many notes there are and how few words they share, and in whatever blocks."""
    monkeypatch.setattr(lists, "LENGTH", length)
    monkeypatch.setattr(lists, "_BLOCK", 2000)
    monkeypatch.setattr(lists, "_MANY", 20)
    monkeypatch.setattr(products, "_PAIRS", 70)
    notes = (3, 17, 60, 150, 290, 400)[seed]
    space = _space(seed, notes, 12 * (1 + seed))
    every = np.arange(notes)
    near = _cosines(space, notes)
    held = space.postings.rows(every, notes, space.worth)
    some = every[:: max(1, seed)]
    for rows, found in ((every, space.all_lists(held, None, map)), (some, space.lists(some))):
        assert isinstance(found, Lists)
        for row, listed, cosine, whole in zip(rows.tolist(), found.near, found.cosine, found.whole, strict=True):
            order = np.argsort([-key for key in space.order.keys(near[row], every).tolist()], kind="stable")
            nearest = [slot for slot in order.tolist() if near[row, slot]]
            lacking = [-1] * (length - len(nearest))
            assert listed.tolist() == [*nearest[:length], *lacking]
            assert cosine.tolist() == [*near[row, nearest[:length]].tolist(), *(0 for _ in lacking)]
            assert whole == (len(nearest) <= length)


def _cosines(space: Space, notes: int) -> npt.NDArray[np.int64]:
    """How near all notes are to all, in units; 0 for each to itself."""
    dense = np.zeros((notes, len(space.worth)))
    terms = np.repeat(np.arange(len(space.worth)), space.postings.frequency)
    dense[space.postings.slots, terms] = weights(space.postings.times, space.worth[terms])
    products = dense @ dense.T
    near = cosines(products, np.where(products > 0, np.multiply.outer(space.lengths, space.lengths), 1))
    np.fill_diagonal(near, 0)
    return near


@pytest.mark.parametrize("seed", range(3))
def test_products_are_those_of_weights(seed: int) -> None:
    """Every product is the sum, over all terms, of what the term weighs in the one note times what in the other."""
    space = _space(seed, 40, 30)
    postings = space.postings
    dense = np.zeros((40, 30))
    terms = np.repeat(np.arange(30), postings.frequency)
    dense[postings.slots, terms] = weights(postings.times, space.worth[terms])
    rows = np.array([3, 0, 39, 13])
    held = postings.rows(np.arange(40), 40, space.worth)
    assert np.array_equal(Products(postings, space.worth, held, 40, 41).of(rows), dense[rows] @ dense.T)
