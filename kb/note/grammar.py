"""The words of the note format: sections, columns and origins as found in the wild, and as kb writes them.

A *key* (`summary`, `closest`, …) names a digest section everywhere in the code; its heading is its name in a note.
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from kb.pattern import pattern

HEADINGS: Mapping[str, str] = {
    "summary": "Summary",
    "keywords": "Keywords",
    "themes": "Themes",
    "signals": "Signals",
    "closest": "Closest",
    "other": "Other",
    "concerns": "Concerns",
    "behaviors": "Behaviors",
    "technologies": "Technologies",
    "issues": "Issues",
}
"""Heading of each digest section, in the order that kb writes them when a note has none of its own."""

KEYS: Mapping[str, str] = {heading.casefold(): key for key, heading in HEADINGS.items()}
"""Key of a section by its folded heading."""

LISTS = ("keywords", "themes")
"""Sections that are bullet lists of plain words."""

CARDS = ("concerns", "behaviors", "technologies", "issues")
"""Sections that are tables of cards."""

TABLES = ("signals", *CARDS)
"""Sections that are tables."""

EXPECTED = ("summary", "keywords", "themes", "signals")
"""Sections that every note has; generation 1 has `closest` too."""

_CARD_HEADERS = {"name": "name", "description": "description", "relevancy": "relevancy"}
_SIGNAL_HEADERS = {
    **_CARD_HEADERS,
    "signal": "name",
    "change": "change",
    "10yhorizon": "horizon",
    "10yearhorizon": "horizon",
    "10year": "horizon",
    "horizon": "horizon",
    "drivingforce": "driving_force",
}

SIGNAL_COLUMNS: Mapping[int, Mapping[str, str]] = {
    1: {
        "name": "Signal",
        "description": "Description",
        "change": "Change",
        "horizon": "10y horizon",
        "driving_force": "Driving force",
        "relevancy": "Relevancy",
    },
    2: {
        "name": "name",
        "description": "description",
        "change": "change",
        "horizon": "10-year",
        "driving_force": "driving-force",
        "relevancy": "relevancy",
    },
}
"""Header of each field of a signal, by generation."""

CARD_COLUMNS: Mapping[str, str] = {"name": "name", "description": "description", "relevancy": "relevancy"}
"""Header of each field of a card."""

SIGNAL_FIELDS: Mapping[int, Sequence[str]] = {
    1: ("name", "change", "horizon", "driving_force"),
    2: ("name", "description", "change", "horizon", "driving_force", "relevancy"),
}
"""Fields of a signal that have a column in a new table, by generation."""

CARD_FIELDS: Sequence[str] = ("name", "description")
"""Fields of a card that have a column in a new table."""

SUGGESTIBLE = ("title", "date", "lang", "category", "type", *(key for key in HEADINGS if key != "other"))
"""Fields of a note that front matter can mark as filled by a machine."""

ASSETS = frozenset(
    "avif bmp csv doc docx epub gif htm html ico jpeg jpg json m4a mov mp3 mp4 odp ods odt ogg pdf png ppt pptx svg "
    "tsv txt wav webm webp xls xlsx xml zip".split()
)
"""Endings of files that are no notes, so that a link to one is no link between notes."""

RELEVANCIES = frozenset("12345")
"""What a relevancy may be."""

_SPACES_AND_HYPHENS = pattern(r"[\s_\-\u2010\u2011]+")
_DATE = pattern(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_WEB = pattern(r"https?://[^\s/]", re.IGNORECASE)


def section_key(heading: str) -> str:
    """Key of the digest section with this heading, or nothing.

    >>> section_key(" KEYWORDS "), section_key("Sources")
    ('keywords', '')
    """
    return KEYS.get(" ".join(heading.split()).casefold(), "")


@lru_cache(maxsize=256)
def field_of(key: str, header: str) -> str:
    """Field that a column of a digest table fills, or nothing.

    >>> field_of("signals", "10-Year"), field_of("issues", "driving force")
    ('horizon', '')
    """
    fields = _SIGNAL_HEADERS if key == "signals" else _CARD_HEADERS
    return fields.get(_SPACES_AND_HYPHENS.sub("", header).casefold(), "")


def is_web(url: str) -> bool:
    """Whether a browser can follow an address from the site."""
    return bool(_WEB.match(url))


@lru_cache(maxsize=256)
def label_date(label: str) -> dt.date | None:
    """The date in an origin's label: eight leading digits, where they are a real date.

    >>> label_date("20250504d"), label_date("20251340")
    (datetime.date(2025, 5, 4), None)
    """
    digits = _DATE.match(label)
    if not digits:
        return None
    try:
        return dt.date(int(digits[1]), int(digits[2]), int(digits[3]))
    except ValueError:
        return None
