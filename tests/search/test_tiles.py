"""Laws of tiles: decided by the notes alone, whatever came before, and small."""

from bisect import bisect_left
from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from kb.search.tiles import END, WHOLE, Said, Tile, Tiles, changed, halved, merged

SAID = st.dictionaries(st.integers(0, 70) | st.sampled_from([1_000, END - 1]), st.binary(max_size=9), max_size=40)


def _weight(one: bytes) -> int:
    return 3 + len(one)


def _weigh(said: Said) -> list[int]:
    return [_weight(one) for _, one in said]


def _at_once(said: Said, largest: int) -> list[Tile]:
    return changed(WHOLE, lambda *_: [], dict(said), _weigh, largest) if said else [Tile(0, END, 0, [])]


@given(SAID, st.integers(3, 40))
def test_tiles_are_ranges_that_leave_nothing_out(said: dict[int, bytes], largest: int) -> None:
    """They follow one another from 0 to the end, hold every note once, and weigh no more than they may, or one note."""
    notes = sorted(said.items())
    tiles = _at_once(notes, largest)
    assert [tile.end for tile in tiles] == [*(tile.start for tile in tiles[1:]), END]
    held = [tile.said for tile in tiles if isinstance(tile.said, list)]
    assert [one for some in held for one in some] == notes
    assert all(tile.start <= number < tile.end for tile in tiles for number, _ in tile.said or ())  # type: ignore[union-attr]  # all are new
    assert all(tile.weight == sum(_weight(one) for _, one in some) for tile, some in zip(tiles, held, strict=True))
    assert all(tile.weight <= largest or len(some) == 1 for tile, some in zip(tiles, held, strict=True))
    ends = [*accumulate((_weight(one) for _, one in notes), initial=0)]
    cut = halved([number for number, _ in notes], ends, largest)
    assert [(start, end, ends[last] - ends[first]) for start, end, first, last in cut] == [one[:3] for one in tiles]


@given(SAID, st.dictionaries(st.integers(0, 70), st.none() | st.binary(max_size=9), max_size=9), st.integers(3, 40))
def test_changed_tiles_are_those_of_all_notes(
    said: dict[int, bytes], new: dict[int, bytes | None], largest: int
) -> None:
    """Whatever is said of some notes, tiles are what they are at once, and only those read are touched or joined."""
    before = _at_once(sorted(said.items()), largest)
    told: Tiles = [one.start for one in before], [one.weight for one in before]
    gone = {number: one for number, one in new.items() if one is not None or number in said}

    def read(place: int, start: int, end: int) -> Said:
        assert (before[place].start, before[place].end) == (start, end)
        kept = before[place].said
        assert isinstance(kept, list)
        return kept

    tiles = changed(told, read, gone, _weigh, largest)
    after = merged(sorted(said.items()), gone)
    assert after == sorted((number, one) for number, one in (said | gone).items() if one is not None)
    whole = [tile._replace(said=read(tile.said, *tile[:2])) if isinstance(tile.said, int) else tile for tile in tiles]
    assert whole == _at_once(after, largest)
    for number in gone:
        place = bisect_left([tile.start for tile in tiles], number + 1) - 1
        assert isinstance(tiles[place].said, list)
