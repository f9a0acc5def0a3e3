"""Changes of notes into what every command that makes them does: show, say what git could not give back, write.

Such a command holds the vault with `vault.writing()` from before it reads notes.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext

from kb.api import OpenVault
from kb.changes import Change, save_all
from kb.cli.printing import message, one_line, show_text
from kb.text import count

_MOST_NAMED = 10


def held(vault: OpenVault, *, write: bool) -> AbstractContextManager[None]:
    """The vault held against other writers, if the command may write."""
    return vault.writing() if write else nullcontext()


def show_and_save(vault: OpenVault, changes: Sequence[Change], *, write: bool, aside: bool = False) -> None:
    """Show the differences and warn; then, if told to, write all of them or none.

    The differences go `aside`, to stderr, where the result of the command is data.
    """
    for change in changes:
        show_text(change.diff(), err=aside)
    _warn(vault, changes)
    if write:
        save_all(changes)


def _warn(vault: OpenVault, changes: Sequence[Change]) -> None:
    """Say what git could not undo; without a repository only where a file is to go."""
    unsaved = vault.uncommitted(changes) if changes else ()
    if unsaved is None:
        if any(change.after is None for change in changes):
            message("These notes are in no git repository, so nothing but a copy of your own can undo this.")
        return
    for path in unsaved[:_MOST_NAMED]:
        message(one_line(f"{path} has changes that are not committed: git can't give them back."))
    if len(unsaved) > _MOST_NAMED:
        message(f"So have {count(len(unsaved) - _MOST_NAMED, 'other file')}.")
