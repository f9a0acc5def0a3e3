"""A word that no note holds into the word that was probably meant: one letter more, less, other or in its place."""

from collections.abc import Iterator

from kb.search.shelves import look_up, look_up_prefix
from kb.search.values import Known, Shelf

SHORTEST = 4
"""Letters of the shortest word that is mended; below, most words are one letter from another."""


def mend(word: str, known: Shelf[str, Known]) -> str:
    """The commonest known word that is one letter from this one, the first of equals; empty when there is none.

    The first letter must be right, or be one too many, or have changed places with the second: so words that are
    written nearly alike are found in the few shards of those that begin alike. Words with other characters than letters
    stay as they are: of numbers nobody knows which was meant.
    """
    if len(word) < SHORTEST or not word.isalpha():
        return ""
    near = [one for one in _alike(word, known) if one_apart(word, one.term)]
    return min(near, key=lambda one: (-one.notes, one.term)).term if near else ""


def one_apart(one: str, other: str) -> bool:
    """Whether one letter more, less, or other, or two neighbours in each other's place, make one word of the other.

    >>> [one_apart("ports", other) for other in ("port", "sports", "parts", "prots", "ports", "prost")]
    [True, True, True, True, False, False]
    """
    if len(one) > len(other):
        one, other = other, one
    at = next((place for place, letter in enumerate(one) if letter != other[place]), len(one))
    if len(one) < len(other):
        return one[at:] == other[at + 1 :]
    swapped = one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
    return one != other and (swapped or one[at + 1 :] == other[at + 1 :])


def _alike(word: str, known: Shelf[str, Known]) -> Iterator[Known]:
    yield from look_up_prefix(known, word[0])
    if word[1] != word[0]:
        yield from look_up_prefix(known, word[1] + word[0])
        yield from look_up(known, word[1:])
