"""A site's folder into what kb wrote there: the manifest, the journal of a run that was stopped, and the lock."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kb.errors import OutputError
from kb.io.whole import write_whole

MANIFEST = ".kb-manifest"
"""Names every file that kb wrote."""

JOURNAL = ".kb-manifest.journal"
"""Names every file that a run is about to write for the first time."""

_HEADER = "kb site 1\n"


def known(folder: Path) -> list[str] | None:
    """The files that earlier runs wrote, finished or not, as they are named; None when kb never wrote here."""
    # The last line may be half a name if the run was killed in the middle of it: such a file was not begun.
    journalled = _read(folder / JOURNAL, "replace").rpartition("\n")[0]
    try:
        text = _read(folder / MANIFEST)
    except (UnicodeDecodeError, ValueError):
        text = "?"
    if not text.startswith(_HEADER) and (text or (folder / MANIFEST).exists()):
        raise OutputError(
            f"{folder / MANIFEST} is not a manifest that this kb can read.",
            "It tells which files kb may replace. Choose another folder, or remove this one if it holds nothing else.",
        )
    if not text and not journalled:
        return None
    return [*_inside(text.removeprefix(_HEADER)), *_inside(journalled)]


def is_as_it_was(folder: Path) -> bool:
    """Whether the manifest names all that kb wrote: no run since has begun to write another file."""
    return not _read(folder / JOURNAL, "replace") and (folder / MANIFEST).exists()


def remember(folder: Path, paths: Iterable[str]) -> None:
    """Write the manifest of a run that is complete, or whose files are whole and move into their places now.

    Paths that are sorted for the most part, as in a manifest, take least time.
    """
    write_whole(folder / MANIFEST, (_HEADER + "\n".join([*sorted(paths), ""])).encode())


def _read(path: Path, errors: str = "strict") -> str:
    try:
        return path.read_text("utf-8", errors)
    except FileNotFoundError:
        return ""


def _inside(text: str) -> list[str]:
    """Those of the paths in a manifest that stay in the folder: somebody may have written some that do not."""
    text = text.removesuffix("\n")
    paths = text.split("\n")
    if not any(sign in f"\n{text}\n" for sign in ("..", "\\", "\n/", "\n\n")):
        return paths
    return [path for path in paths if path and path[0] != "/" and ".." not in path.split("/") and "\\" not in path]


class Journal:
    """Names of files about to be written for the first time, on disk before the files are."""

    def __init__(self, path: Path) -> None:
        """Begin, or go on with that of a run that was stopped; `OutputError` while another kb writes here."""
        self._path = path
        self._file = path.open("ab", buffering=0)
        self._lock()

    def _lock(self) -> None:
        """Keep a second kb out of the folder while this one writes, where the system has such locks."""
        try:
            import fcntl  # noqa: PLC0415  # not on every system
        except ImportError:
            return
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._file.close()
            raise OutputError("Another kb is writing this site.", "Wait for it to end, then build again.") from error

    def add(self, paths: Iterable[str]) -> None:
        """Name files, which may be made from then on; several processes may do so."""
        self._file.write("".join([f"{path}\n" for path in paths]).encode())

    def done(self) -> None:
        """Go, since all that it names is in the manifest."""
        self._path.unlink(missing_ok=True)

    def close(self) -> None:
        """Let others write."""
        self._file.close()


@contextmanager
def journal(folder: Path) -> Iterator[Journal]:
    """The folder's journal, for as long as this run writes."""
    opened = Journal(folder / JOURNAL)
    try:
        yield opened
    finally:
        opened.close()
