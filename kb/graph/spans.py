"""Rows sorted by the note that each starts from into the rows of one note."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import accumulate
from operator import attrgetter
from typing import Generic, Protocol, TypeVar

from kb.model import ByNote


class _Sourced(Protocol):
    """What starts from a note."""

    @property
    def source(self) -> str:
        """The note's id."""


Row = TypeVar("Row", bound=_Sourced)
_source: Callable[[_Sourced], str] = attrgetter("source")


_DEAR = 64  # rows of which one is searched among all in the time in which these are indexed
_NOTHING = slice(0)


class Spans(Generic[Row]):
    """Finds the rows of a note among those of all, which are indexed only where many notes are asked about."""

    __slots__ = ("_asked", "_by_note", "_places", "_rows")

    def __init__(self, rows: Sequence[Row]) -> None:
        """Take the rows, sorted by their sources, as a collection has them."""
        self._rows = rows
        self._by_note = rows if isinstance(rows, ByNote) else None
        self._asked = 0
        self._places: dict[str, slice] | None = None

    def __getitem__(self, id_: str) -> Sequence[Row]:
        """The rows of a note, in their order; none for a note without any."""
        if self._by_note is not None:
            return self._by_note.of(id_)
        if self._places is None:
            self._asked += 1
            if _DEAR * self._asked < len(self._rows):  # an edit asks about few
                first = bisect_left(self._rows, id_, key=_source)
                return self._rows[first : bisect_right(self._rows, id_, first, key=_source)]
            self._places = self._indexed()
        return self._rows[self._places.get(id_, _NOTHING)]

    def _indexed(self) -> dict[str, slice]:
        counts = Counter(map(_source, self._rows))
        ends = accumulate(counts.values())
        return {source: slice(end - count, end) for (source, count), end in zip(counts.items(), ends, strict=True)}
