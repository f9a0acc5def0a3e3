"""Figures of `scripts/evaluate.py` on answers that can be judged by hand."""

import math
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import kb
from kb.model import Note
from kb.options import ClosestOptions

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
    task = EVALUATE["closest_task"](kb.open_vault(vault(VAULT)))
    assert (len(task.notes), dict(task.right)) == (3, {"a": {"b"}})
    assert EVALUATE["agreement"](task, ClosestOptions()).scores == {"a": EVALUATE["Score"](1.0, 1.0, 1.0, 1.0)}


def test_an_interval_is_the_same_in_every_run() -> None:
    """The mean with its bounds, which are those of one value when there is one."""
    assert EVALUATE["shown"]([0.5]) == "0.500 (0.500–0.500)"
    assert EVALUATE["shown"]([0.0, 1.0] * 20) == EVALUATE["shown"]([0.0, 1.0] * 20) == "0.500 (0.350–0.650)"
    assert EVALUATE["shown"]([]) == "-"


TOPICS = """
-- power.md --
# Power from the quay

Ships no longer burn fuel in the harbour, says [the newest](a), and so does [another](b.md).
[Itself](power) is no evidence.
-- music.md --
# Instruments on loan

Nothing links here. Branches lend violins.
-- a.md --
# Harbour adds shore power

## Summary

Ferries plug in at the quay.
-- b.md --
# Electric ferry

## Summary

The ferry charges at the quay in the harbour.
-- c.md --
# Libraries lend violins

## Summary

Branches lend instruments beside books.
"""


def test_pages_ask_for_their_evidence(vault: Callable[[str], Path]) -> None:
    """A page that links to notes asks; it is nobody's answer, and the texts of its links don't help it."""
    task = EVALUATE["pages_task"](kb.open_vault(vault(TOPICS)))
    assert dict(task.right) == {"power": {"a", "b"}}
    (page,) = (note for note in task.notes if note.kind == "page")
    assert "newest" not in page.summary
    assert "Ships no longer burn fuel" in page.summary
    figures = EVALUATE["agreement"](task, ClosestOptions())
    assert (figures.scores["power"].recall5, figures.scores["power"].mrr, figures.hub) == (1.0, 1.0, 2)


def test_a_share_is_chosen_without_the_notes_that_it_is_judged_on() -> None:
    """Each note is judged under the share that is best for the others, though another is best for itself."""
    score = EVALUATE["Score"]
    good, bad = score(1.0, 1.0, 1.0, 1.0), score(0.0, 0.0, 0.0, 0.0)
    by_share = {0.2: {"a": good, "b": bad}, 0.8: {"a": bad, "b": good}}
    assert EVALUATE["cross_validated"](by_share) == {"a": bad, "b": bad}


@pytest.mark.parametrize(
    ("text", "lang", "language"),
    [
        ("Ferries", None, "latin"),
        ("渡轮", None, "cjk"),
        ("السفن", None, "arabic"),
        ("Ferries", "nl", "nl"),
        ("", None, "none"),
    ],
)
def test_a_note_tells_its_language(text: str, lang: str | None, language: str) -> None:
    """By its own tag, else by its letters."""
    assert EVALUATE["language"](Note(id="a", path="a.md", title=text, lang=lang)) == language


def test_the_table_tells_of_models_and_groups(
    vault: Callable[[str], Path], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row for each model and group, all as long as the head."""
    folder = str(vault(VAULT))
    asked = ["evaluate", folder, "--model", "lexical", "--model", "static", "--by", "language", "--cross-validate"]
    monkeypatch.setattr("sys.argv", asked)
    EVALUATE["main"]()
    rows = [line.split(" | ") for line in capsys.readouterr().out.splitlines()]
    assert [(row[1], row[4]) for row in rows[2:]] == [
        (group, model) for group in ("all", "latin") for model in ("lexical", "static")
    ]
    assert {len(row) for row in (rows[0], *rows[2:])} == {13}
