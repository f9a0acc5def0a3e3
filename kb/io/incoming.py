"""What somebody wants imported, a folder, a file or standard input, into the bytes of its files."""

import os
import sys
from pathlib import Path

from kb.errors import VaultError, WrongUseError
from kb.importing import Found
from kb.io.source import read_files, read_named
from kb.model import Diagnostic

STDIN = "-"
_OBSIDIAN = ".obsidian"


def read_folder(folder: Path) -> tuple[list[Found], list[str], list[Diagnostic]]:
    """The Markdown files below a folder, the paths of what else is there, and what can't be read.

    Hidden folders have a `/` at their end and are not looked into; other hidden files are nobody's notes.
    """
    files, trouble = read_files(folder)
    return [Found(path=file.path, data=file.data) for file in files], sorted(_others(folder)), trouble


def is_obsidian(folder: Path) -> bool:
    """Whether Obsidian keeps its settings in a folder."""
    return (folder / _OBSIDIAN).is_dir()


def read_file(name: str) -> Found:
    """A file, or standard input for `-`; `VaultError` when it can't be read, `WrongUseError` when there is none."""
    if name == STDIN:
        return Found(path="standard input", data=sys.stdin.buffer.read())
    path = Path(name)
    if not path.exists():
        raise WrongUseError(f"There is no file or folder {name}.")
    files, trouble = read_named([(path.name, path)])
    if trouble:
        raise VaultError(f"{name}: {trouble[0].message}")
    return Found(path=path.name, data=files[0].data)


def beside(listing: str, address: str) -> Path | None:
    """The file that a list of feeds names by a path, if it lies in or below the list's own folder."""
    if listing == STDIN or "://" in address:
        return None
    folder = Path(listing).resolve().parent
    try:
        path = (folder / address).resolve()
        return path if path.is_relative_to(folder) and path.is_file() else None
    except (OSError, ValueError):  # no name that a disk could hold
        return None


def _others(folder: Path) -> list[str]:
    found = []
    for top, folders, names in os.walk(folder):
        here = Path(top).relative_to(folder)
        hidden = [name for name in folders if name.startswith(".")]
        folders[:] = sorted(set(folders).difference(hidden))
        found += [f"{(here / name).as_posix()}/" for name in hidden]
        found += [
            (here / name).as_posix()
            for name in names
            if not name.startswith(".") and not name.casefold().endswith(".md")
        ]
    return [os.fsencode(path).decode("utf-8", "replace") for path in found]
