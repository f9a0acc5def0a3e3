"""The law of what is left alone: after any edit, what stands and what is made are what a first run makes."""

from array import array
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.options import ClosestOptions, Options, SiteOptions
from kb.site import STEADY, Made, Site, data, data_parts, graph_data, signal_data
from kb.site.looks import number
from kb.site.pages import graph as pages
from tests.site.made import collection, files
from tests.site.since import Since, content_of, digests_of

_NAMES = ("a1", "b2", "c3", "d4", "e5", "f6")
_WORDS = ("quay", "ferry", "orchard", "drone", "licence", "harbour")
_PARTS = ("title", "body", "themes", "closest", "signal", "id", "date")
_edit = st.tuples(st.sampled_from(_NAMES), st.sampled_from([*_PARTS, "gone"]), st.sampled_from(_WORDS))
"""A note, which part of it changes, and the word that it then tells of."""


def _site(edits: Iterable[tuple[str, str, str]], k: int) -> Site:
    """Six notes in a ring, alike in twos, after some edits."""
    notes = {
        name: dict.fromkeys(_PARTS, word) | {"themes": _WORDS[place // 2], "closest": "", "id": name, "date": "0"}
        for place, (name, word) in enumerate(zip(_NAMES, _WORDS, strict=True))
    }
    for name, part, word in edits:
        if part == "gone":
            notes.pop(name, None)
        elif name in notes:
            notes[name][part] = word + name if part == "id" else str(_WORDS.index(word)) if part == "date" else word
    ids = [one["id"] for one in notes.values()]
    by_word = dict(zip(_WORDS, ids, strict=False))
    vault = "".join(
        f"-- {one['id']}.md --\n# __Of {one['title']}s__, from ([2024021{one['date']}](https://example.org/p/{one['date']}).)\n\n"
        f"## Summary\n\nAll of {one['body']}.\n\n## Themes\n\n* {one['themes']}\n\n## Signals\n\n"
        f"| Signal | Change |\n|--|--|\n| {one['signal']} | From a to b |\n\n"
        f"## Closest\n\n* [It]({by_word.get(one['closest'], ids[place - 1])})\n"
        for place, one in enumerate(notes.values())
    )
    return Site(collection(files(vault), Options(closest=ClosestOptions(k=k))), SiteOptions())


@pytest.mark.parametrize("job", STEADY)
@given(before=st.lists(_edit, max_size=3), since=st.lists(_edit, min_size=1, max_size=2), k=st.sampled_from([0, 4]))
def test_what_stands_is_what_would_be_made(
    job: str, before: list[tuple[str, str, str]], since: list[tuple[str, str, str]], k: int
) -> None:
    """However much of a job's files stands, whatever was edited; and a third run that changes nothing makes nothing."""
    with pytest.MonkeyPatch.context() as patched:
        for room, name in (
            (graph_data, "_ROWS"),
            (graph_data, "_ADDRESSES"),
            (pages, "_ROWS"),
            (data, "_NODES"),
            (data, "_SOURCES"),
            (data_parts, "_ITEMS"),
        ):
            patched.setattr(room, name, 2)
        one, other = _site(before, k), _site([*before, *since], k)
        left, again, rest = list[Made](), list[Made](), list[Made]()
        there = {file.path: file.content for file in one.make(job, left, Since(one))}
        clean = {file.path: file.content for file in other.make(job, [])}
        now = {file.path: content_of(file, there) for file in other.make(job, again, Since(other, there, left[0]))}
        stood = {path: there[path] for path in again[0].stood or ()}
        assert now | stood == clean
        assert not now.keys() & stood.keys()
        assert dict(again[0].files) == {path: len(content) for path, content in clean.items()}
        third = {file.path for file in other.make(job, rest, Since(other, clean, again[0]))}
        assert third <= {graph_data.INDEX, signal_data.SHARDS}


@settings(max_examples=20)  # each makes two whole sites
@given(before=st.lists(_edit, max_size=2), since=st.lists(_edit, min_size=1, max_size=2), k=st.sampled_from([0, 4]))
def test_who_looked_at_nothing_that_changed_makes_the_same(
    before: list[tuple[str, str, str]], since: list[tuple[str, str, str]], k: int
) -> None:
    """No job learns anything that it did not look at: what it makes is told by the names whose digests are others."""
    one, other = _site(before, k), _site([*before, *since], k)
    now = digests_of(other, dict(digests_of(one).rows()))
    names = (f"{kind} {rest}" if rest else kind for kind in now.MADE for rest in now.changed(kind))
    changed = {number(name) for name in names}
    for job in {*one.jobs} & {*other.jobs}:
        left = list[Made]()
        there = [*one.make(job, left)]
        if changed.isdisjoint(array("I", left[0].looked)):
            assert [*other.make(job, [])] == there, job
