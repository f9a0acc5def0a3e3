"""Entries of terms as they were into what they are once some notes are others."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import TypeVar

import msgspec

from kb.search.values import Places, Posting

Value = TypeVar("Value")


def posting(term: str, parts: Iterable[bytes]) -> Posting:
    """A posting of its parts."""
    found = [msgspec.json.decode(part, type=Posting) for part in parts]
    return Posting(
        term,
        tuple(chain.from_iterable(part.gaps for part in found)),
        tuple(chain.from_iterable(part.impacts for part in found)),
    )


def places(parts: Iterable[bytes]) -> Iterator[tuple[int, ...]]:
    """The places in each note, of their parts."""
    return chain.from_iterable(msgspec.json.decode(part, type=Places).places for part in parts)


def merged(
    numbers: Sequence[int], values: Iterable[Value], gone: Iterable[int], new: Mapping[int, Value]
) -> tuple[list[int], list[Value]]:
    """Ascending numbers with their values, without some and with others."""
    left, kept = list(numbers), list(values)
    for number in gone:
        place = bisect_left(left, number)
        del left[place], kept[place]
    for number, value in new.items():
        place = bisect_left(left, number)
        left.insert(place, number)
        kept.insert(place, value)
    return left, kept
