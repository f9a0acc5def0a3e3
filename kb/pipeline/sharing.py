"""Many notes into the same notes that hold each text once which many have, such as keywords and titles of links.

Whoever reads a note, and whoever sends it, makes every text of it anew. In a large vault that is a third of the memory
that its notes take, and worth some microseconds a note; in a small one nobody would notice.
"""

from collections.abc import Iterable
from sys import intern
from typing import TypeVar

from msgspec.structs import force_setattr

from kb.model import Note

MANY = 50_000
"""Notes from which on memory is dearer than the time that this takes: a fortieth of a first build."""

T = TypeVar("T")


def share(notes: Iterable[Note]) -> None:
    """Let equal texts of notes be one; these notes must have been made just now, and be known to nobody else."""
    values: dict[object, object] = {}

    def one(value: T) -> T:
        return values.setdefault(value, value)  # type: ignore[return-value]  # it is equal, and of the same type

    for note in notes:
        for name in ("keywords", "themes"):
            force_setattr(note, name, tuple(map(intern, getattr(note, name))))
        for name in ("origin", "order", "columns"):
            force_setattr(note, name, one(getattr(note, name)))
        for link in (*note.closest, *note.mentions):
            force_setattr(link, "target", intern(link.target))
            force_setattr(link, "label", intern(link.label))
        for signal in note.signals:
            force_setattr(signal, "name", intern(signal.name))
