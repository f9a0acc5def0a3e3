"""Memory that nothing holds any more back to the system, where the C library keeps it for later."""

from collections.abc import Callable
from functools import cache


def give_back() -> None:
    """Let the system have what is free, so that what comes next begins with less: worth some milliseconds.

    The library of GNU alone keeps so much that this pays: of a stage that computes in large arrays, all of it.
    """
    _trim()(0)


@cache
def _trim() -> Callable[[int], object]:
    """The library's `malloc_trim`, or what stands for it where there is none."""
    import ctypes  # noqa: PLC0415  # few runs need it

    try:
        trim: Callable[[int], object] = ctypes.CDLL(None).malloc_trim
    except (OSError, TypeError, AttributeError):
        return lambda _: None
    return trim
