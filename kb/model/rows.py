"""Rows that a vault has dozens of a note of, each made when somebody asks: most builds look at few."""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import chain
from typing import TypeVar, overload

Row = TypeVar("Row")


class Rows(Sequence[Row]):
    """Rows that are held as something else; equal to a tuple of the same."""

    @property
    @abstractmethod
    def made(self) -> tuple[Row, ...]:
        """All rows in their order, kept once they are made."""

    def __iter__(self) -> Iterator[Row]:
        """All rows in their order."""
        return iter(self.made)

    @overload
    def __getitem__(self, place: int) -> Row: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[Row, ...]: ...

    def __getitem__(self, place: int | slice) -> Row | tuple[Row, ...]:
        """The row at a place, or those of a part; all are made for that."""
        return self.made[place]

    def __eq__(self, other: object) -> bool:
        """Whether other rows are the same in the same order, whatever they are held in."""
        return isinstance(other, Sequence) and self.made == tuple(other)

    def __hash__(self) -> int:
        """That of the same rows in a tuple."""
        return hash(self.made)


class ByNote(Rows[Row]):
    """The rows of all notes, sorted by the note that each starts from."""

    @property
    @abstractmethod
    def sources(self) -> Sequence[str]:
        """The ids of all notes that may have rows, sorted."""

    @abstractmethod
    def of(self, id_: str) -> tuple[Row, ...]:
        """The rows of a note in their order; none for a note without any."""

    def __iter__(self) -> Iterator[Row]:
        """All rows, made note by note."""
        return chain.from_iterable(map(self.of, self.sources))

    @cached_property
    def made(self) -> tuple[Row, ...]:
        """All rows in their order, kept once they are made."""
        return tuple(self)
