"""What the links of notes reach, note by note in columns, into resolved links, made for the notes that are asked about.

The columns tell nothing of what a note wrote: a link is made from them and from its note.
"""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import accumulate, chain, pairwise
from operator import add
from typing import Literal

from msgspec import Struct

from kb.codec import DamagedError
from kb.model import Ambiguous, ByNote, Diagnostic, Found, Link, Missing, Name, Note, Resolution, ResolvedLink

NOWHERE = -1
"""Stands for the place of the note that a link reaches, where it reaches none or could reach several."""
_INT = "i"

Odd = tuple[str, str, Literal["found", "missing", "ambiguous"], tuple[str, ...]]
"""Target and text of a link that names no id, and what it reaches, as plain values."""


class OfNote(Struct, frozen=True, eq=False):
    """What was found out about the links of a note."""

    listed: int
    """How many stand in its Closest list, which come first."""
    places: Sequence[int]
    """The place of the note that each reaches among all notes, or `NOWHERE`."""
    odd: tuple[Odd, ...]
    """Those that name no id."""
    trouble: tuple[Diagnostic, ...]
    """What is wrong with links."""


class Named(Struct, frozen=True, eq=False, array_like=True):
    """The names of all notes, kept apart from what follows from them: most runs need not know which one is another."""

    digest: bytes
    """Their digest, as `Reached` has it."""
    names: tuple[Name, ...]
    """Sorted by id."""


class Reached(Struct, frozen=True, eq=False, array_like=True):
    """What was found out about the links of all notes, in columns of numbers as their bytes; all that is kept of it."""

    names: bytes = b""
    """Digest of the names of all notes, from which it follows too."""
    contents: tuple[bytes, ...] = ()
    """What tells each note from the same note with another text; empty where its links are to be resolved anew."""
    listed: bytes = b""
    """By note how many links stand in its Closest list."""
    written: bytes = b""
    """By note how many links it has."""
    places: bytes = b""
    """By link the place of the note that it reaches, or `NOWHERE`; note after note."""
    odd: dict[int, tuple[Odd, ...]] = {}
    """By the place of a note those of its links that name no id."""
    trouble: dict[int, tuple[Diagnostic, ...]] = {}
    """By the place of a note what is wrong with links."""

    @classmethod
    def none(cls, names: bytes, notes: int) -> "Reached":
        """Of so many notes, of which nothing is known."""
        zeros = bytes(array(_INT, [0]).itemsize * notes)
        return cls(names, (b"",) * notes, zeros, zeros)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What is wrong with links, by note."""
        return tuple(chain.from_iterable(self.trouble[place] for place in sorted(self.trouble)))

    def numbers(self) -> tuple["array[int]", "array[int]", "array[int]"]:
        """The columns `listed`, `written` and `places`; raises `DamagedError` if they are none."""
        try:
            listed, written, places = (array(_INT, some) for some in (self.listed, self.written, self.places))
        except ValueError as error:
            raise DamagedError(str(error)) from error
        if not (len(listed) == len(written) == len(self.contents) and sum(written) == len(places)):
            raise DamagedError("Links are kept of other notes.")
        return listed, written, places

    def changed(self, contents: Iterable[bytes], new: Mapping[int, OfNote]) -> "Reached":
        """The same with what was found out anew, by the places of notes, ascending."""
        listed, written, places = self.numbers()
        ends = list(accumulate(written))
        every, done = array(_INT), 0
        for place, one in new.items():
            every += places[done : ends[place] - written[place]]
            every.extend(one.places)
            done = ends[place]
        every += places[done:]
        for place, one in new.items():
            listed[place], written[place] = one.listed, len(one.places)
        odd = {place: some for place, some in self.odd.items() if place not in new}
        trouble = {place: some for place, some in self.trouble.items() if place not in new}
        return Reached(
            self.names,
            tuple(contents),
            listed.tobytes(),
            written.tobytes(),
            every.tobytes(),
            odd | {place: one.odd for place, one in new.items() if one.odd},
            trouble | {place: one.trouble for place, one in new.items() if one.trouble},
        )


class Links(ByNote[ResolvedLink]):
    """Every written link, by note and in the order written."""

    def __init__(self, ids: Sequence[str], notes: Sequence[Note], reached: Reached) -> None:
        """Take the notes, their ids, sorted, and what their links reach."""
        self._ids = ids
        self._notes = notes
        self._odd = reached.odd
        self.listed, self.written, self.places = reached.numbers()
        """As of `Reached`."""
        self._made: dict[str, tuple[ResolvedLink, ...]] = {}

    @property
    def sources(self) -> Sequence[str]:
        """The ids of all notes."""
        return self._ids

    def __len__(self) -> int:
        """How many there are."""
        return len(self.places)

    def of(self, id_: str) -> tuple[ResolvedLink, ...]:
        """Those of a note."""
        made = self._made.get(id_)
        if made is None:
            place = self._place.get(id_)
            made = self._made[id_] = () if place is None else self._of(id_, place)
        return made

    def _of(self, id_: str, place: int) -> tuple[ResolvedLink, ...]:
        odd = self._odd.get(place, ())
        lost = iter([resolution(kind, some) for _, _, kind, some in odd if kind != "found"])
        begin, end = self._spans[place]
        note, ids = self._notes[place], self._ids
        reached = [Found(id=ids[at]) if at >= 0 else next(lost) for at in self.places[begin:end]]
        links = zip((*note.closest, *note.mentions), reached, strict=True)
        return tuple([ResolvedLink(source=id_, link=link, resolution=one) for link, one in links])

    @property
    def lost(self) -> list[Resolution]:
        """What those could mean that reach no note, in their order."""
        odd = chain.from_iterable(self._odd[place] for place in sorted(self._odd))
        return [resolution(kind, ids) for _, _, kind, ids in odd if kind != "found"]

    @cached_property
    def _place(self) -> dict[str, int]:
        return {id_: place for place, id_ in enumerate(self._ids)}

    @cached_property
    def _spans(self) -> Sequence[tuple[int, int]]:
        """Where the links of each note begin and end."""
        return list(pairwise(accumulate(self.written, add, initial=0)))


def plainly(link: Link, reached: Resolution) -> Odd:
    """What a link reaches that names no id."""
    match reached:
        case Found(id=id_):
            return link.target, link.label, "found", (id_,)
        case Missing(suggestions=ids):
            return link.target, link.label, "missing", ids
        case Ambiguous(candidates=ids):
            return link.target, link.label, "ambiguous", ids


def resolution(kind: Literal["found", "missing", "ambiguous"], ids: tuple[str, ...]) -> Resolution:
    """The same as it was."""
    match kind:
        case "found":
            return Found(id=ids[0])
        case "missing":
            return Missing(suggestions=ids)
        case "ambiguous":
            return Ambiguous(candidates=ids)
