"""A shelf as it is kept: entries in JSON, cut into scripts, of which a later shelf takes over those that stay.

Whether all entries are new or a few, they go one way: sizes and keys decide where the shelf is cut, and a piece of
which no entry came, went or changed is the script that it was. So a shelf that was changed step by step is the one that
is made at once.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache, cached_property
from itertools import pairwise
from typing import Any, Generic, TypeVar, overload

import msgspec
from msgspec import Struct

from kb.codec import DamagedError
from kb.search.shelves import cuts

_BEGINS, _ENDS = b"kbSearch.load(", b");\n"
_decoder = cache(msgspec.json.Decoder)
_Raws = list[msgspec.Raw]

Top = tuple[list[str | int], list[str]]
"""The first key and the digest of each shard."""

Entry = TypeVar("Entry")


class Stack(Struct, frozen=True, kw_only=True):
    """Everything that decides what a shelf is but the entries themselves."""

    keys: list[str]
    """The key of each entry, in order."""
    sizes: list[int]
    """Bytes of each in JSON, with the comma after it."""
    starts: list[int]
    """For each script, where its first entry stands among all; the parts of a long one stand at the same place."""
    digests: list[str]
    """SHA-256 of each script."""


class Form(Struct, frozen=True, kw_only=True):
    """How a shelf is cut."""

    largest: int
    """Bytes of a script's entries."""
    parts: Callable[[bytes], Sequence[bytes]] | None = None
    """Cuts an entry that is larger, in JSON, into scripts of its own; without it, such an entry fills one script."""


def script(value: object) -> bytes:
    """A value as a browser loads it."""
    return _BEGINS + msgspec.json.encode(value) + _ENDS


def held(content: bytes, kind: Any) -> Any:  # noqa: ANN401  # a type, and a value of it
    """What a script holds; raises `DamagedError` for what is none."""
    try:
        return _decoder(kind).decode(memoryview(content)[len(_BEGINS) : -len(_ENDS)])
    except (msgspec.DecodeError, ValueError) as error:
        raise DamagedError(str(error)) from error


class Scripts(Sequence[tuple[Entry, ...]], Generic[Entry]):
    """The shards of a shelf, each read when it is looked into."""

    def __init__(self, read: Callable[[str], bytes], digests: Sequence[str], kind: type[Entry]) -> None:
        """Take what reads a script by its digest, the digests in order, and what the scripts hold."""
        self._digests = digests
        self._of = cache(lambda place: held(read(digests[place]), tuple[kind, ...]))  # type: ignore[valid-type]  # a type that is known only now

    def __len__(self) -> int:
        return len(self._digests)

    @overload
    def __getitem__(self, place: int) -> tuple[Entry, ...]: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[tuple[Entry, ...]]: ...
    def __getitem__(self, place: int | slice) -> Any:
        if isinstance(place, slice):
            return tuple(self._of(one) for one in range(*place.indices(len(self))))
        if place >= len(self):
            raise IndexError(place)
        return self._of(place % len(self))


class Earlier:
    """The entries of a shelf that was kept, each read when it is asked for."""

    def __init__(self, stack: Stack | None, read: Callable[[str], bytes]) -> None:
        """Take the shelf, None for one without entries, and what reads a script by its digest."""
        self.stack = stack or Stack(keys=[], sizes=[], starts=[], digests=[])
        self._raws = cache(lambda digest: held(read(digest), _Raws))

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each entry stands."""
        return {key: place for place, key in enumerate(self.stack.keys)}

    @cached_property
    def pieces(self) -> dict[int, tuple[int, list[str]]]:
        """By where it begins, where each piece ends and the digests of its scripts: one, or those of a long entry."""
        found: dict[int, tuple[int, list[str]]] = {}
        firsts = [*dict.fromkeys(self.stack.starts), len(self.stack.keys)]
        ends = dict(pairwise(firsts))
        for start, digest in zip(self.stack.starts, self.stack.digests, strict=True):
            found.setdefault(start, (ends[start], []))[1].append(digest)
        return found

    @cached_property
    def _piece_of(self) -> list[int]:
        """Where the piece begins that holds each entry."""
        return [start for start, (end, _) in self.pieces.items() for _ in range(start, end)]

    def entry(self, key: str) -> tuple[bytes, ...]:
        """An entry in JSON, or the parts of a long one; nothing for one that is not there."""
        place = self.places.get(key)
        if place is None:
            return ()
        start = self._piece_of[place]
        _, digests = self.pieces[start]
        if len(digests) > 1:
            return tuple(bytes(self._raws(digest)[0]) for digest in digests)
        return (bytes(self._raws(digests[0])[place - start]),)

    def same(self, keys: Sequence[str]) -> list[str] | None:
        """The scripts that held exactly these entries, one after another, as one piece."""
        start = self.places.get(keys[0], -1)
        end, digests = self.pieces.get(start, (0, []))
        return digests if end - start == len(keys) and self.stack.keys[end - 1] == keys[-1] else None


def restack(
    earlier: Earlier, entries: Mapping[str, bytes], order: Sequence[str], form: Form, put: Callable[[str, bytes], None]
) -> Stack:
    """A shelf of the entries with these keys, in this order: as given in JSON, or, where not given, as earlier.

    An earlier entry must not have changed its place among those that are not given. `put` takes each new script by its
    digest.
    """
    before = earlier.stack
    sizes = [len(entries[key]) + 1 if key in entries else before.sizes[earlier.places[key]] for key in order]
    given: AbstractSet[str] = entries.keys()
    starts: list[int] = []
    digests: list[str] = []
    for start, end in _pieces(order, sizes, form):
        keys = order[start:end]
        known = earlier.same(keys) if given.isdisjoint(keys) else None
        if known is None:
            known = []
            for content in _contents(earlier, entries, keys, form):
                known.append(hashlib.sha256(content).hexdigest())
                put(known[-1], content)
        starts += [start] * len(known)
        digests += known
    return Stack(keys=list(order), sizes=sizes, starts=starts, digests=digests)


def _pieces(keys: Sequence[str], sizes: Sequence[int], form: Form) -> Iterator[tuple[int, int]]:
    """Where each piece begins and ends; an entry that will be cut is a piece of its own."""
    long = [place for place, size in enumerate(sizes) if size > form.largest] if form.parts else []
    begin = 0
    for place in (*long, len(keys)):
        starts = [begin + start for start in cuts(keys[begin:place], sizes[begin:place], form.largest)]
        yield from pairwise([*starts, place])
        if place < len(keys):
            yield place, place + 1
        begin = place + 1


def _contents(earlier: Earlier, entries: Mapping[str, bytes], keys: Sequence[str], form: Form) -> Iterator[bytes]:
    """The scripts of a piece."""
    raws = [entries[key] if key in entries else earlier.entry(key)[0] for key in keys]
    if form.parts and len(raws) == 1 and len(raws[0]) + 1 > form.largest:
        yield from (_BEGINS + b"[" + part + b"]" + _ENDS for part in form.parts(raws[0]))
    else:
        yield _BEGINS + b"[" + b",".join(raws) + b"]" + _ENDS
