"""Words of notes into postings and places: BM25F, with all of it in a posting that does not depend on other notes.

What a term weighs in a note is `(k1 + 1) * tf / (k1 + tf)`, where `tf` is the sum over fields of
`weight * count / (1 - b + b * length / pivot)` (Robertson, Zaragoza and Taylor, 2004). The pivot is the field's average
length in the vault, rounded, so that a note more or less leaves all other notes' weights as they are.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from operator import sub

from kb.search.fields import FIELDS
from kb.search.values import Places, Posting
from kb.text import tokens

K1 = 1.2
"""How soon more of a word says no more: half of what a word can weigh is reached where `tf` is this."""
LONGEST_TERM = 64
"""Characters beyond which a term is cut, in notes as in questions."""

_Field = list["array[int]"]  # the numbers of the terms in each piece


def count(notes: Iterable[Sequence[Sequence[str]]]) -> tuple[Iterator[Posting], Iterator[Places]]:
    """The postings of all terms and where they stand, sorted by term; a note is given as the pieces of each field."""
    numbers = _Numbers()
    cut = [
        [[array("I", [numbers[term] for term in tokens(piece)]) for piece in field] for field in note] for note in notes
    ]
    pivots = [_average(note[place] for note in cut) for place in range(len(FIELDS))]
    columns = [_Column() for _ in numbers.terms]
    for number, note in enumerate(cut):
        weights = _weights(note, pivots)
        for term, places in _places(note).items():
            columns[term].add(number, weights[term], places)
    order = sorted(range(len(columns)), key=numbers.terms.__getitem__)
    return (
        (columns[term].posting(numbers.terms[term]) for term in order),
        (columns[term].places(numbers.terms[term]) for term in order),
    )


def gaps(ascending: Sequence[int]) -> tuple[int, ...]:
    """Numbers as distances from the one before, the first from 0.

    >>> gaps([3, 4, 9])
    (3, 1, 5)
    """
    return tuple(map(sub, ascending, (0, *ascending)))


def pivot(average: float) -> float:
    """An average length rounded down to a power of two or one and a half times that, at least 1.

    >>> [pivot(average) for average in (0, 1.4, 3, 100, 127.9, 128)]
    [1.0, 1.0, 3.0, 96.0, 96.0, 128.0]
    """
    power = 1.0
    while power * 2 <= average:
        power *= 2
    return power * 1.5 if power * 1.5 <= average else power


def impact(weight: float) -> int:
    """The `tf` of a term in a note as the hundredths that it weighs there, at least 1.

    >>> impact(0.0001), impact(1), impact(3), impact(1000)
    (1, 100, 157, 220)
    """
    return max(round(100 * (K1 + 1) * weight / (K1 + weight)), 1)


class _Numbers(dict[str, int]):
    """Numbers of terms from 0, in the order in which they are first asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.terms: list[str] = []

    def __missing__(self, word: str) -> int:
        if len(word) > LONGEST_TERM:
            number = self[word[:LONGEST_TERM]]
        else:
            number = len(self.terms)
            self.terms.append(word)
        self[word] = number
        return number


class _Column:
    """What one term weighs and where it stands, note by note."""

    __slots__ = ("_counts", "_impacts", "_notes", "_places")

    def __init__(self) -> None:
        self._notes = array("I")
        self._impacts = array("B")
        self._counts = array("I")
        self._places = array("I")

    def add(self, note: int, weight: float, places: Sequence[int]) -> None:
        self._notes.append(note)
        self._impacts.append(impact(weight))
        self._counts.append(len(places))
        self._places.extend(places)

    def posting(self, term: str) -> Posting:
        return Posting(term, gaps(self._notes), tuple(self._impacts))

    def places(self, term: str) -> Places:
        start = 0
        found = []
        for number in self._counts:
            found.append(gaps(self._places[start : start + number]))
            start += number
        return Places(term, tuple(found))


def _average(fields: Iterable[_Field]) -> float:
    """The pivot of a field: its average length in the notes that have it, rounded."""
    lengths = [length for field in fields if (length := sum(map(len, field)))]
    return pivot(sum(lengths) / max(len(lengths), 1))


def _weights(note: Sequence[_Field], pivots: Sequence[float]) -> dict[int, float]:
    """The `tf` of each term of a note."""
    weights: defaultdict[int, float] = defaultdict(float)
    for pieces, field, middle in zip(note, FIELDS, pivots, strict=True):
        length = sum(map(len, pieces))
        worth = field.weight / (1 - field.normalised + field.normalised * length / middle)
        for term, times in Counter(chain.from_iterable(pieces)).items():
            weights[term] += worth * times
    return weights


def _places(note: Sequence[_Field]) -> dict[int, list[int]]:
    """The places of each term of a note; between two pieces one place stays free."""
    places: defaultdict[int, list[int]] = defaultdict(list)
    start = 1
    for piece in chain.from_iterable(note):
        for place, term in enumerate(piece, start):
            places[term].append(place)
        start += len(piece) + 1
    return places
