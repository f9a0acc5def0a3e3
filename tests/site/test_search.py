"""Laws of the search index as a site has it: everything that the index holds, in small scripts named by their bytes."""

import gzip
import hashlib
import json
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from kb.codec import digest
from kb.model import Output
from kb.options import SiteOptions
from kb.search import Index, Memory, build_index
from kb.site import Site, render, search
from kb.site.lasting import Lasting
from tests.search.vaults import collection, many
from tests.site.made import EVERYTHING, files, outputs, site
from tests.site.made import collection as read

FOLDER = "data/search/"


def _held(script: str) -> Any:  # noqa: ANN401  # whatever JSON can say
    """What a script hands over."""
    return json.loads(script.removeprefix("kbSearch.load(").removesuffix(");\n"))


def _shelf(made: Mapping[str, str], name: str) -> tuple[list[Any], list[Any]]:
    """First keys and shards of a shelf, as a browser comes to them."""
    depth, firsts, names = _held(made[f"{FOLDER}index.js"])["shelves"][name]
    held = [_held(made[f"{FOLDER}{name}/{one}.js"]) for one in names]
    while depth > 1:
        assert [page[0][0] for page in held] == firsts
        firsts = [first for page in held for first in page[0]]
        held = [_held(made[f"{FOLDER}{name}/{one}.js"]) for page in held for one in page[1]]
        depth -= 1
    return firsts, held


def _assert_whole(made: Mapping[str, str], index: Index) -> None:
    for name in ("known", "words", "places", "facets", "choices", "documents"):
        shelf = getattr(index, name)
        assert _shelf(made, name) == (list(shelf.firsts), json.loads(msgspec.json.encode(tuple(shelf.shards)))), name


def test_a_site_holds_the_whole_index() -> None:
    """The scripts together are the index of what is published; the first says how many notes, and their language."""
    made = site(EVERYTHING, SiteOptions(language="fr"))
    index = build_index(read(files(EVERYTHING)))
    _assert_whole(made, index)
    root = _held(made[f"{FOLDER}index.js"])
    assert (root["version"], root["notes"], root["language"]) == (1, index.notes, "fr")


def test_drafts_are_not_found() -> None:
    """No script holds a word of a draft."""
    draft = "-- secret.md --\n---\ndraft: true\n---\n# Unspoken\n"
    made = outputs(EVERYTHING + draft)
    assert [one.path for one in made] == [one.path for one in outputs(EVERYTHING)]
    assert not [one.path for one in made if b"unspoken" in one.content.lower()]


def test_scripts_are_small_and_named_after_their_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each but the directory has its digest as name, none is over 50 kB gzipped, the directory under 10 kB."""
    monkeypatch.setattr(search, "_LARGEST_LIST", 300)
    known = collection(many(600))
    made = {one.path: one.content.decode() for one in render(known, SiteOptions()) if one.path.startswith(FOLDER)}
    _assert_whole(made, build_index(known))
    for path, script in made.items():
        size = len(gzip.compress(script.encode()))
        if path == f"{FOLDER}index.js":
            assert size < 10_000
        else:
            assert path.endswith(f"/{hashlib.sha256(script.encode()).hexdigest()[:8]}.js")
            assert size < 50_000


def test_two_scripts_never_share_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the first digits of two digests are the same, the later name is longer."""
    monkeypatch.setattr(search, "_DIGITS", 1)
    made = [one for one in render(collection(many(300)), SiteOptions()) if one.path.startswith(FOLDER)]
    paths = sorted(one.path for one in made)
    assert all(one != other for one, other in pairwise(paths))
    assert any(len(path.rpartition("/")[2]) > len("a.js") for path in paths if not path.endswith("index.js"))
    _assert_whole({one.path: one.content.decode() for one in made}, build_index(collection(many(300))))


def test_the_page_says_what_there_is_without_scripts() -> None:
    """The search page links every list in words that only readers without JavaScript see, and holds no control."""
    page = site(EVERYTHING)["search/index.html"]
    without = page.partition("<noscript>")[2].partition("</noscript>")[0]
    for name in ("signals", "notes", "themes", "keywords", "origins"):
        assert f'href="../{name}/index.html"' in without
    assert "<button" not in page
    assert "<form" not in page


@pytest.mark.parametrize("digits", [1, 8])
def test_what_lasts_is_what_stands(monkeypatch: pytest.MonkeyPatch, digits: int) -> None:
    """After an edit, a script that is not made again is in its place, even where names are short and change hands."""
    monkeypatch.setattr(search, "_DIGITS", digits)
    rows: dict[str, bytes] = {}
    standing: dict[str, bytes] = {}
    some = many(300)
    for number in (7, 7, 250):
        some[number] = replace(some[number], summary=f"{some[number].summary} word{number} anew")
        of = collection(some)
        memory = Memory(rows.get, {one.id: digest(one) for one in some})
        lasting = 0
        for one in search.files(Site(of, SiteOptions()).plan, memory):
            if isinstance(one, Output):
                standing[one.path] = one.content
            lasting += isinstance(one, Lasting)
            assert not isinstance(one, Lasting) or standing[one.path] == one.content()
        assert bool(lasting) == bool(rows)
        rows = {key: row for key, row in (rows | dict(memory.changes)).items() if row is not None}
    fresh = {one.path: one.content for one in render(collection(some), SiteOptions()) if one.path.startswith(FOLDER)}
    assert {path: standing[path] for path in fresh} == fresh
