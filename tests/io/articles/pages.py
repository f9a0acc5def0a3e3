"""Articles that tests read: a page, a paper, and a server on this machine that gives what it is told to."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

SENTENCES = (
    "Four ports in the north now give ferries electric power at the quay, the authority said on Monday.",
    "The ferries move from diesel to electricity while they lie at berth, which cuts noise for people who live nearby.",
    "The authority plans to extend shore power to cruise ships by 2030, though the grid must grow first.",
    "Captains of the ferries say that connecting the cable takes less than three minutes in calm weather.",
    "Critics answer that the price of electricity has doubled since the plan for the ports was written.",
    "A second line of transformers is to be built in the harbour of the largest port next summer.",
)


def html(head: str = "", *, attributes: str = ' lang="en"', body: str = "") -> str:
    """A page with an article in it."""
    told = body or "".join(f"<p>{one}</p>" for one in SENTENCES)
    return (
        f"<!doctype html><html{attributes}><head>{head}</head><body><nav><a href='/'>Home</a> <a href='/x'>More</a>"
        f"</nav><main><article><h1>Ports get shore power</h1>{told}</article></main>"
        "<footer>All rights reserved</footer></body></html>"
    )


def pdf(*lines: str, title: str = "") -> bytes:
    """A PDF of one page with these lines."""
    escaped = [line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") for line in lines]
    drawn = "BT /F1 10 Tf 14 TL 40 800 Td " + " ".join(f"({line}) Tj T*" for line in escaped) + " ET"
    objects = [
        "<</Type/Catalog/Pages 2 0 R/Lang(en)>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 900 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        f"<</Length {len(drawn)}>>\nstream\n{drawn}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        f"<</Title({title})/CreationDate(D:20240218120000Z)>>",
    ]
    content = "%PDF-1.4\n"
    places = []
    for number, one in enumerate(objects, 1):
        places.append(len(content))
        content += f"{number} 0 obj\n{one}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<</Size 7/Root 1 0 R/Info 6 0 R>>\n"
    return f"{content}{end}startxref\n{len(content)}\n%%EOF\n".encode("latin-1")


class Answer(NamedTuple):
    """What a server gives for a path."""

    body: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html; charset=utf-8"),)
    pause: float = 0.0
    """Seconds before each part."""
    times: int = 1
    """How often the body is sent."""


class Server(ThreadingHTTPServer):
    """Gives each path the answer that a test put there, and remembers what was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        """Listen on a free port of this machine."""
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []

    def at(self, path: str, host: str = "127.0.0.1") -> str:
        """The address of a path."""
        return f"http://{host}:{self.server_address[1]}{path}"


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        """Answer as the server was told."""
        self.server.asked.append(self.path)
        answer = self.server.answers.get(self.path, Answer(b"nothing", 404))
        try:
            self.send_response(answer.status)
            for name, value in answer.headers:
                self.send_header(name, value)
            self.end_headers()
            for _ in range(answer.times):
                time.sleep(answer.pause)
                self.wfile.write(answer.body)
                self.wfile.flush()
        except OSError:  # the asker has heard enough
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serving() -> Iterator[Server]:
    """A server for as long as it is needed."""
    server = Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
