"""Files into stamps: what the disk says of a file, by which one that nobody touched is known without reading it.

A stamp is trusted only if it was taken clearly after the file's last change. Else the file may have been changed again
within one tick of the disk's clock, to something of the same size, and looks as it did: such a file is read again.
"""

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter

Stamp = tuple[int, int, int, int, bool]
"""Nanoseconds of the last change of content, and of anything; size; number on the disk; whether it can be trusted."""

_TICK = 20_000_000  # nanoseconds; Linux stamps files with a clock that moves every 1 to 10 milliseconds
_COARSE_TICK = 2_500_000_000  # where stamps are whole seconds; FAT has even ones alone

_SHOWN = attrgetter("st_mtime_ns", "st_ctime_ns", "st_size", "st_ino")


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


def standing(folder: str, kept: Iterable[tuple[str, tuple[object, Stamp]]]) -> Iterator[str]:
    """Those of the files in a folder that are, for sure, what they were: paths that come with something and a stamp."""
    lstat, shown = os.lstat, _SHOWN  # there are tens of thousands
    for path, (_, known) in kept:
        try:
            status = lstat(f"{folder}/{path}")
        except OSError:
            continue
        if known[4] and shown(status) == known[:4]:
            yield path


def is_late(moment: int) -> bool:
    """Whether nobody has to wait for stamps of files that were written before a moment, where ticks are short."""
    return moment + _TICK < now()


def settled(folder: str, files: Iterable[tuple[str, int]]) -> Iterator[tuple[str, Stamp]]:
    """Stamps of files in a folder, each written before a moment, taken so late that short ticks let them be trusted.

    A file that was changed after its moment, or is gone, is left out.
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
        if status.st_mtime_ns <= moment:
            yield path, stamp(status, begun)
