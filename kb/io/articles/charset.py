"""Bytes of a page into text, by what the page says of its charset and by what cannot be otherwise."""

import codecs
import re

from kb.pattern import pattern

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META = pattern(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:\-]{1,40})|<\?xml[^>]{0,100}?encoding=["']([\w.:\-]{1,40})""",
    re.IGNORECASE,
)
_HEAD = 8192  # bytes in which a page names its charset
# What browsers read under these names.
_MEANT = {
    **dict.fromkeys(("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii"), "windows-1252"),
    **dict.fromkeys(("gb2312", "gbk", "x-gbk"), "gb18030"),
    **dict.fromkeys(("shift_jis", "shift-jis", "x-sjis"), "cp932"),
    **dict.fromkeys(("ks_c_5601-1987", "euc-kr"), "cp949"),
    "iso-8859-9": "cp1254",
    "tis-620": "cp874",
}
_REFUSED = frozenset(
    {"utf-7", "utf_7", "unicode_escape", "raw_unicode_escape", "idna", "punycode", "undefined", "mbcs"}
)


def decoded(data: bytes, named: str = "") -> str:
    """The text of a page; `named` is the charset that its header gives.

    A mark at its beginning is right, then bytes that are UTF-8 and more than ASCII, then the header, then the page's
    own word, then Windows-1252; what is no character becomes U+FFFD.

    >>> decoded("Zürich".encode("cp1252"), "utf-8"), decoded("Zürich".encode(), "iso-8859-1")
    ('Zürich', 'Zürich')
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    text = data.decode("utf-8", "replace")
    if not data.isascii() and len(text) - text.count("\ufffd") - _ascii(text) > text.count("\ufffd"):
        return text
    said = _META.search(data[:_HEAD])
    for name in (named, (said[1] or said[2]).decode("ascii") if said else ""):
        codec = _MEANT.get(name.strip().lower(), name.strip().lower())
        if codec and codec not in _REFUSED and not codec.startswith(("utf-8", "utf8")):
            try:
                return data.decode(codec, "replace")
            except (LookupError, ValueError):
                continue
    return text if data.isascii() else data.decode("windows-1252", "replace")


def _ascii(text: str) -> int:
    return len(text.encode("ascii", "ignore"))
