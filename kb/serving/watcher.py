"""What happens to a notes folder, and to the files beside it, into word to the builder."""

from collections.abc import Callable
from pathlib import Path
from threading import Event

from watchfiles import Change, watch

from kb.serving.builder import Builder

_QUIET = 40  # milliseconds without a change after which a save, or a storm of them, is over
_LONGEST = 1000  # milliseconds after which a storm that goes on is looked at all the same
_LOOK = 250  # milliseconds between looks at files beside the notes, and at a folder that is away

_Looks = dict[Path, tuple[int, int, int] | None]
"""What tells a file from what it was, None when there is none."""


class Watcher:
    """Tells a builder of everything that may change its site."""

    def __init__(self, builder: Builder, tell: Callable[[str], None]) -> None:
        """Take the builder, which knows where its notes are, and who is told what is unusual."""
        self._builder = builder
        self._tell = tell
        self._ended = Event()
        self._poll: bool | None = None
        self._beside = self._look()

    def end(self) -> None:
        """Stop watching, within a tenth of a second."""
        self._ended.set()

    def run(self) -> None:
        """Watch until the end, the notes folder anew whenever it is another one."""
        while not self._ended.is_set():
            folder = self._builder.notes
            if not folder.is_dir():
                self._ended.wait(_LOOK / 1000)
                self._look_beside()
                continue
            try:
                self._watch(folder)
            except FileNotFoundError:  # just now
                continue
            except (OSError, RuntimeError) as error:
                if self._poll:
                    self._ended.wait(1)
                else:
                    self._tell(f"The system can't watch {folder} ({error}), so kb looks there by itself.")
                    self._poll = True

    def _watch(self, folder: Path) -> None:
        """Watch a notes folder until it is not the one that it was."""
        began = _identity(folder)
        root = folder.resolve()
        first = True
        for changes in watch(
            root,
            watch_filter=None,
            debounce=_LONGEST,
            step=_QUIET,
            rust_timeout=_LOOK,
            yield_on_timeout=True,
            stop_event=self._ended,
            raise_interrupt=False,
            force_polling=self._poll,
            ignore_permission_denied=True,
        ):
            seen = [(kind, Path(path).relative_to(root)) for kind, path in changes]
            paths = [path.as_posix() for kind, path in seen if _matters(kind, path, root)]
            if first or paths:  # at first, because of what was saved before the watch began
                self._builder.saved(paths)
            first = False
            self._look_beside()
            if folder != self._builder.notes or _identity(folder) != began or (Change.deleted, Path()) in seen:
                break
        self._builder.saved()

    def _look_beside(self) -> None:
        seen = self._look()
        if seen != self._beside:
            self._beside = seen
            self._builder.saved()

    def _look(self) -> _Looks:
        return {path: _stamp(path) for path in self._builder.beside}


def _matters(kind: Change, path: Path, root: Path) -> bool:
    """Whether a path may be a note, or a folder of some; what is gone may have been one."""
    hidden = any(part.startswith(".") for part in path.parts)
    return not hidden and (path.suffix.casefold() == ".md" or kind == Change.deleted or (root / path).is_dir())


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
