"""Laws of building: every node a canonical note, every edge a link that reaches one, ranks without gaps."""

from collections import defaultdict
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from kb.closest import similar
from kb.dedupe import merge
from kb.graph import build
from kb.model import Ambiguous, Edge, Found, Graph, Item, Link, Missing, Neighbour, Note, ResolvedLink
from kb.vault import collect, resolve_links

IDS = "abcdef"
ENDS = st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)), max_size=20)
ITEMS = st.sampled_from([[], ["ba"], ["bad"], ["ba", "dc"], ["fedcba"], ["ab", "cdef"]])


def _merged(notes: Sequence[Note], items: Sequence[Item]) -> list[Note]:
    """The notes of all items."""
    by_id = {note.id: note for note in notes}
    whole = by_id | {item.canonical: merge(item, by_id) for item in items}
    gone = {member for item in items for member in item.members} - {item.canonical for item in items}
    return [note for id_, note in sorted(whole.items()) if id_ not in gone]


def _build(
    closest: Sequence[tuple[str, str]] = (),
    mentions: Sequence[tuple[str, str]] = (),
    items: Sequence[str] = (),
    similar: Sequence[tuple[str, str]] = (),
) -> Graph:
    """The graph of six notes; links as (source, target), items as the ids of their members, canonical first."""
    notes = tuple(Note(id=id_, path=f"{id_}.md", title=id_.upper(), themes=(f"theme {id_}",)) for id_ in IDS)
    written = [(one, Link(kind="closest", target=other)) for one, other in closest]
    written += [(one, Link(kind="mention", target=other)) for one, other in mentions]
    links = [ResolvedLink(source=one, link=link, resolution=Found(id=link.target)) for one, link in written]
    united = [Item(canonical=ids[0], members=tuple(ids), rule="link", evidence="") for ids in items]
    return build(
        _merged(notes, united),
        links,
        united,
        [Neighbour(source=one, target=other, score=0.5) for one, other in similar],
    )


@given(ENDS, ENDS, ITEMS, ENDS)
def test_edges_are_the_links_between_items(
    closest: list[tuple[str, str]],
    mentions: list[tuple[str, str]],
    items: list[str],
    similar: list[tuple[str, str]],
) -> None:
    """Each link, both ends taken to their items, is one edge unless it ends where it starts; nothing else is."""
    canonical = dict(zip(IDS, IDS, strict=True)) | {member: ids[0] for ids in items for member in ids}
    built = _build(closest, mentions, items, similar)
    assert [node.id for node in built.nodes] == sorted(set(canonical.values()))
    expected = {
        (canonical[one], canonical[other], kind)
        for kind, ends in (("closest", closest), ("mention", mentions), ("similar", similar))
        for one, other in ends
        if canonical[one] != canonical[other]
    }
    edges = [(edge.source, edge.target, edge.kind) for edge in built.edges]
    assert set(edges) == expected
    assert len(edges) == len(expected)


TARGETS = st.lists(st.sampled_from([*IDS, "A", "gone"]), max_size=4)


@given(st.lists(st.tuples(TARGETS, TARGETS), min_size=len(IDS), max_size=len(IDS)), ITEMS)
def test_links_in_columns_make_the_same_edges(targets: list[tuple[list[str], list[str]]], items: list[str]) -> None:
    """As one by one: a column tells where a link leads, in which list it stands, and whether it reaches a note."""
    notes = [
        Note(
            id=id_,
            path=f"{id_}.md",
            title=id_.upper(),
            closest=tuple(Link(kind="closest", target=target) for target in closest),
            mentions=tuple(Link(kind="mention", target=target) for target in mentions),
        )
        for id_, (closest, mentions) in zip(IDS, targets, strict=True)
    ]
    links = resolve_links(collect(notes)[0]).links
    united = [Item(canonical=ids[0], members=tuple(ids), rule="link", evidence="") for ids in items]
    merged = _merged(notes, united)
    assert build(merged, links, united, ()).edges == build(merged, tuple(links), united, ()).edges


@given(st.lists(st.sampled_from(["amber basalt", "basalt cedar", "cedar dune", ""]), min_size=6, max_size=6), ITEMS)
def test_neighbours_in_columns_make_the_same_edges(texts: list[str], items: list[str]) -> None:
    """As one by one, whatever the graph is made of besides the notes that were compared."""
    notes = [Note(id=id_, path=f"{id_}.md", title=text, summary=text) for id_, text in zip(IDS, texts, strict=True)]
    united = [Item(canonical=ids[0], members=tuple(ids), rule="link", evidence="") for ids in items]
    merged = _merged(notes, united)
    found = similar(merged[1:], 3)
    assert build(merged, (), united, found).edges == build(merged, (), united, tuple(found)).edges


@given(ENDS, ENDS, ITEMS, ENDS)
def test_ranks_count_from_one(
    closest: list[tuple[str, str]],
    mentions: list[tuple[str, str]],
    items: list[str],
    similar: list[tuple[str, str]],
) -> None:
    """Within a source and a kind they have no gaps and edges come in their order; mentions have none."""
    built = _build(closest, mentions, items, similar)
    ranks = defaultdict(list)
    for edge in built.edges:
        ranks[edge.source, edge.kind].append(edge.rank)
    for (_, kind), seen in ranks.items():
        assert seen == ([None] * len(seen) if kind == "mention" else list(range(1, len(seen) + 1)))
    places = [(edge.source, edge.kind, edge.rank or 0, edge.target) for edge in built.edges]
    assert places == sorted(places)


@given(ENDS, ENDS, ITEMS, ENDS)
def test_edges_stand_as_members_name_them(
    closest: list[tuple[str, str]],
    mentions: list[tuple[str, str]],
    items: list[str],
    similar: list[tuple[str, str]],
) -> None:
    """From a node to those that its members name, one member after the other, each where it is named first."""
    canonical = dict(zip(IDS, IDS, strict=True)) | {member: ids[0] for ids in items for member in ids}
    members = {id_: id_ for id_ in IDS if canonical[id_] == id_} | {ids[0]: ids for ids in items}
    expected: list[Edge] = []
    for source in sorted(members):
        named = [
            dict.fromkeys(canonical[end] for member in members[source] for start, end in ends if start == member)
            for ends in (closest, mentions, similar)
        ]
        listed, mentioned, computed = ([end for end in some if end != source] for some in named)
        for rank, target in enumerate(listed, 1):
            expected.append(Edge(source=source, target=target, kind="closest", rank=rank))
        expected += [Edge(source=source, target=target, kind="mention") for target in sorted(mentioned)]
        for rank, target in enumerate(computed, 1):
            expected.append(Edge(source=source, target=target, kind="similar", rank=rank, weight=0.5))
    assert _build(closest, mentions, items, similar).edges == tuple(expected)


def test_the_first_of_two_links_to_one_note_counts() -> None:
    """Self-links and repeats leave the list, and those behind them move up."""
    built = _build(closest=[("a", "a"), ("a", "c"), ("a", "b"), ("a", "c"), ("a", "a"), ("a", "d")])
    assert [(edge.target, edge.rank) for edge in built.edges] == [("c", 1), ("b", 2), ("d", 3)]


def test_an_item_speaks_with_the_voice_of_its_canonical_note_first() -> None:
    """Then come the links of the other members in their order; links between members are none."""
    built = _build(closest=[("a", "d"), ("a", "b"), ("b", "c"), ("b", "d"), ("e", "a")], items=["ba"])
    assert [(edge.source, edge.target, edge.rank) for edge in built.edges] == [
        ("b", "c", 1),
        ("b", "d", 2),
        ("e", "b", 1),
    ]


def test_links_that_reach_nothing_are_no_edges() -> None:
    """Neither a missing nor an ambiguous target makes an edge or a node."""
    links = [
        ResolvedLink(source="a", link=Link(kind="closest", target="x"), resolution=resolution)
        for resolution in (Missing(suggestions=("b",)), Ambiguous(candidates=("b", "c")))
    ]
    notes = (Note(id="a", path="a.md", title="A"), Note(id="b", path="b.md", title="B", kind="page"))
    built = build(notes, links, [], [])
    assert [(node.id, node.kind) for node in built.nodes] == [("a", "note"), ("b", "page")]
    assert built.edges == ()


def test_a_node_has_the_themes_of_all_members() -> None:
    """An item's node is its merged note."""
    (node,) = (node for node in _build(items=["ba"]).nodes if node.id == "b")
    assert (node.title, node.themes) == ("B", ("theme b", "theme a"))


def test_a_computed_edge_weighs_its_score() -> None:
    """Written edges weigh 1, computed ones their score; of two scores the canonical note's counts."""
    near = [Neighbour(source=one, target="c", score=score) for one, score in (("a", 0.9), ("b", 0.5))]
    item = Item(canonical="b", members=("b", "a"), rule="link", evidence="")
    link = ResolvedLink(source="a", link=Link(kind="mention", target="c"), resolution=Found(id="c"))
    notes = tuple(Note(id=id_, path=f"{id_}.md", title="") for id_ in "abc")
    built = build(_merged(notes, [item]), [link], [item], near)
    assert [(edge.kind, edge.weight) for edge in built.edges] == [("mention", 1.0), ("similar", 0.5)]
