"""Measure how far computed neighbours agree with the Closest lists that notes were published with: `evaluate FOLDER…`.

A note counts when at least one of its closest links reaches another note of the folder; those are the right answers,
all worth the same. The notes are ranked without their links. Recall is the share of the right answers among the first
ten neighbours, nDCG counts an answer at place i with 1 / log2(i + 1) against the best order there could be; both are
means over the notes that count, with 95 % of 2,000 bootstrap means in brackets. The hub is the note that is most often
among others' first ten.
"""

import argparse
import math
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from statistics import fmean

import kb
from kb.closest import similar
from kb.model import Found, ResolvedLink

_K = 10
_RESAMPLES = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """One folder's figures."""

    notes: int
    links: int
    """Right answers."""
    ndcg: tuple[float, ...]
    """For each note that counts."""
    recall: tuple[float, ...]
    """For each note that counts."""
    hub: int
    """How often the note that is listed most is listed."""
    cpu: float
    """Seconds that the ranking took."""


def agreement(folder: Path) -> Agreement:
    """Rank a folder's notes and compare with their own lists."""
    vault = kb.open_vault(folder)
    right = answers(vault.collection.links)
    notes = [replace(note, closest=(), mentions=()) for note in vault.notes if note.kind == "note"]
    start = time.process_time()
    neighbours = similar(notes, _K)
    cpu = time.process_time() - start
    ranked: defaultdict[str, list[str]] = defaultdict(list)
    for one in neighbours:
        ranked[one.source].append(one.target)
    return Agreement(
        notes=len(notes),
        links=sum(map(len, right.values())),
        ndcg=tuple(ndcg(ranked[source], wanted) for source, wanted in right.items()),
        recall=tuple(len(wanted & set(ranked[source])) / len(wanted) for source, wanted in right.items()),
        hub=max(Counter(one.target for one in neighbours).values(), default=0),
        cpu=cpu,
    )


def answers(links: Iterable[ResolvedLink]) -> dict[str, set[str]]:
    """For each note the notes that its Closest list reaches, itself not among them."""
    right: defaultdict[str, set[str]] = defaultdict(set)
    for one in links:
        if one.link.kind == "closest" and isinstance(one.resolution, Found) and one.resolution.id != one.source:
            right[one.source].add(one.resolution.id)
    return dict(right)


def ndcg(ranked: Sequence[str], wanted: set[str]) -> float:
    """The gain of the right answers in their places over the gain of as many in the first places."""
    gains = [1 / math.log2(place + 1) for place in range(1, _K + 1)]
    gained = sum(gain for gain, target in zip(gains, ranked, strict=False) if target in wanted)
    return gained / sum(gains[: len(wanted)])


def shown(values: Sequence[float]) -> str:
    """The mean of some values with its bootstrap interval."""
    if not values:
        return "-"
    random = Random(0)  # noqa: S311  # the same interval in every run
    means = sorted(fmean(random.choices(values, k=len(values))) for _ in range(_RESAMPLES))
    low, high = means[_RESAMPLES // 40], means[-_RESAMPLES // 40 - 1]
    return f"{fmean(values):.3f} ({low:.3f}–{high:.3f})"


def main() -> None:
    """Print a table with a row for each folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", metavar="FOLDER", nargs="+", type=Path, help="a folder of notes")
    print("| notes | that count | links | nDCG@10 | recall@10 | hub | CPU ms a note | folder |")
    print("|---|---|---|---|---|---|---|---|")
    for folder in parser.parse_args().folders:
        one = agreement(folder)
        each = 1000 * one.cpu / max(1, one.notes)
        print(
            f"| {one.notes} | {len(one.recall)} | {one.links} | {shown(one.ndcg)} | {shown(one.recall)} "
            f"| {one.hub} | {each:.2f} | {folder} |"
        )


if __name__ == "__main__":
    main()
