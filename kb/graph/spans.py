"""Rows sorted by the note that each starts from into the rows of one note."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Generic, Protocol, TypeVar


class _Sourced(Protocol):
    """What starts from a note."""

    @property
    def source(self) -> str:
        """The note's id."""


Row = TypeVar("Row", bound=_Sourced)
_source: Callable[[_Sourced], str] = attrgetter("source")


class Spans(Generic[Row]):
    """Finds the rows of a note among those of all, which need no index: an edit asks about few notes."""

    __slots__ = ("_rows",)

    def __init__(self, rows: Sequence[Row]) -> None:
        """Take the rows, sorted by their sources, as a collection has them."""
        self._rows = rows

    def __getitem__(self, id_: str) -> Sequence[Row]:
        """The rows of a note, in their order; none for a note without any."""
        first = bisect_left(self._rows, id_, key=_source)
        return self._rows[first : bisect_right(self._rows, id_, first, key=_source)]
