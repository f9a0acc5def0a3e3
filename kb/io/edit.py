"""New text for notes into their files: the only writer of notes. Whole or not at all, and never over another's work."""

import difflib
import errno
import hashlib
import io
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from kb.errors import VaultError

_ONE_BY_ONE = 20  # new files that are waited for one by one
_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}


def difference(path: str, before: str, after: str | None) -> str:
    """What would change, as a unified diff of three lines of context; empty when nothing would; None removes."""
    lines = difflib.unified_diff(
        list(io.StringIO(before)),  # lines end with a line feed and nothing else, as everywhere in kb
        list(io.StringIO(after or "")),
        f"a/{path}",
        "/dev/null" if after is None else f"b/{path}",
    )
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


class Replacement(Struct, frozen=True, kw_only=True):
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
    before the disk failed, or somebody interrupted, is taken back.
    """
    for one in replacements:
        _read(one)
    parts: list[Path] = []
    done: list[_Done] = []
    doing = Path()
    try:
        for one in replacements:
            doing = one.path
            if one.text is not None:
                parts.append(_part(one.path.resolve(), one.text))
        # Writing took its time, and moving takes next to none: whatever an editor saved meanwhile is seen here.
        before = [_read(one) for one in replacements]
        waiting = iter(parts)
        for one, content in sorted(zip(replacements, before, strict=True), key=lambda pair: pair[0].text is None):
            doing = one.path
            if one.text is None:
                aside = _beside(one.path)
                one.path.rename(aside)
                done.append(_Done(one.path, aside, content))
            else:
                next(waiting).replace(one.path.resolve())
                done.append(_Done(one.path, None, content))
        parts.extend(one.aside for one in done if one.aside)
    except BaseException as error:
        for one_done in reversed(done):
            with suppress(OSError):
                one_done.undo()
        if isinstance(error, OSError):
            raise _unwritable(doing, error) from error
        raise
    finally:
        for part in parts:
            with suppress(OSError):
                part.unlink()


def save(path: Path, text: str, *, read_digest: str) -> None:
    """Replace one note's text, as `save_all` does."""
    save_all([Replacement(path=path, text=text, read_digest=read_digest)])


def create(path: Path, text: str) -> None:
    """Write one new file, as `create_all` does."""
    create_all([(path, text)])


class _Done(Struct, frozen=True):
    """A replacement that was done."""

    path: Path
    aside: Path | None
    """Where a file that was to go waits until all is done."""
    content: bytes
    """What stood in the file."""

    def undo(self) -> None:
        """Make it as it was."""
        if self.aside:
            self.aside.rename(self.path)
        else:
            target = self.path.resolve()
            _part(target, self.content).replace(target)


def _read(one: Replacement) -> bytes:
    """The file's bytes, if they are those that the new text was made from, and the file is not write-protected."""
    try:
        content = one.path.read_bytes()
    except OSError as error:
        raise _unwritable(one.path, error) from error
    if hashlib.sha256(content).hexdigest() != one.read_digest:
        raise VaultError(f"{one.path} has changed since it was read; all is left alone.", "Run the command again.")
    if one.text is not None and not os.access(one.path, os.W_OK):
        raise _unwritable(one.path, PermissionError(errno.EACCES, "it is protected against writing"))
    return content


def _unwritable(path: Path, error: OSError) -> VaultError:
    return VaultError(f"{path} can't be written: {error.strerror or error}; all is as it was.")


def _part(target: Path, content: str | bytes) -> Path:
    """A file beside another that holds what shall stand in it, with its rights and owner, safely on the disk."""
    part = _beside(target)
    status = target.stat()
    try:
        with part.open("wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        made = part.stat()
        if (made.st_uid, made.st_gid) != (status.st_uid, status.st_gid):
            with suppress(OSError):  # only root may give a file away
                os.chown(part, status.st_uid, status.st_gid)
        part.chmod(status.st_mode & 0o7777)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise
    return part


def _beside(path: Path) -> Path:
    """A hidden name in the same folder that is no note's."""
    return path.with_name(f".{path.name}.{os.getpid()}.kb-part")


def create_all(files: Sequence[tuple[Path, str]]) -> None:
    """Write several new files, and the folders they want, all or none, never over a file (`VaultError`)."""
    parts: list[Path] = []
    made: list[Path] = []
    folders: list[Path] = []
    doing = Path()
    try:
        for path, text in files:
            doing = path
            folders += _folders(path.parent)
            part = _beside(path)
            parts.append(part)
            part.write_bytes(text.encode())
        _settle(parts)
        for part, (path, _) in zip(parts, files, strict=True):
            doing = path
            _claim(part, path)
            made.append(path)
    except BaseException as error:
        for path in made:
            with suppress(OSError):
                path.unlink()
        _clear(parts)
        for folder in reversed(folders):
            with suppress(OSError):
                folder.rmdir()
        if isinstance(error, FileExistsError):
            raise VaultError(f"{doing} is there already; it is left alone.") from error
        if isinstance(error, OSError):
            raise _unwritable(doing, error) from error
        raise
    _clear(parts)


def _settle(parts: Sequence[Path]) -> None:
    """Wait until files are safely on the disk."""
    if len(parts) > _ONE_BY_ONE:
        os.sync()  # all that the disk has to write, at once: a wait for each would take minutes for thousands
        return
    for part in parts:
        with part.open("r+b") as file:
            os.fsync(file.fileno())


def _folders(folder: Path) -> list[Path]:
    """Make a folder and those above it; the ones that were not there, outermost first."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()][::-1]
    for one in missing:
        one.mkdir()
    return missing


def _claim(part: Path, path: Path) -> None:
    """Give a file its name, unless something has it: a link is made in one step, and never over another."""
    try:
        os.link(part, path)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        with path.open("xb"):  # a disk without such links: the name is claimed first
            part.replace(path)


def _clear(parts: Sequence[Path]) -> None:
    for part in parts:
        with suppress(OSError):
            part.unlink()
