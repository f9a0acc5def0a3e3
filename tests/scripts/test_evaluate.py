"""Figures of `scripts/evaluate.py` on answers that can be judged by hand."""

import math
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

EVALUATE: dict[str, Any] = runpy.run_path(str(Path(__file__).parents[2] / "scripts" / "evaluate.py"))

VAULT = """
-- a.md --
# Harbour adds shore power

## Summary

Ferries plug in at the quay.

## Closest

* [Itself](a)
* [Ferry](b)
* [Ferry again](b)
* [Gone](nowhere)
-- b.md --
# Electric ferry

## Summary

The ferry charges at the quay in the harbour.
-- c.md --
# Libraries lend violins

## Summary

Branches lend instruments beside books.
"""


@pytest.mark.parametrize(
    ("ranked", "value"),
    [
        (["a", "b", "x"], 1.0),
        (["b", "a"], 1.0),
        (["x", "a", "b"], (1 / math.log2(3) + 1 / 2) / (1 + 1 / math.log2(3))),
        (["x"] * 10 + ["a", "b"], 0.0),
        ([], 0.0),
    ],
)
def test_ndcg_counts_places(ranked: list[str], value: float) -> None:
    """All right answers first give 1, none among ten gives 0, and later ones count less."""
    assert EVALUATE["ndcg"](ranked, {"a", "b"}) == pytest.approx(value)


def test_right_answers_are_found_links_to_others(vault: Callable[[str], Path]) -> None:
    """Self-links, repeats and missing notes are none; notes without an answer don't count."""
    figures = EVALUATE["agreement"](vault(VAULT))
    assert (figures.notes, figures.links, figures.ndcg, figures.recall) == (3, 1, (1.0,), (1.0,))


def test_an_interval_is_the_same_in_every_run() -> None:
    """The mean with its bounds, which are those of one value when there is one."""
    assert EVALUATE["shown"]([0.5]) == "0.500 (0.500–0.500)"
    assert EVALUATE["shown"]([0.0, 1.0] * 20) == EVALUATE["shown"]([0.0, 1.0] * 20) == "0.500 (0.350–0.650)"
    assert EVALUATE["shown"]([]) == "-"
