"""What is published into its order and its groups, by way of a row that an earlier run kept where that holds."""

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter

import numpy as np
from msgspec import Struct

from kb.codec import decode, digest, encode
from kb.model import Origin
from kb.site.groups import grouped, host_addresses, origins
from kb.site.published import Group, GroupKind, Published, by_title, newest_first

_GROUND = tuple(map(attrgetter, ("id", "kind", "title", "date", "origins", "category", "link")))
"""What decides the order and the groups; the host follows from the link."""
_PLACES = np.uint32


class Ordered(Struct, frozen=True):
    """What is published, in order."""

    items: tuple[Published, ...]
    """Items, the newest first."""
    pages: tuple[Published, ...]
    """Pages of the vault, by title."""
    groups: Mapping[GroupKind, tuple[Group, ...]]
    """Groups of items, by kind."""


class _Groups(Struct, frozen=True, array_like=True):
    """Groups of a kind, in columns."""

    labels: list[str]
    names: list[str]
    spellings: list[tuple[str, ...]]
    slugs: list[str]
    origins: list[Origin | None]
    sizes: bytes
    """How many items each has."""
    items: bytes
    """The places of these among all that is published, one group after the other."""


class _Row(Struct, frozen=True, array_like=True):
    """What is kept of an order."""

    ground: bytes
    """Digest of what it was made from."""
    items: bytes
    """The places of items among all that is published, in their order."""
    pages: bytes
    """Those of pages."""
    groups: dict[GroupKind, _Groups]
    """The groups, by kind."""


def in_order(published: Sequence[Published], row: bytes) -> tuple[Ordered, bytes]:
    """What is published, in order, and the row of that where it is the one that was kept, else nothing."""
    kept: _Row | None = decode(row, _Row) if row else None
    if kept and kept.ground == _ground(published):
        return _restored(published, kept), row
    items = tuple(newest_first(one for one in published if one.kind == "note"))
    groups: dict[GroupKind, tuple[Group, ...]] = {
        "origin": origins(items),
        "category": grouped(items, attrgetter("category")),
        "source": grouped(items, attrgetter("host"), host_addresses),
    }
    return Ordered(items, tuple(by_title(one for one in published if one.kind == "page")), groups), b""


def row_of(published: Sequence[Published], ordered: Ordered) -> bytes:
    """The row to be kept of an order; raises `UnfitError` if it can't be."""
    place = {one.id: place for place, one in enumerate(published)}

    def places(some: Iterable[Published]) -> bytes:
        return np.array([place[one.id] for one in some], _PLACES).tobytes()

    groups = {
        kind: _Groups(
            labels=[one.label for one in some],
            names=[one.name for one in some],
            spellings=[one.spellings for one in some],
            slugs=[one.slug for one in some],
            origins=[one.origin for one in some],
            sizes=np.array([len(one.items) for one in some], _PLACES).tobytes(),
            items=places(each for one in some for each in one.items),
        )
        for kind, some in ordered.groups.items()
    }
    return encode(_Row(_ground(published), places(ordered.items), places(ordered.pages), groups))


def _ground(published: Sequence[Published]) -> bytes:
    return digest([list(map(part, published)) for part in _GROUND])


def _restored(published: Sequence[Published], kept: _Row) -> Ordered:
    """The order that a row tells of the same notes."""
    whole = np.fromiter(published, object, len(published))

    def at(places: bytes) -> list[Published]:
        some: list[Published] = whole[np.frombuffer(places, _PLACES)].tolist()
        return some

    def groups(some: _Groups) -> tuple[Group, ...]:
        items, sizes = at(some.items), np.frombuffer(some.sizes, _PLACES)
        ends = np.cumsum(sizes)
        spans = zip((ends - sizes).tolist(), ends.tolist(), strict=True)
        parts = zip(some.labels, some.names, some.spellings, some.slugs, spans, some.origins, strict=True)
        return tuple(
            [
                Group(
                    label=label,
                    name=name,
                    spellings=spellings,
                    slug=slug,
                    items=tuple(items[begin:end]),
                    origin=origin,
                )
                for label, name, spellings, slug, (begin, end), origin in parts
            ]
        )

    return Ordered(
        tuple(at(kept.items)), tuple(at(kept.pages)), {kind: groups(some) for kind, some in kept.groups.items()}
    )
