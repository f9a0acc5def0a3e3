"""The keys of a row into what they hold, so that every form lays the same data out."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from kb import vault
from kb.model import Note

Row = Mapping[str, Any]

TABLES: Mapping[str, tuple[str, ...]] = {
    "signals": ("name", "description", "change", "horizon", "driving_force", "relevancy", "extra"),
    "concerns": ("name", "description", "relevancy", "extra"),
    "behaviors": ("name", "description", "relevancy", "extra"),
    "technologies": ("name", "description", "relevancy", "extra"),
    "issues": ("name", "description", "relevancy", "extra"),
    "closest": ("id", "title", "found"),
    "sections": ("heading", "markdown"),
}
"""Keys of a note that hold rows of their own, and the keys of those."""

NUMBERS = frozenset({"relevancy", "row", "novelty", "plausibility", "impact", "relevance", "timeliness"})
FLAGS = frozenset({"title_given", "draft", "found"})
ORIGIN = ("label", "url", "date")
RATINGS = ("novelty", "plausibility", "impact", "relevance", "timeliness", "rated_by")


class Shape(Struct, frozen=True, kw_only=True):
    """What rows of one kind hold."""

    name: str
    """`notes` or `signals`."""
    keys: tuple[str, ...]
    """All keys, in order."""
    words: frozenset[str] = frozenset()
    """Keys that hold a list of texts."""

    @property
    def plain(self) -> tuple[str, ...]:
        """Keys that hold one text, number or flag, or none."""
        apart = {*self.words, *TABLES, "ratings"} | ({"origin"} if self.name == "notes" else set())
        return tuple(key for key in self.keys if key not in apart)


def _notes() -> Shape:
    empty = vault.record(Note(id="", path="", title=""), [])
    words = frozenset(key for key, value in empty.items() if isinstance(value, list) and key not in TABLES)
    return Shape(name="notes", keys=tuple(empty), words=words)


NOTES = _notes()
"""A note's JSON object, as `kb.vault.record` gives it."""
SIGNALS = Shape(
    name="signals",
    keys=("note", "row", "name", "description", "change", "horizon", "driving_force", "relevancy", "origin"),
)
"""A row of a signal table, as `kb.vault.signal_rows` gives it."""
