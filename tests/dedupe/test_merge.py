"""Laws of merging: nothing that a member says is lost, nothing stands twice."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kb.dedupe import merge
from kb.model import Card, Item, Link, Note, Origin, Section, Signal

TEXT = st.sampled_from(["", "amber", "Amber", "basalt", "cedar dune"])
TEXTS = st.lists(TEXT.filter(bool), max_size=3).map(tuple)
LINKS = st.lists(st.builds(Link, kind=st.just("closest"), target=TEXT, label=TEXT), max_size=3).map(tuple)
CARDS = st.lists(st.builds(Card, name=TEXT, description=TEXT), max_size=2).map(tuple)
NOTES = st.lists(
    st.builds(
        Note,
        id=st.just(""),
        path=st.just(""),
        title=TEXT,
        title_given=st.booleans(),
        summary=TEXT,
        keywords=TEXTS,
        themes=TEXTS,
        category=st.one_of(st.none(), TEXT),
        signals=st.lists(st.builds(Signal, name=TEXT, change=TEXT), max_size=2).map(tuple),
        concerns=CARDS,
        behaviors=CARDS,
        technologies=CARDS,
        issues=CARDS,
        closest=LINKS,
        mentions=LINKS,
        sections=st.lists(st.builds(Section, heading=TEXT, markdown=TEXT), max_size=2).map(tuple),
        redirect_from=TEXTS,
        link=TEXT,
        archive=TEXT,
    ),
    min_size=1,
    max_size=4,
)


def _merged(notes: list[Note]) -> tuple[Note, dict[str, Note]]:
    by_id = {f"n{number}": replace(note, id=f"n{number}") for number, note in enumerate(notes)}
    return merge(Item(canonical="n0", members=tuple(by_id), rule="link", evidence=""), by_id), by_id


@given(NOTES)
def test_nothing_is_lost(notes: list[Note]) -> None:
    """Every entry of every list of every member is in the merged note once, and every text and id somewhere."""
    merged, members = _merged(notes)
    lists = ("keywords", "themes", "signals", "concerns", "behaviors", "technologies", "issues", "mentions", "sections")
    for member in members.values():
        for name in lists:
            assert set(getattr(member, name)) <= set(getattr(merged, name))
        assert {link.target for link in member.closest} == {
            link.target for link in merged.closest if link.target in {link.target for link in member.closest}
        }
        assert member.summary in {"", merged.summary, *(section.markdown for section in merged.sections)}
        assert not member.title_given or member.title in {merged.title, *merged.aliases}
        assert {member.id, *member.redirect_from} <= {merged.id, *merged.redirect_from}
        assert bool(merged.link or not member.link)
        assert bool(merged.category or not member.category)
    for name in (*lists, "aliases", "redirect_from"):
        assert len(set(getattr(merged, name))) == len(getattr(merged, name))
    targets = [link.target for link in merged.closest]
    assert len(set(targets)) == len(targets)
    assert merged.id not in merged.redirect_from


@given(NOTES)
def test_a_merge_of_merges_is_the_merge(notes: list[Note]) -> None:
    """Merging the members of an item once more with their merged note adds nothing."""
    merged, members = _merged(notes)
    again = merge(Item(canonical="n0", members=tuple(members), rule="link", evidence=""), {**members, "n0": merged})
    assert again == merged


def test_what_each_member_adds_comes_in_their_order() -> None:
    """The canonical note first; another summary becomes a section under its origin, another title an alias."""
    first = Note(
        id="a",
        path="a.md",
        title="Shore power",
        origin=Origin(label="20240101"),
        date=dt.date(2024, 1, 1),
        summary="Ferries plug in.",
        keywords=("ports",),
        closest=(Link(kind="closest", target="x", label="X"),),
    )
    second = Note(
        id="b",
        path="b.md",
        title="Ferries on shore power",
        origin=Origin(label="20240201"),
        summary="Quays get cables.",
        keywords=("ferries", "ports"),
        closest=(Link(kind="closest", target="y", label="Y"), Link(kind="closest", target="x", label="Old X")),
        category="energy",
    )
    item = Item(canonical="a", members=("a", "b"), rule="link", evidence="https://example.org/a")
    merged = merge(item, {"a": first, "b": second})
    assert (merged.id, merged.title, merged.aliases, merged.redirect_from) == (
        "a",
        "Shore power",
        ("Ferries on shore power",),
        ("b",),
    )
    assert merged.summary == "Ferries plug in."
    assert merged.sections == (
        Section(heading="Summary (20240201)", markdown="Quays get cables.", opening="## Summary (20240201)"),
    )
    assert merged.keywords == ("ports", "ferries")
    assert [(link.target, link.label) for link in merged.closest] == [("x", "X"), ("y", "Y")]
    assert (merged.category, merged.date) == ("energy", dt.date(2024, 1, 1))
