"""Laws of free memory: it is kept or goes as it is asked, and what is held stays what it is."""

import platform
import resource
import subprocess
import sys
from pathlib import Path

from kb.io.heap import give_back

ROOT = Path(__file__).parents[2]
ROUNDS = """
import resource
from kb.io.heap import keep_free

keep_free()
for _ in range(4):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    values = [b"x" * 19_000_000 for _ in range(3)]
    del values
    print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""

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


def test_what_is_free_is_kept_for_what_comes_next() -> None:
    """What was used once is used again without the system, which would clear each of some 14,000 pages."""
    run = subprocess.run([sys.executable, "-c", ROUNDS], check=True, capture_output=True, text=True, cwd=ROOT)
    pages = [int(line) for line in run.stdout.split()]
    assert platform.libc_ver()[0] != "glibc" or sum(pages[1:]) < pages[0] / 4
