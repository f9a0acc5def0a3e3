"""New text for a note into its file: the only writer of notes. Whole or not at all, and never over another's work."""

import difflib
import hashlib
import os
from contextlib import suppress
from pathlib import Path

from kb.errors import VaultError


def difference(path: str, before: str, after: str) -> str:
    """What would change, as a unified diff of three lines of context; empty when nothing would."""
    lines = difflib.unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), f"a/{path}", f"b/{path}"
    )
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def save(path: Path, text: str, *, read_digest: str) -> None:
    """Replace a note's text, keeping the file's rights; a link is followed to the file it names.

    `read_digest` is the SHA-256 of the bytes that the new text was made from: when the file has changed since, nothing
    is written and `VaultError` is raised.
    """
    target = path.resolve()
    part = target.with_name(f".{target.name}.{os.getpid()}.kb-part")
    try:
        if hashlib.sha256(target.read_bytes()).hexdigest() != read_digest:
            raise VaultError(f"{path} has changed since it was read; it is left alone.", "Run the command again.")
        mode = target.stat().st_mode
        with part.open("wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        part.chmod(mode & 0o7777)
        part.replace(target)
    except OSError as error:
        raise VaultError(f"{path} can't be written: {error.strerror or error}; it is as it was.") from error
    finally:
        with suppress(OSError):
            part.unlink()
