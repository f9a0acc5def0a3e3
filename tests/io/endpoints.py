"""A server on this machine that answers JSON with whatever a test's function makes of it, and remembers what came."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

Answer = tuple[int, dict[str, str], bytes]
"""Status, headers, content."""


class JsonServer(ThreadingHTTPServer):
    """Answers each request as a test's function says."""

    daemon_threads = True

    def __init__(self, answer: Callable[[Any], Answer]) -> None:
        """Listen on a free port of this machine."""
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = answer
        self.asked: list[Any] = []
        self.headers: list[dict[str, str]] = []
        self.pause = 0.0
        self.drip = 0.0

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def part(self, question: Any) -> Any:  # noqa: ANN401  # any JSON
        """What of a question is remembered and handed to the function."""
        return question

    @contextmanager
    def listening(self) -> Iterator[Self]:
        """Serve as long as a test runs."""
        thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield self
        self.shutdown()
        thread.join()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    """One request."""

    server: JsonServer

    def do_POST(self) -> None:
        """Answer as the server was told."""
        part = self.server.part(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.server.asked.append(part)
        self.server.headers.append({**dict(self.headers), "Path": self.path})
        status, headers, content = self.server.answer(part)
        time.sleep(self.server.pause)
        try:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            for place in range(0, len(content), 1000):
                self.wfile.write(content[place : place + 1000])
                time.sleep(self.server.drip)
        except OSError:  # the client gave up, as some tests want
            pass

    def do_GET(self) -> None:
        """Nobody ought to come this way."""
        self.server.asked.append(["GET"])
        self.send_error(404)

    def log_message(self, *_: Any) -> None:  # noqa: ANN401  # as the class above has it
        """Say nothing."""


def always(status: int, content: bytes = b"", **headers: str) -> Callable[[Any], Answer]:
    """The same answer to everything."""
    return lambda _: (status, headers, content)
