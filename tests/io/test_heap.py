"""The law of what is given back: memory that nothing holds goes, and what is held stays what it is."""

import platform
import resource
from pathlib import Path

from kb.io.heap import give_back

_PAGES = Path("/proc/self/statm")


def test_what_is_free_goes_back_to_the_system() -> None:
    """Pages between values that are still held are given back, where the C library keeps them."""
    values = [b"%d" % number + bytes(4000) for number in range(10_000)]
    values = values[::100]

    def resident() -> int:
        return int(_PAGES.read_text("ascii").split()[1]) * resource.getpagesize()

    keeps = platform.libc_ver()[0] == "glibc"
    before = resident() if keeps else 0
    give_back()
    assert not keeps or before - resident() > 20_000_000
    assert [int(one.rstrip(b"\0")) for one in values] == list(range(0, 10_000, 100))
