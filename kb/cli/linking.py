"""The command that writes computed neighbours into notes: link."""

import click

import kb
from kb.cli.printing import message
from kb.cli.saving import held, show_and_save
from kb.text import count


@click.command("link")
@click.argument("notes", nargs=-1, metavar="[NOTE]...")
@click.option("--write", is_flag=True, help="Write the links; without it they are only shown.")
@click.option(
    "-k", type=click.IntRange(min=1), help="Fill lists up to this many.  [default: k of [closest], 8]", metavar="N"
)
def link_command(notes: tuple[str, ...], *, write: bool, k: int | None) -> None:
    """Add computed neighbours to the Closest lists of all notes, or of the NOTEs named.

    What an author wrote stays, in its order; the nearest notes that a list lacks follow it until it names N of the
    vault. A note without the section gets it at its end.
    """
    vault = kb.open_vault()
    with held(vault, write=write):
        found = vault.linking([vault.note(one) for one in notes], k)
        show_and_save(vault, found.changes, write=write)
    for path in found.left:
        message(f"{path} is left as it is: links that are added to it would not be read as they are meant.")
    if not found.changes:
        message("There is no link to add.")
        return
    links, files = count(found.links, "link"), count(len(found.changes), "note")
    message(f"{links} {'added' if write else 'would be added'} to {files}.")
