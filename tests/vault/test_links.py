"""Laws of a vault's links: each is resolved, and each that misses says so at its place."""

from collections.abc import Callable
from typing import Any, TypeVar

from hypothesis import given
from hypothesis import strategies as st

from kb.codec import decode, digest, encode
from kb.model import Found, Link, Missing, Note
from kb.vault import cleaned_closest, collect, resolve_links

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


TARGETS = st.lists(st.sampled_from(["a", "b", "c", "B", "Bee", "Old bee", "gone"]), max_size=3)
EDITS = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["Bee", "Bee", "See"]), TARGETS), max_size=6)


@given(EDITS, st.sampled_from([0, 1]))
def test_going_on_from_before_is_beginning_anew(edits: list[tuple[str, str, list[str]]], moved: int) -> None:
    """Whatever note comes, is renamed or edited, or moves down by lines, links and diagnostics are those of a first.

    What is kept of the same names and targets is what it was.
    """
    rows: dict[bytes, bytes] = {}

    def kept(_: str, inputs: object, kind: Any, make: Callable[[], T]) -> T:  # noqa: ANN401  # a type
        made: T = decode(rows.setdefault(digest(inputs), encode(make())), kind)
        return made

    before = resolve_links(collect(())[0])
    notes: dict[str, Note] = {}
    for line, (id_, title, targets) in enumerate(edits, 1):
        closest = tuple(_closest(target, "Bee", line * moved) for target in targets)
        notes[id_] = Note(id=id_, path=f"{id_}.md", title=title, closest=closest)
        vault = collect(notes.values())[0]
        before, anew = resolve_links(vault, before), resolve_links(vault)
        assert resolve_links(vault, keep=kept).links == resolve_links(vault, keep=kept).links == anew.links
        assert before.links == anew.links
        assert [one.link.line for one in before.links] == [one.link.line for one in anew.links]
        assert before.diagnostics == anew.diagnostics
