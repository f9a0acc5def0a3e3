"""Notes of which the face is at hand, and all else is read when somebody asks for it.

The face is what lists and other notes may ask of every note. What a note says at length is asked of few of those that
an edit left alone, and takes five times as long to decode.
"""

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from itertools import repeat
from operator import attrgetter
from typing import Any

from msgspec import Struct
from msgspec.structs import force_setattr

from kb.model.note import Note

_FIELDS = Note.__struct_fields__
_FACE = _FIELDS[: _FIELDS.index("generation") + 1]
_REST = _FIELDS[len(_FACE) :]

_face = attrgetter(*_FACE)

Shelf = Callable[[Mapping[str, str]], Iterable[Note]]
"""Gives the note of each of some files, of which it is told the digests by path."""


class Shelved(Note, frozen=True, kw_only=True, array_like=True, gc=False):
    """A note that is whole to whoever asks it, and equal to the same note at hand.

    What msgspec does with all fields of a struct, such as encoding it or replacing some, fails: `whole` is for that.
    """

    shelf: Any = None  # a function, which has no bytes; bytes are of the face alone
    """The `Shelf` of the note."""
    digest: str = ""
    """The digest of its file."""
    taken: Note | None = None
    """What it gave."""
    count: int = 0
    """As `signal_count`."""

    @property
    def signal_count(self) -> int:
        """As of `Note`, and at hand."""
        return self.count

    def whole(self) -> Note:
        """The same note with all its fields."""
        if self.taken is None:
            at_hand([self])
        return self.taken  # type: ignore[return-value]  # as it was just set

    def __eq__(self, other: object) -> bool:
        """Whether the other note says the same, at hand or not."""
        return isinstance(other, Note) and self.whole() == whole(other)

    def __hash__(self) -> int:
        """As the same note at hand."""
        return hash(self.whole())

    def __repr__(self) -> str:
        """As the same note at hand."""
        return repr(self.whole())

    def __reduce__(self) -> str | tuple[Any, ...]:
        """Be sent elsewhere as the same note at hand."""
        return self.whole().__reduce__()


def _asked(name: str) -> property:
    """A field that is not of the face."""
    return property(lambda self: getattr(self.whole(), name))


for _name in _REST:
    setattr(Shelved, _name, _asked(_name))


class Faces(Struct, frozen=True, array_like=True):
    """The faces of some notes, as they are kept."""

    notes: Sequence[Shelved]
    """Rows that end early: of each note the fields of its face."""
    counts: Sequence[int]
    """How many signals each has."""

    def shelved(self, digests: Sequence[str], shelf: Shelf) -> Sequence[Shelved]:
        """The notes of files with these digests, all else of which is taken from a shelf; to be asked for once.

        Fields that a row does not have got their defaults, which nobody sees: who asks for one is answered from the
        shelf, and one that has no value at all is enough for msgspec to refuse.
        """
        _each(getattr(Note, _REST[0]).__delete__, self.notes)
        _each(force_setattr, self.notes, repeat("shelf"), repeat(shelf))
        _each(force_setattr, self.notes, repeat("digest"), digests)
        _each(force_setattr, self.notes, repeat("count"), self.counts)
        return self.notes


def faces(notes: Iterable[Note]) -> tuple[Hashable, ...]:
    """What has the bytes of the `Faces` of notes.

    >>> from kb.codec import decode, encode
    >>> note = Note(id="a", path="a.md", title="A", summary="Long.")
    >>> (same,) = decode(encode(faces([note])), Faces).shelved([""], lambda paths: [note])
    >>> same.title, same.summary, same == note, same is note
    ('A', 'Long.', True, False)
    """
    notes = tuple(notes)
    return tuple(map(_face, notes)), tuple([one.signal_count for one in notes])


def at_hand(notes: Iterable[Note]) -> None:
    """Have all of notes, which takes a third of the time that it takes one by one."""
    wanted: dict[Shelf, dict[str, Shelved]] = {}
    for note in notes:
        if isinstance(note, Shelved) and note.taken is None:
            wanted.setdefault(note.shelf, {})[note.path] = note
    for shelf, shelved in wanted.items():
        for note in shelf({path: one.digest for path, one in shelved.items()}):
            force_setattr(shelved[note.path], "taken", note)


def whole(note: Note) -> Note:
    """The same note with all its fields at hand."""
    return note.whole() if isinstance(note, Shelved) else note


def _each(act: Callable[..., object], *of: Iterable[object]) -> None:
    """Do something with each, without a step of Python."""
    deque(map(act, *of), 0)
