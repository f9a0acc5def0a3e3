"""What names of a kind stand for, as a column of short digests beside what follows the kind in them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain

import numpy as np
import numpy.typing as npt

from kb.codec import DamagedError, decode, encode, told
from kb.once import Once
from kb.site import short

Column = npt.NDArray[np.uint64]
"""A digest of what each name of a kind stands for; 0 for what is not there."""
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64] | npt.NDArray[np.uint32]
Rows = Callable[[str], bytes]
"""The row that is kept under a name, empty where none is."""

_STEP, _FIRST, _SECOND = map(np.uint64, (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB))
"""Of SplitMix64: Steele, Lea and Flood, *Fast splittable pseudorandom number generators*, 2014."""

_WORD = 8  # bytes that are mixed together
_ZEROS = [bytes(count) for count in range(_WORD)]
_AT_ONCE = 1024  # values that are digested together, whose bytes a processor has at hand

_KEYS = "keys "
"""How the name of a row of keys begins."""


def column(values: Sequence[object]) -> Column:
    """The digests of values.

    >>> one, two, again = column(["bee", ("bee",), "bee"])
    >>> bool(one == again), bool(one == two)
    (True, False)
    """
    made = [_digested(told(values[start : start + _AT_ONCE])) for start in range(0, len(values), _AT_ONCE)]
    return np.concatenate(made) if made else np.zeros(0, np.uint64)


def _digested(rows: Sequence[bytes]) -> Column:
    """The digests of rows of bytes, of which none is another with zeros behind it."""
    sizes = np.fromiter(map(len, rows), np.int64, len(rows))
    filled = chain.from_iterable(zip(rows, map(_ZEROS.__getitem__, (-sizes % _WORD).tolist()), strict=True))
    return folded(np.frombuffer(b"".join(filled), np.uint64), np.append(0, np.cumsum(-(-sizes // _WORD))))


def joined(some: Iterable[bytes]) -> Column:
    """Digests as a column."""
    return np.frombuffer(b"".join(some), np.uint64)


def folded(some: Column, begins: Places) -> Column:
    """One digest of each run of digests, in which their order counts; there may be none in a run.

    `begins` is where each run begins, and at the end where the last one ends. What is summed up has been mixed with
    its place, so no two runs have one sum but by chance, as with any digest of this size.

    >>> two, same, other, none = folded(column(["a", "b", "a", "b", "b", "a"]), np.array([0, 2, 4, 6, 6]))
    >>> bool(two == same), bool(two == other), bool(none == 0)
    (True, False, False)
    """
    begins = begins.astype(np.int64)
    sizes = np.diff(begins)
    place = np.arange(1, len(some) + 1) - np.repeat(begins[:-1], sizes)
    mixed = _mixed(some + place.astype(np.uint64) * _STEP)
    total = np.append(np.zeros(1, np.uint64), np.cumsum(mixed, dtype=np.uint64))
    return _mixed(total[begins[1:]] - total[begins[:-1]] + _STEP)


def _mixed(some: Column) -> Column:
    """Numbers into others that tell nothing of them, no two into one."""
    some = (some ^ (some >> np.uint64(30))) * _FIRST
    some = (some ^ (some >> np.uint64(27))) * _SECOND
    return some ^ (some >> np.uint64(31))


def parted(made: Column) -> list[bytes]:
    """A column as its digests."""
    some: list[bytes] = made.view(f"V{short.SIZE}").tolist()
    return some


class Keys:
    """What follows the kind in names of some kinds, each once, and where each of them stood before."""

    def __init__(self, now: list[str], before: list[str]) -> None:
        """Take both."""
        self.now = now
        self.before = before
        self.same = now == before
        """Whether these are the same in the same order."""

    @cached_property
    def place(self) -> dict[str, int]:
        """Where each of them stands."""
        return {key: place for place, key in enumerate(self.now)}

    @cached_property
    def _came(self) -> Places:
        """Where each stood before; those that are new after all others."""
        before = {key: place for place, key in enumerate(self.before)}
        return np.array([before.get(key, len(before)) for key in self.now], np.int64)

    @cached_property
    def gone(self) -> Flags:
        """Which of those before are no more."""
        gone: Flags = np.ones(len(self.before) + 1, np.bool_)
        gone[self._came] = False
        return gone[:-1]

    def aligned(self, old: Column) -> Column:
        """A column of those before as one of these: 0 for what was not there."""
        return old.copy() if self.same else np.append(old, np.zeros(1, np.uint64))[self._came]

    def now_at(self, before: Places) -> Places:
        """Where those that stood at some places before are now, but for those that are gone."""
        if self.same:
            return before
        now = np.full(len(self.before) + 1, -1)
        now[self._came] = np.arange(len(self.now))
        found = now[before]
        return found[found >= 0]

    def earlier(self, some: Flags) -> Flags:
        """Which of those before are among some of these, or gone."""
        if self.same:
            return some
        found: Flags = np.ones(len(self.before) + 1, np.bool_)
        found[self._came] = some
        return found[:-1]


class Tables:
    """Columns by kind, as they were and as they are; the kinds of a family have their keys in common."""

    def __init__(self, rows: Rows, keys: Callable[[str], list[str]], family: Callable[[str], str]) -> None:
        """Take what was kept, what gives the keys of a family now, and what gives the family of a kind."""
        self._rows = rows
        self._keys = keys
        self._family = family
        self._before: Once[str, list[str]] = Once(lambda family: _keys(rows(f"{_KEYS}{family}")))
        self._known: dict[str, Keys] = {}
        self._made: dict[str, Column] = {}

    def keys(self, kind: str) -> Keys:
        """The keys of a kind."""
        family = self._family(kind)
        if family not in self._known:
            self._known[family] = Keys(self._keys(family), self._before[family])
        return self._known[family]

    def before(self, kind: str) -> Column:
        """The column of a kind as it was, of the keys that there are now; it may be changed."""
        return self.keys(kind).aligned(self.old(kind))

    def old(self, kind: str) -> Column:
        """The column of a kind as it was, of the keys that there were."""
        row, count = self._rows(kind), len(self._before[self._family(kind)])
        if not row:
            return np.zeros(count, np.uint64)
        if len(row) != short.SIZE * count:
            raise DamagedError("Digests are kept of other names.")
        return np.frombuffer(row, np.uint64)

    def put(self, kind: str, made: Column) -> None:
        """Take what the names of a kind stand for now."""
        self._made[kind] = made

    def now(self, kind: str) -> Column | None:
        """What was taken."""
        return self._made.get(kind)

    def moved(self, kind: str) -> Flags:
        """Which of the keys stand for something else than they did."""
        moved: Flags = self._made[kind] != self.before(kind)
        return moved

    def changed(self, kind: str) -> list[str]:
        """The keys that stand for something else than they did, those that are gone at the end."""
        keys = self.keys(kind)
        changed = [keys.now[place] for place in np.flatnonzero(self.moved(kind)).tolist()]
        if not keys.same:
            changed += [keys.before[place] for place in np.flatnonzero(keys.gone & (self.old(kind) != 0)).tolist()]
        return changed

    def rows(self) -> Iterator[tuple[str, bytes]]:
        """The rows to be kept that are not those that were."""
        for family, keys in {self._family(kind): self.keys(kind) for kind in self._made}.items():
            if not keys.same:
                yield f"{_KEYS}{family}", encode(keys.now)
        for kind, made in self._made.items():
            row = made.tobytes()
            if row != self._rows(kind):
                yield kind, row


def _keys(row: bytes) -> list[str]:
    keys: list[str] = decode(row, list[str]) if row else []
    return keys
