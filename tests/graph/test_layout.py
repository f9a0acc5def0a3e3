"""Laws of the layout: the graph alone decides, everything has a place of its own, and additions move little."""

import subprocess
import sys
import time
from collections.abc import Mapping
from math import hypot
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.graph import Community, Layout, communities, layout, ties
from kb.graph.layout import _UNIT, STEP, _solved
from kb.model import Graph
from tests.graph.graphs import graphs
from tests.graph.planted import of, planted


def laid(some: Graph, known: tuple[Community, ...] | None = None) -> Layout:
    """The layout of a graph by these communities, or by its own."""
    found = communities(some, ()) if known is None else known
    return layout(ties(some), found, {one.address for one in known or ()})


def places(some: Graph, made: Layout) -> dict[str, tuple[int, int]]:
    """Where each node lies, by id, sorted."""
    ids = [node.id for node in some.nodes]
    return dict(zip(ids, zip(made.x, made.y, strict=True), strict=True))


def grown(size: int, seed: int = 1) -> tuple[Graph, list[str], set[tuple[str, str]]]:
    """A graph of groups of thirty in a ring, each note tied to five of its group and some to the next; its parts."""
    random = Random(seed)  # noqa: S311  # the same graph every time
    ids = [f"n{number:05}" for number in range(size)]
    random.shuffle(ids)
    groups = [ids[first : first + 30] for first in range(0, size, 30)]
    links: set[tuple[str, str]] = set()
    for place, group in enumerate(groups):
        beside = groups[(place + 1) % len(groups)]
        for id_ in group:
            links |= {(id_, other) for other in random.sample(group, min(5, len(group)))}
            if random.random() < 0.3:
                links.add((id_, random.choice(beside)))
    return of(ids, links), ids, links


@given(graphs(), st.randoms())
@settings(max_examples=30)
def test_the_order_of_what_comes_in_changes_nothing(some: Graph, random: Random) -> None:
    """Shuffled edges give the same places."""
    edges = list(some.edges)
    random.shuffle(edges)
    found = communities(some, ())
    assert layout(ties(Graph(nodes=some.nodes, edges=tuple(edges))), found) == laid(some)


@given(graphs())
@settings(max_examples=30)
def test_everything_has_a_place_of_its_own(some: Graph) -> None:
    """Every node lies somewhere, no two in one place, members within their disc, and no disc on another."""
    found = communities(some, ())
    made = laid(some, found)
    where = places(some, made)
    assert len(set(where.values())) == len(some.nodes)
    for one, disc in zip(found, made.discs, strict=True):
        for id_ in one.members:
            x, y = where[id_]
            assert hypot(x - disc.x, y - disc.y) <= disc.radius + 2
    for place, disc in enumerate(made.discs):
        for other in made.discs[:place]:
            assert hypot(disc.x - other.x, disc.y - other.y) >= 0.9 * (disc.radius + other.radius)


@pytest.mark.parametrize("count", [1, 2, 3, 500])
def test_notes_without_a_tie_lie_apart(count: int) -> None:
    """A vault without links is a ring of notes, none on another."""
    some = of([f"n{number}" for number in range(count)], set())
    where = places(some, layout(ties(some), ()))
    assert len(set(where.values())) == count
    assert nearest(where) > STEP / 4


def test_nothing_has_no_place() -> None:
    """An empty graph has an empty layout."""
    assert layout(ties(of([], set())), ()) == Layout(discs=(), x=[], y=[])


@pytest.mark.parametrize("pull", [2, 6])
def test_each_point_is_the_mean_of_what_draws_it(pull: int) -> None:
    """Within a hundredth: of its anchor, once, and `pull` times the mean of what it is tied to and what is fixed."""
    random = np.random.default_rng(1)
    drawn = random.integers(1, 9, (60, 60)) * (random.random((60, 60)) < 0.1)
    drawn += drawn.T
    start, end = drawn.nonzero()
    beside = random.integers(0, 9, 60)
    anchors, fixed = random.integers(-_UNIT, _UNIT, (2, 60, 2))
    found = _solved(anchors, (start, end, drawn[start, end]), fixed * beside[:, None], beside, pull)
    whole = np.maximum(1, drawn.sum(axis=1) + beside)
    system = np.eye(60) - pull / (pull + 1) * drawn / whole[:, None]
    aside = (anchors + pull * fixed * (beside / whole)[:, None]) / (pull + 1)
    assert np.abs(found - np.linalg.solve(system, aside)).max() < _UNIT / 100


def nearest(notes: Mapping[str, tuple[int, int]]) -> float:
    """The least distance of two notes, infinity for one."""
    places = sorted(notes.values())
    pairs = ((one, other) for place, one in enumerate(places) for other in places[place + 1 : place + 60])
    return min((hypot(a - c, b - d) for (a, b), (c, d) in pairs), default=float("inf"))


def test_tied_notes_lie_nearer() -> None:
    """Within their communities tied notes lie nearer each other than others do, though groups are full of ties."""
    near: list[float] = []
    far: list[float] = []
    for seed in range(4):
        some, groups, _ = planted(seed)
        where = places(some, laid(some))
        tied = {frozenset(pair) for pair in ties(some).pairs()}
        for group in groups:
            members = sorted(group)
            for place, one in enumerate(members):
                for other in members[:place]:
                    (a, b), (c, d) = where[one], where[other]
                    (near if frozenset((one, other)) in tied else far).append(hypot(a - c, b - d))
    assert sum(near) / len(near) < 0.95 * sum(far) / len(far)


@pytest.mark.parametrize(("added", "typical", "most"), [(1, 0.005, 0.05), (10, 0.02, 0.08), (45, 0.04, 0.15)])
def test_an_addition_moves_little(added: int, typical: float, most: float) -> None:
    """With communities kept, half of all notes move less than `typical` of the diameter, 19 of 20 less than `most`."""
    some, ids, links = grown(900)
    gone = set(Random(added).sample(ids, added))  # noqa: S311  # the same every time
    before = of([id_ for id_ in ids if id_ not in gone], {pair for pair in links if not gone & set(pair)})
    known = communities(before, ())
    old, new = places(before, laid(before, known)), places(some, laid(some, communities(some, (), known)))
    wide = max(x for x, _ in old.values()) - min(x for x, _ in old.values())
    moved = sorted(hypot(new[id_][0] - x, new[id_][1] - y) / wide for id_, (x, y) in old.items())
    assert moved[len(moved) // 2] < typical
    assert moved[len(moved) * 19 // 20] < most


def test_cost_grows_linearly() -> None:
    """Four times the notes cost at most seven times the time, less what every layout costs."""

    def seconds(size: int) -> float:
        some, ids, _ = grown(size)
        tied = ties(some)
        groups = (tuple(sorted(ids[first : first + 30])) for first in range(0, size, 30))
        found = [Community(address=one[0], name="", members=one) for one in groups]
        taken = []
        for _ in range(3):
            start = time.process_time()
            layout(tied, found)
            taken.append(time.process_time() - start)
        return min(taken)

    seconds(300)
    assert seconds(4000) < 7 * seconds(1000) + 0.02


def test_the_hash_seed_changes_nothing() -> None:
    """Two processes with other hash seeds come to the same places."""
    code = "from tests.graph.test_layout import laid, grown; print(laid(grown(120)[0]))"
    runs = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(runs) == 1
