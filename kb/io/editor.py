"""A file into the editor that its user chose."""

import os
import shlex
import subprocess
from collections.abc import Sequence
from pathlib import Path

from kb.errors import KbError, WrongUseError


def chosen_editor() -> Sequence[str]:
    """The command in `VISUAL`, else in `EDITOR`, cut as a shell would; `WrongUseError` when neither names one."""
    named = os.environ.get("VISUAL", "").strip() or os.environ.get("EDITOR", "").strip()
    try:
        command = shlex.split(named)
    except ValueError as error:
        raise WrongUseError(f"The editor {named!r} can't be read as a command: {error}.") from error
    if not command:
        raise WrongUseError("Neither VISUAL nor EDITOR names an editor.", "Set one, such as EDITOR='code --wait'.")
    return command


def open_editor(command: Sequence[str], file: Path) -> None:
    """Open a file and wait until the editor ends; `KbError` when it can't start or fails."""
    try:
        done = subprocess.run([*command, str(file)], check=False)  # noqa: S603  # the user's own command
    except OSError as error:
        raise KbError(
            f"The editor {command[0]} can't be started: {error.strerror or error}.", f"{file} is written."
        ) from error
    if done.returncode:
        raise KbError(f"The editor {command[0]} ended with {done.returncode}.", f"{file} is written.")
