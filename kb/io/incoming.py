"""What somebody wants imported, a folder, a file, a page or standard input, into the bytes of its files."""

import os
import re
import sys
from pathlib import Path

from kb.errors import SourceError, VaultError, WrongUseError
from kb.importing import Found
from kb.io.source import read_files, read_named
from kb.model import Diagnostic
from kb.pattern import pattern

STDIN = "-"
_ADDRESS = pattern(r"https?://", re.IGNORECASE)
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


def is_address(name: str) -> bool:
    """Whether a source is a page of the web, to be fetched."""
    return bool(_ADDRESS.match(name))


def read_file(name: str, *, allow_private: bool = False) -> Found:
    """A file, a page of the web, or standard input for `-`.

    Raises `VaultError` when a file can't be read, `WrongUseError` when there is none, `SourceError` when a page
    can't be fetched, as `kb.io.articles.fetch` does.
    """
    if is_address(name):
        return _fetched(name, allow_private=allow_private)
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
    if listing == STDIN or is_address(listing) or "://" in address:
        return None
    folder = Path(listing).resolve().parent
    try:
        path = (folder / address).resolve()
        return path if path.is_relative_to(folder) and path.is_file() else None
    except (OSError, ValueError):  # no name that a disk could hold
        return None


def _fetched(url: str, *, allow_private: bool) -> Found:
    try:
        from kb.io.articles.fetch import fetch  # noqa: PLC0415  # httpx loads only for a page
    except ModuleNotFoundError as error:
        raise SourceError("Pages are fetched with httpx, which is not installed.", 'pip install "kb[draft]"') from error
    return Found(path=url, data=fetch(url, allow_private=allow_private).data)


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
