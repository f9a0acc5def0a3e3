"""Texts into vectors by an embedding endpoint of the form that OpenAI made common: `POST {model, input}`.

The key comes from the environment and goes nowhere but into the request's header: no message names it, and no redirect
is followed, which would carry it elsewhere.
"""

import http.client
import json
import os
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from kb.options import ClosestOptions

_BATCH = 64  # texts of a request
_LONGEST = 20_000  # characters of a text that are sent; models read some thousand tokens at most
_PATIENCE = 30.0  # seconds for an answer to begin, and for each part of it
_LONGEST_WAIT = 120.0  # seconds for all of an answer
_PART = 1 << 16  # bytes that are read at once
_LARGEST = 64 * 1024 * 1024  # bytes of an answer
_PAUSES = (1.0, 4.0)  # seconds before a request is tried again
_BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})


class EndpointError(Exception):
    """The endpoint gave no vectors; the message says why, in words for the user."""


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Leaves a redirect as the answer that it is."""

    def redirect_request(self, *_: Any) -> None:  # noqa: ANN401  # as the class above has it
        """Make no other request."""


class Endpoint:
    """One endpoint and the model asked for."""

    def __init__(self, options: ClosestOptions) -> None:
        """Take the address, the model and the name of the variable that holds the key."""
        self._options = options
        self.identity = f"endpoint {options.endpoint} {options.endpoint_model}"
        self.name = f"{options.endpoint_model} of an embedding endpoint"
        self._opener = urllib.request.build_opener(_NoRedirects())

    def batches(self, texts: Sequence[str]) -> Iterator[npt.NDArray[np.float32]]:
        """The vectors of texts, some at a time and in order; raises `EndpointError`."""
        for start in range(0, len(texts), _BATCH):
            yield self._vectors([text[:_LONGEST] for text in texts[start : start + _BATCH]])

    def _vectors(self, texts: list[str]) -> npt.NDArray[np.float32]:
        body = json.dumps({"model": self._options.endpoint_model, "input": texts, "encoding_format": "float"})
        headers = {"Content-Type": "application/json", "Accept": "application/json", **self._authority()}
        request = urllib.request.Request(self._options.endpoint, body.encode(), headers, method="POST")  # noqa: S310  # http or https, as the settings were checked
        for pause in (*_PAUSES, None):
            try:
                return _read(self._answer(request), len(texts))
            except urllib.error.HTTPError as error:
                error.close()
                if error.code not in _BUSY or pause is None:
                    raise EndpointError(
                        f"it answered {error.code} {http.client.responses.get(error.code, '')}".rstrip()
                    ) from None
            except TimeoutError:
                raise EndpointError(f"it did not answer within {_PATIENCE:g} seconds") from None
            except urllib.error.URLError as error:
                if isinstance(error.reason, TimeoutError):
                    raise EndpointError(f"it did not answer within {_PATIENCE:g} seconds") from None
                raise EndpointError(f"it can't be reached: {_plain(error.reason)}") from None
            except (OSError, http.client.HTTPException) as error:
                if pause is None:
                    raise EndpointError(f"its answer broke off: {_plain(error)}") from None
            time.sleep(pause)
        raise AssertionError  # the last pause is None

    def _answer(self, request: urllib.request.Request) -> bytes:
        parts = []
        left = _LARGEST
        end = time.monotonic() + _LONGEST_WAIT
        with self._opener.open(request, timeout=_PATIENCE) as answer:
            while part := answer.read1(_PART):
                parts.append(part)
                left -= len(part)
                if left < 0:
                    raise EndpointError("its answer is far too long")
                if time.monotonic() > end:
                    raise TimeoutError
            if answer.length:
                raise http.client.IncompleteRead(b"", answer.length)
        return b"".join(parts)

    def _authority(self) -> dict[str, str]:
        variable = self._options.endpoint_key
        if not variable:
            return {}
        key = os.environ.get(variable, "").strip()
        if not key:
            raise EndpointError(f"the environment variable {variable} holds no key")
        if not key.isascii() or not key.isprintable():
            raise EndpointError(f"the key in the environment variable {variable} can't be sent in a header")
        return {"Authorization": f"Bearer {key}"}


def _plain(error: object) -> str:
    """What the system says of a failed connection, which holds neither address nor key."""
    return str(getattr(error, "strerror", None) or type(error).__name__)


def _read(content: bytes, count: int) -> npt.NDArray[np.float32]:
    """The vectors in an answer, one for each text asked about, all of one length."""
    try:
        rows = {row["index"]: row["embedding"] for row in json.loads(content)["data"]}
        vectors = np.array([rows[place] for place in range(count)], dtype=np.float32)
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        raise EndpointError("its answer is not what an embedding endpoint gives") from None
    if vectors.ndim != 2 or not vectors.shape[1] or not np.isfinite(vectors).all():  # noqa: PLR2004  # texts by dimensions
        raise EndpointError("its answer is not what an embedding endpoint gives")
    return vectors
