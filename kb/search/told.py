"""The notes of an index, and those of an earlier one, into which are others; only blocks that differ are read."""

from bisect import bisect_left
from collections.abc import Sequence

from msgspec import Struct

from kb.codec import encode
from kb.search.memory import Memory

_BLOCK = 512  # numbers of notes of which one row tells

Told = tuple[int, str, str, bytes]
"""Number, id, address and digests of the members of an item."""


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
    rows: dict[str, bytes] = {}
    start = 0
    while start < len(told):
        block = told[start][0] // _BLOCK
        end = bisect_left(told, ((block + 1) * _BLOCK,), start)
        rows[f"told {block}"] = encode(told[start:end])
        start = end
    return rows


def others(told: Sequence[Told], now: dict[str, bytes], before: dict[str, bytes], memory: Memory) -> Others | None:
    """What is other, by the digests of the rows now and before; None where one of the rows before is lost."""
    new: list[int] = []
    gone: dict[int, str] = {}
    ids: list[set[str]] = [set(), set()]
    for key in sorted(now.keys() | before.keys()):
        if now.get(key) == before.get(key):
            continue
        were: list[Told] | None = memory.value(key, list[Told]) if key in before else []
        if were is None:
            return None
        start, end = (bisect_left(told, (block * _BLOCK,)) for block in (int(key[5:]), int(key[5:]) + 1))
        are = told[start:end]
        for of, some in zip(ids, (were, are), strict=True):
            of.update(one[1] for one in some)
        gone |= {number: id_ for number, id_, *_ in set(were).difference(are)}
        new += [number for number, *_ in set(are).difference(were)]
    return Others(new=sorted(new), gone=dict(sorted(gone.items())), forgotten=ids[0] - ids[1])
