"""Figures of `scripts/evaluate_graph.py` on answers that can be judged by hand."""

import runpy
from pathlib import Path
from typing import Any

from kb.graph import Community
from tests.graph.graphs import graph

EVALUATE: dict[str, Any] = runpy.run_path(str(Path(__file__).parents[2] / "scripts" / "evaluate_graph.py"))


def test_hidden_links_are_hidden_in_both_directions() -> None:
    """And every one in one fold of five."""
    some = graph("a closest:b similar:b; b mention:a closest:c; c")
    pairs = EVALUATE["linked"](some.edges)
    assert pairs == [("a", "b"), ("b", "c")]
    assert [edge.kind for edge in EVALUATE["without"](some, {("a", "b")}).edges] == ["similar", "closest"]
    folds = list(EVALUATE["folds"](pairs, 3))
    assert len(folds) == 20
    assert sorted(pair for fold in folds[:5] for pair in fold) == pairs


def test_recall_and_its_difference() -> None:
    """Shares of the right answers, means before and after, and an interval around the difference."""
    assert EVALUATE["recalls"]({"a", "b"}, list("xxxxabyyyy")) == [0.5, 1.0]
    assert EVALUATE["compared"]([("a", [0.0], [1.0]), ("b", [0.5], [0.5])], 0) == "0.250 → 0.750 (+0.000 to +1.000)"


def test_same_counts_notes_whose_community_kept_its_address() -> None:
    """Among the notes in both states."""
    before = [
        Community(address="x", name="", members=("a", "b", "gone")),
        Community(address="y", name="", members=("c", "d")),
    ]
    after = [
        Community(address="x", name="", members=("a", "b", "c", "new")),
        Community(address="y", name="", members=("d",)),
    ]
    assert EVALUATE["same"](before, after) == 0.75
