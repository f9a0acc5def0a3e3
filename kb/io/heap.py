"""Memory that nothing holds any more: kept for what comes next, or given back to the system.

The library of GNU alone can be told; elsewhere nothing is done.
"""

from functools import cache
from typing import Any

_TRIM, _MAP = -1, -3  # the parameters' numbers in `malloc.h`
_KEPT = 64 << 20  # bytes at the end of the heap that stay when they are free
_LARGE = 32 << 20  # bytes from which on a block is the system's own, as large as the library lets it be


def keep_free() -> None:
    """Keep what is free, within bounds, since what comes next computes in large arrays.

    The system clears every page that it gives, and takes most of them back after each operation otherwise: that is a
    fiftieth of a build's time.
    """
    _ask("mallopt", _TRIM, _KEPT)
    _ask("mallopt", _MAP, _LARGE)


def give_back() -> None:
    """Let the system have what is free, so that what comes next begins with less: worth some milliseconds.

    The library keeps so much that this pays: of a stage that computes in large arrays, all of it.
    """
    _ask("malloc_trim", 0)


def _ask(name: str, *values: int) -> None:
    """Call a function of the C library, where there is one of that name."""
    asked = getattr(_library(), name, None)
    if asked:
        asked(*values)


@cache
def _library() -> Any:  # noqa: ANN401  # an object of functions
    """The C library, as far as it can be asked."""
    import ctypes  # noqa: PLC0415  # few runs need it

    try:
        return ctypes.CDLL(None)
    except (OSError, TypeError):
        return None
