"""What a program that searches a vault may rely on."""

from collections.abc import Callable
from pathlib import Path

import kb

NOTES = """\
-- notes/a1b2c3d4.md --
# __Licences__, from ([20240218](https://example.org/p/20240218).)

## Summary

Models need a licence.

## Signals

| Signal | Change | 10y horizon | Driving force |
|:---|:---|:---|:---|
| A licence | From free to asked | Dossiers | Control |
-- notes/b2c3d4e5.md --
# __Chatbots__, from ([20240303](https://example.org/p/20240303).)

## Summary

Chatbots ask for a licence.
-- notes/sub/c3d4e5f6.md --
---
draft: true
---
# A thought

Not ready.
"""


def test_a_search_finds_what_the_vault_holds(vault: Callable[[str], Path]) -> None:
    """Notes are found by their words, drafts too, with a passage that tells the words apart."""
    opened = kb.open_vault(vault(NOTES))
    answer = opened.search("licence control")
    assert [(hit.id, hit.snippet) for hit in answer.hits] == [
        (
            "a1b2c3d4",
            (("A ", False), ("licence", True), (" · From free to asked · Dossiers · ", False), ("Control", True)),
        )
    ]
    assert opened.search("licence", 1).total == 2
    assert [hit.id for hit in opened.search("ready").hits] == ["c3d4e5f6"]
