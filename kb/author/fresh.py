"""A link, a title and an origin's label into the id and the origin of a note that is to be."""

import hashlib
from collections.abc import Collection, Iterable
from itertools import count

from kb.errors import WrongUseError
from kb.model import Note, Origin, Vault
from kb.note.grammar import label_date
from kb.text import short_hash, slug
from kb.vault import addresses

_HASH_DIGITS = 12


def link_id(link: str) -> str:
    """The id that the digest itself gives the note of a link.

    >>> link_id("https://example.org/a")
    '49e56c49965e4ad426e56c15e914be36'
    """
    return hashlib.md5(f"b'{link}'".encode(), usedforsecurity=False).hexdigest()


def title_id(title: str, taken: Collection[str]) -> str:
    """A slug of the title that no note has and that can be the address of a page.

    >>> title_id("Shore power", {"shore-power"}), title_id("Signals", ()), len(title_id("日本", ()))
    ('shore-power-2', 'signals-2', 12)
    """
    plain = slug(title)
    if not plain.isascii():
        plain = short_hash(title, _HASH_DIGITS)
    folded = {one.casefold() for one in taken}
    tries = (plain if number == 1 else f"{plain}-{number}" for number in count(1))
    return next(one for one in tries if one not in folded and _is_address(one))


def _is_address(id_: str) -> bool:
    note = Note(id=id_, path=f"{id_}.md", title=id_)
    return not addresses(Vault(notes=(note,), names=()))[1]


def origin_of(label: str, notes: Iterable[Note], pattern: str) -> Origin:
    """The origin with a label, at the address that other notes of it give, else the one that a pattern makes.

    Raises `WrongUseError` for a label that does not begin with a date.

    >>> origin_of("2024-02-18", (), "https://example.org/p/{label}").url
    'https://example.org/p/20240218'
    """
    if label[4:5] == label[7:8] == "-":
        label = label.replace("-", "", 2)
    date = label_date(label)
    if not date:
        raise WrongUseError(f"{label!r} is no date for an origin.", "Write it as YYYY-MM-DD or YYYYMMDD.")
    known = (note.origin.url for note in notes if note.origin and note.origin.label == label and note.origin.url)
    return Origin(label=label, url=next(known, pattern.replace("{label}", label)), date=date)
