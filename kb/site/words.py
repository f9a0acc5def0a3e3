"""Dates, counts and hosts into the words that a page shows, the same under every locale."""

import datetime as dt
import unicodedata
from functools import lru_cache
from urllib.parse import urlsplit

from kb.pattern import pattern

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_PLAIN_LINK = pattern(r"https?://(?:www\.)?([a-z0-9-][a-z0-9.-]*)(?:[/?#]|\Z)")


@lru_cache(1 << 14)
def day(date: dt.date) -> str:
    """A date in words.

    >>> day(dt.date(2024, 2, 18))
    '18 February 2024'
    """
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"


def host(url: str) -> str:
    """The host of an http or https address without `www.`, empty when there is none.

    >>> host("https://www.Example.org:443/a"), host("mailto:bee@example.org"), host("https://[bad")
    ('example.org', '', '')
    """
    if (plain := _PLAIN_LINK.match(url)) and not (found := plain[1]).endswith("."):  # as nearly all are
        return found
    try:
        parts = urlsplit(url.strip())
        name = parts.hostname if parts.scheme in {"http", "https"} else None
    except ValueError:
        return ""
    return (name or "").rstrip(".").removeprefix("www.")


def direction(text: str) -> str:
    """The `dir` attribute for what surrounds a text: that of its first letter, nothing when that runs to the right.

    >>> direction("مؤتمر 28"), direction("2024: Dubai"), direction("28")
    ('rtl', '', '')
    """
    if text[:1].isascii() and text[:1].isalpha():
        return ""
    strong = (unicodedata.bidirectional(char) for char in text)
    return "rtl" if next((kind for kind in strong if kind in {"L", "R", "AL"}), "L") != "L" else ""


def excerpt(text: str, longest: int = 160) -> str:
    """The start of a text on one line, cut between words.

    >>> excerpt("one two  three", 9)
    'one two…'
    """
    for part in (text[: longest + 9], text):  # most of a text is left out, so most of it is not looked at
        line = _on_one_line(part)
        if len(line) > longest:
            break
    else:
        return line
    cut = line[:longest]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut[:-1]).rstrip(" ,;:.") + "…"


def _on_one_line(text: str) -> str:
    if text.isprintable() and "  " not in text:  # of all white space only spaces are, so there is nothing to put right
        return text.strip(" ")
    return " ".join(text.split())


def when(date: dt.date | None, label: str = "") -> str:
    """A date in words, else the label of the origin that has none.

    >>> when(None, "3287.0")
    '3287.0'
    """
    return day(date) if date else label


def turn(change: str) -> tuple[str, str]:
    """A change cut into *from* and *to* where there is one place to cut, else nothing and the whole change.

    A comma before the word makes it the place.

    >>> turn("From asking later to asking first")
    ('From asking later', 'to asking first')
    >>> turn("Wider use of sensors"), turn("From able to act to able to wait")
    (('', 'Wider use of sensors'), ('', 'From able to act to able to wait'))
    >>> turn("From power to all, to power for some")
    ('From power to all,', 'to power for some')
    """
    if change[:5].lower() != "from ":
        return "", change
    joint = ", to " if change.count(", to ") == 1 else " to "
    before, _, after = change.partition(joint)
    if not after or joint in after:
        return "", change
    return before + joint[:-4], f"to {after}"
