"""Output values into a folder of files: the only writer of a site.

The folder's manifest names every file that kb wrote there. Only those are ever replaced or removed, each file is
written beside its place and moved into it whole, and one that is equal already is not touched. What a run that was
stopped had written is in a journal, so the next run still knows its own.
"""

import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from kb.errors import OutputError
from kb.model import Output

MANIFEST = ".kb-manifest"
_JOURNAL = ".kb-manifest.journal"
_HEADER = "kb site 1\n"
_TEMPORARY = ".kb-part"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a run did to the output folder, or would do."""

    written: tuple[str, ...]
    """Files that are new or changed, in the order they came."""
    unchanged: int
    """How many were equal already."""
    removed: tuple[str, ...]
    """Files of an earlier run that no longer belong, sorted."""
    size: int
    """Bytes of the whole site."""


def write_site(folder: Path, outputs: Iterable[Output], *, check: bool = False) -> Written:
    """Make the folder hold exactly these files beside whatever is not kb's; with `check`, only say what would change.

    Raises `OutputError` when the folder holds files that kb did not write where kb's would go, or can't be written.
    """
    try:
        ours = _known(folder)
        if ours is None:
            _refuse_strangers(folder)
            ours = set()
        if check:
            return _write(folder, outputs, ours, None)
        folder.mkdir(parents=True, exist_ok=True)
        with _journal(folder) as journal:
            report = _write(folder, outputs, ours, journal)
            _replace(folder / MANIFEST, (_HEADER + "".join(f"{path}\n" for path in sorted(ours))).encode())
        (folder / _JOURNAL).unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(
            f"The site can't be written to {folder}: {error.strerror or error} ({error.filename or folder}).",
            "Every file that is there is whole; run the build again when there is room and right to write.",
        ) from error
    return report


class _Journal:
    """Names of files about to be written for the first time, on disk before the files are."""

    def __init__(self, path: Path) -> None:
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

    def add(self, path: str) -> None:
        self._file.write(f"{path}\n".encode())

    def close(self) -> None:
        self._file.close()


@contextmanager
def _journal(folder: Path) -> Iterator[_Journal]:
    journal = _Journal(folder / _JOURNAL)
    try:
        yield journal
    finally:
        journal.close()


def _write(folder: Path, outputs: Iterable[Output], ours: set[str], journal: _Journal | None) -> Written:
    """Write what differs and remove what no longer belongs; `ours` becomes the set of files that are there now."""
    root = str(folder)
    made: set[str] = set()
    wanted: set[str] = set()
    written: list[str] = []
    unchanged = size = 0
    for output in outputs:
        wanted.add(output.path)
        size += len(output.content)
        full = f"{root}/{output.path}"
        present = _content(full)
        if present == output.content:
            unchanged += 1
            if journal and output.path not in ours:
                journal.add(output.path)
                ours.add(output.path)
            continue
        if present is not None and output.path not in ours:
            raise OutputError(
                f"{folder} holds {output.path}, which kb did not write.",
                "Move that file away, or choose another folder.",
            )
        written.append(output.path)
        if journal:
            if output.path not in ours:
                journal.add(output.path)
                ours.add(output.path)
            parent = full.rpartition("/")[0]
            if parent not in made:
                os.makedirs(parent, exist_ok=True)
                made.add(parent)
            _replace(Path(full), output.content)
    removed = sorted(path for path in ours - wanted if os.path.lexists(f"{root}/{path}"))
    if journal:
        for path in removed:
            _remove(folder, path)
        ours &= wanted
    return Written(written=tuple(written), unchanged=unchanged, removed=tuple(removed), size=size)


def _known(folder: Path) -> set[str] | None:
    """The files that earlier runs wrote, finished or not; None when kb never wrote here."""
    try:
        header, *paths = (folder / MANIFEST).read_text("utf-8").splitlines()
    except FileNotFoundError:
        header, paths = _HEADER.strip(), []
        if not (folder / _JOURNAL).exists():
            return None
    except (UnicodeDecodeError, ValueError):
        header, paths = "", []
    if header != _HEADER.strip():
        raise OutputError(
            f"{folder / MANIFEST} is not a manifest that this kb can read.",
            "It tells which files kb may replace. Choose another folder, or remove this one if it holds nothing else.",
        )
    with suppress(FileNotFoundError):
        # The last line may be half a name if the run was killed in the middle of it: such a file was not begun.
        paths += (folder / _JOURNAL).read_text("utf-8", "replace").split("\n")[:-1]
    return {path for path in paths if _inside(path)}


def _inside(path: str) -> bool:
    """Whether a path of the manifest stays in the folder: somebody may have written one that does not."""
    return bool(path) and not path.startswith("/") and ".." not in path.split("/") and "\\" not in path


def _refuse_strangers(folder: Path) -> None:
    """A folder that kb never wrote may hold hidden files (`.git`, `.gitignore`) and nothing else."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise OutputError(f"{folder} is a file.", "Name a folder for the site.")
    strangers = sorted(name for name in os.listdir(folder) if not name.startswith("."))
    if strangers:
        some = ", ".join(strangers[:3]) + (f" and {len(strangers) - 3} more" if len(strangers) > 3 else "")  # noqa: PLR2004  # three names show what is meant
        raise OutputError(
            f"{folder} holds files that kb did not write: {some}.",
            "Choose an empty folder with -o; kb never overwrites what it did not write.",
        )


def _content(full: str) -> bytes | None:
    """A file's bytes, None when there is none; a link is not followed, and equals no page that kb makes."""
    try:
        descriptor = os.open(full, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        return None
    except OSError as error:
        if error.errno == errno.ELOOP:
            return b"\0" + os.fsencode(os.readlink(full))
        raise
    with open(descriptor, "rb") as file:
        return file.read()


def write_whole(path: Path, content: bytes) -> None:
    """Write one file, which a command was told to write, whole or not at all; `OutputError` when it can't be."""
    try:
        _replace(path, content)
    except OSError as error:
        raise OutputError(f"{path} can't be written: {error.strerror or error}.") from error


def _replace(path: Path, content: bytes) -> None:
    part = f"{path}.{os.getpid()}{_TEMPORARY}"
    try:
        with open(part, "wb") as file:
            file.write(content)
        os.replace(part, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(part)
        raise


def _remove(folder: Path, path: str) -> None:
    """Remove a file that kb wrote, and the folders that this leaves empty."""
    (folder / path).unlink(missing_ok=True)
    for parent in (folder / path).parents:
        if parent == folder:
            return
        try:
            parent.rmdir()
        except OSError:  # not empty, or not ours
            return
