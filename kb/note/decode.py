"""A file's bytes into text and what was wrong with them: byte order marks, line ends, bytes that are no text."""

import hashlib

from kb.model import Diagnostic, Edit, Source, Span
from kb.pattern import pattern
from kb.rules import found

_LARGE = 1_000_000  # bytes
_MARK = "\ufeff"
_SAVE = (Edit(line=1, end_line=0),)
"""An edit of nothing: the decoded text is the repair itself, so that saving it mends the file."""

# What `surrogateescape` makes of the bytes 0x80 to 0xFF, and what those bytes are in Windows-1252.
_ESCAPED = pattern("[\udc80-\udcff]+")
_WINDOWS = {0xDC00 + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0x100)}


def decode(path: str, data: bytes, digest: str = "") -> tuple[Source, tuple[Diagnostic, ...]]:
    r"""Read a file's bytes as text, whatever they are.

    The text has no byte order mark and its lines end with a line feed alone. Bytes that are not UTF-8 are read as
    Windows-1252, NUL as U+FFFD; either makes the source unfaithful, so that nothing is ever written back over it.
    `digest` is the SHA-256 of the bytes in hex, where somebody has it.

    >>> source, diagnostics = decode("a.md", b"\xef\xbb\xbfcaf\xe9\r\n")
    >>> source.text, source.faithful, [one.code for one in diagnostics]
    ('café\n', False, ['file-bom', 'file-crlf', 'file-encoding'])
    """
    escaped = []
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = data.decode("utf-8", "surrogateescape")
        escaped = _ESCAPED.findall(text)
    nul = b"\0" in data  # quicker than in text, where every letter of two bytes may hold one
    faithful = not escaped and not nul
    mend = _SAVE if faithful else ()
    diagnostics: list[Diagnostic] = []

    def report(code: str, message: str, place: int = 0, edits: tuple[Edit, ...] = ()) -> None:
        span = Span(path=path, line=text.count("\n", 0, place) + 1)
        diagnostics.append(found(code, message, span, edits=edits))

    if len(data) > _LARGE:
        report("file-large", f"The file has {len(data) / 1e6:.1f} MB, far more than any note.")
    if text.startswith(_MARK):
        text = text.lstrip(_MARK)
        report("file-bom", "The file starts with a byte order mark.", 0, mend)
    if "\r" in text:
        report("file-crlf", f"Lines that end with a carriage return: {text.count(chr(13))}.", text.find("\r"), mend)
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if escaped:
        message = f"Runs of bytes that are not UTF-8: {len(escaped)}; they are read as Windows-1252."
        report("file-encoding", message, text.find(escaped[0]))
        text = text.translate(_WINDOWS)
    if nul:
        report("file-nul", f"NUL characters in the text: {text.count(chr(0))}.", text.find("\0"))
        text = text.replace("\0", "\ufffd")
    if not text or text.isspace():
        report("file-empty", "The file holds no text.")
    digest = digest or hashlib.sha256(data).hexdigest()
    return Source(path=path, text=text, digest=digest, faithful=faithful), tuple(diagnostics)
