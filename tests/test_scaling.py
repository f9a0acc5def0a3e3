"""The cost of a cold build grows as the notes do, in time and in memory; that of a build after one edit no faster.

Counted is CPU time of the build's process, which a busy machine changes little; a size is measured again only when the
law seems broken, and its cheapest run counts. `scripts/bench 1000 2000 4000 8000` measures more.
"""

import os
import subprocess
import sys
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SIZES = (500, 1000, 2000, 4000)
GROWTH = 1.8  # times as fast as the notes, at most
TRIES = 3


# What the system tells a parent of a child's memory holds the parent's own, so the child looks itself.
_RUN = """
import re, resource, kb.cli
try:
    kb.cli.main()
except SystemExit as end:
    assert not end.code, end.code
used = resource.getrusage(resource.RUSAGE_SELF)
print(used.ru_utime + used.ru_stime, re.search(r"VmHWM:\\s*([0-9]+)", open("/proc/self/status").read())[1])
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a build costs."""

    seconds: float
    """Of CPU."""
    memory: int
    """The largest resident set."""


def _build(notes: Path, output: Path) -> Cost:
    """A build from nothing, in a process of its own."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(output / ".cache")}
    command = [sys.executable, "-c", _RUN, "build", str(notes), "--output", str(output / "site"), "--jobs", "1"]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    seconds, memory = done.stdout.splitlines()[-1].split()
    return Cost(float(seconds), int(memory))


@pytest.mark.xdist_group("scaling")
def test_a_cold_build_grows_with_its_notes(tmp_path: Path) -> None:
    """Twice the notes cost at most 1.8 times twice the time, and what they add to the memory grows no faster."""
    costs: dict[int, Cost] = {}
    for size in SIZES:
        subprocess.run([sys.executable, ROOT / "scripts" / "generate.py", str(size), tmp_path / str(size)], check=True)
        costs[size] = _build(tmp_path / str(size), tmp_path / f"{size}-0")
    for attempt in range(1, TRIES):
        for size in _too_slow(costs):
            again = _build(tmp_path / str(size), tmp_path / f"{size}-{attempt}")
            costs[size] = min(costs[size], again, key=lambda cost: cost.seconds)
    assert not _too_slow(costs), costs
    added = [(larger - smaller, costs[larger].memory - costs[smaller].memory) for smaller, larger in pairwise(SIZES)]
    for (few, before), (many, after) in pairwise(added):
        assert after / before <= GROWTH * many / few, costs


@pytest.mark.xdist_group("scaling")
def test_a_build_after_one_edit_grows_no_faster_than_its_notes(tmp_path: Path) -> None:
    """Four times the notes cost at most 1.8 times four times the time after an edit of one of them."""
    costs: dict[int, Cost] = {}
    for size in (SIZES[0], SIZES[2]):
        notes = tmp_path / str(size)
        subprocess.run([sys.executable, ROOT / "scripts" / "generate.py", str(size), notes], check=True)
        _build(notes, tmp_path / f"{size}-0")
        note = min(notes.iterdir())
        for attempt in range(TRIES - 1):
            text = note.read_text("utf-8")
            note.write_text(text.replace("## Summary\n\n", f"## Summary\n\nSeen {attempt} times. "), "utf-8")
            cost = _build(notes, tmp_path / f"{size}-0")
            costs[size] = min(costs.get(size, cost), cost, key=lambda one: one.seconds)
    assert not _too_slow(costs), costs


def _too_slow(costs: dict[int, Cost]) -> list[int]:
    """The sizes that cost more than the law allows by the size before."""
    return [
        larger
        for smaller, larger in pairwise(costs)
        if costs[larger].seconds / costs[smaller].seconds > GROWTH * larger / smaller
    ]
