"""The command that brings duplicates together or keeps them apart: dedupe."""

from collections.abc import Iterator

import click

import kb
from kb.cli.printing import Row, format_option, message, show_rows
from kb.cli.saving import held, show_and_save
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
            yield {
                "canonical": item.canonical,
                "members": list(item.members),
                "rule": item.rule,
                "merged": merged,
                "evidence": item.evidence,
            }


def _refuse(vault: "kb.OpenVault", notes: tuple[str, ...], *, write: bool) -> None:
    if write or len(notes) != _PAIR:
        raise click.UsageError("--refuse takes two NOTEs and nothing else.")
    with vault.writing():
        one, other = map(vault.note, notes)
        change = vault.refusal(one, other)
        show_and_save(vault, [change] if change else [], write=True)
    message(f"{one.id} and {other.id} are two items" + ("." if change else " already."))


def _merge(vault: "kb.OpenVault", notes: tuple[str, ...], *, write: bool) -> None:
    with held(vault, write=write):
        changes = vault.merging([vault.note(one) for one in notes])
        show_and_save(vault, changes, write=write)
    removed = sum(change.after is None for change in changes)
    state = "" if write else "would be "
    files = f"{count(removed, 'file')} {state}merged into others"
    message(f"{files}, {len(changes) - removed} {state}changed." if changes else "There is nothing to merge.")
