"""Requests of browsers on this machine into answers: pages of the site, and news for as long as a page is open."""

import json
import re
import time
from contextlib import suppress
from hashlib import blake2b
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from kb.pattern import pattern
from kb.serving.news import Board, News
from kb.serving.pages import OWN, Answer, Pages

_EVENTS = f"{OWN}events"
_LOOK = 0.1  # seconds between looks at the file of a page that is open
_PATIENCE = 15.0  # seconds after which a page that waits is told that kb is still here
_HOSTS = pattern(r"(127\.0\.0\.1|localhost|\[::1\])(:\d+)?", re.IGNORECASE)


class Server(ThreadingHTTPServer):
    """Listens on this machine alone; a thread for each browser's connection."""

    daemon_threads = True

    def __init__(self, port: int, pages: Pages, board: Board) -> None:
        """Take a port, 0 for any that is free; raises `OSError` for one that is taken."""
        self.pages = pages
        self.board = board
        super().__init__(("127.0.0.1", port), Handler)

    def handle_error(self, *_: object) -> None:
        """Say nothing: a browser that goes away in the middle is no trouble."""


class Handler(BaseHTTPRequestHandler):
    """Answers the requests of one connection."""

    server: Server
    protocol_version = "HTTP/1.1"
    server_version = "kb"
    sys_version = ""
    timeout = 60

    def do_GET(self) -> None:
        """Answer with a head and a body."""
        self._answer()

    def do_HEAD(self) -> None:
        """Answer with the head alone."""
        self._answer()

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _answer(self) -> None:
        if "Content-Length" in self.headers or "Transfer-Encoding" in self.headers:
            self.close_connection = True  # nobody reads what comes with it, so it must not pass for a request
        # A page elsewhere could have its own name lead to this machine, and then read what is served here.
        if not _HOSTS.fullmatch(self.headers.get("Host", "")):
            words = b"kb answers to 127.0.0.1 and localhost alone.\n"
            self._send(Answer(status=HTTPStatus.MISDIRECTED_REQUEST, body=words))
            return
        path, _, query = self.path.partition("?")
        path = path.partition("#")[0]
        if path == _EVENTS and self.command == "GET":
            self._tell(parse_qs(query).get("page", [""])[0])
            return
        answer = self.server.pages.at(path, self.server.board.newest.folder)
        if answer.location and query and re.fullmatch(r"[!-~]+", query):
            answer = Answer(status=answer.status, location=f"{answer.location}?{query}")
        self._send(answer)

    def _send(self, answer: Answer) -> None:
        tag = f'"{blake2b(answer.body, digest_size=12).hexdigest()}"'
        known = {one.strip().removeprefix("W/") for one in self.headers.get("If-None-Match", "").split(",")}
        same = answer.status == HTTPStatus.OK and bool(known & {tag, "*"})
        self.send_response(HTTPStatus.NOT_MODIFIED if same else answer.status)
        if answer.location:
            self.send_header("Location", answer.location)
        if answer.status == HTTPStatus.OK:
            self.send_header("ETag", tag)
        if not same:
            self.send_header("Content-Type", answer.kind)
            self.send_header("Content-Length", str(len(answer.body)))
        self._say_who_may_read()
        self.end_headers()
        if not same and self.command != "HEAD":
            self.wfile.write(answer.body)

    def _say_who_may_read(self) -> None:
        """Keep pages of other origins from loading anything, and browsers from keeping what will change."""
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cache-Control", "no-cache")

    def _tell(self, page: str) -> None:
        """Send the newest news, and all that follow, until the page or kb goes away.

        A page whose file is another already hears so at once: the build may have long to go with the rest of the site.
        """
        self.close_connection = True
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self._say_who_may_read()
        self.end_headers()
        board, pages = self.server.board, self.server.pages
        number, stands, heard = -1, None, 0.0
        with suppress(OSError):
            while not board.closed:
                news = board.after(number, _LOOK)
                stood, stands = stands, pages.stamp(page, board.newest.folder)
                if news or stands != stood:
                    newest = news or board.newest
                    number = newest.number
                    self.wfile.write(self._event(newest, page))
                elif time.monotonic() - heard < _PATIENCE:
                    continue
                else:
                    self.wfile.write(b": still here\n\n")
                heard = time.monotonic()

    def _event(self, news: News, page: str) -> bytes:
        told = {
            "seen": self.server.pages.seen(page, news.folder),
            "failure": news.failure,
            "trouble": [{"place": one.place, "message": one.message, "hint": one.hint} for one in news.trouble],
        }
        return f"data: {json.dumps(told)}\n\n".encode()
