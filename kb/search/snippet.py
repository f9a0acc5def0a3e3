"""Texts of a note and what was looked for into the passage that shows most of it, the hits told apart."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kb.search.fields import LONGEST_TERM
from kb.search.query import Words
from kb.text import fold, tokens, words

_WIDTH = 160  # characters of a passage
_LEAD = 24  # characters of it before the first hit
_Pieces = tuple[tuple[str, bool], ...]


class _Token(NamedTuple):
    """A term where it stands in a text."""

    term: str
    start: int
    end: int


class _Found(NamedTuple):
    """Something that was looked for, where it stands in a text."""

    start: int
    end: int
    what: Words


def snippet(texts: Sequence[str], looked_for: Sequence[Words]) -> _Pieces:
    """The passage of one of the texts that holds most of what was looked for, the first of equals, in pieces.

    >>> snippet(["Ports add shore power, and ferries plug in."], [Words(terms=("shore", "power"))])
    (('Ports add ', False), ('shore power', True), (', and ferries plug in.', False))
    """
    best: tuple[str, Sequence[_Found]] = (texts[0] if texts else "", ())
    most = (0, 0)
    for text in texts:
        for passage in _passages(tuple(_occurrences(text, looked_for))):
            value = (len({found.what for found in passage}), len(passage))
            if value > most:
                best, most = (text, passage), value
    return _cut(*best)


def _occurrences(text: str, looked_for: Sequence[Words]) -> Iterator[_Found]:
    """Where in a text each clause is met, from left to right."""
    by_first: defaultdict[str, list[Words]] = defaultdict(list)
    begun = [clause for clause in looked_for if clause.prefix and len(clause.terms) == 1]
    for clause in looked_for:
        by_first[clause.terms[0]].append(clause)
    beginnings = tuple(clause.terms[0] for clause in begun)
    stream = _tokens(text)
    for place, token in enumerate(stream):
        may_begin = begun if token.term.startswith(beginnings) else ()
        for clause in dict.fromkeys((*by_first.get(token.term, ()), *may_begin)):
            last = place + len(clause.terms) - 1
            if last < len(stream) and _meets(clause, [one.term for one in stream[place : last + 1]]):
                yield _Found(token.start, stream[last].end, clause)


def _meets(clause: Words, terms: Sequence[str]) -> bool:
    *heads, last = clause.terms
    return [*terms[:-1]] == heads and (terms[-1].startswith(last) if clause.prefix else terms[-1] == last)


def _tokens(text: str) -> list[_Token]:
    """The terms of a text with the characters that they were made from; all of a word's where it can't be told."""
    found = []
    end = 0
    for word in words(text):
        start = text.index(word, end)
        end = start + len(word)
        folded = fold(word)
        at = 0
        for term in tokens(word):
            place = folded.find(term, at) if len(folded) == len(word) else -1
            if place < 0:
                found.append(_Token(term[:LONGEST_TERM], start, end))
            else:
                found.append(_Token(term[:LONGEST_TERM], start + place, start + place + len(term)))
                at = place + 1
    return found


def _passages(found: Sequence[_Found]) -> Iterator[Sequence[_Found]]:
    """For each occurrence, those that a passage has room for which begins with it."""
    end = 0
    for place, first in enumerate(found):
        end = max(end, place + 1)
        while end < len(found) and found[end].end <= first.start + _WIDTH - _LEAD:
            end += 1
        yield found[place:end]


def _cut(text: str, passage: Sequence[_Found]) -> _Pieces:
    """The passage around what was found in it, cut between words where it has any."""
    start = max(passage[0].start - _LEAD, 0) if passage else 0
    if start:
        start = text.find(" ", start, passage[0].start) + 1 or start
    end = min(max(start + _WIDTH, passage[0].end if passage else 0), len(text))
    if end < len(text):
        end = max(text.rfind(" ", start, end), passage[-1].end if passage else 0) if " " in text[start:end] else end
    pieces = [("…", False)] if start else []
    at = start
    for found in passage:
        if found.end > at:
            pieces += [(text[at : found.start], False), (text[max(found.start, at) : found.end], True)]
            at = found.end
    pieces += [(text[at:end], False)] + ([("…", False)] if end < len(text) else [])
    return _joined(pieces)


def _joined(pieces: Sequence[tuple[str, bool]]) -> _Pieces:
    """Pieces without empty ones, neighbours of one kind as one."""
    joined: list[tuple[str, bool]] = []
    for text, hit in pieces:
        if text and joined and joined[-1][1] == hit:
            joined[-1] = (joined[-1][0] + text, hit)
        elif text:
            joined.append((text, hit))
    return tuple(joined)
