"""Notes into terms: what each note is about, as how often it holds which word."""

from array import array
from collections.abc import Iterable, Sequence
from itertools import chain, islice

import numpy as np

from kb.closest.postings import Held
from kb.closest.steps import MOST_TIMES
from kb.closest.stopwords import STOPWORDS
from kb.closest.wording import without_addresses
from kb.model import Note
from kb.text import tokens

_TEXTS = 1000  # texts whose words are counted together, which bounds the memory


class Terms:
    """Terms with their numbers, and what texts hold of them; a piece of text is cut into terms once."""

    def __init__(self, terms: Iterable[str] = ()) -> None:
        """Begin with terms that have their numbers, from 0."""
        self.number = {term: number for number, term in enumerate(terms)}
        """The number of each term, in the order of numbers."""
        self._chunks = _Chunks(self.number)

    def held(self, texts: Iterable[tuple[int, str]]) -> Held:
        """What the texts of slots hold; a new term gets the next number."""
        every = iter(texts)
        return Held.joined(map(self._counted, iter(lambda: list(islice(every, _TEXTS)), [])))

    def _counted(self, texts: Sequence[tuple[int, str]]) -> Held:
        numbers = array("i")
        ends = []
        for _, text in texts:
            numbers.extend(chain.from_iterable(map(self._chunks.__getitem__, text.split())))
            ends.append(len(numbers))
        own = np.repeat(np.arange(len(texts)), np.diff(ends, prepend=0))
        many = max(1, len(self.number))
        found, times = np.unique(own * many + np.frombuffer(numbers, dtype=np.int32), return_counts=True)
        slots = np.array([slot for slot, _ in texts], dtype=np.int32)
        return Held(
            slots[found // many], (found % many).astype(np.int32), np.minimum(times, MOST_TIMES).astype(np.uint8)
        )


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
