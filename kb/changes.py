"""Notes on disk into changes of their text, shown as a difference first and written whole."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from kb import note
from kb.errors import VaultError
from kb.io import edit, source
from kb.model import Note, Source


class Change(Struct, frozen=True, kw_only=True):
    """New text for one file, not yet written."""

    path: Path
    """The file."""
    name: str
    """Its path relative to the notes folder."""
    before: str
    """The text that stands there, its byte order mark and line ends as they are."""
    after: str | None
    """The text that should, the same; None when the file is to go."""
    digest: str
    """SHA-256 of the file's bytes as read."""

    def diff(self) -> str:
        """What would change, as a unified diff."""
        return edit.difference(self.name, self.before, self.after)

    def save(self) -> None:
        """Write the file whole, unless it changed since it was read (`VaultError`)."""
        save_all([self])


class Original(Struct, frozen=True):
    """The file of a note as it is now, which kb may write back."""

    path: Path
    """The file."""
    source: Source
    """What it says."""
    written: str
    """All that stands in it, its byte order mark and line ends as they are."""

    def changed(self, text: str | None, *, mark: bool = True, ends: bool = True) -> Iterator[Change]:
        """The change that makes the file say `text`, if its bytes would differ; None lets the file go.

        It keeps its byte order mark and its line ends, unless `mark` or `ends` is false.
        """
        after = None if text is None else note.encode(text, self.written, mark=mark, ends=ends)
        if after != self.written:
            name, digest = self.source.path, self.source.digest
            yield Change(path=self.path, name=name, before=self.written, after=after, digest=digest)


class Fresh(Struct, frozen=True, kw_only=True):
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


def originals(folder: Path, paths: Iterable[str], digests: Mapping[str, str] | None = None) -> Iterator[Original]:
    """These files of a notes folder as they are now, without those that can't be written back.

    Raises `VaultError` for one whose bytes are not those of `digests`, which are by path.
    """
    files, _ = source.read_named((path, folder / path) for path in paths)
    for file in files:
        text, _ = note.decode(file.path, file.data)
        if digests and text.digest != digests[file.path]:
            raise VaultError(
                f"{file.path} has changed since it was read; nothing is changed.", "Run the command again."
            )
        if text.faithful:
            yield Original(folder / file.path, text, file.data.decode())
