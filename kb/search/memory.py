"""What is kept of an index from one time to the next: rows of bytes by key, read when they are needed."""

from collections.abc import Callable, Mapping, MutableMapping
from typing import Any

from kb.codec import DamagedError, decode, encode
from kb.note.cuts import Cuts
from kb.search.stack import Scripts, Stack, Top
from kb.search.values import Choice, Document, Index, Known, Places, Posting, Shelf

ENTRIES: dict[str, type[Any]] = {
    "known": Known,
    "words": Posting,
    "places": Places,
    "facets": Posting,
    "choices": Choice,
    "documents": Document,
}
"""What the shelves of an index hold, by their names."""

LISTS = "lists"
"""The key of the row that who publishes an index puts last of all."""

Tops = tuple[int, dict[str, Top]]
"""How many notes an index has, and what is known of each of its shelves before any of its shards is read."""


class Memory:
    """Rows that an earlier index left, and those of this one beside them.

    Rows, by key: `""` is `Tops`; `shelf NAME` a shelf's `Stack`; `notes` what tells the notes from those of another
    time, `told PLACE` those of a block of them; `cut ID` the text of a note, in pieces; `shard DIGEST` a script of the
    index; `LISTS` what its publisher needs again.
    """

    def __init__(
        self,
        read: Callable[[str], bytes | None] = lambda _: None,
        contents: Mapping[str, bytes] | None = None,
        aside: MutableMapping[str, bytes | None] | None = None,
        cuts: Cuts | None = None,
        *,
        is_of_now: bool = False,
    ) -> None:
        """Take what reads a row by its key, by note's id a digest of all that was read of it, and where rows can go.

        Without digests, nothing is known to be what it was, and all is made anew. `cuts` may have the words of notes.
        What there is, if all is there, may be the index of these notes.
        """
        self._read = read
        self.cuts = cuts or Cuts()
        """What cuts notes into words."""
        self.contents = contents
        self._is_of_now = is_of_now
        self.changes: MutableMapping[str, bytes | None] = {} if aside is None else aside
        """What is to be kept from now on: rows by key, None for those that go."""
        self.held: Mapping[str, bytes | None] = {} if aside is not None else self.changes
        """Those of them that are nowhere else."""

    def get(self, key: str) -> bytes | None:
        """A row as it is now."""
        return self.changes[key] if key in self.changes else self._read(key)

    def value(self, key: str, kind: Any) -> Any:  # noqa: ANN401  # a type, and a value of it
        """The value of a row, None when there is none."""
        row = self.get(key)
        return None if row is None else decode(row, kind)

    def put(self, key: str, value: object) -> None:
        """Keep a value."""
        self.changes[key] = encode(value)

    def script(self, digest: str) -> bytes:
        """A script of the index; raises `DamagedError` when it is lost."""
        found = self.get(f"shard {digest}")
        if found is None:
            raise DamagedError("A part of the search index is lost.")
        return found

    def index(self) -> Index | None:
        """The index that is kept; None when there is none."""
        found: Tops | None = self.value("", Tops)
        if found is None:
            return None
        notes, shelves = found
        made: dict[str, Any] = {
            name: Shelf(firsts=tuple(shelves[name][0]), shards=Scripts(self.script, shelves[name][1], kind))
            for name, kind in ENTRIES.items()
        }
        return Index(notes=notes, **made)

    def now(self) -> Index | None:
        """The index that is kept, where it is that of the notes as they are now."""
        return self.index() if self._is_of_now else None

    def tops(self) -> dict[str, Top]:
        """What is known of each shelf before any of its shards is read."""
        found: Tops = self.value("", Tops) or (0, {})
        return found[1]

    def stack(self, name: str) -> Stack | None:
        """A shelf as it was kept."""
        found: Stack | None = self.value(f"shelf {name}", Stack)
        return found

    def sizes(self, name: str) -> list[int]:
        """Bytes of each script of a shelf."""
        found = self.stack(name)
        return found.script_sizes() if found else []
