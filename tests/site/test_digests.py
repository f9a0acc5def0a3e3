"""Laws of digests: what is taken over from an earlier run is what would be found anew, and every name has its place."""

import gc
import hashlib
import weakref
from array import array
from collections.abc import Iterable, Mapping
from typing import Any
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kb.graph import Neighbourhoods
from kb.model import Collection
from kb.options import ClosestOptions, Options, SiteOptions
from kb.site import Made, Plan, Site, looks
from kb.site.digests import Digests
from kb.site.plan import TERM_KINDS
from tests.site.made import EVERYTHING, collection, files
from tests.test_increment import NAMES

_MAY_BE_NOTHING = {"file", "link", "path", "term"}
"""Kinds by which a page may ask for what is not there."""

_WORDS = ("quay", "ferry", "orchard", "drone", "licence", "harbour")
_edits = st.lists(
    st.tuples(
        st.sampled_from(NAMES[:6]), st.sampled_from(["title", "body", "themes", "closest", "gone"]),
        st.sampled_from(_WORDS), st.sampled_from(NAMES[:6]),
    ),
    max_size=4,
)  # fmt: skip
"""A note, which part of it changes, and the word or the note that it then tells of."""


def _vault(edits: Iterable[tuple[str, str, str, str]]) -> str:
    """Six notes, linked in a ring and alike in twos, after some edits."""
    notes = {
        name: {"title": f"Of {word}s", "body": word, "themes": _WORDS[place // 2], "closest": NAMES[(place + 1) % 6]}
        for place, (name, word) in enumerate(zip(NAMES, _WORDS, strict=False))
    }
    for name, part, word, target in edits:
        if part == "gone":
            notes.pop(name, None)
        elif name in notes:
            notes[name][part] = target if part == "closest" else word
    return "".join(
        f"-- {name}.md --\n# __{one['title']}__, from ([20240218](https://example.org/p/20240218).)\n\n"
        f"## Summary\n\nAll of {one['body']} and [more]({one['closest']}).\n\n## Themes\n\n* {one['themes']}\n\n"
        f"## Closest\n\n* [It]({one['closest']})\n"
        for name, one in notes.items()
    )


def _site(text: str, k: int = 8, before: Plan | None = None) -> Site:
    found = collection(files(text), Options(closest=ClosestOptions(k=k)))
    if before:
        found = _staying(before.kept.collection, found)
    return Site(found, SiteOptions(), before=before or b"")


def _staying(before: Collection, now: Collection) -> Collection:
    """A collection with the values themselves that it has in common with an earlier one, as a process holds them."""
    held: dict[object, Any] = {one: one for one in (*before.vault.notes, *before.similar)}
    notes = tuple(held.get(one, one) for one in now.vault.notes)
    return replace(
        now,
        vault=replace(now.vault, notes=notes),
        similar=tuple(held.get(one, one) for one in now.similar),
        themes=before.themes if before.themes == now.themes else now.themes,
        keywords=before.keywords if before.keywords == now.keywords else now.keywords,
    )


def _digests(site: Site, before: Mapping[str, bytes]) -> Digests:
    contents = {one.id: hashlib.sha256(repr(one).encode()).digest() for one in site.plan.kept.collection.vault.notes}
    return Digests(site, contents, lambda key: before.get(key, b""))


def _tables(digests: Digests) -> dict[str, dict[str, int]]:
    """By kind and what follows it in a name the digest of what is there."""
    return {
        kind: {key: one for key, one in zip(digests.keys(kind).now, digests.column(kind).tolist(), strict=True) if one}
        for kind in digests.MADE
    }


@given(before=_edits, since=_edits, k=st.sampled_from([0, 1, 8]))
def test_digests_that_go_on_from_earlier_ones_are_those_made_anew(
    before: list[tuple[str, str, str, str]], since: list[tuple[str, str, str, str]], k: int
) -> None:
    """Whatever was edited, linked or removed since, each name has the digest that it has where nothing is kept."""
    first = _digests(_site(_vault(before), k), {})
    earlier, kept = _tables(first), dict(first.rows())
    site = _site(_vault([*before, *since]), k)
    clean, digests = _digests(site, {}), _digests(site, kept)
    anew = _tables(clean)
    assert _tables(digests) == anew
    for kind, table in anew.items():
        rests = table.keys() | earlier[kind].keys()
        differing = {rest for rest in rests if table.get(rest) != earlier[kind].get(rest)}
        assert sorted(digests.changed(kind)) == sorted(differing), kind
    assert kept | dict(digests.rows()) == dict(clean.rows())


@given(before=_edits, since=_edits, k=st.sampled_from([0, 8]))
def test_what_a_process_holds_of_a_plan_makes_the_plan_that_is_made_anew(
    before: list[tuple[str, str, str, str]], since: list[tuple[str, str, str, str]], k: int
) -> None:
    """Whatever was edited since: its items with all that is said of them, their order, groups and digests are those."""
    earlier = _site(_vault(before), k)
    rows = dict(_digests(earlier, {}).rows())
    site = _site(_vault([*before, *since]), k, earlier.plan)
    anew = Site(site.plan.kept.collection, SiteOptions())
    one, other = site.plan.kept, anew.plan.kept
    for part in ("by_id", "published", "items", "pages", "redirects", "groups"):
        assert getattr(one, part) == getattr(other, part), part
    reached = [
        *one.items,
        *one.pages,
        *(each for some in one.groups.values() for group in some for each in group.items),
    ]
    for each in reached:
        assert each is one.by_id[each.id]
        fresh = other.by_id[each.id].more
        assert (each.more.note, each.more.members) == (fresh.note, fresh.members)
        assert [each.more.terms(kind) for kind in TERM_KINDS] == [fresh.terms(kind) for kind in TERM_KINDS]
    assert _tables(_digests(site, rows)) == _tables(_digests(anew, {}))
    made: list[Made] = []
    for name in site.jobs:
        list(site.make(name, made))
        list(anew.make(name, made))
    assert made[::2] == made[1::2]


def test_whatever_a_job_looks_at_has_a_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    """No job looks at something of which nobody would see that it changes."""
    named: dict[str, int] = {}

    def numbered(name: bytes) -> int:
        return named.setdefault(name.decode("utf-8", "surrogatepass"), crc32(name))

    monkeypatch.setattr(looks, "crc32", numbered)
    site = _site(EVERYTHING)
    tables = _tables(_digests(site, {}))
    made: list[Made] = []
    for name in site.jobs:
        list(site.make(name, made))
    assert {one for job in made for one in array("I", job.looked)} == set(named.values())
    parted = [name.partition(" ") for name in named]
    assert {kind for kind, _, _ in parted} <= tables.keys()
    assert {kind for kind, _, rest in parted if rest not in tables[kind]} <= _MAY_BE_NOTHING
    assert sum(rest in tables[kind] for kind, _, rest in parted) > 50


@given(edits=_edits, k=st.sampled_from([0, 1, 8]))
def test_what_lies_around_an_item_is_what_the_graph_says(edits: list[tuple[str, str, str, str]], k: int) -> None:
    """Terms that an item and its neighbour share, which the plan has by item, are those that the collection has."""
    for site in (_site(_vault(edits), k), _site(EVERYTHING, k)):
        neighbourhoods = Neighbourhoods(site.plan.kept.collection)
        for one in site.plan.kept.published:
            around, found = site.surroundings.of(one.id), neighbourhoods.found(one.id)
            assert (around.near, around.why) == (found.id, found.why)


@given(before=_edits, since=_edits, k=st.sampled_from([0, 8]))
def test_of_what_has_one_digest_the_same_lies_around(
    before: list[tuple[str, str, str, str]], since: list[tuple[str, str, str, str]], k: int
) -> None:
    """Found in columns, a digest of what lies around an item is another where anything that pages learn of it is."""
    one, other = _site(_vault(before), k), _site(_vault([*before, *since]), k)
    told, now = (_tables(_digests(each, {}))["around"] for each in (one, other))
    for id_ in one.plan.kept.by_id.keys() & other.plan.kept.by_id.keys():
        if told.get(id_) == now.get(id_) is not None:
            assert one.surroundings.of(id_) == other.surroundings.of(id_)


def test_a_site_that_was_made_and_is_let_go_is_gone_at_once() -> None:
    """Nothing of it refers to itself, so a process that stays need not look for it among all that it holds."""
    site = _site(EVERYTHING)
    made: list[Made] = []
    digests = _digests(site, {})
    for name in site.jobs:
        for _ in site.make(name, made):
            pass
    for kind in digests.MADE:
        digests.column(kind)
    parts = (site.plan, site.plan.kept, site.surroundings, site.surroundings.labels, site.drawn)
    left = [weakref.ref(one) for one in (site, digests, *parts)]
    gc.disable()
    try:
        del site, digests, name, parts
        assert [one() for one in left] == [None] * len(left)
    finally:
        gc.enable()
