"""What other programs wrote into notes: the bytes of a source into notes on their way, and those into new files."""

from collections.abc import Iterable, Sequence

from kb.importing.bookmarks import read_bookmarks
from kb.importing.compose import compose
from kb.importing.feeds import read_feed, read_feeds
from kb.importing.folder import read_folder
from kb.importing.objects import read_objects
from kb.importing.recognise import recognise
from kb.importing.settle import settle
from kb.importing.tables import read_table
from kb.importing.values import Arrival, Fate, Found, Imported, Kind, Load, Outcome, Record, Remark

__all__ = [
    "FILES", "KINDS", "Arrival", "Fate", "Found", "Imported", "Kind", "Load", "Outcome", "Record", "Remark",
    "recognise", "settle", "take_file", "take_folder",
]  # fmt: skip

FILES = {"table": read_table, "json": read_objects, "bookmarks": read_bookmarks, "feed": read_feed}
"""How a file of each kind becomes records."""

KINDS: tuple[Kind, ...] = ("folder", "obsidian", "table", "json", "bookmarks", "feed", "opml")
"""The kinds of sources; `folder` is a folder of Markdown in digest form or plain, `table` is CSV."""


def take_folder(files: Iterable[Found], others: Sequence[str], *, obsidian: bool) -> Load:
    """The notes of a folder's Markdown files; `others` are the paths of what else is in it."""
    arrivals, remarks = read_folder(files, others, obsidian=obsidian)
    return Load(kind="obsidian" if obsidian else "folder", arrivals=arrivals, remarks=remarks)


def take_file(file: Found, kind: Kind | None = None) -> Load:
    """The notes of a file of this kind, or of the kind that its content tells.

    Raises `WrongUseError` for a file that can't be of that kind.
    """
    kind = kind or recognise(file)
    if kind in {"folder", "obsidian"}:
        return take_folder([file], (), obsidian=kind == "obsidian")
    if kind == "opml":
        feeds = read_feeds(file)
        nothing = Remark(place=file.path, why="the list names no feeds")
        return Load(kind=kind, feeds=feeds, remarks=() if feeds else (nothing,))
    records, remarks = FILES[kind](file)
    return Load(kind=kind, arrivals=tuple(compose(record) for record in records), remarks=remarks)
