"""Names that a source gives its notes into file names that every disk can hold, no two of them alike."""

import re
import unicodedata

from kb.pattern import pattern
from kb.text import slug

_LONGEST = 180  # bytes, which leaves room below the 255 of most disks
_UNFIT = pattern(r'[\0-\x1f\x7f-\x9f<>:"/\\|?*#^\[\]\ud800-\udfff\u202a-\u202e\u2066-\u2069]|^[.\s~]|[.\s]$')
# Names that Windows keeps for devices, whatever follows a dot.
_DEVICE = pattern(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


def fit(name: str) -> str:
    """A name itself where it can name a file on every disk and be linked to, else its slug.

    >>> fit("A note (2)"), fit("../../etc/passwd"), fit("con"), fit("What? A: b")
    ('A note (2)', 'etc-passwd', 'con-note', 'what-a-b')
    """
    whole = unicodedata.normalize("NFC", name)
    if _DEVICE.fullmatch(whole):
        return f"{slug(whole)}-note"
    return slug(whole) if _UNFIT.search(whole) or not whole or len(whole.encode()) > _LONGEST else whole


def fit_path(path: str) -> str:
    """A path below the notes folder, each of its parts fit; `.md` is added."""
    parts = [part for part in path.split("/") if part not in {"", ".", ".."}]
    return "/".join(map(fit, parts or ["note"])) + ".md"


def key(name: str) -> str:
    """What two names have in common that are one file on some disks."""
    return unicodedata.normalize("NFC", name).casefold()
