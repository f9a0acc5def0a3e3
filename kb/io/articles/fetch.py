"""An address into the page that stands there: bytes, type and charset, within limits of time and size."""

import os
import time
import zlib
from collections.abc import Iterator
from email.message import Message

import httpcore
import httpx
from msgspec import Struct

from kb.errors import SourceError
from kb.io.articles.guard import GuardedTransport, PrivateAddressError

LARGEST = 10 * 1024 * 1024  # bytes of a page once unpacked
_PATIENCE = 10.0  # seconds for a connection, and for each part of an answer
_LONGEST_WAIT = 30.0  # seconds for all of it, redirects too
_HOPS = 8
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PART = 1 << 16
_PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")
_HEADERS = {
    "User-Agent": "kb-draft",
    "Accept": "text/html, application/xhtml+xml, text/plain, text/markdown, application/pdf;q=0.9, */*;q=0.1",
    "Accept-Encoding": "gzip",
}
_REASONS = {
    401: "it wants a login",
    403: "it is forbidden to programs, or to everybody",
    404: "there is no such page",
    410: "the page is gone",
    429: "it is asked too often",
    451: "the page is withheld by law",
}


class Page(Struct, frozen=True, kw_only=True):
    """What an address answered."""

    url: str
    """Where the redirects led."""
    data: bytes
    """All of it, unpacked."""
    kind: str = ""
    """Its media type in lower case, empty when it has none."""
    charset: str = ""
    """As the header names it, else empty."""


def fetch(url: str, *, allow_private: bool) -> Page:
    """Get a page by http or https; raises `SourceError`, which says why there is none.

    Every hop is checked: a name is resolved once, and no address outside the open internet is connected to, unless
    `allow_private`. Since nobody can tell where a proxy connects, one that the environment names is used with
    `allow_private` alone.
    """
    deadline = time.monotonic() + _LONGEST_WAIT
    proxied = allow_private and _has_proxy()
    transport = None if proxied else GuardedTransport(allow_private=allow_private)
    asked = url
    try:
        with httpx.Client(
            transport=transport, trust_env=proxied, timeout=_PATIENCE, headers=_HEADERS, follow_redirects=False
        ) as client:
            for _ in range(_HOPS):
                answer = _one(client, url, deadline)
                if isinstance(answer, Page):
                    return answer
                url = answer
    except PrivateAddressError as error:
        raise SourceError(
            f"{asked} can't be fetched: {error}, which is no address of the open internet.",
            "With --allow-private kb fetches from this machine and its networks too.",
        ) from error
    except (httpx.TimeoutException, httpcore.TimeoutException, TimeoutError) as error:
        raise _failed(
            asked, f"it did not answer within {_PATIENCE:g} seconds, or not all of it in {_LONGEST_WAIT:g}"
        ) from error
    except (httpx.HTTPError, httpcore.ConnectError, httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
        hint = "Proxies of the environment are used with --allow-private only." if _has_proxy() and not proxied else ""
        raise _failed(asked, _plain(error), hint) from error
    except (httpx.InvalidURL, httpcore.UnsupportedProtocol, ValueError, UnicodeError) as error:
        raise _failed(asked, "it is no address that makes sense") from error
    raise _failed(asked, f"it leads on more than {_HOPS} times")


def _one(client: httpx.Client, url: str, deadline: float) -> Page | str:
    """The page at an address, or where it leads."""
    address = httpx.URL(url)
    if address.scheme not in {"http", "https"} or not address.host:
        raise _failed(url, "it is no http or https address")
    if address.userinfo:
        raise _failed(url, "it holds a user name or a password, which kb sends nowhere")
    with client.stream("GET", address) as answer:
        if answer.status_code in _REDIRECTS and "location" in answer.headers:
            return str(address.join(answer.headers["location"]).copy_with(fragment=None))
        if answer.status_code != httpx.codes.OK:
            reason = _REASONS.get(answer.status_code, answer.reason_phrase or "no page")
            raise _failed(url, f"it answered {answer.status_code}, {reason}")
        kind, charset = _type(answer.headers.get("content-type", ""))
        data = b"".join(_unpacked(url, answer, deadline))
    return Page(url=str(address.copy_with(fragment=None)), data=data, kind=kind, charset=charset)


def _unpacked(url: str, answer: httpx.Response, deadline: float) -> Iterator[bytes]:
    """The parts of a body, unpacked no further than the largest page goes."""
    left = LARGEST
    packed = answer.headers.get("content-encoding", "identity").strip().lower()
    if packed not in {"identity", "", "gzip", "x-gzip"}:
        raise _failed(url, f"its answer is packed as {packed[:20]!r}, which kb did not ask for")
    unpack = zlib.decompressobj(zlib.MAX_WBITS | 16) if packed not in {"identity", ""} else None
    for part in answer.iter_raw(_PART):
        if time.monotonic() > deadline:
            raise TimeoutError
        try:
            piece = unpack.decompress(part, left + 1) if unpack else part
        except zlib.error as error:
            raise _failed(url, "its answer is packed wrongly, or broke off") from error
        left -= len(piece)
        if left < 0:
            raise _failed(url, f"it is larger than {LARGEST // 1024**2} MB")
        yield piece
    if unpack and not unpack.eof:
        raise _failed(url, "its answer is packed wrongly, or broke off")


def _type(header: str) -> tuple[str, str]:
    """Media type and charset of a header."""
    message = Message()
    message["content-type"] = header[:200]
    return (message.get_content_type() if "/" in header else "", str(message.get_param("charset", "")))


def _has_proxy() -> bool:
    return any(os.environ.get(name) or os.environ.get(name.lower()) for name in _PROXIES)


def _plain(error: Exception) -> str:
    return str(error).strip().rstrip(".") or type(error).__name__


def _failed(url: str, why: str, hint: str = "") -> SourceError:
    return SourceError(f"{url} can't be fetched: {why}.", hint)
