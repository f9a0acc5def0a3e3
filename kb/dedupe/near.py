"""Pairs of notes into how near their texts are: exactly, by all their words, whatever proposed the pair.

Two measures must agree. The word Jaccard is the number of words that both notes have over the number that either has.
The cosine is that of their TF-IDF weights, `sqrt(tf) * (1 + ln((1 + n) / (1 + df)))`, over all
words. News on one subject reach the one or the other; a repost reaches both.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from math import log, sqrt

from kb.model import Note
from kb.options import DedupeOptions
from kb.text import tokens

_LEAST = 12  # different words of a text that says enough to be compared


class Texts:
    """The words of notes, each note's counted when it is first asked for."""

    def __init__(self, notes: Sequence[Note]) -> None:
        """Take all notes of a vault: how rare a word is depends on all of them."""
        self._notes = {note.id: note for note in notes}
        self._counted: dict[str, Counter[str]] = {}

    def _counts(self, id_: str) -> Counter[str]:
        counts = self._counted.get(id_)
        if counts is None:
            counts = self._counted[id_] = Counter(tokens(_text(self._notes[id_])))
        return counts

    @cached_property
    def _rarity(self) -> Mapping[str, float]:
        frequency = Counter(chain.from_iterable(map(self._counts, self._notes)))
        return {word: 1 + log((1 + len(self._notes)) / (1 + number)) for word, number in frequency.items()}

    def near(self, pairs: Iterable[tuple[str, str]], options: DedupeOptions) -> Iterator[tuple[str, str, str]]:
        """(one, other, evidence) for each pair of ids whose texts are near."""
        for one, other in pairs:
            first, second = self._counts(one), self._counts(other)
            shared = first.keys() & second.keys()
            either = len(first) + len(second) - len(shared)
            if min(len(first), len(second)) < _LEAST or len(shared) < options.jaccard * either:
                continue
            cosine = self._cosine(first, second, sorted(shared))
            if cosine >= options.cosine:
                words = f"{len(shared)} of {either} words shared ({len(shared) / either:.2f})"
                yield one, other, f"cosine {cosine:.2f}, {words}"

    def _cosine(self, first: Counter[str], second: Counter[str], shared: Iterable[str]) -> float:
        product = sum(sqrt(first[word] * second[word]) * self._rarity[word] ** 2 for word in shared)
        return product / sqrt(self._square(first) * self._square(second))

    def _square(self, counts: Counter[str]) -> float:
        return sum(counts[word] * self._rarity[word] ** 2 for word in sorted(counts))


def _text(note: Note) -> str:
    """All that a note says of its item but the title: one headline stands above many articles."""
    cells = chain.from_iterable(
        (row.name, row.description, row.change, row.horizon, row.driving_force) for row in note.signals
    )
    return "\n".join((note.summary, *note.keywords, *note.themes, *cells))
