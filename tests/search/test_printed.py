"""Laws of counted words as JSON: each entry says what the words say, counted one by one."""

from collections.abc import Iterable, Iterator
from itertools import accumulate, groupby, pairwise
from operator import attrgetter
from typing import TypeVar

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.model import Note
from kb.note.cuts import Cuts
from kb.search import printed, shelves
from kb.search.count import Counted
from kb.search.entries import Printed
from kb.search.tiles import WHOLE, Tiles
from kb.search.values import Known, Places, Posting
from tests.search.vaults import notes

Part = TypeVar("Part", Posting, Places)


@given(st.lists(st.tuples(st.integers(0, 9) | st.integers(0, 2_000_000), st.booleans()), max_size=30))
def test_numbers_are_spelled_where_they_stand(told: list[tuple[int, bool]]) -> None:
    """Each as Python spells it, behind what parts it from the one before."""
    numbers, begins = [number for number, _ in told], [begin for _, begin in told]
    text, ends = printed.spelled(np.array(numbers, dtype=np.int32), np.array(begins, dtype=np.bool_))
    assert [text[start:end] for start, end in pairwise(ends.tolist())] == [
        (b"],[%d" if begin else b",%d") % number for number, begin in told
    ]
    text, _ = printed.spelled(np.array(numbers, dtype=np.int32))
    assert text == b"".join(b",%d" % number for number in numbers)


@given(notes(), st.integers(10, 400))
def test_entries_say_what_the_words_say(of: list[Note], largest: int) -> None:
    """Which notes hold a term, how many do, and where it stands, in as many parts as there have to be."""
    cuts = Cuts()
    counted = Counted(map(cuts.take, of), cuts.words)
    numbered = 3 * np.arange(len(of), dtype=np.int32)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shelves, "LARGEST", largest)
        patch.setattr(printed, "_AT_ONCE", largest)
        words = [*_read(printed.words(counted, numbered), Posting)]
        places = [*_read(printed.places(counted, numbered), Places)]
    held = printed.said(counted, numbered.tolist())
    assert [term for term, *_ in words] == [term for term, *_ in places] == sorted(held)
    known = [msgspec.json.decode(entry, type=Known) for entry in printed.known(counted).json]
    assert known == [Known(term, len(held[term])) for term in sorted(held)]
    for (term, tiles, parts), (_, tiled, stands) in zip(words, places, strict=True):
        numbers = [number for part in parts for number in accumulate(part.gaps)]
        impacts = [impact for part in parts for impact in part.impacts]
        listed = [one for part in stands for one in part.places]
        each = zip(numbers, impacts, listed, strict=True)
        assert held[term] == {number: (b"%d" % impact, msgspec.json.encode(one)[1:-1]) for number, impact, one in each}
        assert sum(map(bool, tiles[1])) == len(parts) or len(parts) == 1
        weights = [sum(max(len(msgspec.json.encode(one)) + 1, shelves.NOTE) for one in part.places) for part in stands]
        assert [weight for weight in tiled[1] if weight] == weights or len(stands) == 1


def _read(entries: Iterable[Printed], kind: type[Part]) -> Iterator[tuple[str, Tiles, list[Part]]]:
    for some in entries:
        parts = [msgspec.json.decode(one, type=kind) for one in some.json]
        assert [part.term for part in parts] == some.terms
        for term, own in groupby(parts, key=attrgetter("term")):
            each = list(own)
            assert (len(each) > 1) == (term in some.tiles)
            yield term, some.tiles.get(term, WHOLE), each
