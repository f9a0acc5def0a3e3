"""The phrases of an article into keywords and themes, the vault's own terms before new ones.

What the numbers below are worth was measured on 99 published notes, each left out of its vault and told by its own
summary and signals; CONTRIBUTING has the figures.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import log, sqrt
from typing import NamedTuple

from kb.author.phrases import Phrase
from kb.author.vocabulary import Vocabulary, key_of

Rarity = Callable[[str], float]
"""The inverse document frequency of a word in its `stemmed` form."""
Near = Sequence[tuple[float, Sequence[str]]]
"""The nearest notes: the score of each, and its terms of one kind."""

_NEW = 0.6  # what a phrase weighs that the vault does not use
_USED = 0.25  # what it adds that notes of the vault use a term, by the logarithm of how many
_CARRIED = 0.5  # what it adds that the nearest notes carry it
_LONGER = 0.8  # how fast the weight of a phrase grows with its words
_NAMED = 1.2
_LONGEST_NEW = 3  # words of a new term
_SAME = 2  # words that two terms share when they are pieces of one phrase
_LEAST_NEAR = 0.05  # score of a note whose themes may be those of an article


class _Candidate(NamedTuple):
    """What could be a term; the best has the largest score."""

    score: float
    key: str
    label: str


def keywords(
    found: Mapping[str, Phrase], vocabulary: Vocabulary, near: Near, rarity: Rarity, most: int
) -> tuple[str, ...]:
    """The keywords of an article, best first: phrases that it uses, in the vault's spelling where there is one.

    A phrase weighs its TF-IDF, more the earlier it comes and the longer it is. One whose words stand together in a
    better one is left out.
    """
    carried = _carried(vocabulary, near)
    candidates: dict[str, _Candidate] = {}
    for phrase in found.values():
        key = vocabulary.meant(phrase.key)
        weight, label = _weight(phrase, rarity), phrase.spelling
        if term := vocabulary.find(key):
            weight *= 1 + _USED * log(1 + term.uses) + _CARRIED * carried[key]
            label = term.label
        elif phrase.is_new_term and phrase.size <= _LONGEST_NEW:
            weight *= _NEW
        else:
            continue
        other = candidates.get(key)
        if other:
            weight, label = weight + other.score, min(label, other.label, key=lambda one: (-len(one), one))
        candidates[key] = _Candidate(weight, key, label)
    return _best(candidates.values(), most)


def themes(
    found: Mapping[str, Phrase], vocabulary: Vocabulary, near: Near, rarity: Rarity, most: int
) -> tuple[str, ...]:
    """The themes of an article, best first: those of the vault that the nearest notes carry or the article names.

    A theme weighs as much as the near notes that carry it, and more when the article uses its words. New ones, the
    article's best phrases, only fill up what is missing.
    """
    carried = _carried(vocabulary, [one for one in near if one[0] >= _LEAST_NEAR])
    candidates = []
    for key, term in vocabulary:
        if key in carried or key in found:
            words = key.split()
            share = sum(rarity(word) for word in words if word in found) / sum(map(rarity, words))
            score = carried[key] + 0.6 * share**2 + 0.5 * (key in found) + 0.1 * log(1 + term.uses)
            candidates.append(_Candidate(score, key, term.label))
    known = _best(candidates, most)
    new = [
        _Candidate(_weight(phrase, rarity), key, phrase.spelling)
        for key, phrase in found.items()
        if phrase.is_new_term and phrase.size <= _LONGEST_NEW and not vocabulary.find(vocabulary.meant(key))
    ]
    return (*known, *_best(new, most - len(known)))


def _carried(vocabulary: Vocabulary, near: Near) -> defaultdict[str, float]:
    """How much near notes carry each term of a vocabulary, 1 for the one that they carry most."""
    carried: defaultdict[str, float] = defaultdict(float)
    for score, labels in near:
        for key in {vocabulary.meant(key_of(label)) for label in labels}:
            carried[key] += score
    heaviest = max(carried.values(), default=0) or 1
    return defaultdict(float, {key: score / heaviest for key, score in carried.items()})


def _weight(phrase: Phrase, rarity: Rarity) -> float:
    rare = sum(rarity(word) for word in phrase.key.split()) / len(phrase.key.split())
    named = _NAMED if phrase.named else 1
    weight: float = sqrt(phrase.count) * rare * phrase.size**_LONGER * (1.3 - phrase.first) * named
    return weight


def _best(candidates: Iterable[_Candidate], most: int) -> tuple[str, ...]:
    """The labels of the best candidates, ties by key, without those that share their words with a better one."""
    taken: list[tuple[frozenset[str], str]] = []
    for one in sorted(candidates, key=lambda one: (-round(one.score, 9), one.key)):
        words = frozenset(one.key.split())
        if len(taken) < most and not any(words <= other or len(words & other) >= _SAME for other, _ in taken):
            taken.append((words, one.label))
    return tuple(label for _, label in taken)
