"""The name of a file that is packaged beside this module into where it is, and what is in it."""

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from importlib.machinery import SourceFileLoader

_HERE = __file__.removesuffix("packaged.py")


def place(name: str) -> str:
    """Its path; in what is packed it is one that its loader knows."""
    return _HERE + name


def content(name: str) -> bytes:
    """All of it, by what loaded this module: `importlib.resources` would first load what opens archives.

    >>> content("assets/icon.svg")[:4]
    b'<svg'
    """
    return cast("SourceFileLoader", __spec__.loader).get_data(place(name))
