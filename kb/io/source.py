"""A folder into the bytes of its notes: the only reader of notes."""

import errno
import os
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct

from kb.errors import VaultError, WrongUseError
from kb.model import Diagnostic, Span
from kb.rules import found

_LARGEST = 256 * 1024 * 1024  # bytes; nothing a person wrote is longer, and reading it would exhaust the memory
_PART = 1 << 20  # bytes that are read at once of a file that is not as long as the disk says


class File(Struct, frozen=True):
    """One note's file as it was found."""

    path: str
    """Relative to the notes folder, with `/` between its parts."""
    data: bytes
    """All of it."""
    digest: str = ""
    """Its SHA-256 in hex, where it is known."""


def read_files(folder: Path, exclude: Sequence[str] = ()) -> tuple[list[File], list[Diagnostic]]:
    """Read every `*.md` that `find_files` finds; what can't be read becomes a diagnostic."""
    places, diagnostics = find_files(folder, exclude)
    read = [read_place(place) for place in places]
    diagnostics.extend(one for one in read if isinstance(one, Diagnostic))
    return [one[0] for one in read if not isinstance(one, Diagnostic)], diagnostics


class Place(NamedTuple):
    """Where one note's file is."""

    path: str
    """Relative to the notes folder, with `/` between its parts."""
    full: str
    """For the system."""


def find_files(folder: Path, exclude: Sequence[str] = ()) -> tuple[list[Place], list[Diagnostic]]:
    """Every `*.md` below a folder, sorted by path; folders that can't be listed become diagnostics.

    Left out are hidden files and folders and whatever matches `exclude`. Links to folders are followed, each folder
    once. Raises `WrongUseError` when there is no such folder and `VaultError` when it can't be listed.
    """
    if not folder.is_dir():
        kind = "is a file, not a folder" if folder.exists() else "does not exist"
        raise WrongUseError(f"The notes folder {folder} {kind}.", "Name the folder that holds your notes.")
    excluded = re.compile("|".join(map(_glob, exclude)), re.DOTALL) if exclude else None
    diagnostics: list[Diagnostic] = []
    return sorted(_walk(folder, excluded, diagnostics)), diagnostics


def read_place(place: Place) -> tuple[File, os.stat_result] | Diagnostic:
    """A file's bytes and what the disk says of it just before they are read, or why it can't be read."""
    try:
        data, status = _read(place.full)
    except OSError as error:
        return _unreadable(place.path, _reason(error))
    return File(place.path, data), status


def read_named(paths: Iterable[tuple[str, Path]]) -> tuple[list[File], list[Diagnostic]]:
    """Read just the files named, as (path to report, file)."""
    files: list[File] = []
    diagnostics: list[Diagnostic] = []
    for path, full in paths:
        try:
            files.append(File(path, _read(str(full))[0]))
        except OSError as error:
            diagnostics.append(_unreadable(path, _reason(error)))
    return files, diagnostics


def _walk(folder: Path, excluded: re.Pattern[str] | None, diagnostics: list[Diagnostic]) -> Iterator[Place]:
    """Everything named like a note."""
    seen: set[tuple[int, int]] = set()
    waiting = [("", str(folder))]
    while waiting:
        prefix, full = waiting.pop()
        try:
            status = os.stat(full)
            if (status.st_dev, status.st_ino) in seen:
                continue  # a link back to a folder that was read already
            seen.add((status.st_dev, status.st_ino))
            with os.scandir(full) as listing:
                entries = sorted(listing, key=attrgetter("name"))
        except OSError as error:
            if not prefix:
                raise VaultError(f"The notes folder {folder} can't be read: {_reason(error)}.") from error
            diagnostics.append(_unreadable(prefix.rstrip("/"), _reason(error)))
            continue
        for entry in entries:
            name = entry.name
            path = prefix + _printable(name)
            if name.startswith(".") or (excluded and excluded.fullmatch(path)):
                continue
            is_note = name.endswith(".md") or name.casefold().endswith(".md")
            if _is_folder(entry):
                waiting.append((path + "/", entry.path))
                if is_note:
                    diagnostics.append(_unreadable(path, "it is a folder, named like a note"))
            elif is_note:
                yield Place(path, entry.path)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a loop of links: reading it will say so
        return False


def _read(full: str) -> tuple[bytes, os.stat_result]:
    """A regular file's bytes and its status before; a pipe or device, which might never end, is refused."""
    descriptor = os.open(full, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "it is no regular file")
        if status.st_size > _LARGEST:
            raise OSError(errno.EFBIG, f"it is larger than {_LARGEST // 1024**2} MB")
        parts = [os.read(descriptor, status.st_size + 1)]
        if len(parts[0]) != status.st_size:  # it is being written, or comes in parts
            while parts[-1]:
                parts.append(os.read(descriptor, _PART))
        return b"".join(parts), status
    finally:
        os.close(descriptor)


def _glob(pattern: str) -> str:
    """A pattern of kb.toml as an expression: `*` and `?` within a name, `**` across folders, a folder and all in it."""
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", pattern.strip("/"))
    known = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return "".join(known.get(part) or re.escape(part) for part in parts) + "(?:/.*)?"


def _printable(name: str) -> str:
    """A file name that can be printed: bytes that are not UTF-8 become U+FFFD."""
    return name if name.isascii() else os.fsencode(name).decode("utf-8", "replace")


def _reason(error: OSError) -> str:
    return error.strerror[:1].lower() + error.strerror[1:] if error.strerror else str(error)


def _unreadable(path: str, reason: str) -> Diagnostic:
    return found("file-unreadable", f"Can't be read: {reason}.", Span(path=path))
