"""Laws of items: equal bytes or equal canonical links, whatever the order, and nothing else."""

import datetime as dt
from itertools import combinations
from random import Random
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kb.dedupe import canonical_link, find_items, names_item
from kb.model import Diagnostic, Item, Note
from kb.options import DedupeOptions

NONE = DedupeOptions()
LINKS = st.sampled_from(
    ["", "no link", *map("https://example.org/".__add__, ["", "a", "a/?utm_source=x", "b"]), "http://m.example.org/a"],
)
DATES = st.one_of(st.none(), st.dates(dt.date(2024, 1, 1), dt.date(2024, 1, 4)))
KINDS: list[Literal["note", "page"]] = ["note", "note", "note", "page"]
FILES = st.lists(
    st.tuples(
        st.builds(
            Note,
            id=st.just(""),
            path=st.just(""),
            kind=st.sampled_from(KINDS),
            title=st.sampled_from("AaB"),
            link=LINKS,
            date=DATES,
        ),
        st.sampled_from(["", "1", "2", "3", "4", "5"]),
    ),
    max_size=9,
)
Vault = list[tuple[Note, str]]


def _vault(files: Vault) -> Vault:
    """The notes with their digests, each note with an id of its own, and each file with bytes of its own if none."""
    return [
        (replace(note, id=f"n{number}", path=f"n{number}.md"), digest or f"own{number}")
        for number, (note, digest) in enumerate(files)
    ]


def _items(vault: Vault) -> tuple[Item, ...]:
    return _both(vault)[0]


def _both(vault: Vault) -> tuple[tuple[Item, ...], tuple[Diagnostic, ...]]:
    return find_items([note for note, _ in vault], [digest for _, digest in vault], NONE)


def _shown(*lines: str) -> Vault:
    """A vault, a note a line: id, date, link, title, digest; `-` for what it has not."""
    vault = []
    for line in lines:
        id_, date, link, title, digest = line.split()
        day = None if date == "-" else dt.date.fromisoformat(date)
        note = Note(id=id_, path=f"{id_}.md", title=title, title_given=title != "-", date=day, link=link.strip("-"))
        vault.append((note, digest))
    return vault


@given(FILES)
def test_brute_force_agrees(files: Vault) -> None:
    """Items are the connected parts of the graph in which notes are joined that are equal in bytes or link."""
    vault = _vault(files)
    parts = {note.id: {note.id} for note, _ in vault}
    for (one, digest), (other, other_digest) in combinations(vault, 2):
        link = canonical_link(one.link, NONE)
        same_link = names_item(link) and link == canonical_link(other.link, NONE)
        if one.kind == other.kind == "note" and (digest == other_digest or same_link):
            joined = parts[one.id] | parts[other.id]
            parts |= dict.fromkeys(joined, joined)
    expected = {frozenset(part) for part in parts.values() if len(part) > 1}
    items = _items(vault)
    assert {frozenset(item.members) for item in items} == expected
    assert len(items) == len(expected)


@given(FILES, st.randoms(use_true_random=False))
def test_the_order_of_notes_does_not_matter(files: Vault, random: Random) -> None:
    """Shuffled notes give the same items and diagnostics."""
    vault = _vault(files)
    expected = _both(vault)
    random.shuffle(vault)
    assert _both(vault) == expected


@given(FILES.filter(bool), st.randoms(use_true_random=False))
def test_a_copy_adds_one_member(files: Vault, random: Random) -> None:
    """A copy of a note's file joins its item, or makes one, and changes no other."""
    vault = [(note, digest) for note, digest in _vault(files) if note.kind == "note"]
    if not vault:
        return
    original, digest = random.choice(vault)
    copy = replace(original, id="copy", path="copy.md")
    before = {member: set(item.members) for item in _items(vault) for member in item.members}
    after = {member: set(item.members) for item in _items([*vault, (copy, digest)]) for member in item.members}
    assert after[original.id] == before.get(original.id, {original.id}) | {"copy"}
    assert {key: value for key, value in after.items() if "copy" not in value} == {
        key: value for key, value in before.items() if original.id not in value
    }


@given(FILES)
def test_the_earliest_member_is_canonical(files: Vault) -> None:
    """Members come by date, those without one last, then by id; items by canonical id."""
    vault = _vault(files)
    dates = {note.id: note.date or dt.date.max for note, _ in vault}
    items = _items(vault)
    for item in items:
        assert item.canonical == item.members[0]
        assert list(item.members) == sorted(item.members, key=lambda id_: (dates[id_], id_))
    assert list(items) == sorted(items, key=lambda item: item.canonical)


@pytest.mark.parametrize(
    ("second", "rule", "evidence"),
    [
        ("b - http://www.example.org/a?utm_source=x - d2", "link", "https://example.org/a"),
        ("b - https://example.org/a - d1", "bytes", "SHA-256 d1"),
    ],
)
def test_an_item_says_why(second: str, rule: str, evidence: str) -> None:
    """The rule is bytes where all files are equal, else link, with what was equal as evidence."""
    (item,) = _items(_shown("a 2024-01-01 https://example.org/a - d1", second))
    assert (item.members, item.rule, item.evidence) == (("a", "b"), rule, evidence)


def test_many_copies_are_one_item() -> None:
    """Fifty copies of one file are one item of fifty; as many notes that say nothing are none."""
    copies = [Note(id=f"n{number:02}", path="", title="T") for number in range(50)]
    (item,), found = find_items(copies, ["d"] * 50, NONE)
    assert (len(item.members), len(found), item.rule) == (50, 49, "bytes")
    assert not find_items(copies, [note.id for note in copies], NONE)[0]


def test_front_doors_and_pages_join_nothing() -> None:
    """Notes that link to a site's front door, or to nothing, are items of their own; so are pages that are equal."""
    assert not _items(_shown("a - https://example.org - d1", "b - http://www.example.org/?ref=x - d2", "c - - - d3"))
    assert not _items([(replace(note, kind="page"), "d") for note, _ in _shown("a - - - d", "b - - - d")])


def test_duplicates_are_reported_at_the_later_file() -> None:
    """Each member but the canonical one is reported once, a copy as such with the file that it copies."""
    _, diagnostics = _both(
        _shown(
            "a 2024-01-01 https://example.org/a A d1",
            "b 2024-01-02 https://example.org/a?fbclid=1 A d2",
            "c 2024-01-03 https://example.org/a?fbclid=1 A d2",
        ),
    )
    assert [(one.span.path, one.code, one.message) for one in diagnostics] == [
        ("b.md", "duplicate-link", "The link leads where that of a.md leads: https://example.org/a"),
        ("c.md", "duplicate-bytes", "The file is equal byte for byte to b.md."),
    ]


def test_one_title_is_not_one_item() -> None:
    """Notes with one title in any case and different links stay apart and are reported; made ones don't count."""
    vault = _shown(
        "a 2024-01-01 https://example.org/a Tide d1",
        "b 2024-01-02 https://example.org/b TIDE d2",
        "c 2024-01-03 https://example.org/b tide d3",
        "d - https://example.org/d - d4",
        "e - https://example.org/e - d5",
    )
    items, diagnostics = _both(vault)
    assert [item.members for item in items] == [("b", "c")]
    assert [(one.span.path, one.code) for one in diagnostics] == [
        ("b.md", "duplicate-title"),
        ("c.md", "duplicate-link"),
    ]
    assert "a.md" in diagnostics[0].message


PLANTED = [
    "http://example.org/news/a?id=7",
    "https://www.example.org/news/a?id=7",
    "https://m.example.org/news/a?id=7",
    "https://amp.example.org/news/a?id=7",
    "https://example.org:443/news/a?id=7",
    "https://example.org/news/a/?id=7",
    "https://example.org/news/a/amp?id=7",
    "https://example.org/news/a?id=7#top",
    "https://example.org/news/a?utm_source=x&id=7&utm_medium=email",
    "https://EXAMPLE.org/news/a?id=7&fbclid=1",
    "https://example.org/n%65ws/a?id=7&amp;mc_cid=1",
    "https://example.org/news/a?ref=home&id=7&gclid=2",
]
APART = [
    "https://example.org/news/a",
    "https://example.org/news/a?id=8",
    "https://example.org/news/b?id=7",
    "https://example.org/news/A?id=7",
    "https://blog.example.org/news/a?id=7",
    "https://example.com/news/a?id=7",
    "https://example.org/?id=7",
    "https://example.org/news/a?id=7&page=2",
]


def test_links_planted_in_twelve_ways_are_all_merged_and_nothing_else() -> None:
    """However a letter, a phone or a search led to the page; what is another page stays apart."""
    links = ["https://example.org/news/a?id=7", *PLANTED, *APART]
    notes = [Note(id=f"n{number:02}", path="", title="T", link=link) for number, link in enumerate(links)]
    items, _ = find_items(notes, [note.id for note in notes], NONE)
    assert [item.members for item in items] == [tuple(f"n{number:02}" for number in range(13))]
