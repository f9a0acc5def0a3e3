"""A vault on disk into its site, again and again, and each time into news of what came of it."""

import gc
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Event, Lock

from msgspec import Struct

from kb.api import OpenVault
from kb.errors import KbError
from kb.io.memory import Memory
from kb.io.place import COMMUNITIES
from kb.io.settings import FILE
from kb.model import Diagnostic
from kb.pipeline import Build
from kb.serving.news import Board, News, Trouble
from kb.site.paths import host_folder

Opener = Callable[[Callable[[str], None] | None, int | None], OpenVault]
"""Opens the vault as it is now, given whom to tell of stages, and how many processes share the work."""

_SWEEP = 50  # builds after which everything is looked at for what can go


class Round(Struct, frozen=True, kw_only=True):
    """One build, for whoever looks on."""

    built: Build | None
    """What was made; None when it failed."""
    news: News
    """What pages are told."""
    seconds: float
    """How long it took, in wall time."""


class _EndedError(KbError):
    """Nobody waits for this build any more."""


class Builder:
    """Builds a vault's site when it is told that something was saved, one build at a time."""

    def __init__(self, open_vault: Opener, output: Path, board: Board, tell: Callable[[Round], None]) -> None:
        """Take the vault, the folder of the site, where news go, and who else is told of each build."""
        self._open = open_vault
        self._output = output
        self._board = board
        self._tell = tell
        self._due = Event()
        self._ended = Event()
        self._changing = Lock()
        self._edited: set[str] = set()
        self._at_first: frozenset[tuple[str, str, str]] = frozenset()
        self._folder = "/"
        self._memory = Memory()
        self._builds = 0
        self.notes = Path()
        """The notes folder, as of the last settings that could be read."""
        self.beside: frozenset[Path] = frozenset()
        """Files besides the notes that decide what the site is; none of them need be there."""

    def first(self, progress: Callable[[str], None] | None = None) -> Round:
        """Build for the first time, by as many processes as pay; raises `KbError` when that can't be done.

        To be called while no other threads run, which processes could not be forked beside.
        """
        start = time.perf_counter()
        vault = self._opened(progress, None)
        built = self._build(vault)
        self._at_first = frozenset(map(_what, _errors(built)))
        return self._publish(built, "", time.perf_counter() - start)

    def saved(self, paths: Iterable[str] = ()) -> None:
        """Ask for a build; `paths`, relative to the notes folder, are the notes that changed, as far as is known."""
        with self._changing:
            self._edited.update(paths)
        self._due.set()

    def end(self) -> None:
        """Ask a build that runs, and all that would follow, to end."""
        self._ended.set()
        self._due.set()

    def run(self) -> None:
        """Build whenever something was saved, until the end."""
        try:
            self._tidy()
            while self._due.wait() and not self._ended.is_set():
                self._due.clear()
                self._again()
                self._tidy()
        except _EndedError:
            return
        finally:
            gc.unfreeze()

    def _again(self) -> None:
        """Build what was saved, and tell what came of it; raises `_EndedError` when that is of no use any more."""
        start = time.perf_counter()
        try:
            built, failure = self._build(self._opened(self._go_on, 1)), ""
        except _EndedError:
            raise
        except KbError as error:
            built, failure = None, str(error)
        except Exception as error:  # noqa: BLE001  # a fault of kb in one state of the notes is no end of serving
            built, failure = None, f"kb has a fault here: {type(error).__name__}: {error}"
        self._tell(self._publish(built, failure, time.perf_counter() - start))

    def _tidy(self) -> None:
        """Let go of what a build left behind.

        What lives on, nearly all of it held for the next build, is looked at once, and then not again for many builds:
        to go through all of it takes longer than the next save should wait.
        """
        self._builds += 1
        if self._builds % _SWEEP == 0:
            gc.unfreeze()
        gc.collect()
        gc.freeze()

    def _go_on(self, _: str) -> None:
        """Leave a build where it goes from one stage to the next: there nothing is half done."""
        if self._ended.is_set():
            raise _EndedError("kb is ending.")

    def _opened(self, progress: Callable[[str], None] | None, jobs: int | None) -> OpenVault:
        vault = self._open(progress, jobs)
        self.notes = vault.folder
        file = vault.settings.file
        around = {vault.folder, vault.folder.parent, *([file.parent] if file else ())}
        # A file of settings that goes may come back.
        self.beside |= {folder / name for folder in around for name in (FILE, COMMUNITIES)}
        self._folder = host_folder(vault.options.site.base_url)
        return vault

    def _build(self, vault: OpenVault) -> Build:
        # What a build makes lives until it ends; looking for garbage among it is a tenth of its time.
        gc.disable()
        try:
            return vault.build(self._output, memory=self._memory)
        finally:
            gc.enable()

    def _publish(self, built: Build | None, failure: str, seconds: float) -> Round:
        before = self._board.newest
        with self._changing:
            edited = set(self._edited)
        trouble = before.trouble
        if built:
            trouble = tuple(
                Trouble(place=f"{one.span.path}:{one.span.line}:{one.span.column}", message=one.message, hint=one.hint)
                for one in _errors(built)
                if one.span.path in edited or _what(one) not in self._at_first
            )
        news = News(number=before.number + 1, folder=self._folder, failure=failure, trouble=trouble)
        self._board.post(news)
        return Round(built=built, news=news, seconds=seconds)


def _errors(built: Build) -> list[Diagnostic]:
    return [one for one in built.diagnostics if one.severity == "error"]


def _what(one: Diagnostic) -> tuple[str, str, str]:
    """What tells an error from others, wherever in its file it stands."""
    return one.span.path, one.code, one.message
