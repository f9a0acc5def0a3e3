"""Long lists of items into the parts of a data file, each of which is made when something of its items changed."""

from collections.abc import Callable, Sequence
from functools import partial

import msgspec

from kb.site.lasting import Part
from kb.site.plan import Plan, Published

VERSION = 1
"""Of every file's form. A new key does not change it; a key that goes or means something else does."""

_ITEMS = 128  # items of a list


def runs(items: Sequence[Published]) -> list[Sequence[Published]]:
    """Items that are told of together."""
    return [items[first : first + _ITEMS] for first in range(0, len(items), _ITEMS)]


def in_list(place: int, some: Sequence[object]) -> bytes:
    """Some of the values of a list in JSON, all but the very first behind a comma."""
    written: bytes = msgspec.json.encode(some)[1:-1]
    return b"," + written if place else written


def of_items(
    plan: Plan, run: Sequence[Published], kinds: tuple[str, ...], told: object, make: Callable[[], bytes]
) -> Part:
    """A part that tells some items."""
    return Part(told=told, kinds=kinds, notes=plan.kept.places(run), make=make)


def always(content: bytes) -> Part:
    """A part that is always the same."""
    return Part(told=content, make=partial(bytes, content))
