"""How good the ranking is: questions about this project's own notes, and the notes that a reader would want."""

import json
from pathlib import Path

import kb

JUDGED = json.loads((Path(__file__).parent / "judged.json").read_text("utf-8"))


def test_wanted_notes_come_first() -> None:
    """Mean reciprocal rank and recall among five are at least 0.9, where a perfect ranking has 1; two need synonyms."""
    vault = kb.open_vault(Path(__file__).parents[2])
    ranks, recalls = 0.0, 0.0
    for one in JUDGED:
        found = [hit.id for hit in vault.search(one["query"]).hits]
        ranks += next((1 / place for place, id_ in enumerate(found, 1) if id_ in one["relevant"]), 0)
        recalls += len(set(found[:5]) & set(one["relevant"])) / len(one["relevant"])
    assert len(JUDGED) >= 30
    assert ranks / len(JUDGED) >= 0.9
    assert recalls / len(JUDGED) >= 0.9
