"""Laws of surroundings: written neighbours in their author's order, then computed ones, then those that are missing."""

from operator import itemgetter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kb.graph import AllNear, Neighbourhoods, all_near, build, labels
from kb.graph.nearby import Nearby
from kb.model import Collection, Found, Item, Link, Missing, Neighbour, Note, ResolvedLink, Term, Vault

NOTES = tuple(Note(id=id_, path=f"{id_}.md", title=id_.upper()) for id_ in "abcde")


_source = itemgetter(0)


def _around(closest: str, similar: str, item: str = "") -> Neighbourhoods:
    """The surroundings in a vault of five notes: as of `_collection`."""
    return Neighbourhoods(_collection(closest, similar, item))


def _collection(closest: str, similar: str, item: str) -> Collection:
    """Five notes; links and neighbours as `source target` pairs, an item's members."""
    ids = {note.id for note in NOTES}
    links = tuple(
        ResolvedLink(
            source=pair[0],
            link=Link(kind="closest", target=pair[1:], label=f"Label of {pair[1:]}"),
            resolution=Found(id=pair[1:]) if pair[1:] in ids else Missing(),
        )
        for pair in sorted(closest.split(), key=_source)
    )
    pairs = sorted(similar.split(), key=_source)
    near = tuple(Neighbour(source=pair[0], target=pair[1], score=0.5, reasons=("why",)) for pair in pairs)
    items = (Item(canonical=item[0], members=tuple(item), rule="link", evidence=""),) if item else ()
    return Collection(
        vault=Vault(notes=NOTES, names=()),
        links=links,
        items=items,
        themes=(),
        keywords=(),
        similar=near,
        graph=build([note for note in NOTES if note.id not in item[1:]], links, items, near),
        addresses=(),
        diagnostics=(),
    )


def test_written_neighbours_come_before_computed_ones_and_missing_ones_last() -> None:
    """Each once, with its place, its score, and the label for what the vault has not."""
    near = _around("ac ax ab", "ab ad").near("a")
    assert [(one.id, one.title, one.written, one.similar, one.found) for one in near] == [
        ("c", "C", 1, None, True),
        ("b", "B", 2, 0.5, True),
        ("d", "D", None, 0.5, True),
        ("x", "Label of x", None, None, False),
    ]


def test_mutual_means_the_same_kind_of_link_leads_back() -> None:
    """A written neighbour that is answered in writing, a computed one by computation; the reasons serve both ways."""
    near = _around("ab ba ac", "ca ad da").near("a")
    assert [(one.id, one.mutual, one.why) for one in near] == [
        ("b", True, ()),
        ("c", False, ("why",)),
        ("d", True, ("why",)),
    ]


def test_a_member_has_the_surroundings_of_its_item() -> None:
    """Asked about a duplicate, the answer is its canonical note's; missing links of all members are there, once."""
    around = _around("ac bx ax cb da", "", item="ab")
    assert around.canonical("b") == "a"
    assert around.near("b") == around.near("a")
    assert [one.id for one in around.near("b")] == ["c", "x"]
    assert around.cited_by("b") == ("c", "d")


_ENDS = st.lists(st.sampled_from([one + other for one in "abcde" for other in "abcdex" if one != other]), unique=True)
_TERMS = st.dictionaries(st.sampled_from("pqr"), st.sets(st.sampled_from("abcde"), min_size=1))


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of five are few."""
    monkeypatch.setattr(all_near, "_DEAR", 1)


@given(_ENDS, _ENDS, st.sampled_from(["", "ab", "dbc"]), st.tuples(_TERMS, _TERMS), st.sets(st.sampled_from("abcde")))
def test_all_neighbours_at_once_are_those_of_each_note(
    closest: list[str],
    similar: list[str],
    item: str,
    terms: tuple[dict[str, set[str]], dict[str, set[str]]],
    silent: set[str],
) -> None:
    """Whether all are found together or one after the other, of a graph in columns or of plain edges."""
    gone = set(item[1:])
    near = [pair for pair in similar if not gone & {*pair} and "x" not in pair]
    plain = _collection(" ".join(closest), " ".join(near), item)
    told = [replace(one, reasons=()) if one.source in silent else one for one in plain.similar]
    themes, keywords = (_terms(some, gone) for some in terms)
    known = replace(plain, similar=tuple(told), themes=themes, keywords=keywords)
    twice = replace(known, similar=tuple(one for one in known.similar for _ in range(2)))
    plainly = replace(twice, graph=replace(known.graph, edges=tuple(known.graph.edges)))
    labelled = labels(known)
    for one in (known, twice, plainly):
        each, whole = Neighbourhoods(one), _all_near(one, labelled)
        whole.prepare()
        for id_ in (*(node.id for node in one.graph.nodes), "y"):
            few = _all_near(one, labelled)
            few.among([id_, "a"])
            for found in (whole, few):
                assert _listed(found.found(id_)) == _listed(each.found(id_))
                assert found.cited_by(id_) == each.cited_by(id_)


def _all_near(of: Collection, labelled: dict[str, dict[str, str]]) -> AllNear:
    return AllNear(of, lambda id_: labelled.get(id_, {}))


def _listed(near: Nearby) -> list[list[object]]:
    return [[*getattr(near, name)] for name in near.__struct_fields__]


def _terms(carried: dict[str, set[str]], gone: set[str]) -> tuple[Term, ...]:
    """Terms by key with those who carry them, but for notes that are gone."""
    return tuple(
        Term(key=key, label=key.upper(), slug=key, variants=(key,), notes=tuple(sorted(carried[key] - gone)))
        for key in sorted(carried)
    )
