"""Laws of surroundings: written neighbours in their author's order, then computed ones, then those that are missing."""

from operator import itemgetter

from kb.graph import Neighbourhoods, build
from kb.model import Collection, Found, Item, Link, Missing, Neighbour, Note, ResolvedLink, Vault

NOTES = tuple(Note(id=id_, path=f"{id_}.md", title=id_.upper()) for id_ in "abcde")


_source = itemgetter(0)


def _around(closest: str, similar: str, item: str = "") -> Neighbourhoods:
    """The surroundings in a vault of five notes: links and neighbours as `source target` pairs, an item's members."""
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
    collection = Collection(
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
    return Neighbourhoods(collection)


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
