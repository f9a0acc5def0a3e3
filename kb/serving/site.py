"""A vault into its site on a port of this machine: the server, the builder and the watcher together."""

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from kb.errors import KbError
from kb.serving.builder import Builder, Opener, Round
from kb.serving.handler import Server
from kb.serving.news import Board
from kb.serving.pages import Pages
from kb.serving.watcher import Watcher

_TAKEN = {errno.EADDRINUSE, errno.EACCES}


class Serving:
    """A site that is served, and made again when its notes change."""

    def __init__(self, open_vault: Opener, output: Path, port: int, tell: Callable[[Round | str], None]) -> None:
        """Take the port, 0 for any that is free, and who is told of builds, and in words of what is unusual.

        Raises `KbError` when the port can't be had.
        """
        self._board = Board()
        self._builder = Builder(open_vault, output, self._board, tell)
        self._tell = tell
        try:
            self._server = Server(port, Pages(output), self._board)
        except OSError as error:
            reason = "is taken" if error.errno in _TAKEN else f"can't be had ({error.strerror or error})"
            raise KbError(
                f"Port {port} of this machine {reason}.", "Name another with --port, or --port 0 for any that is free."
            ) from error

    @property
    def address(self) -> str:
        """Where the site stands."""
        return f"http://127.0.0.1:{self._server.server_port}{self._board.newest.folder}"

    def close(self) -> None:
        """Let go of the port."""
        self._board.close()
        self._server.server_close()

    def first(self, progress: Callable[[str], None] | None = None) -> Round:
        """Make the site for the first time; raises `KbError` when that can't be done."""
        return self._builder.first(progress)

    def run(self) -> None:
        """Serve until an exception, such as that of Ctrl-C, ends it; a build that runs then leaves whole files."""
        with self._kept_up():
            self._server.serve_forever()

    @contextmanager
    def _kept_up(self) -> Iterator[None]:
        """Build what is saved meanwhile."""
        watcher = Watcher(self._builder, self._tell)
        threads = [Thread(target=one.run, daemon=True) for one in (self._builder, watcher)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            watcher.end()
            self._builder.end()
            for thread in threads:
                thread.join()
