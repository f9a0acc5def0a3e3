"""Text from anywhere into text that a note may hold: no controls, no marks that turn the direction of writing."""

from kb.pattern import pattern

_BREAKS = pattern("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_UNWANTED = pattern(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)


def clean(text: str) -> str:
    r"""A text without what nobody sees, every kind of line end a line feed.

    >>> clean("a\x1b[31mb\r\nc\u202ed")
    'a[31mb\ncd'
    """
    return _UNWANTED.sub("", _BREAKS.sub("\n", text))


def clean_line(text: str, longest: int = 300) -> str:
    """A clean text on one line, cut where no title or name would go on."""
    line = " ".join(clean(text[: 20 * longest]).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"
