"""The notes of an entry into tiles: ranges of numbers, halved until what lies in each is small enough for a script.

All numbers are one range, and each half is halved in turn. So a note that comes, goes or is said something else of
changes its own tile, and others only where that is halved, or small enough to be one with its other half.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

END = 1 << 32
"""Where the last tile ends: beyond every number."""

Said = list[tuple[int, bytes]]
"""Notes by number, ascending, each with what the entry says of it, as JSON."""
Tiles = tuple[list[int], list[int]]
"""Where each tile of an entry begins, from 0 on, and what it weighs; one without notes weighs 0."""
WHOLE: Tiles = ([0], [0])
"""Those of an entry that is not halved, whatever it weighs."""


class Tile(NamedTuple):
    """A range of numbers, and what an entry says of the notes in it."""

    start: int
    """Its first number."""
    end: int
    """The number after its last."""
    weight: int
    """What its notes weigh together."""
    said: Said | int
    """What is said of its notes; or which of the earlier tiles it is."""


def halved(
    numbers: Sequence[int], ends: Sequence[int], largest: int, start: int = 0, end: int = END
) -> Iterator[tuple[int, int, int, int]]:
    """Cut a range of ascending numbers into tiles: where each begins and ends, its first note, and the one after.

    `ends` are the weights added up, from 0 on. A single note is never cut.

    >>> list(halved([1, 2, 5], [0, 4, 8, 12], 8, end=8))
    [(0, 4, 0, 2), (4, 8, 2, 3)]
    """
    waiting = [(start, end, 0, len(numbers))]
    while waiting:
        start, end, first, last = waiting.pop()
        if last - first <= 1 or ends[last] - ends[first] <= largest:
            yield start, end, first, last
            continue
        middle = (start + end) // 2
        cut = bisect_left(numbers, middle, first, last)
        waiting += [(middle, end, cut, last), (start, middle, first, cut)]


def changed(
    before: Tiles,
    read: Callable[[int, int, int], Said],
    new: Mapping[int, bytes | None],
    weigh: Callable[[Said], Sequence[int]],
    largest: int,
) -> list[Tile]:
    """The tiles once something else is said of some notes, None for nothing: those that all notes have then.

    `read` reads what an earlier tile says, by its place, its first number, and the number after its last; `weigh` gives
    what each note weighs.
    """
    starts, weights = before
    ends = [*starts[1:], END]
    touched: dict[int, dict[int, bytes | None]] = {}
    for number, one in new.items():
        touched.setdefault(bisect_left(starts, number + 1) - 1, {})[number] = one
    found: list[Tile] = []
    for place, (start, end) in enumerate(zip(starts, ends, strict=True)):
        own = [Tile(start, end, weights[place], place)]
        if place in touched:
            own = [*_tiles(merged(read(place, start, end), touched[place]), weigh, largest, start, end)]
        for tile in own:
            found.append(tile)
            while len(found) > 1 and _are_one(found[-2], found[-1], largest):
                after, first = found.pop(), found.pop()
                said = [one.said if isinstance(one.said, list) else read(one.said, *one[:2]) for one in (first, after)]
                found.append(Tile(first.start, after.end, first.weight + after.weight, said[0] + said[1]))
    return found


def merged(said: Said, new: Mapping[int, bytes | None]) -> Said:
    """What is said of notes, once something else is said of some, None for nothing.

    >>> merged([(2, b"a"), (5, b"b")], {2: None, 3: b"c", 5: b"d"})
    [(3, b'c'), (5, b'd')]
    """
    found = list(said)
    for number, one in new.items():
        place = bisect_left(found, (number,))
        stands = place < len(found) and found[place][0] == number
        found[place : place + stands] = [] if one is None else [(number, one)]
    return found


def _tiles(said: Said, weigh: Callable[[Said], Sequence[int]], largest: int, start: int, end: int) -> Iterator[Tile]:
    weights = weigh(said)
    if (weight := sum(weights)) <= largest:  # as nearly always
        yield Tile(start, end, weight, said)
        return
    ends = [*accumulate(weights, initial=0)]
    for begin, stop, first, last in halved([number for number, _ in said], ends, largest, start, end):
        yield Tile(begin, stop, ends[last] - ends[first], said[first:last])


def _are_one(first: Tile, after: Tile, largest: int) -> bool:
    """Whether two tiles are the halves of one that need not be halved."""
    length = after.end - after.start
    if first.end - first.start != length or first.start % (2 * length):
        return False
    return not first.weight or not after.weight or first.weight + after.weight <= largest
