"""A file's bytes into text and what was wrong with them: byte order marks, line ends, bytes that are no text."""

import hashlib
import re

from kb.model import Diagnostic, Edit, Source, Span
from kb.rules import found

_LARGE = 1_000_000  # bytes
_MARK = "\ufeff"
_SAVE = (Edit(line=1, end_line=0),)
"""An edit of nothing: the decoded text is itself the repair, so that saving the file mends it."""

# What `surrogateescape` makes of the bytes 0x80 to 0xFF, and what those bytes are in Windows-1252.
_ESCAPED = re.compile("[\udc80-\udcff]+")
_WINDOWS = {0xDC00 + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0x100)}


def decode(path: str, data: bytes) -> tuple[Source, tuple[Diagnostic, ...]]:
    r"""Read a file's bytes as text, whatever they are.

    The text has no byte order mark and its lines end with a line feed alone. Bytes that are not UTF-8 are read as
    Windows-1252, NUL as U+FFFD; either makes the source unfaithful, so that nothing is ever written back over it.

    >>> source, diagnostics = decode("a.md", b"\xef\xbb\xbfcaf\xe9\r\n")
    >>> source.text, source.faithful, [one.code for one in diagnostics]
    ('café\n', False, ['file-bom', 'file-crlf', 'file-encoding'])
    """
    diagnostics: list[Diagnostic] = []
    text = data.decode("utf-8", "surrogateescape")
    escaped = None if text.isascii() else _ESCAPED.search(text)
    faithful = not escaped and "\0" not in text
    mend = _SAVE if faithful else ()

    def report(code: str, message: str, line: int = 1) -> None:
        diagnostics.append(found(code, message, Span(path=path, line=line), edits=mend if code in _MENDED else ()))

    if len(data) > _LARGE:
        report("file-large", f"The file has {len(data) / 1e6:.1f} MB, far more than any note.")
    if text.startswith(_MARK):
        report("file-bom", "The file starts with a byte order mark.")
        text = text.lstrip(_MARK)
    if "\r" in text:
        ends = text.count("\r")
        first = text.find("\r")
        report("file-crlf", f"{_lines(ends)} with a carriage return.", text.count("\n", 0, first) + 1)
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if escaped:
        runs = _ESCAPED.findall(text)
        place = _ESCAPED.search(text)
        line = text.count("\n", 0, place.start()) + 1 if place else 1
        report("file-encoding", f"{_places(len(runs))} not UTF-8; it is read as Windows-1252.", line)
        text = text.translate(_WINDOWS)
    if "\0" in text:
        line = text.count("\n", 0, text.find("\0")) + 1
        report("file-nul", f"The text holds NUL, {text.count(chr(0))} of them; they are shown as U+FFFD.", line)
        text = text.replace("\0", "\ufffd")
    if not text.strip():
        report("file-empty", "The file holds no text.")
    digest = hashlib.sha256(data).hexdigest()
    return Source(path=path, text=text, digest=digest, faithful=faithful), tuple(diagnostics)


_MENDED = frozenset({"file-bom", "file-crlf"})


def _lines(count: int) -> str:
    return "1 line ends" if count == 1 else f"{count} lines end"


def _places(count: int) -> str:
    return "The text holds bytes that are" if count == 1 else f"The text holds bytes, in {count} places, that are"
