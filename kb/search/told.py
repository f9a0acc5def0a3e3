"""The notes of an index, and those of an earlier one, into which are others; only blocks that differ are read."""

from collections.abc import Sequence
from itertools import zip_longest

from msgspec import Struct

from kb.codec import encode
from kb.search.memory import Memory

_BLOCK = 256  # notes of which one row tells

Told = tuple[str, str, bytes]
"""Id, address and digests of the members of an item."""


class Others(Struct, frozen=True, kw_only=True):
    """What is other in the notes of an index, by their numbers."""

    new: list[int]
    """Those that were not there, or said something else."""
    gone: dict[int, str]
    """Those that were there, or said something else, with their ids."""
    forgotten: set[str]
    """The ids of those that are nowhere now."""


def told_rows(told: Sequence[Told]) -> dict[str, bytes]:
    """Rows that tell of notes, in the order of their numbers, by key."""
    starts = range(0, len(told), _BLOCK)
    return {f"told {place}": encode(told[start : start + _BLOCK]) for place, start in enumerate(starts)}


def others(told: Sequence[Told], now: dict[str, bytes], before: dict[str, bytes], memory: Memory) -> Others | None:
    """What is other, by the digests of the rows now and before; None where one of the rows before is lost."""
    new: list[int] = []
    gone: dict[int, str] = {}
    ids: list[set[str]] = [set(), set()]
    for place, key in enumerate(now | before):
        if now.get(key) == before.get(key):
            continue
        were: list[Told] | None = memory.value(key, list[Told]) if key in before else []
        if were is None:
            return None
        are = told[place * _BLOCK : (place + 1) * _BLOCK]
        for number, (was, one) in enumerate(zip_longest(were, are), place * _BLOCK):
            if was == one:
                continue
            if was:
                gone[number] = was[0]
            if one:
                new.append(number)
        for of, some in zip(ids, (were, are), strict=True):
            of.update(one[0] for one in some)
    return Others(new=new, gone=gone, forgotten=ids[0] - ids[1])
