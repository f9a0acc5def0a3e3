"""Measure what the graph's communities and suggestions are worth on folders of notes: `evaluate_graph FOLDER…`.

Hidden links: a fifth of the pairs with a written link is taken out of the graph, each fifth in turn, four times over on
small folders, one fifth once on large ones. *Suggestions* name pairs; recall is the share of a note's hidden links that
are among its first five or ten, beside that of its nearest notes by text alone that it does not link to (50 of each
note are looked at), with the 95 % interval of the difference over bootstrap samples of notes. *Weights* are how much a
written link counts against a computed one; the figure is the share of hidden links within communities, less chance.

Stability: some notes are taken out, at random or the newest, neighbours and communities are found without them, and
again with them. The figure is the share of the notes in both whose community kept its address, when the communities
before were kept and when they were not.
"""

import argparse
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import fmean

from msgspec.structs import replace

import kb
from kb import dedupe, graph
from kb.closest import similar
from kb.graph.partition import partition
from kb.graph.ties import UNIT, ties
from kb.model import Edge, Graph, Neighbour, Note, Term

_SMALL = 500
_NEAR = 50
_FIRST = (5, 10)
_RESAMPLES = 1000
_COMPUTED_ONLY, _WRITTEN_ONLY = "computed only", "written only"
_WEIGHTS = (_COMPUTED_ONLY, 0.1, 0.25, 0.5, 1.0, 2.0, _WRITTEN_ONLY)
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """What is measured on."""

    notes: dict[str, Note]
    """Items by id."""
    terms: tuple[Term, ...]
    """Themes and keywords."""
    whole: Graph
    """The graph of all."""
    k: int
    """Computed neighbours of a note."""


def opened(path: Path) -> Folder:
    """Read a folder."""
    vault = kb.open_vault(path)
    everything = vault.collection
    notes = {note.id: note for note in vault.notes}
    for item in everything.items:
        united = dedupe.merge(item, notes)
        for member in item.members:
            del notes[member]
        notes[united.id] = united
    terms = (*everything.themes, *everything.keywords)
    return Folder(notes=notes, terms=terms, whole=vault.graph, k=vault.options.closest.k)


def near(notes: Iterable[Note], k: int) -> Sequence[Neighbour]:
    """Computed neighbours by what the notes say alone."""
    return similar([replace(note, closest=(), mentions=()) for note in notes if note.kind == "note"], k)


def folds(pairs: Sequence[Pair], notes: int) -> Iterator[set[Pair]]:
    """The pairs that are hidden each time."""
    for seed in range(4 if notes <= _SMALL else 1):
        shuffled = list(pairs)
        Random(seed).shuffle(shuffled)  # noqa: S311  # the same folds in every run
        for first in range(5 if notes <= _SMALL else 1):
            yield set(shuffled[first::5])


def linked(edges: Iterable[Edge]) -> list[Pair]:
    """Pairs with a written edge, the smaller id first."""
    return sorted({ordered(edge.source, edge.target) for edge in edges if edge.kind != "similar"})


def ordered(one: str, other: str) -> Pair:
    """A pair without direction."""
    return (one, other) if one < other else (other, one)


def without(whole: Graph, hidden: set[Pair]) -> Graph:
    """The graph without the written links of these pairs."""
    kept = (edge for edge in whole.edges if edge.kind == "similar" or ordered(edge.source, edge.target) not in hidden)
    return Graph(nodes=whole.nodes, edges=tuple(kept))


def suggestions(folder: Folder) -> str:
    """Recall of suggestions and of text alone."""
    text: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for one in near(folder.notes.values(), _NEAR):
        text[one.source][one.target] = text[one.target][one.source] = one.score
    rows: list[tuple[str, list[float], list[float]]] = []
    for hidden in folds(linked(folder.whole.edges), len(folder.notes)):
        left = without(folder.whole, hidden)
        known = set(linked(left.edges))
        found: defaultdict[str, list[str]] = defaultdict(list)
        for pair in graph.suggest(left, each=_FIRST[-1]):
            found[pair.source].append(pair.target)
            found[pair.target].append(pair.source)
        wanted: defaultdict[str, set[str]] = defaultdict(set)
        for one_end, other_end in hidden:
            wanted[one_end].add(other_end)
            wanted[other_end].add(one_end)
        for id_, right in wanted.items():
            best = sorted(text[id_], key=lambda other: (-text[id_][other], other))
            plain = [other for other in best if ordered(id_, other) not in known]
            rows.append((id_, recalls(right, plain), recalls(right, found[id_])))
    return " | ".join(compared(rows, place) for place in range(len(_FIRST)))


def recalls(right: set[str], listed: Sequence[str]) -> list[float]:
    """The share of the right answers among the first few of a list."""
    return [len(right & set(listed[:first])) / len(right) for first in _FIRST]


def compared(rows: Sequence[tuple[str, list[float], list[float]]], place: int) -> str:
    """Two means, and the interval of their difference, whole notes drawn again."""
    if not rows:
        return "-"
    differences: defaultdict[str, list[float]] = defaultdict(list)
    for id_, plain, found in rows:
        differences[id_].append(found[place] - plain[place])
    random = Random(0)  # noqa: S311  # the same interval in every run
    each = [(sum(values), len(values)) for values in differences.values()]
    drawn = (random.choices(each, k=len(each)) for _ in range(_RESAMPLES))
    means = sorted(sum(total for total, _ in some) / sum(count for _, count in some) for some in drawn)
    low, high = means[_RESAMPLES // 40], means[-_RESAMPLES // 40 - 1]
    text = fmean(plain[place] for _, plain, _ in rows)
    suggested = fmean(found[place] for _, _, found in rows)
    return f"{text:.3f} → {suggested:.3f} ({low:+.3f} to {high:+.3f})"


def weights(folder: Folder) -> str:
    """For each weight of a written link, how many more hidden links than by chance lie within communities."""
    gains: defaultdict[str | float, list[float]] = defaultdict(list)
    for hidden in folds(linked(folder.whole.edges), len(folder.notes)):
        left = without(folder.whole, hidden)
        for weight in _WEIGHTS:
            if isinstance(weight, str):
                kinds = graph.COMPUTED if weight == _COMPUTED_ONLY else graph.WRITTEN
                groups = partition(ties(graph.narrow(left, None, kinds)))
            else:
                groups = partition(ties(left, written=round(weight * UNIT)))
            group_of = {id_: place for place, members in enumerate(groups) for id_ in members}
            chance = sum(len(members) ** 2 for members in groups) / len(left.nodes) ** 2
            inside = fmean(group_of.get(one, one) == group_of.get(other, other) for one, other in hidden)
            gains[weight].append(inside - chance)
    return " | ".join(f"{fmean(gains[weight]):.3f}" if gains else "-" for weight in _WEIGHTS)


def stability(folder: Folder, share: float, *, newest: bool) -> str:
    """How many notes' communities keep their address when this share of the notes is added."""
    ids = sorted(folder.notes, key=lambda id_: (str(folder.notes[id_].date or ""), id_))
    count = max(1, round(share * len(ids)))
    after = graph.communities(folder.whole, folder.terms)
    kept, fresh = [], []
    for seed in range(1 if newest else 10 if len(ids) <= _SMALL else 2):
        added = set(ids[-count:] if newest else Random(seed).sample(ids, count))  # noqa: S311  # the same in every run
        old = [id_ for id_ in ids if id_ not in added]
        before = graph.communities(smaller(folder, old), folder.terms)
        kept.append(same(before, graph.communities(folder.whole, folder.terms, before)))
        fresh.append(same(before, after))
    return f"{fmean(kept):.3f} ({fmean(fresh):.3f})"


def smaller(folder: Folder, ids: Sequence[str]) -> Graph:
    """The graph that these notes alone would have."""
    written = graph.narrow(folder.whole, ids, graph.WRITTEN)
    places: Counter[str] = Counter()
    edges = list(written.edges)
    for one in near((folder.notes[id_] for id_ in ids), folder.k):
        places[one.source] += 1
        rank = places[one.source]
        edges.append(Edge(source=one.source, target=one.target, kind="similar", rank=rank, weight=one.score))
    return Graph(nodes=written.nodes, edges=tuple(edges))


def same(before: Iterable[graph.Community], after: Iterable[graph.Community]) -> float:
    """The share of the notes in both whose communities have one address."""
    old, new = ({id_: one.address for one in state for id_ in one.members} for state in (before, after))
    return fmean(old[id_] == new[id_] for id_ in old.keys() & new.keys())


def seconds(folder: Folder) -> str:
    """CPU seconds of communities, hubs, the first bridges, and suggestions."""
    found: list[graph.Community] = []
    calls = (
        lambda: found.extend(graph.communities(folder.whole, folder.terms)),
        lambda: graph.hubs(folder.whole),
        lambda: graph.bridges(folder.whole, found, 20),
        lambda: graph.suggest(folder.whole),
    )
    taken = []
    for call in calls:
        start = time.process_time()
        call()
        taken.append(f"{time.process_time() - start:.2f}")
    return " | ".join(taken)


def main() -> None:
    """Print the tables, a row for each folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", metavar="FOLDER", nargs="+", type=Path, help="a folder of notes")
    folders = {path: opened(path) for path in parser.parse_args().folders}
    head = "| notes | linked pairs | recall@5, text → suggestions | recall@10, text → suggestions | folder |"
    table(head, (f"{sized(one)} | {suggestions(one)} | {path}" for path, one in folders.items()))
    head = f"| notes | linked pairs | {' | '.join(map(str, _WEIGHTS))} | folder |"
    table(head, (f"{sized(one)} | {weights(one)} | {path}" for path, one in folders.items()))
    cases = [(share, newest) for newest in (False, True) for share in (0.01, 0.05, 0.1)]
    titles = (f"{'newest' if newest else 'any'} {share:.0%}" for share, newest in cases)
    head = f"| notes | linked pairs | {' | '.join(titles)} | folder |"
    table(
        head,
        (
            f"{sized(one)} | {' | '.join(stability(one, share, newest=newest) for share, newest in cases)} | {path}"
            for path, one in folders.items()
        ),
    )
    head = "| notes | linked pairs | CPU s: communities | hubs | bridges | suggest | folder |"
    table(head, (f"{sized(one)} | {seconds(one)} | {path}" for path, one in folders.items()))


def table(head: str, rows: Iterable[str]) -> None:
    """Print one table."""
    print(head)
    print("|---" * (head.count("|") - 1) + "|")
    for row in rows:
        print(f"| {row} |", flush=True)
    print()


def sized(folder: Folder) -> str:
    """How large a folder is."""
    return f"{len(folder.notes)} | {len(linked(folder.whole.edges))}"


if __name__ == "__main__":
    main()
