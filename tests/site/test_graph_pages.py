"""What stands on the graph's pages and in its data, and what the small graphs on notes' pages show."""

import json
import re
from collections.abc import Mapping
from itertools import pairwise

import pytest
from msgspec.structs import replace

from kb.graph import Community
from kb.model import Output
from kb.options import SiteOptions
from kb.site import GRAPH, OF_GRAPH, SCRIPTS, Made, Site, graph_data, render
from kb.site.looks import number, packed
from kb.site.pages import graph as pages
from kb.site.small_graph import MOST
from tests.site.crawl import broken
from tests.site.made import collection, files, outputs, site, words
from tests.site.since import Since, content_of

VAULT = (
    "".join(
        f"""\
-- {side}{n}.md --
# __{word} {n} of <b>{word}</b>__, from ([20240218](https://example.org/p/20240218).)
## Keywords
* {word} word
## Closest
* [a]({side}{(n + 1) % 6})
* [b]({side}{(n + 2) % 6})
{"* [over](y0)" if side + str(n) == "x0" else ""}
"""
        for side, word in (("x", "Xylem"), ("y", "Yodel"))
        for n in range(6)
    )
    + "-- alone.md --\n# Alone\n\nNobody knows it.\n"
)


def _called(content: str) -> list[object]:
    """The values that a script hands over."""
    found = re.fullmatch(r"kbGraph\.\w+\((.*)\);\n", content, re.DOTALL)
    assert found
    values = json.loads(f"[{found[1]}]")
    assert isinstance(values, list)
    return values


def _shards(made: Mapping[str, str], kind: str) -> list[list[object]]:
    index = _called(made[graph_data.INDEX])[0]
    assert isinstance(index, dict)
    names = [name[1] if isinstance(name, list) else name for name in index[kind]]
    return [_called(made[f"data/graph/{name}"]) for name in names]


def test_communities_stand_with_members_terms_and_neighbours() -> None:
    """Each has a page that lists its notes and what lies beside it, and a row in the list of all."""
    made = site(VAULT)
    folders = sorted({path.split("/")[2] for path in made if path.startswith("graph/community/")})
    assert len(folders) == 2
    text = [words(made[f"graph/community/{folder}/index.html"]) for folder in folders]
    for page, word in zip(text, ("Xylem", "Yodel"), strict=True):
        assert all(f"{word} {n} of" in page for n in range(6))
        assert f"{word} word" in page
        assert "6 notes" in page
        assert "Communities beside it" in page
    front = words(made["graph/index.html"])
    assert "2 communities" in front
    assert "Joined most with" in front


def test_the_table_holds_every_note_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sheets lead on to each other; over all of them each note has one row, those without a link at the end."""
    monkeypatch.setattr(pages, "_ROWS", 5)
    made = outputs(VAULT)
    assert broken(made) == []
    sheets = [one.content.decode() for one in made if re.fullmatch(r"graph(/\d+)?/index\.html", one.path)]
    assert len(sheets) == 3
    rows = re.findall(
        r'<th scope="row"><a href="[./]*(\w+)/index.html"', "".join(re.split("(?=<table)", "".join(sheets)))
    )
    assert sorted(rows) == sorted([f"{side}{n}" for side in "xy" for n in range(6)] + ["alone"])
    assert "Without a link" in "".join(sheets)
    # Any edit may change how many pairs are joined, which only the first sheet tells.
    assert ["joined pairs" in sheet for sheet in sheets] == [True, False, False]


def test_shards_say_what_the_graph_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """Titles, addresses and links of all shards together are those of the notes, each link told at both ends."""
    monkeypatch.setattr(graph_data, "_ROWS", 4)
    monkeypatch.setattr(graph_data, "_ADDRESSES", 4)
    made = site(VAULT)
    rows: list[list[object]] = []
    for first, part in _shards(made, "notes"):
        assert first == len(rows)
        assert isinstance(part, dict)
        rows += part["rows"]
    links: list[list[int]] = [list(row) for _, part in _shards(made, "links") for row in part]  # type: ignore[attr-defined]  # JSON
    ids = [str(row[1]) for row in rows]
    told = {
        (ids[one], ids[one + row[place]], row[place + 1])
        for one, row in enumerate(links)
        for place in range(0, len(row), 2)
    }
    graph = collection(files(VAULT)).graph
    for edge in graph.edges:
        bit = {"closest": 1, "similar": 4, "mention": 16}[edge.kind]
        assert any((a, b) == (edge.source, edge.target) and how & bit for a, b, how in told)
        assert any((a, b) == (edge.target, edge.source) and how & 2 * bit for a, b, how in told)
    assert len(told) == len(
        {pair for edge in graph.edges for pair in ((edge.source, edge.target), (edge.target, edge.source))}
    )
    assert rows[0][0] == "Xylem 0 of <b>Xylem</b>"
    where = {address: number for (part,) in _shards(made, "addresses") for address, number in part}  # type: ignore[attr-defined]  # JSON
    assert where == {id_: place for place, id_ in enumerate(ids)}


_LOOKED = {GRAPH: ["items", "all signals"], SCRIPTS: ["items", "all signals"], "data graph": ["all graph"]}


@pytest.mark.parametrize("job", OF_GRAPH)
@pytest.mark.parametrize(
    ("before", "after", "stays"),
    [
        ("# __Xylem 3 of", "# __Xylem III of", {"yodel-word"}),
        ("# Alone", "# Forlorn", {"xylem-word", "yodel-word"}),
        ("p/20240218).)\n## Keywords\n* Y", "p/20240218 ).)\n## Keywords\n* Y", {"xylem-word"}),
        ("* [over](y0)", "* [over](y0)\n## Signals\n|Signal|Change|\n|--|--|\n|Sap|From a to b|", {"yodel-word"}),
        ("Nobody knows it.", "Nobody knows it at all.", {"xylem-word", "yodel-word"}),
        ("* Yodel word", "* Yodel song", set()),
        ("(y3)", "(y5)", set()),
    ],
)
def test_what_shows_the_same_is_not_made_again(before: str, after: str, stays: set[str], job: str) -> None:
    """What the job leaves alone after an edit is what a first run makes of the edited notes, byte for byte.

    Unless the edit is of links, computed ones are what they were, so that words alone must tell the pages apart.
    """
    vault = f"{VAULT}\n## Signals\n\n|Signal|Change|\n|--|--|\n|Root|From a to b|\n"
    assert before in vault
    first, edited = collection(files(vault)), collection(files(vault.replace(before, after)))
    if "(y3)" not in before:
        edited = replace(edited, graph=replace(edited.graph, edges=first.graph.edges))
    left: list[Made] = []
    options = SiteOptions(base_url="https://example.org/")
    one, other = Site(first, options), Site(edited, options)
    there = {one.path: one.content for one in one.make(job, left, Since(one))}
    clean = {one.path: one.content for one in Site(edited, options).make(job, [])}
    again: list[Made] = []
    made = {one.path: content_of(one, there) for one in other.make(job, again, Since(other, there, left[0]))}
    stood = again[0].stood or frozenset()
    if job == GRAPH:
        assert {f"graph/community/{address}/index.html" for address in stays} <= stood
    assert made | {path: there[path] for path in stood} == clean
    assert dict(again[0].files) == {path: len(content) for path, content in clean.items()}
    assert again[0].listed == tuple((path, None) for path in clean if path.endswith(".html"))
    assert all(packed([number(name)]) in again[0].looked for name in _LOOKED[job])


def test_kept_names_and_addresses_are_those_of_the_site() -> None:
    """A community that was kept has its page at the address that it had, under the name that somebody gave it."""
    kept = Community(address="old-home", name="What x says", members=tuple(f"x{n}" for n in range(6)))
    made = {one.path: one.content for one in render(collection(files(VAULT)), SiteOptions(), (kept,))}
    assert b"What x says" in made["graph/community/old-home/index.html"]


def test_a_graph_without_a_link_has_no_page() -> None:
    """Where nothing is joined there is nothing to draw, and nothing leads there."""
    made = site("-- one.md --\n# One\n\nAlone.\n")
    assert not [path for path in made if path.startswith(("graph/", "data/graph/"))]
    assert "graph/index.html" not in made["index.html"]


def _picture(page: str) -> str:
    found = re.search(r'<figure class="small">.*?</figure>', page, re.DOTALL)
    return found[0] if found else ""


def test_a_small_graph_shows_what_lies_around_a_note() -> None:
    """Written, mutual, computed and citing notes are links with titles, by lines of their own; text is escaped."""
    vault = """\
-- a.md --
# __The middle__, from ([20240218](https://example.org/p/1).)
## Closest
* [b](b)
* [c](c)
-- b.md --
# __Both <ways>__, from ([20240218](https://example.org/p/1).)
## Closest
* [a](a)
-- c.md --
# __One way__, from ([20240218](https://example.org/p/1).)
-- d.md --
# __Cites__, from ([20240218](https://example.org/p/1).)
## Summary
See [it](a).
"""
    picture = _picture(site(vault)["a/index.html"])
    for line in "bwi":
        assert f'<path class="{line}"' in picture
    assert 'aria-label="Around this note: 1 both ways, 1 written, 1 cites this note"' in picture
    assert '<a href="../b/index.html"><title>Both &lt;ways&gt;</title>' in picture
    assert 'href="../graph/index.html#note=a">in the graph</a>' in picture
    assert _picture(site("-- a.md --\n# A\n")["a/index.html"]) == ""


def test_what_a_small_graph_has_no_room_for_is_counted() -> None:
    """However many notes cite one, the picture shows so many, counts the rest, and stays below 3 kB."""
    ids = [f"{n:032x}" for n in range(40)]
    long = "A title that goes on and on for longer than any label has room for, and says little"
    vault = f"-- {ids[0]}.md --\n# __{long}__, from ([20240218](https://example.org/p/1).)\n" + "".join(
        f"-- {id_}.md --\n# __{n} {long}__, from ([20240218](https://example.org/p/1).)\n## Closest\n* [a]({ids[0]})\n"
        for n, id_ in enumerate(ids[1:])
    )
    picture = _picture(site(vault)[f"{ids[0]}/index.html"])
    assert picture.count("<text ") == MOST
    beside = picture.count("<text ") + int(re.findall(r">(\d+) more in the graph<", picture)[0])
    assert beside == 39
    assert len(picture.encode()) <= 3_000
    places = re.findall(r'<text x="(\d+)" y="(\d+)"( text-anchor="end")?', picture)
    for side in ("", ' text-anchor="end"'):
        heights = sorted(int(y) for _, y, anchor in places if anchor == side)
        assert all(low + 20 <= high for low, high in pairwise(heights))


def test_the_same_notes_give_the_same_files() -> None:
    """Data and pages of the graph do not depend on the order of the files."""

    def graphs(some: list[Output]) -> dict[str, bytes]:
        return {one.path: one.content for one in some if one.path.startswith(("graph/", "data/graph/"))}

    turned = list(render(collection(reversed(files(VAULT))), SiteOptions()))
    assert graphs(turned) == graphs(outputs(VAULT))
