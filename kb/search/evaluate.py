"""A question and the index into an answer, from the shards that the question's terms name and no others."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from heapq import nsmallest
from itertools import accumulate, chain
from math import log
from typing import TypeGuard

from msgspec.structs import replace

from kb.search.asked import EVERY
from kb.search.mend import mend
from kb.search.query import Clause, Query, Words, parse
from kb.search.shelves import document, look_up, look_up_prefix
from kb.search.snippet import snippet
from kb.search.values import Answer, Hit, Index, Narrowing, Posting, Reading, Sort

_Scores = dict[int, int]  # by number of the note, in units of 1 / _UNIT
_RARITY = 1_000  # units of rarity
_UNIT = 100 * _RARITY  # impacts come in hundredths
_MANY = 1_000  # notes from which on words that most of them hold are passed over
_FORMS_BEGUN = 4  # words that a last word may be the start of: each may be in a shard of its own
_FORMS_ASKED = 256  # the same where the question asks for it


def find(text: str, index: Index, k: int = 10, sort: Sort = "best") -> Answer:
    """Answer a question with the best `k` notes, or the newest `k` of all that it finds.

    All of its words, phrases and fields must hold, but for words that most of many notes hold. If that finds nothing,
    the last word may be the start of one; then a letter may be wrong in each word that no note holds; then some of the
    words are enough. What stands in quotes or after a field's name or a minus is never loosened. A word's score is its
    weight in the note times `ln(1 + (N - n + 0.5) / (n + 0.5))`, where n of N notes hold it, and a phrase's the sum of
    its words'; all of it in whole numbers, so that every machine sees the same order.
    """
    reading, query, scores, mended = _Search(index).read(parse(text))
    order = _newest if sort == "newest" else _best
    looked_for = [clause for clause in query.wanted if isinstance(clause, Words)]
    return Answer(
        hits=tuple(_hit(index, number, scores[number], looked_for) for number in nsmallest(k, scores, order(scores))),
        total=len(scores),
        reading=reading,
        mended=mended,
    )


def narrow(text: str, index: Index) -> tuple[Narrowing, ...]:
    """What could be added to a question to narrow what it finds: by field, what most of the notes have first."""
    _, _, scores, _ = _Search(index).read(parse(text))
    found = []
    for choice in chain.from_iterable(index.choices.shards):
        if held := sum(1 for number in accumulate(choice.gaps) if number in scores):
            field, _, value = choice.term.partition(":")
            ask = f'{field}:"{value}"' if field in {"theme", "category"} else choice.term
            found.append(Narrowing(field=field, label=choice.label, ask=ask, notes=held))
    return tuple(sorted(found, key=lambda one: (one.field, -one.notes, one.label)))


def rarity(holders: int, notes: int) -> int:
    """What a term is worth that so many of all notes hold, in thousandths."""
    return int(_RARITY * log(1 + (notes - holders + 0.5) / (holders + 0.5)) + 0.5)


def _best(scores: _Scores) -> Callable[[int], tuple[int, int]]:
    return lambda number: (-scores[number], -number)


def _newest(_: _Scores) -> Callable[[int], int]:
    return lambda number: -number


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

    def read(self, asked: Query) -> tuple[Reading, Query, _Scores, tuple[tuple[str, str], ...]]:
        """What a query finds in the strictest reading in which it finds anything, the query read so, words mended."""
        query = self._without_common(asked)
        exact = self._all_of(query)
        loose = [clause for clause in query.wanted if _is_loose(clause)]
        if exact or not loose:
            return "exact", query, exact, ()
        last = loose[-1] if loose[-1].prefix else replace(loose[-1], prefix=True, begun=True)
        read = {loose[-1]: last}
        begun = _with(query, read)
        if prefix := self._all_of(begun):
            return "prefix", begun, prefix, ()
        mended = {clause: right for clause in loose if (right := self._mended(clause, read.get(clause, clause)))}
        read |= mended
        words = tuple((clause.terms[0], right.terms[0]) for clause, right in mended.items())
        corrected = _with(query, read)
        if mended and (found := self._all_of(corrected)):
            return "corrected", corrected, found, words
        telling = self._telling([read.get(clause, clause) for clause in loose])
        strict = tuple(clause for clause in query.wanted if clause not in loose)
        if some := self._some_of(replace(query, wanted=strict), telling):
            return "some", replace(query, wanted=(*strict, *telling)), some, words
        return "exact", query, exact, ()

    def _without_common(self, query: Query) -> Query:
        """The query without its loose words that most notes hold, where there are many notes and there is more to it.

        Such a word hardly tells notes apart, and tens of thousands of numbers would have to be loaded for it.
        """
        if self._index.notes < _MANY:
            return query
        rest = tuple(clause for clause in query.wanted if not (_is_loose(clause) and self._is_common(clause)))
        return replace(query, wanted=rest) if rest else query

    def _is_common(self, clause: Clause) -> bool:
        if not isinstance(clause, Words) or clause.prefix or len(clause.terms) > 1:
            return False
        return any(2 * one.notes > self._index.notes for one in look_up(self._index.known, clause.terms[0]))

    def _mended(self, clause: Words, read: Words) -> Words | None:
        """What was probably meant by a word that no note holds, nor begins so where it may go on."""
        if len(clause.terms) > 1 or clause.prefix or self._of(read):
            return None
        term = mend(clause.terms[0], self._index.known)
        return Words(terms=(term,)) if term else None

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
        scores = parts[0] if parts else dict.fromkeys(_numbers(look_up(self._index.facets, EVERY)), 0)
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
        last_forms = self._forms(clause)
        parts = [self._weighed((term,)) for term in dict.fromkeys(heads) if clause.prefix or term != last]
        parts.append(self._weighed(last_forms))
        parts.sort(key=len)
        numbers: Iterable[int] = (number for number in parts[0] if all(number in part for part in parts[1:]))
        if heads:
            numbers = self._side_by_side([*((term,) for term in heads), last_forms], frozenset(numbers))
        return {number: sum(part[number] for part in parts) for number in numbers}

    def _forms(self, clause: Words) -> tuple[str, ...]:
        """What the last term of a clause may be: itself, or the commonest words that begin so, sorted."""
        last = clause.terms[-1]
        if not clause.prefix:
            return (last,)
        most = _FORMS_BEGUN if clause.begun else _FORMS_ASKED
        known = look_up_prefix(self._index.known, last)
        if clause.begun and self._index.notes >= _MANY:
            known = (one for one in known if 2 * one.notes <= self._index.notes)
        chosen = nsmallest(most, known, key=lambda one: (one.term != last, -one.notes, one.term))
        return tuple(sorted(one.term for one in chosen))

    def _weighed(self, forms: Sequence[str]) -> _Scores:
        """The score of a term in each note that holds it; one of several forms weighs what its best form weighs."""
        postings = tuple(chain.from_iterable(look_up(self._index.words, form) for form in forms))
        impacts: dict[int, int] = {}
        weights = chain.from_iterable(posting.impacts for posting in postings)
        for number, impact in zip(_numbers(postings), weights, strict=True):
            impacts[number] = max(impact, impacts.get(number, 0))
        worth = rarity(len(impacts), self._index.notes)
        return {number: impact * worth for number, impact in impacts.items()}

    def _side_by_side(self, words: Sequence[Sequence[str]], candidates: Collection[int]) -> Collection[int]:
        """The candidates in which words stand in their order with nothing between, each in one of its forms."""
        starts: dict[int, set[int]] = {}
        for offset, forms in enumerate(words):
            stands = self._stands(forms, candidates)
            for number, places in stands.items():
                begun = {place - offset for place in places}
                starts[number] = starts[number] & begun if offset else begun
            candidates = {number for number in stands if starts[number]}
        return candidates

    def _stands(self, forms: Sequence[str], candidates: Collection[int]) -> dict[int, set[int]]:
        """Where a term, in any of its forms, stands in each of the candidates that hold it."""
        numbers = _numbers(chain.from_iterable(look_up(self._index.words, form) for form in forms))
        listed = chain.from_iterable(look_up(self._index.places, form) for form in forms)
        stands: defaultdict[int, set[int]] = defaultdict(set)
        for number, steps in zip(numbers, chain.from_iterable(part.places for part in listed), strict=True):
            if number in candidates:
                stands[number].update(accumulate(steps))
        return stands


def _is_loose(clause: Clause) -> TypeGuard[Words]:
    """Whether a clause may be loosened."""
    return isinstance(clause, Words) and not clause.quoted


def _with(query: Query, read: Mapping[Words, Words]) -> Query:
    """A query with some clauses read otherwise."""
    return replace(query, wanted=tuple(_read(clause, read) for clause in query.wanted))


def _read(clause: Clause, read: Mapping[Words, Words]) -> Clause:
    return read.get(clause, clause) if isinstance(clause, Words) else clause


def _numbers(postings: Iterable[Posting]) -> Iterator[int]:
    """The notes of postings, those of one after those of another."""
    return chain.from_iterable(accumulate(posting.gaps) for posting in postings)
