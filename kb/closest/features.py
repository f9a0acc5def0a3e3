"""Notes into terms: what each note is about, as how often it holds which word."""

from collections.abc import Iterable, Sequence
from itertools import islice

import numpy as np

from kb.closest.postings import Held, Slots
from kb.closest.steps import MOST_TIMES
from kb.closest.stopwords import STOPWORDS
from kb.closest.wording import without_addresses
from kb.model import Note
from kb.note.cuts import Cut, Cuts
from kb.note.pieces import joined

_NOTES = 1000  # notes whose words are counted together, which bounds the memory
# How often a word counts in each of the fields; those that its author chose to sum a note up, twice.
_TITLED, _UNTITLED, _AS_ONE = (2, 2, 2, 1, 1, 0), (0, 2, 2, 1, 1, 0), (0, 0, 0, 1, 0, 0)
_NEW, _NONE = -2, -1  # of a word: not looked at yet, and no term
_TIMES, _TERM, _NOTE = 3, 2, 34  # the bits of how often a word counts, and where its term and its note begin


class Terms:
    """Terms with their numbers, and what notes hold of them."""

    def __init__(self, terms: Iterable[str] = (), cuts: Cuts | None = None) -> None:
        """Begin with terms that have their numbers, from 0; notes are cut by `cuts`, which others use too."""
        self.number = {term: number for number, term in enumerate(terms)}
        """The number of each term, in the order of numbers."""
        self._shared = cuts
        self._words = (cuts or Cuts()).words
        self._term: Slots = np.full(1, _NONE, dtype=np.int32)  # of each word its term, or `_NEW` or `_NONE`

    def held(self, notes: Iterable[tuple[int, Note]]) -> Held:
        """What the notes of slots hold; a new term gets the next number."""
        every = iter(notes)
        return Held.joined(map(self._counted, iter(lambda: list(islice(every, _NOTES)), [])))

    def _counted(self, notes: Sequence[tuple[int, Note]]) -> Held:
        cuts = [self._cut(note) for _, note in notes]
        words = np.frombuffer(b"".join([cut.numbers for cut, _ in cuts]), dtype=np.int32)
        # One number tells note, term and how often a word counts: of each piece, of each of its words, then sorted.
        pieces = np.array([counts for _, counts in cuts]) + (np.arange(len(cuts)) << _NOTE)[:, None]
        pieces = np.repeat(pieces.ravel(), np.array([cut.pieces for cut, _ in cuts]).ravel())
        told = np.repeat(pieces, np.diff(np.flatnonzero(words == self._words.END), prepend=-1))
        if not (pieces & _TIMES).all():
            counting = np.flatnonzero(told & _TIMES)
            told, words = told.take(counting), words.take(counting)
        term = self._terms(words)
        telling = np.flatnonzero(term >= 0)
        told = told.take(telling)
        told += term.take(telling).astype(np.int64) << _TERM
        told.sort()
        found = told >> _TERM
        last = np.flatnonzero(np.append(found[1:] != found[:-1], True)[: len(found)])
        told &= _TIMES
        times = np.diff(np.cumsum(told).take(last), prepend=0)
        found = found.take(last)
        slots = np.array([slot for slot, _ in notes], dtype=np.int32)
        return Held(
            slots.take(found >> (_NOTE - _TERM)),
            found.astype(np.int32),  # the lower half
            np.minimum(times, MOST_TIMES).astype(np.uint8),
        )

    def _cut(self, note: Note) -> tuple[Cut, tuple[int, ...]]:
        """The words of a note, or of its text alone, and how often a word counts in each of the fields."""
        if self._shared and not note.aliases and not any(row.extra for row in note.signals):
            found = self._shared.as_written(note)
            if found:
                return found, _TITLED if note.title_given else _UNTITLED
        return Cut(_AS_ONE, self._words.cut(joined(((text(note),),)))), _AS_ONE

    def _terms(self, words: Slots) -> Slots:
        """The term of each word, below 0 for one that tells nothing."""
        lacking = len(self._words.terms) - len(self._term)
        self._term = np.append(self._term, np.full(lacking, _NEW, dtype=np.int32))
        new = np.flatnonzero((np.bincount(words, minlength=len(self._term)) > 0) & (self._term == _NEW))
        terms = map(self._words.terms.__getitem__, new.tolist())
        self._term[new] = [self.number.setdefault(term, len(self.number)) if _tells(term) else _NONE for term in terms]
        return self._term.take(words)


def text(note: Note) -> str:
    """What says what a note is about; the words that its author chose to sum it up count twice."""
    chosen = (note.title if note.title_given else "", *note.keywords, *note.themes)
    parts = [*chosen, *chosen, note.summary]
    for row in note.signals:
        parts += row.name, row.description, row.change, row.horizon, row.driving_force
    return without_addresses(" ".join(parts))


def _tells(term: str) -> bool:
    """Whether a term can say what a text is about: no stop word, and more than one letter or digit of ASCII."""
    return term not in STOPWORDS and (len(term) > 1 or not term.isascii())
