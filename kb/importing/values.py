"""What a source holds as values: files as found, records as read, notes on their way, and what became of each."""

from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct

Kind = Literal["folder", "obsidian", "table", "json", "bookmarks", "feed", "opml"]
Fate = Literal["new", "here", "left", "told"]


class Found(Struct, frozen=True, kw_only=True):
    """A file of a source."""

    path: str
    """Relative to the folder that was named, `/` between its parts; the file's name when a file was."""
    data: bytes
    """All of it."""


class Record(Struct, frozen=True, kw_only=True):
    """One entry of a table, feed or list of bookmarks, by the keys of a note's JSON object; other keys are kept."""

    place: str
    """Where it stands, to be shown: `links.csv:12`."""
    values: Mapping[str, Any]
    """Text, numbers, lists and objects, as JSON has them."""
    plain: bool = False
    """Whether its texts are plain text, not Markdown."""
    seed: str = ""
    """What an id can be made of, for an entry without a link."""
    told: tuple[str, ...] = ()
    """What the source itself did not say rightly, in words."""


class Arrival(Struct, frozen=True, kw_only=True):
    """A note on its way into the vault."""

    place: str
    """Where it stood, to be shown."""
    path: str
    """The path that it would like to have in the notes folder."""
    text: str
    """All of its Markdown."""
    named: bool
    """Whether its id is its own; one that was made of a link or a title is the same entry's wherever it stands."""
    told: tuple[str, ...] = ()
    """What did not come as it was, in sentences."""


class Remark(Struct, frozen=True, kw_only=True):
    """Something about a source that concerns no one note: what was left, or where it went."""

    place: str
    """Where it stands, to be shown."""
    why: str
    """In a sentence."""
    fate: Literal["left", "told"] = "left"
    """Whether it was left out, or came in another way."""


class Load(Struct, frozen=True, kw_only=True):
    """All that a source gives."""

    kind: Kind
    """What it was read as."""
    arrivals: tuple[Arrival, ...] = ()
    """Notes, in the order of the source."""
    remarks: tuple[Remark, ...] = ()
    """What else is to be said."""
    feeds: tuple[tuple[str, str, str], ...] = ()
    """(place, title, address) of each feed that a list of feeds names."""


class Outcome(Struct, frozen=True, kw_only=True):
    """What became of one thing in a source."""

    fate: Fate
    """`new` is written, `here` is in the vault already, `left` does not come, `told` came in another way."""
    place: str
    """Where it stood."""
    id: str = ""
    """Id of the note that it became, or that it is."""
    title: str = ""
    """Title of that note."""
    why: str = ""
    """In sentences."""


class Imported(Struct, frozen=True, kw_only=True):
    """What an import does to a vault."""

    files: tuple[tuple[str, str], ...] = ()
    """(path, text) of each new note, sorted by path."""
    outcomes: tuple[Outcome, ...] = ()
    """In the order of the sources."""
    links: int = 0
    """Links to notes that the new notes hold."""
    reached: int = 0
    """How many of those reach a note."""
