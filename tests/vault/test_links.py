"""Laws of a vault's links: each is resolved, and each that misses says so at its place."""

from functools import partial
from typing import TypeVar

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from kb.codec import DamagedError, decode, digest, encode
from kb.model import Found, Link, Missing, Note, Vault
from kb.vault import Named, Reached, cleaned_closest, collect, resolve_links

T = TypeVar("T")


def _closest(target: str, label: str, line: int) -> Link:
    return Link(kind="closest", target=target, label=label, line=line)


NOTES = (
    Note(
        id="a", path="a.md", title="Ay",
        closest=(
            _closest("a", "Ay", 10), _closest("b", "Bee", 11), _closest("b", "Old bee", 12), _closest("c", "See", 13),
            _closest("c", "See", 14),
        ),
        mentions=(Link(kind="mention", target="gone", line=4, column=7),),
    ),
    Note(id="b", path="b.md", title="Bee"),
)  # fmt: skip


def test_every_written_link_is_resolved_in_order() -> None:
    """Links to itself and repeats are resolved like others; dropping them is for whoever builds the graph."""
    links = resolve_links(collect(NOTES)[0]).links
    assert [one.resolution for one in links] == [
        Found(id="a"), Found(id="b"), Found(id="b"), Missing(), Missing(), Missing(),
    ]  # fmt: skip


def test_what_misses_is_reported_at_its_place() -> None:
    """A drifted title, a missing neighbour and a dead mention each have code, path and line."""
    diagnostics = resolve_links(collect(NOTES)[0]).diagnostics
    assert [(one.code, one.span.line, one.span.column) for one in diagnostics] == [
        ("closest-label", 12, 1), ("closest-missing", 13, 1), ("closest-missing", 14, 1), ("mention-missing", 4, 7),
    ]  # fmt: skip


def test_the_cleaned_list_has_no_self_and_no_repeat() -> None:
    """Of repeats the first stays, with the words that the note wrote."""
    links = resolve_links(collect(NOTES)[0]).links
    assert cleaned_closest(links, "a") == [
        {"id": "b", "title": "Bee", "found": True},
        {"id": "c", "title": "See", "found": False},
    ]


def _value(value: T) -> T:
    return value


TARGETS = st.lists(st.sampled_from(["a", "b", "abcx", "B", "abcd", "Bee", "See", "old", "gone"]), max_size=3)
TITLES = st.sampled_from(["Bee", "Bee", "See", ""])
EDITS = st.lists(
    st.tuples(st.sampled_from(["a", "b", "ba", "abcd"]), TITLES, TARGETS, TARGETS, st.sampled_from([(), (), ("old",)])),
    max_size=8,
)


@given(edits=EDITS, moved=st.sampled_from([0, 1]), knows=st.booleans())
@example(
    edits=[("abcd", "Bee", [], [], ()), ("a", "Bee", [], ["abcx"], ()), ("abcd", "See", [], [], ())],
    moved=0,
    knows=True,
)
def test_going_on_from_before_is_beginning_anew(
    *, edits: list[tuple[str, str, list[str], list[str], tuple[str, ...]]], moved: int, knows: bool
) -> None:
    """Whatever note comes, goes (without a title), is renamed or edited, or moves down by lines: links are as at first.

    Of a note that is what it was, nobody asks for more than its name until somebody asks for its links.
    """
    row, names = encode(resolve_links(collect(())[0]).reached), encode(Named(digest(()), ()))
    notes: dict[str, Note] = {}
    for line, (id_, title, targets, mentioned, redirects) in enumerate(edits, 1):
        closest = tuple(_closest(target, "Bee", line * moved) for target in targets)
        mentions = tuple(Link(kind="mention", target=target, line=line * moved) for target in mentioned)
        notes[id_] = Note(
            id=id_, path=f"{id_}.md", title=title, closest=closest, mentions=mentions, redirect_from=redirects
        )
        if not title:
            del notes[id_]
        vault = collect(notes.values())[0]
        contents = [digest((one, [link.line for link in (*one.closest, *one.mentions)])) for one in vault.notes]
        last, named = decode(row, Reached), decode(names, Named) if knows else None
        went_on, anew = resolve_links(vault, contents, last, partial(_value, named)), resolve_links(vault)
        assert went_on.links == anew.links
        assert [one.link.line for one in went_on.links] == [one.link.line for one in anew.links]
        assert len(went_on.links) == len(list(anew.links))
        assert went_on.diagnostics == anew.diagnostics
        assert went_on.reached.names == anew.reached.names
        row, names = encode(went_on.reached), encode(Named(went_on.reached.names, vault.names))
        nothing = Vault(notes=(), names=vault.names)
        assert resolve_links(nothing, contents, decode(row, Reached)).diagnostics == anew.diagnostics


@pytest.mark.parametrize("gone", ["gone", ""])
def test_a_note_more_or_less_is_about_those_who_name_it(gone: str) -> None:
    """Links are looked up again of who links to it, by whatever name, and of itself, where it is new; of no other."""
    closest = {"a": "b", "c": "dee", "d": "a", "e": "d", "f": "see", "g": "gee"}
    notes = [
        Note(id=id_, path=f"{id_}.md", title=f"{id_}ee", closest=(_closest(target, f"{target[:1]}ee", 1),))
        for id_, target in closest.items()
    ]
    contents = {one.id: digest(one) for one in notes}
    others = [one for one in notes if one.id != "d"]
    before, now = (notes, others) if gone else (others, notes)
    was = collect(before)[0]
    known = resolve_links(was, [contents[one.id] for one in was.notes]).reached
    hollow = collect([replace(one, closest=()) for one in now])[0]  # who is asked says that there is no link
    went_on = resolve_links(hollow, [contents[one.id] for one in now], known, lambda: Named(known.names, was.names))
    counts = zip(now, went_on.reached.numbers()[1], strict=True)
    assert [one.id for one, count in counts if not count] == (["c", "e"] if gone else ["c", "d", "e"])


@given(TARGETS, TARGETS)
def test_the_links_of_a_note_are_among_those_of_all(targets: list[str], mentioned: list[str]) -> None:
    """Asked by note, links are those that stand together in all; a note that is none has none."""
    closest = tuple(_closest(target, "Bee", 1) for target in targets)
    mentions = tuple(Link(kind="mention", target=target) for target in mentioned)
    one = Note(id="c", path="c.md", title="See", closest=closest, mentions=mentions)
    links = resolve_links(collect((*NOTES, one))[0]).links
    every = [links.of(id_) for id_ in ("a", "b", "c")]
    assert [each for some in every for each in some] == list(links)
    assert [[each.source for each in some] for some in every] == [["a"] * 6, [], ["c"] * len((*closest, *mentions))]
    assert [each.link for each in every[2]] == [*closest, *mentions]
    assert links.of("x") == ()


def test_what_is_kept_of_other_notes_is_told() -> None:
    """Columns that do not fit each other are not taken for links."""
    reached = resolve_links(collect(NOTES)[0]).reached
    for part in ({"written": b""}, {"places": b"odd"}, {"contents": ()}, {"listed": b"\1"}):
        with pytest.raises(DamagedError):
            replace(reached, **part).numbers()


def test_where_a_note_comes_or_goes_only_those_that_name_it_are_looked_at() -> None:
    """Of the rest nobody asks for a link: what they reach stands in columns, and moves with the notes."""
    vault = collect((*NOTES, Note(id="d", path="d.md", title="Dee", closest=(_closest("b", "Bee", 1),))))[0]
    contents = [one.id.encode() for one in vault.notes]
    first = resolve_links(vault, contents)
    named = Named(first.reached.names, vault.names)
    more = collect((*vault.notes, Note(id="bb", path="bb.md", title="Bees")))[0]
    fewer = collect(vault.notes[::2])[0]
    for now, asked in ((more, {"bb"}), (fewer, {"a", "d"})):
        told = [one.id.encode() for one in now.notes]
        notes = tuple(one if one.id in asked else Note(id=one.id, path="", title="") for one in now.notes)
        went_on = resolve_links(replace(now, notes=notes), told, first.reached, partial(_value, named))
        assert went_on.reached.places == resolve_links(now).reached.places
        assert went_on.diagnostics == resolve_links(now).diagnostics
