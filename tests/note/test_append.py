"""Laws of adding to a Closest list: lines are only added and read as links, and nothing else is read otherwise."""

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kb.model import Link, Source
from kb.note import append_closest, can_link, read
from tests.note.documents import documents, plainly

TITLES = st.one_of(
    st.sampled_from(
        ["A note", "a [b] c", "*stars* & <tags>", "`code", "back\\slash", "[[wiki]]", "# 1. one", "日本語"]
    ),
    st.text(alphabet=st.sampled_from("ab[]()*_`\\<>&!|~#"), min_size=1, max_size=12),
)
IDS = st.sampled_from(["b", "c d", "sub-e", "f.png", "g.md", "a", "0f" * 16, "日本"])
LINKS = st.lists(st.builds(Link, kind=st.just("closest"), target=IDS, label=TITLES), min_size=1, max_size=4)


def _source(text: str) -> Source:
    return Source(path="a.md", text=text, digest="")


def _only_added(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether lines in one place are all that one text has more."""
    grown = len(after) - len(before)
    return grown > 0 and any([*after[:cut], *after[cut + grown :]] == [*before] for cut in range(len(before) + 1))


@given(st.one_of(documents(), plainly()), LINKS)
@example("---\ndraft: true\n---\n", [Link(kind="closest", target="b", label="B")])
@example("## Closest\nNext\n---\n", [Link(kind="closest", target="b", label="B")])
def test_lines_are_only_added(text: str, links: list[Link]) -> None:
    """Without the added lines the text is the same; the note says the same, and the links; nothing new is wrong."""
    chosen = {link.target: link for link in links if can_link("a.md", link)}
    named = {link.target for link in read(_source(text))[0].closest}
    added = [link for link in chosen.values() if link.target not in named]
    after = append_closest(_source(text), added) if added else text
    if after == text:
        return
    assert _only_added(text.split("\n"), after.split("\n"))
    (note, before), (again, trouble) = read(_source(text)), read(_source(after))
    assert again.closest == (*note.closest, *added)
    assert (again.title, again.kind, again.summary, again.signals, again.mentions, again.front) == (
        note.title, note.kind, note.summary, note.signals, note.mentions, note.front,
    )  # fmt: skip
    assert not Counter(one.code for one in trouble) - Counter(one.code for one in before)


@given(LINKS)
def test_what_can_be_linked_is_read_back(links: list[Link]) -> None:
    """Whatever a title holds, its link names it; and only links that can be are called so."""
    for link in links:
        after = append_closest(_source("# A\n\n## Summary\n\nText.\n"), [link])
        assert can_link("a.md", link) == (read(_source(after))[0].closest == (link,))


B = Link(kind="closest", target="b", label="B")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("# A\n\n## Themes\n\n* t\n", "# A\n\n## Themes\n\n* t\n\n## Closest\n\n* [B](b)\n"),
        ("# A\n\n## Themes\n\n* t", "# A\n\n## Themes\n\n* t\n\n## Closest\n\n* [B](b)"),
        ("## Themes\n\n\n", "## Themes\n\n\n## Closest\n\n* [B](b)\n"),
        ("## Closest", "## Closest\n\n* [B](b)"),
        ("## Closest\n\n## Own\n\nText\n", "## Closest\n\n* [B](b)\n\n## Own\n\nText\n"),
        ("## CLOSEST\n\n- [C](c)\n- gone\n\nWords.\n", "## CLOSEST\n\n- [C](c)\n- gone\n\nWords.\n\n* [B](b)\n"),
        ("## Closest\n\n+ [C](c)\n\n## Own\n", "## Closest\n\n+ [C](c)\n+ [B](b)\n\n## Own\n"),
        ("Closest\n---\n  -  [C](c)\n", "Closest\n---\n  -  [C](c)\n  -  [B](b)\n"),
        ("## Closest\n\n1. [C](c)\n", "## Closest\n\n1. [C](c)\n\n* [B](b)\n"),
        ("## Closest\n\n<!-- mine -->\n* [C](c)\n", "## Closest\n\n<!-- mine -->\n* [C](c)\n* [B](b)\n"),
        ("## Closest\n\n* [C](c)\nlazy\n", "## Closest\n\n* [C](c)\nlazy\n* [B](b)\n"),
        ("## Themes\n\n```\nopen\n", "## Themes\n\n```\nopen\n"),
        ("# Only a page\n", "# Only a page\n"),
    ],
)
def test_where_links_go(before: str, after: str) -> None:
    """After the last line of the list, with its mark; into a section at the end of a note; or nowhere at all."""
    assert append_closest(_source(before), [B]) == after
