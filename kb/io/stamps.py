"""Files into stamps: what the disk says of a file, by which one that nobody touched is known without reading it.

A stamp is trusted only if it was taken clearly after the file's last change. Else the file may have been changed again
within one tick of the disk's clock, to something of the same size, and looks as it did: such a file is read again.
"""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import attrgetter

Stamp = tuple[int, int, int, int, bool]
"""Nanoseconds of the last change of content, and of anything; size; number on the disk; whether it can be trusted."""

Shown = tuple[int, int, int, int]
"""All of a stamp but whether it can be trusted."""

_TICK = 20_000_000  # nanoseconds; Linux stamps files with a clock that moves every 1 to 10 milliseconds
_COARSE_TICK = 2_500_000_000  # where stamps are whole seconds; FAT has even ones alone

_SHOWN: Callable[[os.stat_result], Shown] = attrgetter("st_mtime_ns", "st_ctime_ns", "st_size", "st_ino")


def now() -> int:
    """The moment, in the unit of stamps."""
    return time.time_ns()


def stamp(status: os.stat_result, moment: int) -> Stamp:
    """The stamp of a file whose status was taken not before a moment."""
    changed = max(status.st_mtime_ns, status.st_ctime_ns)
    tick = _TICK if status.st_ctime_ns % 1_000_000_000 else _COARSE_TICK
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino, changed + tick < moment


def same(kept: Sequence[int], status: os.stat_result) -> bool:
    """Whether a file is, for sure, what it was when this stamp was taken."""
    return bool(kept[4]) and _SHOWN(status) == (kept[0], kept[1], kept[2], kept[3])


def others(folder: str, paths: Sequence[str], known: Sequence[Shown]) -> list[int]:
    """The places of those of the files in a folder that are gone, or may be others than those that showed this."""
    full = [f"{folder}/{path}" for path in paths]
    try:
        found = list(map(_SHOWN, map(os.lstat, full)))  # there are tens of thousands
    except OSError:
        found = list(map(_shown, full))
    return [] if found == known else [place for place, one in enumerate(found) if one != known[place]]


def _shown(full: str) -> Shown:
    """What the disk shows of a file; of one that is gone what it shows of none."""
    try:
        return _SHOWN(os.lstat(full))
    except OSError:
        return -1, -1, -1, -1


def is_late(moment: int) -> bool:
    """Whether nobody has to wait for stamps of files that were written before a moment, where ticks are short."""
    return moment + _TICK < now()


def settled(folder: str, files: Iterable[tuple[str, int]]) -> Iterator[tuple[str, Shown]]:
    """Stamps of files in a folder, each written before a moment, taken so late that short ticks let them be trusted.

    A file that was changed after its moment, or is gone, is left out, and so is one whose stamp can't be trusted yet.
    """
    lstat, begun = os.lstat, now()  # there are tens of thousands
    for path, moment in files:
        full = f"{folder}/{path}"
        try:
            status = lstat(full)
            if status.st_ctime_ns + _TICK >= begun:
                left = status.st_ctime_ns + _TICK - now()
                if 0 <= left <= _TICK:
                    time.sleep((left + 1_000_000) / 1_000_000_000)
                begun = now()
                status = lstat(full)
        except OSError:
            continue
        if stamp(status, begun)[4] and status.st_mtime_ns <= moment:
            yield path, _SHOWN(status)
