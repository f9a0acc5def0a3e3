"""Files into stamps: what the disk says of a file, by which one that nobody touched is known without reading it.

A stamp is trusted only if it was taken clearly after the file's last change. Else the file may have been changed again
within one tick of the disk's clock, to something of the same size, and looks as it did: such a file is read again.
"""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, repeat
from operator import attrgetter, mod

Stamp = tuple[int, int, int, int, bool]
"""Nanoseconds of the last change of content, and of anything; size; number on the disk; whether it can be trusted."""

Shown = tuple[int, int, int, int]
"""All of a stamp but whether it can be trusted."""

_TICK = 20_000_000  # nanoseconds; Linux stamps files with a clock that moves every 1 to 10 milliseconds
_SECOND = 1_000_000_000
_COARSE_TICK = 2_500_000_000  # where stamps are whole seconds; FAT has even ones alone

_GONE: Shown = (-1, -1, -1, -1)
_SHOWN: Callable[[os.stat_result], Shown] = attrgetter("st_mtime_ns", "st_ctime_ns", "st_size", "st_ino")


def now() -> int:
    """The moment, in the unit of stamps."""
    return time.time_ns()


def stamp(status: os.stat_result, moment: int) -> Stamp:
    """The stamp of a file whose status was taken not before a moment."""
    shown = _SHOWN(status)
    return *shown, _is_sure(shown, moment)


def _is_sure(shown: Shown, moment: int) -> bool:
    """Whether what the disk showed not before a moment can be trusted."""
    content, any_, _, _ = shown
    return max(content, any_) + (_TICK if any_ % _SECOND else _COARSE_TICK) < moment


def same(kept: Stamp, shown: Shown) -> bool:
    """Whether a file that shows this now is, for sure, what it was when a stamp was taken."""
    return kept[4] and shown == kept[:4]


def shown(full: Sequence[str]) -> list[Shown]:
    """What the disk shows of files, or of those that links lead to."""
    return _all_shown(os.stat, full)


def others(folder: str, paths: str, known: Sequence[int]) -> list[int]:
    """The places of those of the files in a folder that are gone, or may be others than those that showed this.

    Their paths stand on a line each, and what they showed one after the other. There are tens of thousands.
    """
    full = f"{folder}/{paths}".replace("\n", f"\n{folder}/").split("\n") if known else []
    found = list(chain.from_iterable(_all_shown(os.lstat, full)))
    if found == known:
        return []
    return [place for place in range(len(full)) if found[4 * place : 4 * place + 4] != known[4 * place : 4 * place + 4]]


def _all_shown(look: Callable[[str], os.stat_result], full: Sequence[str]) -> list[Shown]:
    try:
        return list(map(_SHOWN, map(look, full)))  # there are tens of thousands
    except OSError:
        return [_shown(look, one) for one in full]


def _shown(look: Callable[[str], os.stat_result], full: str) -> Shown:
    """What the disk shows of a file; of one that is gone what it shows of none."""
    try:
        return _SHOWN(look(full))
    except OSError:
        return _GONE


def is_late(moment: int) -> bool:
    """Whether nobody has to wait for stamps of files that were written before a moment, where ticks are short."""
    return moment + _TICK < now()


def settled(folder: str, files: Iterable[tuple[str, int]]) -> Iterable[tuple[str, Shown]]:
    """Stamps of files in a folder, each written before a moment, taken so late that short ticks let them be trusted.

    A file that was changed after its moment, or is gone, is left out, and so is one whose stamp can't be trusted yet.
    """
    some, begun = list(files), now()
    full = [f"{folder}/{path}" for path, _ in some]
    found = _all_shown(os.lstat, full)
    if some and _are_plain(found, min([moment for _, moment in some]), begun - _TICK):  # as thousands mostly are
        return zip([path for path, _ in some], found, strict=True)
    return _settled(some, full, found, begun)


def _settled(
    some: Sequence[tuple[str, int]], full: Sequence[str], found: Sequence[Shown], begun: int
) -> Iterator[tuple[str, Shown]]:
    """The same of files that showed this since they were looked at, one by one."""
    early = begun - _TICK
    for (path, moment), name, shown in zip(some, full, found, strict=True):
        content, any_, _, _ = shown
        if content < early > any_ > 0 and any_ % _SECOND:
            if content <= moment:
                yield path, shown
        elif (last := _waited(name, shown, begun)) and last[0] <= moment:
            yield path, last


def _are_plain(found: Sequence[Shown], moment: int, early: int) -> bool:
    """Whether all these files are there, did not change after a moment, and showed it early enough on a fine clock."""
    content, any_, _, _ = zip(*found, strict=True)
    is_fine = all(map(mod, any_, repeat(_SECOND)))
    return is_fine and max(content) <= moment and max(content + any_) < early and min(any_) > 0


def _waited(full: str, shown: Shown, taken: int) -> Shown | None:
    """What the disk shows of a file when a short tick has gone by, None where that can't be trusted.

    It showed something not before it was taken.
    """
    if shown[1] + _TICK >= taken:
        left = shown[1] + _TICK - now()
        if 0 <= left <= _TICK:
            time.sleep((left + 1_000_000) / _SECOND)
        taken, shown = now(), _shown(os.lstat, full)
    return shown if shown != _GONE and _is_sure(shown, taken) else None
