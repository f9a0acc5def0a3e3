"""Laws of communities: what was planted is found, nothing but the graph decides, and names outlast additions."""

import subprocess
import sys
from collections import Counter
from random import Random

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.graph import Community, communities, narrow
from kb.graph.partition import Group, modularity, partition
from kb.graph.ties import UNIT, Ties, around, ties
from kb.model import Graph, Term
from tests.graph.graphs import graph, graphs
from tests.graph.planted import of, planted


def term(label: str, notes: str) -> Term:
    """A term that these notes, each a word, carry."""
    return Term(key=label.lower(), label=label, slug=label, variants=(label,), notes=tuple(notes.split()))


@pytest.mark.parametrize("seed", range(5))
def test_planted_groups_are_found(seed: int) -> None:
    """Each group is one community, but for the bridges, which may belong to either side."""
    some, groups, bridges = planted(seed)
    assert sorted(map(sorted, groups)) == sorted(sorted(set(one.members) - bridges) for one in communities(some, ()))


@given(st.integers(0, 50))
def test_planted_groups_are_found_under_any_names(seed: int) -> None:
    """The order of ids is none of the notes' business."""
    ids = [node.id for node in planted(1)[0].nodes]
    shuffled = list(ids)
    Random(seed).shuffle(shuffled)  # noqa: S311  # the same every time
    some, groups, bridges = planted(1, dict(zip(ids, shuffled, strict=True)))
    found = [set(one.members) - bridges for one in communities(some, ())]
    assert sorted(map(sorted, groups)) == sorted(map(sorted, found))


@given(graphs())
def test_communities_are_what_they_are_called(some: Graph) -> None:
    """Every tied note is in one; each is connected, has two members at least, an address of its own, its cohesion."""
    found = communities(some, ())
    tied = around(ties(some))
    assert sorted(id_ for one in found for id_ in one.members) == sorted(tied)
    assert len({one.address for one in found}) == len(found)
    assert list(found) == sorted(found, key=lambda one: (-len(one.members), one.address))
    undirected = nx.Graph(list(ties(some).pairs()))
    for one in found:
        assert len(one.members) > 1
        assert list(one.members) == sorted(one.members)
        assert nx.is_connected(undirected.subgraph(one.members))
        inside = sum(tied[a].get(b, 0) for a in one.members for b in one.members)
        assert one.cohesion == round(inside / sum(sum(tied[a].values()) for a in one.members), 4)


@given(graphs())
def test_modularity_is_that_of_networkx_and_as_good(some: Graph) -> None:
    """Newman's Q, and never below what one group of all has."""
    found = ties(some)
    groups = partition(found)
    weighted: nx.Graph[str] = nx.Graph()
    weighted.add_weighted_edges_from((one, other, weight) for (one, other), weight in found.pairs().items())
    expected = nx.community.modularity(weighted, [set(group) for group in groups]) if len(found) else 0.0
    assert modularity(found, groups) == pytest.approx(expected)
    assert modularity(found, groups) >= -1e-12


@pytest.mark.parametrize("seed", range(3))
def test_it_is_as_good_as_networkx(seed: int) -> None:
    """On a graph without clear groups the modularity is within a hundredth of networkx's best of five."""
    random = nx.gnm_random_graph(200, 800, seed=seed)
    ids = [f"n{number:03}" for number in random]
    found = ties(of(ids, {(ids[one], ids[other]) for one, other in random.edges}))
    assert partition(found, partition(found)) == partition(found)
    best = max(nx.community.modularity(random, nx.community.louvain_communities(random, seed=n)) for n in range(5))
    assert modularity(found, partition(found)) > best - 0.015


def unclear(seed: int) -> tuple[Ties, tuple[Group, ...]]:
    """Ties without clear groups, so that every move counts, and the partition of a part of them."""
    random = nx.gnm_random_graph(1200, 4800, seed=seed)
    links = {(f"n{one:04}", f"n{other:04}") for one, other in random.edges}
    ids = [f"n{number:04}" for number in random]
    return ties(of(ids, links)), partition(ties(of(ids, {link for link in links if not link[0].endswith("7")})))


@pytest.mark.parametrize("seed", range(3))
def test_no_note_gains_by_moving(seed: int) -> None:
    """Not from where a search ends, from nothing or from another partition: into no neighbour's group."""
    found, other = unclear(seed)
    beside = around(found)
    whole = 2 * sum(found.pairs().values())
    for groups in (partition(found), partition(found, other)):
        home = {id_: place for place, group in enumerate(groups) for id_ in group}
        strength = [sum(sum(beside[id_].values()) for id_ in group) for group in groups]
        for id_, near in beside.items():
            own, into = sum(near.values()), Counter({home[id_]: 0})
            for one, weight in near.items():
                into[home[one]] += weight
            gains = {place: tied * whole - strength[place] * own for place, tied in into.items()}
            assert max(gains.values()) <= gains[home[id_]] + own * own
        assert partition(found, groups) == groups


@pytest.mark.parametrize("seed", range(3))
def test_batches_are_as_good_as_one_by_one(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The modularity is the same but for a hundredth."""
    found, _ = unclear(seed)
    batches = modularity(found, partition(found))
    monkeypatch.setattr("kb.graph.partition._MANY", 10_000)
    assert batches == pytest.approx(modularity(found, partition(found)), abs=0.01)


def test_numbers_that_a_machine_does_not_hold_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Gains are compared in Python's whole numbers then."""
    found, other = unclear(0)
    plain = partition(found), partition(found, other)
    monkeypatch.setattr("kb.graph.partition._WHOLE", 0)
    assert (partition(found), partition(found, other)) == plain


@given(graphs(), st.randoms(use_true_random=False))
def test_the_order_of_edges_and_terms_changes_nothing(some: Graph, random: Random) -> None:
    """Nor does that of the previous communities."""
    terms = [term(label, notes) for label, notes in (("One", "a b"), ("Two", "b c"), ("Three", "c d e"))]
    previous = [Community(address="x", name="X", members=("a", "c")), Community(address="y", name="Y", members=("b",))]
    before = communities(some, terms, previous)
    edges = list(some.edges)
    for order in (edges, terms, previous):
        random.shuffle(order)
    assert communities(Graph(nodes=some.nodes, edges=tuple(edges)), terms, previous) == before


@given(graphs())
def test_nothing_new_changes_nothing(some: Graph) -> None:
    """Communities that were kept come back as they were."""
    found = communities(some, [term("One", "a b c")])
    assert communities(some, [term("One", "a b c")], found) == found


def test_what_was_kept_gives_way_to_what_is_clearly_better() -> None:
    """One community of all, which no single note would leave, becomes the planted groups."""
    some, groups, bridges = planted(4)
    everybody = Community(address="all", name="All", members=tuple(node.id for node in some.nodes))
    found = communities(some, (), [everybody])
    assert sorted(map(sorted, groups)) == sorted(sorted(set(one.members) - bridges) for one in found)


def test_what_no_tie_joins_is_split() -> None:
    """Though it was one community before."""
    assert partition(ties(graph("a closest:b; b; c closest:d; d")), ["abcd"]) == (("a", "b"), ("c", "d"))


def test_names_and_addresses_outlast_additions() -> None:
    """Of a planted graph a tenth of the notes come later, and every community is still called what it was."""
    some, _, _ = planted(3)
    ids = [node.id for node in some.nodes]
    late = set(Random(0).sample(ids, len(ids) // 10))  # noqa: S311  # the same every time
    before = communities(narrow(some, set(ids) - late), ())
    home = {id_: (one.address, one.name) for one in before for id_ in one.members}
    after = {id_: (one.address, one.name) for one in communities(some, (), before) for id_ in one.members}
    assert sum(home[id_] == after[id_] for id_ in home) > 0.95 * len(home)


def test_a_community_is_named_by_what_sets_it_apart() -> None:
    """A term of everybody names nobody first; each word is said once; a name that people gave stays."""
    some = graph("a closest:b closest:c; b closest:c; c; d closest:e closest:f; e closest:f; f")
    terms = [term("All", "a b c d e f"), term("Sea", "a b c"), term("Sea ice", "a b"), term("Roads", "d e f")]
    names = {one.members[0]: (one.name, one.address, one.terms) for one in communities(some, terms)}
    assert names["a"] == ("Sea, All", "sea-all", ("Sea", "Sea ice", "All"))
    assert names["d"] == ("Roads, All", "roads-all", ("Roads", "All"))
    named = [Community(address="oceans", name="Our oceans", members=("a", "b"))]
    assert ("oceans", "Our oceans") in {(one.address, one.name) for one in communities(some, terms, named)}


def test_an_address_is_not_given_twice() -> None:
    """Not to two communities of one name, and not to a new one where an old one had it."""
    some = graph("a closest:b; b; c closest:d; d")
    terms = [term("Sea", "a b c d")]
    assert [one.address for one in communities(some, terms)] == ["sea", "sea-2"]
    gone = [Community(address="sea", name="Sea", members=("x", "y"))]
    assert [one.address for one in communities(some, terms, gone)] == ["sea-2", "sea-3"]


def test_without_terms_a_community_is_named_by_its_best_tied_note() -> None:
    """Ties of one strength by id."""
    assert [one.name for one in communities(graph("a; b closest:a closest:c; c"), ())] == ["B"]


@pytest.mark.parametrize("text", ["", "a", "a; b; c"])
def test_no_tie_no_community(text: str) -> None:
    """Nor is there trouble."""
    assert communities(graph(text) if text else Graph(nodes=(), edges=()), ()) == ()


def test_ties_count_kinds_and_directions() -> None:
    """A quarter for each written direction, half of each computed score."""
    assert ties(graph("a closest:b mention:b; b closest:a similar:a; c mention:a; d similar:a")).pairs() == {
        ("a", "b"): UNIT // 2 + UNIT // 2,
        ("a", "c"): UNIT // 4,
        ("a", "d"): UNIT // 2,
    }


def test_the_hash_seed_changes_nothing() -> None:
    """Communities, hubs, bridges and suggestions are the same text in two processes that hash differently."""
    code = (
        "from kb.graph import *; from tests.graph.planted import planted; some = planted(2)[0];"
        "found = communities(some, ()); print(found, bridges(some, found), hubs(some), suggest(some))"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(printed) == 1
    assert len(printed.pop()) > 1000
