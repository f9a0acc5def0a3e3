"""Notes into the numbers of their words: a note is cut once for all that count, whatever they make of its words."""

from collections.abc import Iterable, Sequence
from itertools import count, islice
from struct import pack
from typing import NamedTuple, Self

from kb.model import Note
from kb.note.markdown import has_address
from kb.note.pieces import Pieces, are_words, joined, plain, written
from kb.text import END, in_ascii, tokens_by_piece

_NOTES = 1000  # that are cut together, which bounds the memory


class Cut(NamedTuple):
    """The words of a note."""

    pieces: tuple[int, ...]
    """How many pieces each of `kb.note.pieces.FIELDS` has."""
    numbers: bytes
    """The numbers of the words of all pieces in order, four bytes each, `Words.END` behind each piece."""


Told = tuple[list[str], list[Cut | None]]
"""The word of each number, and of each of some notes what `Cuts.as_written` says."""


class Words(dict[str, int]):
    """The numbers of words, each new one numbered as it comes."""

    END = 0
    """The number that stands behind each piece."""

    def __init__(self, terms: Sequence[str] = ()) -> None:
        """Begin with words that have their numbers; the first number is no word's."""
        self.terms = [*terms] or [END]
        """The word of each number."""
        super().__init__(zip(self.terms, count(), strict=False))

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self.terms)
        self.terms.append(word)
        return number

    def cut(self, text: str) -> bytes:
        """The numbers of the words of a text, as those of a `Cut`."""
        found = tokens_by_piece(text)
        return pack(f"{len(found)}i", *map(self.__getitem__, found))  # in half the time of `array.extend`


class Cuts:
    """The words of notes, each note's cut when somebody first asks, and held until somebody takes them."""

    def __init__(self) -> None:
        """Begin without any."""
        self.words = Words()
        """What numbers them."""
        self._held: dict[str, tuple[Note, Cut]] = {}

    @classmethod
    def of(cls, notes: Iterable[Note], told: Told) -> Self:
        """The words of notes as another process told them."""
        cuts = cls()
        terms, found = told
        cuts.words = Words(terms)
        cuts._held = {note.id: (note, cut) for note, cut in zip(notes, found, strict=True) if cut}
        return cuts

    def told(self, notes: Iterable[Note]) -> Told:
        """What tells another process the words of notes that are held."""
        held = (self._held.get(note.id) for note in notes)
        return self.words.terms, [one and one[1] for one in held]

    def as_written(self, note: Note) -> Cut | None:
        """The words of a note; None where some may be none, but markup or an address."""
        held, found = self._held.get(note.id, (None, None))
        if held is note:
            return found
        said = _as_written(note)
        if said is None:
            return None
        found = self._cut(*said)
        self._held[note.id] = note, found
        return found

    def begin(self, notes: Iterable[Note]) -> None:
        """Hold the words of notes as `as_written` does, those of texts of ASCII many at once."""
        from kb.note.numbering import numbered  # noqa: PLC0415  # numpy loads when it is needed

        every = iter(notes)
        while some := list(islice(every, _NOTES)):
            told: list[tuple[Note, tuple[int, ...], str]] = []
            for note in some:
                said = _as_written(note)
                text = said and in_ascii(said[1])
                if said and text is not None:
                    told.append((note, tuple(map(len, said[0])), text))
                elif said:
                    self._held[note.id] = note, self._cut(*said)
            cuts = numbered([text for *_, text in told], [sum(pieces) for _, pieces, _ in told], self.words)
            for (note, pieces, _), numbers in zip(told, cuts, strict=True):
                self._held[note.id] = note, Cut(pieces, numbers)

    def take(self, note: Note) -> Cut:
        """The words of a note as plain text, which nobody needs any more."""
        held, found = self._held.pop(note.id, (None, None))
        if found is None or held is not note:
            found = self._cut(*plain(note))
        return found

    def forget(self) -> None:
        """Let go of what nobody took."""
        self._held.clear()

    def _cut(self, pieces: Pieces, text: str) -> Cut:
        return Cut(tuple(map(len, pieces)), self.words.cut(text))


def _as_written(note: Note) -> tuple[Pieces, str] | None:
    """The pieces of a note and all of them `joined`; None where some may be none, but markup or an address."""
    pieces = written(note)
    text = joined(pieces)
    return None if has_address(text) or not are_words(pieces, text) else (pieces, text)
