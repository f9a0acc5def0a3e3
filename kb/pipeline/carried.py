"""Terms into what is kept of them, where notes are numbers, and back: ids are long, and notes carry a dozen terms."""

from array import array
from collections.abc import Iterable, Sequence
from itertools import accumulate

from msgspec import Struct
from msgspec.structs import force_setattr, replace

from kb.codec import DamagedError
from kb.model import Term

_NUMBER = "I"


class Carried(Struct, frozen=True, array_like=True):
    """Terms without their notes, and these."""

    terms: tuple[Term, ...]
    """In their order, carried by nobody."""
    counts: list[int]
    """How many notes carry each."""
    places: bytes
    """Where these notes stand among all, term by term."""

    @classmethod
    def of(cls, terms: Sequence[Term], ids: Iterable[str]) -> "Carried":
        """Terms carried by some of the notes with these ids."""
        place = {id_: number for number, id_ in enumerate(ids)}
        places = array(_NUMBER, [place[id_] for one in terms for id_ in one.notes])
        return cls(
            tuple([replace(one, notes=()) for one in terms]), [len(one.notes) for one in terms], places.tobytes()
        )

    def by(self, ids: Sequence[str]) -> tuple[Term, ...]:
        """The terms as they were, by the same ids; to be asked for once. Raises `DamagedError` for too few ids."""
        places = array(_NUMBER)
        try:
            places.frombytes(self.places)
            notes = tuple(map(ids.__getitem__, places))
        except (ValueError, IndexError) as error:
            raise DamagedError(str(error)) from error
        begin = 0
        for one, end in zip(self.terms, accumulate(self.counts), strict=True):
            force_setattr(one, "notes", notes[begin:end])
            begin = end
        return self.terms
