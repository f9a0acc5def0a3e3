"""A question to a model's endpoint as JSON, and its answer as JSON: one `POST`, patient and wary.

The key comes from the environment and goes nowhere but into the request's header: no message names it, no answer that
repeats it is used, and no redirect is followed, which would carry it elsewhere.
"""

import http.client
import json
import os
import queue
import threading
import time
import urllib.error
import urllib.request
from typing import Any

from msgspec import Struct

_PATIENCE = 30.0  # seconds for an answer to begin, and for each part of it, unless the endpoint is known to be slow
_LONGEST_WAIT = 120.0  # seconds for all of an answer
_PART = 1 << 16  # bytes that are read at once
_LARGEST = 64 * 1024 * 1024  # bytes of an answer
_PAUSES = (1.0, 4.0)  # seconds before a request is tried again
_LONGEST_PAUSE = 60.0  # seconds that an endpoint may ask for
_BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})
_REASON = 1 << 14  # bytes of a refusal that are looked at


class EndpointError(Exception):
    """The endpoint gave no answer; the message says why, in words for the user and none of its own."""


class RefusedError(EndpointError):
    """The endpoint understood the request, as far as we know, and refuses it."""

    def __init__(self, status: int, reason: bytes) -> None:
        """Keep what it said, which may hold anything and is for no eyes."""
        super().__init__(f"it answered {status} {http.client.responses.get(status, '')}".rstrip())
        self.status = status
        self.reason = reason


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Leaves a redirect as the answer that it is."""

    def redirect_request(self, *_: Any) -> None:  # noqa: ANN401  # as the class above has it
        """Make no other request."""


class Endpoint(Struct, frozen=True):
    """Where to ask."""

    address: str
    """An http or https address, as the settings were checked."""
    variable: str = ""
    """The environment variable that holds the key, empty where none is wanted."""

    def ask(self, question: object, *, until: float | None = None) -> Any:  # noqa: ANN401  # any JSON
        """What the endpoint answers, as JSON; raises `EndpointError`.

        A busy endpoint is asked again, twice at most and after as long as it says. With `until`, a time of the
        monotonic clock, all of it ends by then, and an endpoint may be as slow as that allows.
        """
        key = self._key()
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        headers |= {"Authorization": f"Bearer {key}"} if key else {}
        request = urllib.request.Request(self.address, json.dumps(question).encode(), headers, method="POST")  # noqa: S310  # http or https
        for pause in (*_PAUSES, None):
            try:
                content = _answer(request, until)
            except urllib.error.HTTPError as error:
                wait = _asked_pause(error, pause)
                refused = RefusedError(error.code, _reason(error))
                if error.code not in _BUSY or wait is None or (until and time.monotonic() + wait > until):
                    raise refused from None
            except TimeoutError:
                raise _too_slow(until) from None
            except urllib.error.URLError as error:
                if isinstance(error.reason, TimeoutError):
                    raise _too_slow(until) from None
                raise EndpointError(f"it can't be reached: {_plain(error.reason)}") from None
            except (OSError, http.client.HTTPException) as error:
                wait = pause
                if wait is None:
                    raise EndpointError(f"its answer broke off: {_plain(error)}") from None
            else:
                return _read(content, key)
            time.sleep(wait)
        raise AssertionError  # the last pause is None

    def _key(self) -> str:
        if not self.variable:
            return ""
        key = os.environ.get(self.variable, "").strip()
        if not key:
            raise EndpointError(f"the environment variable {self.variable} holds no key")
        if not key.isascii() or not key.isprintable():
            raise EndpointError(f"the key in the environment variable {self.variable} can't be sent in a header")
        return key


def _answer(request: urllib.request.Request, until: float | None) -> bytes:
    """The bytes of an answer, got in a thread: only so can looking up a host, or a slow answer, be given up in time."""
    left = until - time.monotonic() if until else _LONGEST_WAIT
    if left <= 0:
        raise TimeoutError
    outcome: queue.SimpleQueue[tuple[bytes, Exception | None]] = queue.SimpleQueue()

    def fetch() -> None:
        try:
            outcome.put((_fetched(request, left if until else _PATIENCE), None))
        except Exception as error:  # noqa: BLE001  # it is raised where it is waited for
            outcome.put((b"", error))

    threading.Thread(target=fetch, daemon=True).start()
    try:
        content, error = outcome.get(timeout=left)
    except queue.Empty:
        raise TimeoutError from None
    if error:
        raise error
    return content


def _fetched(request: urllib.request.Request, patience: float) -> bytes:
    parts = []
    left = _LARGEST
    opener = urllib.request.build_opener(_NoRedirects())
    with opener.open(request, timeout=patience) as answer:
        while part := answer.read1(_PART):
            parts.append(part)
            left -= len(part)
            if left < 0:
                raise EndpointError("its answer is far too long")
        if answer.length:
            raise http.client.IncompleteRead(b"", answer.length)
    return b"".join(parts)


def _asked_pause(error: urllib.error.HTTPError, pause: float | None) -> float | None:
    """Seconds to wait before the next try: what the endpoint asks for, where that is bearable; None for no next try."""
    given = error.headers.get("Retry-After", "").strip()
    if pause is None or not (given.isascii() and given.isdecimal()):
        return pause
    wanted = float(given[:9])
    return max(pause, wanted) if wanted <= _LONGEST_PAUSE else None


def _reason(error: urllib.error.HTTPError) -> bytes:
    """The beginning of what a refusal says."""
    with error:
        try:
            return error.read(_REASON)
        except (OSError, http.client.HTTPException):
            return b""


def _too_slow(until: float | None) -> EndpointError:
    return EndpointError("it took too long" if until else f"it did not answer within {_PATIENCE:g} seconds")


def _plain(error: object) -> str:
    """What the system says of a failed connection, which holds neither address nor key."""
    return str(getattr(error, "strerror", None) or type(error).__name__)


def _read(content: bytes, key: str) -> Any:  # noqa: ANN401  # any JSON
    try:
        value = json.loads(content)
        told = bool(key) and repeats(value, key)
    except (ValueError, RecursionError):
        raise EndpointError("its answer is no JSON") from None
    if told:
        raise EndpointError("its answer repeats the key")
    return value


def repeats(value: object, key: str) -> bool:
    r"""Whether a value of JSON holds a secret, also in JSON that stands in one of its texts.

    >>> repeats({"a": ['{"b": "the s\\u0065cret"}']}, "secret"), repeats(["public"], "secret")
    (True, False)
    """
    match value:
        case dict():
            return any(repeats(one, key) for pair in value.items() for one in pair)
        case list():
            return any(repeats(one, key) for one in value)
        case str():
            if key in value:
                return True
            try:
                inner = json.loads(value) if "\\" in value else None
            except (ValueError, RecursionError):
                return False
            return inner is not None and repeats(inner, key)
    return False
