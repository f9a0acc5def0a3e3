"""Laws of a vault's links: each is resolved, and each that misses says so at its place."""

from kb.model import Found, Link, Missing, Note, Span
from kb.vault import cleaned_closest, collect, resolve_links


def _closest(target: str, label: str, line: int) -> Link:
    return Link(kind="closest", target=target, label=label, span=Span(path="a.md", line=line))


NOTES = (
    Note(
        id="a", path="a.md", title="Ay",
        closest=(
            _closest("a", "Ay", 10), _closest("b", "Bee", 11), _closest("b", "Old bee", 12), _closest("c", "See", 13),
            _closest("c", "See", 14),
        ),
        mentions=(Link(kind="mention", target="gone", span=Span(path="a.md", line=4, column=7)),),
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
