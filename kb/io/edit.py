"""New text for notes into their files: the only writer of notes. Whole or not at all, and never over another's work."""

import difflib
import hashlib
import io
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kb.errors import VaultError


def difference(path: str, before: str, after: str | None) -> str:
    """What would change, as a unified diff of three lines of context; empty when nothing would; None removes."""
    lines = difflib.unified_diff(
        list(io.StringIO(before)),  # lines end with a line feed and nothing else, as everywhere in kb
        list(io.StringIO(after or "")),
        f"a/{path}",
        "/dev/null" if after is None else f"b/{path}",
    )
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """What a file is to be."""

    path: Path
    """The file; a link is followed to the file it names, and only the link removed."""
    text: str | None
    """All that shall stand in it; None to remove it."""
    read_digest: str
    """SHA-256 of the bytes that the text was made from."""


def save_all(replacements: Sequence[Replacement]) -> None:
    """Do several replacements, all or none; files are removed last.

    Nothing is done when one of them has changed since it was read, or can't be written (`VaultError`); what was done
    before the disk failed is taken back.
    """
    before = [_as_read(one) for one in replacements]
    parts: list[Path] = []
    done: list[tuple[Path, bytes]] = []
    doing = Path()
    try:
        for one in replacements:
            doing = one.path
            if one.text is not None:
                parts.append(_part(one.path.resolve(), one.text))
        waiting = iter(parts)
        for one, content in sorted(zip(replacements, before, strict=True), key=lambda pair: pair[0].text is None):
            doing = one.path
            if one.text is None:
                one.path.unlink()
            else:
                next(waiting).replace(one.path.resolve())
            done.append((one.path, content))
    except OSError as error:
        for path, content in done:
            with suppress(OSError):
                path.write_bytes(content)
        raise VaultError(f"{doing} can't be written: {error.strerror or error}; all is as it was.") from error
    finally:
        for part in parts:
            with suppress(OSError):
                part.unlink()


def save(path: Path, text: str, *, read_digest: str) -> None:
    """Replace one note's text, as `save_all` does."""
    save_all([Replacement(path=path, text=text, read_digest=read_digest)])


def create(path: Path, text: str) -> None:
    """Write a note that is not there yet, whole or not at all; `VaultError` when it is there or can't be written."""
    part = path.with_name(f".{path.name}.{os.getpid()}.kb-part")
    try:
        if not path.parent.is_dir():
            path.parent.mkdir(parents=True)
        with part.open("wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        taken = not _move_new(part, path)
    except OSError as error:
        raise VaultError(f"{path} can't be written: {error.strerror or error}; nothing is there.") from error
    finally:
        with suppress(OSError):
            part.unlink()
    if taken:
        raise VaultError(f"{path} is there already; it is left alone.")


def _move_new(part: Path, path: Path) -> bool:
    """Give a whole file its name; False when another has it."""
    try:
        try:
            path.hardlink_to(part)
        except FileExistsError:
            raise
        except (OSError, NotImplementedError):  # a disk without hard links
            path.open("xb").close()
            part.replace(path)
    except FileExistsError:
        return False
    return True


def _as_read(one: Replacement) -> bytes:
    """The file's bytes, if they are those that the new text was made from."""
    try:
        content = one.path.read_bytes()
    except OSError as error:
        raise VaultError(f"{one.path} can't be written: {error.strerror or error}; all is as it was.") from error
    if hashlib.sha256(content).hexdigest() != one.read_digest:
        raise VaultError(f"{one.path} has changed since it was read; all is left alone.", "Run the command again.")
    return content


def _part(target: Path, text: str) -> Path:
    """A file beside another that holds its new text, with its rights, safely on the disk."""
    part = target.with_name(f".{target.name}.{os.getpid()}.kb-part")
    try:
        with part.open("wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        part.chmod(target.stat().st_mode & 0o7777)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise
    return part
