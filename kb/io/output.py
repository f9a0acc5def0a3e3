"""Output values into a folder of files: the only writer of a site.

The folder's manifest names every file that kb wrote there. Only those are ever replaced or removed, each file is
written beside its place and moved into it whole, and one that is equal already is not touched. What a run that was
stopped had written is in a journal, so the next run still knows its own.
"""

import errno
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain, filterfalse
from pathlib import Path
from typing import Self

from msgspec import Struct

from kb.errors import OutputError
from kb.io.manifest import JOURNAL, Journal, is_as_it_was, journal, known, remember
from kb.io.revision import is_so, revise
from kb.io.stamps import Shown, now, settled
from kb.io.whole import replace, write
from kb.model import Output, Revision

_FRESH = ".kb-new"


class Written(Struct, frozen=True, kw_only=True):
    """What a run did to the output folder, or would do."""

    written: tuple[str, ...]
    """Files that are new or changed, in the order they came."""
    unchanged: int
    """How many were equal already."""
    removed: tuple[str, ...]
    """Files of an earlier run that no longer belong, sorted."""
    size: int
    """Bytes of the whole site."""


@contextmanager
def opened(folder: Path, *, check: bool = False) -> Iterator["Site"]:
    """The folder's site, for files to be put into it; with `check`, only to say what would change.

    What was put is there, and kb knows it for its own, even if the work ends before `finish` does. Raises `OutputError`
    when the folder holds files that kb did not write where kb's would go, or can't be written.
    """
    try:
        ours = known(folder)
        if ours is None:
            _refuse_strangers(folder)
        if check:
            yield Site(folder, ours or [], None)
            return
        folder.mkdir(parents=True, exist_ok=True)
        with journal(folder) as names:
            if ours is None:
                with _Fresh(folder, names) as site:
                    yield site
            else:
                _clear(f"{folder}/{_FRESH}")  # of a first build that was killed
                yield Site(folder, ours, names)
    except OSError as error:
        raise OutputError(
            f"The site can't be written to {folder}: {error.strerror or error} ({error.filename or folder}).",
            "Every file that is there is whole; run the build again when there is room and right to write.",
        ) from error


class Put(Struct, frozen=True):
    """What became of some files."""

    paths: tuple[str, ...]
    """All of them, in the order they came."""
    written: tuple[str, ...]
    """Those that are new or changed."""
    size: int
    """Bytes of all."""
    moment: int = 0
    """When they were in their places, as of `kb.io.stamps.now`."""


class Site:
    """A folder with a site, new or older. Several processes may put files into it, one finishes it."""

    def __init__(self, folder: Path, known: Sequence[str], journal: Journal | None) -> None:
        """Take what earlier runs wrote; without a journal, nothing is written."""
        self._folder = folder
        self._root = str(folder)
        self._ours = dict.fromkeys(known)
        self._journal = journal
        self._made = {""}
        self._begin = f"{self._root}/"
        """What a path begins with."""
        self._open: int | None = None
        """The folder that is open in which it then begins."""

    def put(self, outputs: Iterable[Output]) -> Put:
        """Write those files that differ from what is there, each whole."""
        paths: list[str] = []
        written: list[str] = []
        size = 0
        for output in outputs:
            paths.append(output.path)
            size += output.size
            if self._revised(output) if isinstance(output, Revision) else self._differs(output):
                written.append(output.path)
        return Put(tuple(paths), tuple(written), size, now())

    def settled(self, put: Put) -> dict[str, Shown]:
        """Stamps that files will have for as long as nobody touches them, as of `kb.io.stamps.settled`."""
        return dict(settled(self._root, [(path, put.moment) for path in put.paths]))

    def finish(self, puts: Iterable[Put]) -> Written:
        """Remove what no longer belongs, and remember what is there: all that was put."""
        every = list(puts)
        # In their order, in which they are sorted for the most part.
        wanted = dict.fromkeys(chain.from_iterable([put.paths for put in every]))
        written = tuple(chain.from_iterable([put.written for put in every]))
        count, size = sum(len(put.paths) for put in every), sum(put.size for put in every)
        gone = list(filterfalse(wanted.__contains__, self._ours))  # there are tens of thousands
        removed = sorted(path for path in gone if os.path.lexists(f"{self._root}/{path}"))
        if self._journal:
            if gone or not is_as_it_was(self._folder):
                self._settle(wanted, removed)
            self._journal.done()
        return Written(written=written, unchanged=count - len(written), removed=tuple(removed), size=size)

    def _settle(self, wanted: Mapping[str, None], removed: Iterable[str]) -> None:
        """Have what is wanted, and no more, in its place and in the manifest."""
        for path in removed:
            _remove(self._folder, path)
        # Those that were there before are sorted.
        new = filterfalse(self._ours.__contains__, wanted)
        remember(self._folder, chain(filter(wanted.__contains__, self._ours), new))

    def _differs(self, output: Output) -> bool:
        """Whether a file is not what it shall be; unless this is a check, it then is made so."""
        full = f"{self._root}/{output.path}"
        present = _content(full)
        known = output.path in self._ours
        if present == output.content:
            if self._journal and not known:
                self._journal.add([output.path])
            return False
        if present is not None and not known:
            raise OutputError(
                f"{self._folder} holds {output.path}, which kb did not write.",
                "Move that file away, or choose another folder.",
            )
        if self._journal:
            if not known:
                self._journal.add([output.path])
            self._make_folder(output.path.rpartition("/")[0])
            replace(full, output.content)
        return True

    def _revised(self, output: Revision) -> bool:
        """Whether a file that is there is not what it shall be; unless this is a check, it then is made so."""
        full = Path(self._root, output.path)
        if is_so(full, output):
            return False
        if self._journal:
            revise(full, output)
        return True

    def _make_folder(self, path: str) -> None:
        if path not in self._made:
            try:
                os.mkdir(f"{self._begin}{path}", dir_fd=self._open)
            except OSError:  # it is there, or the folder that it stands in is not
                os.makedirs(f"{self._root}/{path}", exist_ok=True)
            self._made.add(path)


class _Fresh(Site):
    """A site in a folder that held none: made in a folder of its own there, and moved up when all of it is whole.

    So nothing has to be compared, and no file moved by itself.
    """

    def __init__(self, folder: Path, journal: Journal) -> None:
        super().__init__(folder, (), journal)
        self._up = folder
        self._add = journal.add
        self._root = f"{folder}/{_FRESH}"

    def __enter__(self) -> Self:
        _clear(self._root)  # of a first build that was killed
        os.mkdir(self._root)
        self._begin = f"{self._root}/"
        if os.supports_dir_fd.issuperset((os.mkdir, os.open, os.unlink)):  # the system finds files with less work then
            self._begin, self._open = "", os.open(self._root, os.O_RDONLY)
        return self

    def settled(self, put: Put) -> dict[str, Shown]:
        """As `Site`; none where one of the files will be moved by itself, which gives it another."""
        return super().settled(put) if not [path for path in put.paths if "/" not in path] else {}

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        from kb.io.fork import LostError  # noqa: PLC0415  # it is known where processes are

        try:
            if kind and not issubclass(kind, LostError):
                names = self._to_move()
                self._add(one for path, _, files in os.walk(self._root) for one in self._relative(path, files))
                self._move(names)
        finally:
            if self._open is not None:
                os.close(self._open)
            _clear(self._root)

    def _relative(self, path: str, names: Iterable[str]) -> Iterator[str]:
        within = path[len(self._root) + 1 :].replace(os.sep, "/")
        return (f"{within}/{name}" if within else name for name in names)

    def _settle(self, wanted: Mapping[str, None], _: Iterable[str]) -> None:
        names = self._to_move()
        remember(self._up, wanted)  # before any of it is there, as a journal would be
        self._move(names)

    def _to_move(self) -> list[str]:
        """The names to be moved up; refuses where something of that name is there."""
        up = str(self._up)
        with os.scandir(self._root) as entries:  # files first, for their stamps change
            names = [one.name for one in sorted(entries, key=os.DirEntry.is_dir)]
        if set(os.listdir(up)) - {_FRESH, JOURNAL}:  # as a rule nothing else is there, and no name need be looked for
            for name in names:
                if os.path.lexists(f"{up}/{name}"):
                    raise OutputError(
                        f"{up} holds {name}, which kb did not write.",
                        "Move that file away, or choose another folder.",
                    )
        return names

    def _move(self, names: Iterable[str]) -> None:
        up = str(self._up)
        for name in names:
            os.rename(f"{self._root}/{name}", f"{up}/{name}")

    def _differs(self, output: Output) -> bool:
        self._make_folder(output.path.rpartition("/")[0])
        write(f"{self._begin}{output.path}", output.content, self._open)
        return True


def _clear(folder: str) -> None:
    """Remove a folder with all that is in it, where it is there and can be removed."""
    if os.path.lexists(folder):
        import shutil  # noqa: PLC0415  # it brings all that packs files, and the folder of a first build alone needs it

        shutil.rmtree(folder, ignore_errors=True)


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
