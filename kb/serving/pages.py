"""The path of an address into what stands there: a file of the site, and in a page a script that waits for news."""

from contextlib import suppress
from hashlib import blake2b
from html import escape
from http import HTTPStatus
from pathlib import Path, PurePosixPath
from urllib.parse import quote, unquote

from msgspec import Struct

OWN = "/.kb/"
"""Where kb's own answers stand on the host; no address of a site begins with a dot."""
_HERE = Path(__file__).parent
_OWN_FILES = {f"{OWN}{name}": _HERE / name for name in ("reload.js", "trouble.css")}
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".xml": "application/xml",
}
_OTHER = "application/octet-stream"
_LOST = "404.html"
_HEAD = b"</head>"


class Answer(Struct, frozen=True, kw_only=True):
    """What a request is answered with."""

    status: HTTPStatus = HTTPStatus.OK
    """How it went."""
    kind: str = "text/plain; charset=utf-8"
    """Its media type."""
    body: bytes = b""
    """Its bytes."""
    location: str = ""
    """Where else to look, for a redirect."""


class Pages:
    """The files of a site's folder by their paths on a host."""

    def __init__(self, root: Path) -> None:
        """Take the folder of the site."""
        self._root = root

    def at(self, path: str, folder: str) -> Answer:
        """What stands at a path, still percent-encoded, of a host where the site has this folder."""
        if path in _OWN_FILES:
            return Answer(kind=_kind(path), body=_OWN_FILES[path].read_bytes())
        if path == "/" != folder:
            return Answer(status=HTTPStatus.FOUND, location=folder)
        found, body = self._found(path, folder)
        if body is None:
            within = self._within(path + "/", folder)
            if within and within[-1] == "index.html" and self._bytes(within) is not None:
                return Answer(status=HTTPStatus.MOVED_PERMANENTLY, location=quote(unquote(path)) + "/")
            return self._lost(folder)
        if found[-1].endswith(".html"):
            body = self._watchful(body, self._digest(found, body))
        return Answer(kind=_kind(found[-1]), body=body)

    def seen(self, path: str, folder: str) -> str:
        """A digest of the page at a path and of the scripts with data that it loads: another one when it is another.

        A page below `NAME/` loads what stands below `data/NAME/`.
        """
        found, body = self._found(path, folder)
        return self._digest((), self._bytes((_LOST,)) or b"") if body is None else self._digest(found, body)

    def stamp(self, path: str, folder: str) -> tuple[int, int, int] | None:
        """What tells the file of the page at a path from the one that stood there before, None when there is none."""
        within = self._within(path, folder)
        try:
            status = self._root.joinpath(*within).stat() if within else None
        except (OSError, ValueError):
            return None
        return (status.st_mtime_ns, status.st_size, status.st_ino) if status else None

    def _digest(self, found: tuple[str, ...], body: bytes) -> str:
        seen = blake2b(body, digest_size=12)
        for data in self._data(found[0]) if len(found) > 1 else ():
            seen.update(data.encode("utf-8", "surrogateescape"))
        return seen.hexdigest()

    def _data(self, name: str) -> list[str]:
        """Path and stamp of each script below `data/NAME/`."""
        stamps = []
        for one in (self._root / "data" / name).rglob("*.js"):
            with suppress(OSError):  # gone just now; its successor counts
                status = one.stat()
                stamps.append(f"{one} {status.st_mtime_ns} {status.st_size}\n")
        return sorted(stamps)

    def _found(self, path: str, folder: str) -> tuple[tuple[str, ...], bytes | None]:
        """The parts of a file's path in the site, and its bytes; None when there is no such file."""
        within = self._within(path, folder)
        return within, self._bytes(within) if within else None

    def _within(self, path: str, folder: str) -> tuple[str, ...]:
        """The parts of a file's path in the site; none for a path that can't lie in it, or is hidden there."""
        asked, top = unquote(path), unquote(folder)
        if not asked.startswith(top):
            return ()
        parts = asked[len(top) :].split("/")
        parts[-1] = parts[-1] or "index.html"
        fit = all(part and not part.startswith(".") and not set(part) & set("\\:\0") for part in parts)
        return tuple(parts) if fit else ()

    def _bytes(self, parts: tuple[str, ...]) -> bytes | None:
        """The bytes of a file that lies in the site's folder, also when links are followed."""
        try:
            full = self._root.joinpath(*parts).resolve(strict=True)
            return full.read_bytes() if full.is_relative_to(self._root.resolve()) and full.is_file() else None
        except (OSError, ValueError):
            return None

    def _lost(self, folder: str) -> Answer:
        """The site's own page for lost readers, whose assets are found from any depth."""
        body = self._bytes((_LOST,))
        if body is None:
            return Answer(status=HTTPStatus.NOT_FOUND, body=b"There is nothing at this address.\n")
        seen = self._digest((), body)
        body = body.replace(b'="assets/', b'="' + folder.encode() + b"assets/")
        return Answer(status=HTTPStatus.NOT_FOUND, kind=_TYPES[".html"], body=self._watchful(body, seen))

    def _watchful(self, body: bytes, seen: str) -> bytes:
        """A page with the script that waits for news; the file on the disk stays without."""
        script = f'<script src="{OWN}reload.js" data-seen="{escape(seen)}" defer></script>\n'.encode()
        head, mark, rest = body.partition(_HEAD)
        return head + script + mark + rest if mark else body


def _kind(path: str) -> str:
    return _TYPES.get(PurePosixPath(path).suffix.casefold(), _OTHER)
