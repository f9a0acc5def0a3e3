"""Notes on disk into changes of their text, shown as a difference first and written whole."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kb import note
from kb.io import edit, source
from kb.model import Note, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """New text for one file, not yet written."""

    path: Path
    """The file."""
    name: str
    """Its path relative to the notes folder."""
    before: str
    """The text that stands there."""
    after: str | None
    """The text that should; None when the file is to go."""
    digest: str
    """SHA-256 of the file's bytes as read."""

    def diff(self) -> str:
        """What would change, as a unified diff."""
        return edit.difference(self.name, self.before, self.after)

    def save(self) -> None:
        """Write the file whole, unless it changed since it was read (`VaultError`)."""
        save_all([self])


@dataclass(frozen=True, slots=True, kw_only=True)
class Fresh:
    """A file that is to be, not yet written."""

    path: Path
    """The file."""
    note: Note
    """What it will be read as."""
    text: str
    """All of it."""

    def save(self) -> None:
        """Write the file whole, unless there is one already (`VaultError`)."""
        edit.create(self.path, self.text)


def save_all(changes: Iterable[Change]) -> None:
    """Write all of these files or none (`VaultError`), removing last those that are to go."""
    edit.save_all([edit.Replacement(path=one.path, text=one.after, read_digest=one.digest) for one in changes])


def sources(folder: Path, paths: Iterable[str]) -> Iterator[Source]:
    """The texts of these files of a notes folder as they are now, without those that can't be written back."""
    files, _ = source.read_named((path, folder / path) for path in paths)
    for file in files:
        text, _ = note.decode(file.path, file.data)
        if text.faithful:
            yield text


def changed(folder: Path, text: Source, after: str | None) -> Iterator[Change]:
    """The change of a file, if its bytes would differ; `after` None lets the file go."""
    if after is None or hashlib.sha256(after.encode()).hexdigest() != text.digest:
        yield Change(path=folder / text.path, name=text.path, before=text.text, after=after, digest=text.digest)
