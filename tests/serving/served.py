"""A real server in this process, on a free port, and what its readers do."""

import http.client
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import quote, urlsplit

import kb
from kb.serving import Round, Serving

SOON = 30.0  # seconds; what comes in a tenth of one may take long where other tests run


class Served:
    """A vault that is served, and what was told of its builds."""

    def __init__(self, notes: Path, output: Path) -> None:
        """Make the site for the first time."""
        self.told: list[Round | str] = []
        self.site = Serving(
            lambda progress, _: kb.open_vault(notes, progress=progress, jobs=1), output, 0, self.told.append
        )
        self.site.first()
        self.port = urlsplit(self.site.address).port or 0

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], str]:
        """Status, headers and body of an answer; header names with `_` for `-`."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SOON)
        line.putrequest(method, path, skip_host="Host" in headers)
        for name, value in headers.items():
            line.putheader(name.replace("_", "-"), value)
        line.endheaders()
        answer = line.getresponse()
        told = answer.status, dict(answer.getheaders()), answer.read().decode()
        line.close()
        return told

    @contextmanager
    def news(self, page: str) -> Iterator[Callable[[], dict[str, Any]]]:
        """What a page at this path is told, one call after the other."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SOON)
        line.request("GET", f"/.kb/events?page={quote(page)}")
        answer = line.getresponse()

        def told() -> dict[str, Any]:
            while not (text := answer.readline()).startswith(b"data: "):
                assert text
            return dict(json.loads(text[len(b"data: ") :]))

        yield told
        line.close()

    def until(self, happened: Callable[[], bool]) -> None:
        """Wait for something that comes soon."""
        end = time.monotonic() + SOON
        while not happened():
            assert time.monotonic() < end, self.told
            time.sleep(0.01)


@contextmanager
def served(notes: Path, output: Path) -> Iterator[Served]:
    """Serve a vault until the block ends."""
    one = Served(notes, output)
    server = one.site._server  # noqa: SLF001  # a signal ends it in life, which only the main thread gets
    thread = Thread(target=one.site.run)
    thread.start()
    try:
        yield one
    finally:
        server.shutdown()
        thread.join(SOON)
        one.site.close()
        assert not thread.is_alive()
