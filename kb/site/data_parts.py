"""Long lists of items into the parts of a data file, each of which is made when something of its items changed.

Where a part ends is said by the id of its last item, so one that comes or goes changes the part that it stands in, and
no other.
"""

from collections.abc import Iterable, Sequence
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING
from zlib import crc32

import msgspec

from kb.site.lasting import Part
from kb.site.plan import Plan, Published

if TYPE_CHECKING:
    from kb.graph.columns import Ints

VERSION = 1
"""Of every file's form. A new key does not change it; a key that goes or means something else does."""

_ITEMS = 128  # items of a list, about


def marks(ids: Iterable[str]) -> list[int]:
    """What says of things with these ids whether they are the last that are told together."""
    return [crc32(id_.encode("utf-8", "surrogatepass")) for id_ in ids]


def spans(marks: Sequence[int], size: int) -> list[slice]:
    """What is told together of things with these marks: about so many, as a mark ends a part wherever it stands.

    >>> [[one[some] for some in spans(marks(one), 2)] for one in ("abdcg", "badcg", "xbadcg")]
    [['abd', 'cg'], ['bad', 'cg'], ['xbad', 'cg']]
    """
    ends = [place for place, mark in enumerate(marks, 1) if not mark % size]
    return [slice(begin, end) for begin, end in pairwise([0, *ends, len(marks)]) if begin < end]


def runs(plan: Plan, items: Sequence[Published]) -> "list[tuple[Sequence[Published], Ints]]":
    """Items that are told of together, and the places of their canonical notes among all."""
    places = plan.kept.places(items)
    return [(items[some], places[some]) for some in spans(marks(one.id for one in items), _ITEMS)]


def in_list(some: Sequence[object], *, first: bool) -> bytes:
    """Some of the values of a list in JSON, behind a comma if they are not the first."""
    written: bytes = msgspec.json.encode(some)[1:-1]
    return written if first else b"," + written


def always(content: bytes) -> Part:
    """A part that is always the same."""
    return Part(told=content, make=partial(bytes, content))
