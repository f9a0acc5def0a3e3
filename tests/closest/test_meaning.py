"""Laws of nearness in meaning: exact, order-free, joined with terms as said, and absent where a vector is."""

from collections.abc import Sequence
from random import Random

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.closest import similar
from kb.closest.meaning import LENGTH, Meaning, Vectors, whole
from kb.model import Neighbour, Note

TEXTS = st.lists(st.sampled_from("amber basalt cedar dune ember fjord".split()), max_size=5).map(" ".join)
VECTOR = st.lists(st.integers(-9, 9), min_size=3, max_size=3)
NOTED = st.lists(st.tuples(TEXTS, VECTOR), min_size=2, max_size=12)


def _notes(texts: list[str]) -> list[Note]:
    return [Note(id=f"n{place:02}", path=f"n{place:02}.md", title="", summary=text) for place, text in enumerate(texts)]


def _vectors(rows: object, weight: float = 0.5) -> Vectors:
    return Vectors(model="made up", rows=whole(np.array(rows, dtype=np.float32)), weight=weight)


def _similar(noted: list[tuple[str, list[int]]], k: int, weight: float = 0.5) -> Sequence[Neighbour]:
    return similar(_notes([text for text, _ in noted]), k, _vectors([vector for _, vector in noted], weight))


def test_other_words_for_one_thing_are_near() -> None:
    """Notes that share no term are neighbours by meaning alone, and have no reasons then."""
    near = {
        (one.source, one.target): one for one in _similar([("ferry", [9, 1]), ("ship", [9, 2]), ("bee", [0, 9])], 1)
    }
    assert near["n00", "n01"].reasons == ()
    assert near["n00", "n01"].score == near["n01", "n00"].score > 0
    assert near["n00", "n01"].meaning == pytest.approx(0.99, abs=0.02)


@given(NOTED, st.integers(1, 5), st.sampled_from([0.0, 0.2, 0.65, 1.0]))
def test_brute_force_agrees(noted: list[tuple[str, list[int]]], k: int, weight: float) -> None:
    """Scores are those of the formulas over terms alone and over plain cosines, and no better neighbour is left out."""
    terms = _table(len(noted), _without_hubs(noted, None))
    rows = np.array([vector for _, vector in noted], dtype=np.float64)
    known = np.abs(rows).max(axis=1) > 0
    unit = rows / np.where(known, np.linalg.norm(rows, axis=1), 1)[:, None]
    cosines = unit @ unit.T
    pairs = known[:, None] & known & ~np.eye(len(rows), dtype=bool)
    mean = round(cosines[pairs].sum() / (pairs.sum() + 100), 2)
    joined = np.where(pairs, (1 - weight) * terms + weight * (cosines - mean) / (1 - mean), terms)
    found = _table(len(noted), _without_hubs(noted, weight))
    assert found == pytest.approx(np.clip(joined, 0, 1) * (1 - np.eye(len(rows))), abs=0.02)
    best = _similar(noted, k, weight)
    everyone = _similar(noted, 99, weight)
    by_source = {
        source: [one for one in everyone if one.source == source][:k] for source in {o.source for o in everyone}
    }
    assert [one for source in sorted(by_source) for one in by_source[source]] == list(best)


def _without_hubs(noted: list[tuple[str, list[int]]], weight: float | None) -> Sequence[Neighbour]:
    """Neighbours with the correction of hubs left out."""
    from kb.closest import rank  # noqa: PLC0415  # to be changed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rank, "_OFF", 0)
        return similar(_notes([text for text, _ in noted]), 99) if weight is None else _similar(noted, 99, weight)


def _table(size: int, found: Sequence[Neighbour]) -> npt.NDArray[np.float64]:
    table = np.zeros((size, size))
    for one in found:
        table[int(one.source[1:]), int(one.target[1:])] = one.score
    return table


@given(NOTED, st.randoms(use_true_random=False))
def test_the_order_of_notes_does_not_matter(noted: list[tuple[str, list[int]]], random: Random) -> None:
    """Shuffled notes, their vectors with them, have the same neighbours."""
    notes = _notes([text for text, _ in noted])
    order = list(range(len(noted)))
    random.shuffle(order)
    vectors = _vectors([noted[place][1] for place in order])
    assert similar([notes[place] for place in order], 5, vectors) == _similar(noted, 5)


@given(NOTED)
def test_without_a_vector_terms_alone_count(noted: list[tuple[str, list[int]]]) -> None:
    """When no note has a vector, neighbours are those of no model, and none has a meaning."""
    found = _similar([(text, [0, 0, 0]) for text, _ in noted], 5)
    assert found == similar(_notes([text for text, _ in noted]), 5)
    assert all(one.meaning is None for one in found)


def test_a_note_without_a_vector_is_compared_by_terms() -> None:
    """It has neighbours among notes with vectors, and their meaning is unknown."""
    found = _similar([("amber cedar", [9, 1]), ("amber dune", [8, 1]), ("amber fjord", [0, 0])], 2)
    mine = [one for one in found if one.source == "n02"]
    assert [one.meaning for one in mine] == [None, None]
    assert mine[0].score > 0


@pytest.mark.parametrize("count", [2, 50, 120])
def test_copies_are_as_near_as_can_be(count: int) -> None:
    """Notes that say the same have a score of 1, with the first k others by id."""
    found = _similar([("lighthouse", [1, 2])] * count, 3)
    assert {one.score for one in found} == {1.0}
    assert [one.target for one in found if one.source == "n01"] == [f"n{place:02}" for place in (0, 2, 3)[: count - 1]]


@pytest.mark.parametrize("size", [1, 128, 384, 3072])
def test_no_sum_is_too_large_to_be_exact(size: int) -> None:
    """However a machine adds the products of two vectors, all sums on the way are whole numbers that floats hold."""
    random = np.random.default_rng(size)
    rows = whole(random.standard_normal((50, size)).astype(np.float32)).astype(np.int64)
    rows = np.vstack([rows, whole(np.ones((1, size), dtype=np.float32))])
    assert np.abs(rows).T.max() <= LENGTH
    assert (np.abs(rows) @ np.abs(rows).T).max() < 2**24


def test_the_order_of_dimensions_does_not_matter() -> None:
    """Vectors with their dimensions turned round are added in another order, to the last digit the same."""
    random = np.random.default_rng(5)
    rows = whole(random.standard_normal((40, 300)).astype(np.float32))
    turned = Meaning(Vectors(model="", rows=rows[:, ::-1].copy(), weight=0.5))
    products = np.zeros((40, 40), dtype=np.int64)
    assert (
        Meaning(Vectors(model="", rows=rows, weight=0.5)).together(products, 0) == turned.together(products, 0)
    ).all()


@pytest.mark.parametrize("bad", [[0, 0], [np.nan, 1], [np.inf, 1], [-np.inf, np.nan]])
def test_what_is_no_direction_is_no_vector(bad: list[float]) -> None:
    """Zeros and what is no number become zeros; the largest and the smallest floats keep their direction."""
    rows = whole(np.array([bad, [3e38, 3e38], [1e-38, 0]], dtype=np.float32))
    assert rows.tolist() == [[0, 0], [2828, 2828], [4000, 0]]


def test_a_long_vault_is_ranked_in_blocks() -> None:
    """Blocks of few rows give what one block gives."""
    from kb.closest import lists  # noqa: PLC0415  # to be changed

    random = np.random.default_rng(3)
    noted = [(f"amber word{place % 7}", random.integers(-9, 9, 3).tolist()) for place in range(60)]
    expected = _similar(noted, 5)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lists, "_BLOCK", 180)
        assert _similar(noted, 5) == expected
