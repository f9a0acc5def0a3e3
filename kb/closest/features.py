"""Notes into terms: what each note is about, as how often it holds which word."""

from collections import Counter
from collections.abc import Iterable
from itertools import chain

from kb.closest.stopwords import STOPWORDS
from kb.closest.wording import without_addresses
from kb.model import Note
from kb.text import tokens


class Terms:
    """Terms with their numbers, and what texts hold of them; a piece of text is cut into terms once."""

    def __init__(self, terms: Iterable[str] = ()) -> None:
        """Begin with terms that have their numbers, from 0."""
        self.number = {term: number for number, term in enumerate(terms)}
        """The number of each term, in the order of numbers."""
        self._chunks = _Chunks(self.number)

    def count(self, text: str) -> Counter[int]:
        """How often a text holds each term; a new term gets the next number."""
        return Counter(chain.from_iterable(map(self._chunks.__getitem__, text.split())))


class _Chunks(dict[str, tuple[int, ...]]):
    """Text without white space into the numbers of its terms."""

    def __init__(self, number: dict[str, int]) -> None:
        super().__init__()
        self._number = number

    def __missing__(self, chunk: str) -> tuple[int, ...]:
        number = self._number
        found = self[chunk] = tuple(number.setdefault(term, len(number)) for term in tokens(chunk) if _tells(term))
        return found


def text(note: Note) -> str:
    """What says what a note is about; the words that its author chose to sum it up count twice."""
    chosen = (note.title if note.title_given else "", *note.keywords, *note.themes)
    cells = chain.from_iterable(
        (row.name, row.description, row.change, row.horizon, row.driving_force) for row in note.signals
    )
    return without_addresses(" ".join((*chosen, *chosen, note.summary, *cells)))


def _tells(term: str) -> bool:
    """Whether a term can say what a text is about: no stop word, and more than one letter or digit of ASCII."""
    return term not in STOPWORDS and (len(term) > 1 or not term.isascii())
