"""Laws of linking a vault: authors' lists stay, nearest notes follow up to k, and nothing new is wrong afterwards."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

import kb
from kb.changes import save_all
from kb.errors import VaultError

Write = Callable[[str], Path]
TODAY = dt.date(2025, 1, 1)

VAULT = """\
-- kb.toml --
-- notes/ferry.md --
# __Ferries plug in__, from ([20240101](https://example.org/p/1).)

__[External link](https://example.com/ferry)__

## Summary

Ferries plug into shore power at the quay.

## Keywords

* ports
* shore power

## Closest

* [An old friend](friend)
* [Lost](lost)
* [Ferries plug in](ferry)

## Our view <!-- not yet -->

Kept   as it is.
-- notes/quay.md --
# __The quay of *cables*__, (from page [20240201](https://example.org/p/2).)

__[External link](https://example.com/quay)__

## Summary

Shore power comes to the quay; ferries wait.

## Keywords

* ports
* shore power
-- notes/twin.md --
# __The quay, again__, from ([20240301](https://example.org/p/3).)

__[External link](https://example.com/quay?utm_source=x)__

## Summary

The quay has shore power.
-- notes/cable.md --
# __A cable for [ferries]__, from ([20240301](https://example.org/p/3).)

__[External link](https://example.com/cable)__

## Summary

A cable brings shore power to ferries at the quay.

## Keywords

* shore power
-- notes/friend.md --
# __An old friend__, from ([20240301](https://example.org/p/3).)

__[External link](https://example.com/friend)__

## Keywords

* memory
-- notes/draft.md --
---
draft: true
---
# __Ferries and quays__, from ([20240301](https://example.org/p/3).)

__[External link](https://example.com/draft)__

## Summary

Ferries plug into shore power at the quay, a draft says.
-- notes/page.md --
# How ferries plug into shore power at the quay

A page.
"""


def _targets(folder: Path) -> dict[str, list[str]]:
    return {one.id: [link.target for link in one.closest] for one in kb.open_vault(folder).notes}


def test_lists_are_filled_after_what_their_author_wrote(vault: Write) -> None:
    """Own links first, broken and self-links too; then the nearest that are not there, an item by one note."""
    folder = vault(VAULT)
    save_all(kb.open_vault(folder).linking().changes)
    found = _targets(folder)
    assert found["ferry"][:3] == ["friend", "lost", "ferry"]
    assert sorted(found["ferry"][3:]) == ["cable", "quay"]
    assert "quay" not in found["twin"]
    assert set(found["quay"]) == set(found["twin"]) == {"ferry", "cable"}
    assert "friend" not in found["quay"]
    assert not found["page"]
    text = (folder / "notes/quay.md").read_text()
    assert "[A cable for [ferries]](cable)" in text
    assert "## Our view <!-- not yet -->\n\nKept   as it is.\n" in (folder / "notes/ferry.md").read_text()


def test_only_a_draft_is_linked_to_a_draft(vault: Write) -> None:
    """The site would show a name that is not published; a draft may name whatever is near it."""
    folder = vault(VAULT)
    save_all(kb.open_vault(folder).linking().changes)
    found = _targets(folder)
    assert not any("draft" in targets for targets in found.values())
    assert "ferry" in found["draft"]


@pytest.mark.parametrize("k", [1, 2, 3, 20])
def test_a_list_is_filled_up_to_k(vault: Write, k: int) -> None:
    """Links that reach a note count, others don't; a list that has k stays as it is."""
    folder = vault("-- kb.toml --\n[closest]\nk = 2\n" + VAULT.removeprefix("-- kb.toml --\n"))
    opened = kb.open_vault(folder)
    result = opened.linking([opened.note("ferry")], k)
    assert result.links == min(k, 3) - 1
    assert [one.name for one in result.changes] == (["ferry.md"] if k > 1 else [])


def test_linking_twice_changes_nothing_and_check_finds_nothing_new(vault: Write) -> None:
    """What is written is what would be written, and no rule speaks of it."""
    folder = vault(VAULT)

    def found() -> Counter[tuple[str, str, str]]:
        return Counter((one.span.path, one.code, one.message) for one in kb.open_vault(folder).check(TODAY))

    before = found()
    assert kb.open_vault(folder).linking().changes
    save_all(kb.open_vault(folder).linking().changes)
    assert not found() - before
    assert kb.open_vault(folder).linking().changes == ()


def test_every_byte_that_stood_there_stays(vault: Write) -> None:
    """Mark, line ends of both kinds, a missing last one: only lines are added."""
    folder = vault(VAULT)
    path = folder / "notes/quay.md"
    lines = path.read_text().rstrip("\n").split("\n")
    before = "\ufeff" + "".join(line + ("\r\n" if number % 3 else "\n") for number, line in enumerate(lines)) + "end"
    path.write_bytes(before.encode())
    opened = kb.open_vault(folder)
    save_all(opened.linking([opened.note("quay")]).changes)
    after = path.read_bytes().decode()
    assert after.startswith(before + "\r\n")
    assert "[Ferries plug in](ferry)" in after.removeprefix(before)


def test_what_cannot_be_added_to_is_named_and_left(vault: Write) -> None:
    """Code that never ends would swallow the links, and bytes that are no text are never written back."""
    folder = vault(VAULT)
    path = folder / "notes/quay.md"
    path.write_text(path.read_text() + "\n```\nopen\n")
    (folder / "notes/cable.md").write_bytes((folder / "notes/cable.md").read_bytes() + b"\xe9\n")
    result = kb.open_vault(folder).linking()
    assert result.left == ("cable.md", "quay.md")
    assert {"cable.md", "quay.md"}.isdisjoint(change.name for change in result.changes)


def test_a_file_that_changed_since_it_was_read_stops_all(vault: Write) -> None:
    """The links would be those of a text that is no more."""
    folder = vault(VAULT)
    opened = kb.open_vault(folder)
    assert opened.notes
    (folder / "notes/quay.md").write_text("# New\n")
    with pytest.raises(VaultError, match=r"quay\.md has changed"):
        opened.linking()
