"""The command that brings duplicates together or keeps them apart: dedupe."""

from collections.abc import Iterator
from dataclasses import asdict

import click

import kb
from kb.changes import Change, save_all
from kb.cli.printing import Row, format_option, message, show_rows, show_text
from kb.text import count

_PAIR = 2


@click.command("dedupe")
@click.argument("notes", nargs=-1, metavar="[NOTE]...")
@click.option("--write", is_flag=True, help="Make one file of each item that a build merges, or of the NOTEs named.")
@click.option("--refuse", is_flag=True, help="Keep two NOTEs apart for good, in kb.toml.")
@format_option()
def dedupe_command(notes: tuple[str, ...], *, write: bool, refuse: bool, form: str) -> None:
    """List the items that several notes tell of, why they are one, and what may be.

    With NOTEs, of one item or of one suggestion, show what merging them in the vault would change; --write changes it.
    """
    vault = kb.open_vault()
    if refuse:
        _refuse(vault, notes, write=write)
    elif write or notes:
        _merge(vault, notes, write=write)
    else:
        show_rows(_items(vault), form, ("canonical", "members", "rule", "merged", "evidence"))


def _items(vault: "kb.OpenVault") -> Iterator[Row]:
    for items, merged in ((vault.items, True), (vault.suggestions, False)):
        for item in items:
            row = asdict(item)
            yield {
                "canonical": row["canonical"],
                "members": list(item.members),
                "rule": row["rule"],
                "merged": merged,
                "evidence": row["evidence"],
            }


def _refuse(vault: "kb.OpenVault", notes: tuple[str, ...], *, write: bool) -> None:
    if write or len(notes) != _PAIR:
        raise click.UsageError("--refuse takes two NOTEs and nothing else.")
    one, other = map(vault.note, notes)
    change = vault.refusal(one, other)
    if change:
        show_text(change.diff())
        change.save()
    message(f"{one.id} and {other.id} are two items" + ("." if change else " already."))


def _merge(vault: "kb.OpenVault", notes: tuple[str, ...], *, write: bool) -> None:
    changes = vault.merging([vault.note(one) for one in notes])
    for change in changes:
        show_text(change.diff())
    if changes:
        _warn(vault, changes)
    if write:
        save_all(changes)
    removed = sum(change.after is None for change in changes)
    state = "" if write else "would be "
    files = f"{count(removed, 'file')} {state}merged into others"
    message(f"{files}, {len(changes) - removed} {state}changed." if changes else "There is nothing to merge.")


def _warn(vault: "kb.OpenVault", changes: tuple[Change, ...]) -> None:
    """Say what git could not undo."""
    unsaved = vault.uncommitted(changes)
    if unsaved is None:
        message("These notes are in no git repository, so nothing but a copy of your own can undo a merge.")
    for path in unsaved or ():
        message(f"{path} has changes that are not committed: git can't give them back.")
