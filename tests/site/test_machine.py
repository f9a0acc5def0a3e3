"""What other programs get: feeds, sitemap, data."""

import csv
import datetime as dt
import io
import json
import re
from unittest.mock import patch

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.model import Signal
from kb.options import SiteOptions
from kb.site import feeds, signal_data
from kb.text import inert
from kb.vault import cleaned_closest, record, rows_of
from tests.site.made import EVERYTHING, collection, files, site

PUBLIC = SiteOptions(base_url="https://example.org/a/b", title="A & B", author="<nobody>", description="Signs")
SIGNALS = ["name", "description", "change", "horizon", "driving_force", "relevancy"]


def test_feeds_are_well_formed_and_newest_first() -> None:
    """The Atom feed of everything holds the dated notes, each with an id that no move of its page changes."""
    feed = feedparser.parse(site(EVERYTHING, PUBLIC)["feeds/all.xml"].encode())
    assert not feed.bozo
    assert feed.feed.title == "A & B"
    assert feed.feed.author == "<nobody>"
    assert [(one.id, one.title, one.link, one.updated) for one in feed.entries] == [
        ("tag:example.org,2026:b2c3d4e5", "Chatbots", "https://example.org/a/b/b2c3d4e5/", "2024-03-03T00:00:00Z"),
        (
            "tag:example.org,2026:a1b2c3d4",
            "Licences & “rules”",
            "https://example.org/a/b/a1b2c3d4/",
            "2024-02-18T00:00:00Z",
        ),
    ]
    assert feed.feed.updated == "2024-03-03T00:00:00Z"
    content = feed.entries[1].content[0].value
    assert '<a href="https://example.org/a/b/b2c3d4e5/index.html#text-field-notes">chatbots</a>' in content


def test_both_forms_of_the_feed_say_the_same() -> None:
    """JSON Feed and Atom hold the same entries."""
    made = site(EVERYTHING, PUBLIC)
    atom, items = feedparser.parse(made["feeds/all.xml"].encode()).entries, json.loads(made["feed.json"])["items"]
    assert [(one.id, one.title, one.published) for one in atom] == [
        (one["id"], one["title"], one["date_published"]) for one in items
    ]


def test_each_theme_has_a_feed() -> None:
    """A theme's feed holds its dated notes, and its page leads to it; a theme without any has none."""
    made = site(EVERYTHING, PUBLIC)
    feed = feedparser.parse(made["feeds/theme-rules.xml"].encode())
    assert [one.title for one in feed.entries] == ["Chatbots", "Licences & “rules”"]
    assert 'href="../../feeds/theme-rules.xml"' in made["theme/rules/index.html"]
    assert "feeds/theme-信号.xml" not in made


def test_the_sitemap_names_every_page() -> None:
    """Every page is named once by its public address but for redirects and the page for lost readers."""
    made = site(EVERYTHING, PUBLIC)
    named = re.findall(r"<loc>https://example.org/a/b/([^<]*)</loc>", made["sitemap.xml"])
    pages = {path.removesuffix("index.html") for path in made if path.endswith("index.html")}
    assert sorted(named) == sorted(set(named))
    redirects = {"c3d4e5f6/", "old-signal/"}
    assert {name.replace("%E4%BF%A1%E5%8F%B7", "信号") for name in named} == pages - redirects
    assert "<loc>https://example.org/a/b/a1b2c3d4/</loc><lastmod>2024-02-18</lastmod>" in made["sitemap.xml"]
    assert "Sitemap: https://example.org/a/b/sitemap.xml" in made["robots.txt"]


def test_without_an_address_of_its_own_a_site_claims_none() -> None:
    """Without `base_url` there are no feeds, sitemap or canonical links, and nothing points at them."""
    made = site(EVERYTHING)
    assert not [path for path in made if path.endswith(".xml") or path == "feed.json"]
    for path, text in made.items():
        assert 'rel="canonical"' not in text, path
        assert "feeds/" not in text, path


def test_a_note_s_data_is_its_record() -> None:
    """`data/notes/ID.json` is the object that `kb show` gives, for every note, those of merged items too."""
    known = collection(files(EVERYTHING))
    made = site(EVERYTHING)
    addresses = dict(known.addresses)
    for note in known.vault.notes:
        links = [link for link in known.links if link.source == note.id]
        assert json.loads(made[f"data/notes/{addresses[note.id]}.json"]) == record(
            note, cleaned_closest(links, note.id)
        )


def test_signals_are_the_same_in_every_form() -> None:
    """JSON, CSV and the scripts of the table hold every row of every note, newest first."""
    made = site(EVERYTHING)
    rows = json.loads(made["data/signals.json"])["signals"]
    assert [row["name"] for row in rows] == ["Chat for all", "Asking first", "Batches | seasons"]
    table = list(csv.DictReader(io.StringIO(made["data/signals.csv"], newline="")))
    assert [[row[key] for key in SIGNALS] for row in table] == [
        ["" if row[key] is None else str(row[key]) for key in SIGNALS] for row in rows
    ]
    names = json.loads(made["data/signals/index.js"].removeprefix("kbSignals.shards(").removesuffix(");\n"))
    shards = [made[f"data/signals/{name}"] for name in names]
    listed = [
        json.loads(f"[{shard.removeprefix('kbSignals.rows(').removesuffix(');' + chr(10))}]")[1] for shard in shards
    ]
    assert [cells[0] for shard in listed for note in shard for cells in note[-1]] == [row["name"] for row in rows]
    assert listed[0][1][-1][1][4] == "Chatbots"


def test_a_cell_may_hold_what_ends_a_cell() -> None:
    """Commas and quotes in a cell stay in that cell for who reads the CSV."""
    made = site('-- a.md --\n# A\n## Signals\n| Signal | Change |\n|--|--|\n| one, "two" | "x |\n| =a, b | , |\n')
    table = list(csv.DictReader(io.StringIO(made["data/signals.csv"], newline="")))
    assert [(row["name"], row["change"]) for row in table] == [('one, "two"', '"x'), ("'=a, b", ",")]


_CELLS = st.text(st.sampled_from("ab é,\"'\n\r\t=+-@\0"), max_size=4)
_ROWS = st.lists(
    st.builds(
        Signal, name=_CELLS, description=_CELLS, change=_CELLS, horizon=_CELLS, relevancy=st.none() | st.integers()
    )
)


@given(notes=st.lists(st.tuples(_CELLS, st.none() | st.dates(), _ROWS), max_size=3))
def test_csv_is_that_of_python(notes: list[tuple[str, dt.date | None, list[Signal]]]) -> None:
    """Whatever is in a cell, and in those of lines that are made with it, but that a formula becomes text."""
    rows = [row for id_, date, signals in notes for row in rows_of(id_, date, signals)]
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerows([inert(cell) if isinstance(cell, str) else cell for cell in row.values()] for row in rows)
    with patch.object(signal_data, "_LINES", 2):
        assert signal_data.csv_of([[*row.values()] for row in rows]).decode() == text.getvalue()


def test_no_cell_is_a_formula() -> None:
    """A cell that a spreadsheet would run is given to it as text; other forms hold it as it is written."""
    made = site("-- a.md --\n# A\n## Signals\n| Signal | Change |\n|--|--|\n| =1+1 | @x |\n")
    assert "'=1+1,,'@x," in made["data/signals.csv"]
    assert '"name":"=1+1"' in made["data/signals.json"]


def test_every_list_says_its_form() -> None:
    """Each list of data names its schema and version."""
    made = site(EVERYTHING)
    schemas = {
        name: json.loads(made[f"data/{name}.json"])["schema"]
        for name in ("notes", "signals", "graph", "terms", "quality")
    }
    assert schemas == {name: f"kb-{name}/1" for name in schemas}


def test_the_graph_s_data_is_the_graph() -> None:
    """Nodes and edges are those of the collection, in the form that networkx reads."""
    known = collection(files(EVERYTHING)).graph
    data = json.loads(site(EVERYTHING)["data/graph.json"])
    assert [one["id"] for one in data["nodes"]] == [node.id for node in known.nodes]
    assert [(one["source"], one["target"], one["kind"]) for one in data["edges"]] == [
        (edge.source, edge.target, edge.kind) for edge in known.edges
    ]


def test_robots_are_told_where_the_data_is() -> None:
    """`llms.txt` names every data file and list; every file that it names is there."""
    made = site(EVERYTHING)
    named = re.findall(r"\]\(([^)]*)\)", made["llms.txt"])
    assert {"data/notes.json", "data/signals.csv", "signals/index.html"} <= set(named) <= set(made)


def test_a_long_sitemap_comes_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the protocol's limit the sitemap is an index of parts that together name every page once."""
    monkeypatch.setattr(feeds, "_SITEMAP", 2)
    pages = [(f"{name}/index.html", None) for name in "abcde"]
    made = {one.path: one.content.decode() for one in feeds.sitemap("https://example.org", pages)}
    parts = re.findall(r"<loc>https://example.org/([^<]*)</loc>", made.pop("sitemap.xml"))
    assert parts == ["data/sitemap-1.xml", "data/sitemap-2.xml", "data/sitemap-3.xml"] == list(made)
    assert re.findall(r"<loc>https://example.org/(\w)/</loc>", "".join(made.values())) == list("abcde")
