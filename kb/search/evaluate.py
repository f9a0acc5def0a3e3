"""A question and the index into an answer, from the shards that the question's terms name and no others."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from heapq import nsmallest
from itertools import accumulate, chain, groupby
from math import log
from typing import Literal

from kb.search.query import Clause, Query, Words, parse
from kb.search.shelves import document, look_up, look_up_prefix
from kb.search.snippet import snippet
from kb.search.values import Answer, Hit, Index, Posting

_Scores = dict[int, int]  # by number of the note, in units of 1 / _UNIT
_RARITY = 1_000  # units of rarity
_UNIT = 100 * _RARITY  # impacts come in hundredths


def find(text: str, index: Index, k: int = 10) -> Answer:
    """Answer a question with the best `k` notes.

    All of its words, phrases and fields must hold. If that finds nothing, the last word may be the start of one; if
    that finds nothing either, some of the words are enough. What stands in quotes or after a field's name or a minus
    is never loosened. A word's score is its weight in the note times `ln(1 + (N - n + 0.5) / (n + 0.5))`, where n of N
    notes hold it, and a phrase's the sum of its words'; all of it in whole numbers, so that every machine sees the
    same order.
    """
    search = _Search(index)
    query = parse(text)
    reading, query, scores = search.read(query)
    best = nsmallest(k, scores, key=lambda number: (-scores[number], -number))
    looked_for = [clause for clause in query.wanted if isinstance(clause, Words)]
    return Answer(
        hits=tuple(_hit(index, number, scores[number], looked_for) for number in best),
        total=len(scores),
        reading=reading,
    )


def rarity(holders: int, notes: int) -> int:
    """What a term is worth that so many of all notes hold, in thousandths."""
    return int(_RARITY * log(1 + (notes - holders + 0.5) / (holders + 0.5)) + 0.5)


def _hit(index: Index, number: int, score: int, looked_for: Sequence[Words]) -> Hit:
    found = document(index.documents, number)
    return Hit(
        id=found.id,
        address=found.address,
        title=found.title,
        date=found.date,
        score=round(score / _UNIT, 3),
        snippet=snippet(found.texts, looked_for),
    )


class _Search:
    """One question to an index; each clause is answered once."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._of = cache(self._answer)

    def read(self, query: Query) -> tuple[Literal["exact", "prefix", "some"], Query, _Scores]:
        """What a query finds in the strictest reading in which it finds anything, and the query read so."""
        exact = self._all_of(query)
        loose = [clause for clause in query.wanted if isinstance(clause, Words) and not clause.quoted]
        if exact or not loose:
            return "exact", query, exact
        last = replace(loose[-1], prefix=True)
        begun = replace(query, wanted=tuple(last if clause == loose[-1] else clause for clause in query.wanted))
        if prefix := self._all_of(begun):
            return "prefix", begun, prefix
        telling = self._telling([*loose[:-1], last])
        strict = tuple(clause for clause in query.wanted if clause not in loose)
        some = self._some_of(replace(query, wanted=strict), telling)
        return ("some", replace(query, wanted=(*strict, *telling)), some) if some else ("exact", query, exact)

    def _telling(self, words: Sequence[Words]) -> tuple[Words, ...]:
        """The words that no more than half of the notes hold, in whichever language; all, if there are none."""
        telling = tuple(clause for clause in words if 2 * len(self._of(clause)) <= self._index.notes)
        return telling if any(map(self._of, telling)) else tuple(words)

    def _all_of(self, query: Query) -> _Scores:
        """The notes for which all of it holds."""
        if not query.wanted and not query.unwanted:
            return {}
        # The rarest first, so that later ones have few notes to be held against.
        parts = sorted(map(self._of, query.wanted), key=len)
        scores = parts[0] if parts else dict.fromkeys(range(self._index.notes), 0)
        for part in parts[1:]:
            scores = {number: score + part[number] for number, score in scores.items() if number in part}
        without = set(chain.from_iterable(map(self._of, query.unwanted)))
        return {number: score for number, score in scores.items() if number not in without}

    def _some_of(self, strict: Query, words: Sequence[Words]) -> _Scores:
        """The notes for which a query holds and one of some words at least."""
        allowed = self._all_of(strict) if strict.wanted or strict.unwanted else None
        scores: _Scores = {}
        for part in map(self._of, words):
            for number, score in part.items():
                if allowed is None:
                    scores[number] = scores.get(number, 0) + score
                elif number in allowed:
                    scores[number] = scores.get(number, allowed[number]) + score
        return scores

    def _answer(self, clause: Clause) -> _Scores:
        if not isinstance(clause, Words):
            look = look_up_prefix if clause.prefix else look_up
            return dict.fromkeys(_numbers(look(self._index.facets, clause.key)), 0)
        *heads, last = clause.terms
        parts = [self._weighed(term) for term in dict.fromkeys(heads) if clause.prefix or term != last]
        parts.append(self._weighed(last, prefix=clause.prefix))
        parts.sort(key=len)
        numbers: Iterable[int] = (number for number in parts[0] if all(number in part for part in parts[1:]))
        if heads:
            numbers = self._side_by_side(clause, frozenset(numbers))
        return {number: sum(part[number] for part in parts) for number in numbers}

    def _weighed(self, term: str, *, prefix: bool = False) -> _Scores:
        """The score of a term in each note that holds it; one that may go on weighs what its best form weighs."""
        postings = tuple((look_up_prefix if prefix else look_up)(self._index.words, term))
        impacts: dict[int, int] = {}
        weights = chain.from_iterable(posting.impacts for posting in postings)
        for number, impact in zip(_numbers(postings), weights, strict=True):
            impacts[number] = max(impact, impacts.get(number, 0))
        worth = rarity(len(impacts), self._index.notes)
        return {number: impact * worth for number, impact in impacts.items()}

    def _side_by_side(self, clause: Words, candidates: Collection[int]) -> Collection[int]:
        """The candidates in which the words of a clause stand in its order with nothing between."""
        starts: dict[int, set[int]] = {}
        for offset, term in enumerate(clause.terms):
            stands = self._stands(term, candidates, prefix=clause.prefix and offset == len(clause.terms) - 1)
            for number, places in stands.items():
                begun = {place - offset for place in places}
                starts[number] = starts[number] & begun if offset else begun
            candidates = {number for number in stands if starts[number]}
        return candidates

    def _stands(self, term: str, candidates: Collection[int], *, prefix: bool) -> dict[int, set[int]]:
        """Where a term stands in each of the candidates that hold it."""
        look = look_up_prefix if prefix else look_up
        numbers = _numbers(look(self._index.words, term))
        places = chain.from_iterable(part.places for part in look(self._index.places, term))
        stands: defaultdict[int, set[int]] = defaultdict(set)
        for number, steps in zip(numbers, places, strict=True):
            if number in candidates:
                stands[number].update(accumulate(steps))
        return stands


def _numbers(postings: Iterable[Posting]) -> Iterator[int]:
    """The notes of postings, those of one term after those of another."""
    for _, parts in groupby(postings, key=lambda part: part.term):
        yield from accumulate(chain.from_iterable(part.gaps for part in parts))
