"""What stands on each kind of page, on small vaults."""

import re
from collections.abc import Mapping

import pytest

from kb.options import SiteOptions
from kb.site import kept
from kb.site.pages import group, index, note, quality, term
from tests.site.crawl import broken
from tests.site.made import EVERYTHING, outputs, site, words


def _between(page: str, start: str, end: str) -> str:
    """The words of a page from one phrase to another."""
    return words(page).partition(start)[2].partition(end)[0].strip()


def test_a_signal_reads_from_what_to_what() -> None:
    """A row shows its name, the change cut where one cut is sure, the ten-year view and the driving force."""
    page = site(EVERYTHING)["a1b2c3d4/index.html"]
    assert '<span class="from">From releasing early</span> <span class="to">to asking first</span>' in page
    assert '<span class="to">Seasons of approval</span>' in page
    assert "Batches | seasons" in words(page)
    assert "In ten years Dossiers for models Driving force A state that wants a say" in words(page)
    assert '<dd dir="auto"><a href="../b2c3d4e5/index.html">Chatbots</a></dd>' in page
    assert 'id="signal-2"' in page


def test_everything_a_note_says_is_on_its_page() -> None:
    """Cards, stray text, unknown sections, category, type and ratings are all shown; the row's own id is not."""
    made = site(EVERYTHING)
    page = words(made["b2c3d4e5/index.html"])
    for said in (
        "Concerns Trust Who answers for it",
        "Technologies Filters for talk",
        "technology",
        "news",
        "What it is",
    ):
        assert said in page
    assert "src" not in page
    assert "stray words before" in words(made["a1b2c3d4/index.html"])
    assert "Field notes Kept as written, with a link ." in words(made["a1b2c3d4/index.html"])
    assert "Novelty 4 of 5 By one reader" in words(made["d4e5f6a7/index.html"])


def test_links_in_text_lead_on_or_say_that_they_do_not() -> None:
    """A link to a section of a note keeps its anchor, one to no note is marked, an external one tells no opener."""
    page = site(EVERYTHING)["a1b2c3d4/index.html"]
    assert '<a href="../b2c3d4e5/index.html#text-field-notes">chatbots</a>' in page
    assert '<span class="missing">nobody</span>' in page
    assert '<a href="https://example.net/x?a=1&amp;b=2" rel="noopener">link</a>' in page


def test_closest_notes_are_one_list() -> None:
    """Written neighbours come with rank, score and whether it holds both ways; one that is missing is text."""
    made = site(
        """\
-- aaaa.md --
# Bees in town
## Keywords
* bees
* honey
## Closest
* [Bees](aaaa)
* [Honey](bbbb)
* [Lost](0123)
* [Honey again](bbbb)
* [Twin](Twins)
-- bbbb.md --
# Honey in town
## Keywords
* bees
* honey
## Closest
* [Bees](aaaa)
-- cccc.md --
# Twins
## Keywords
* cities
## Closest
* [Bees](aaaa)
-- dddd.md --
# Twins
## Keywords
* walls
"""
    )
    page = made["aaaa/index.html"]
    closest = _between(page, "Closest notes", "Cited by")
    assert re.match(r"Honey in town written 1 · (computed 0\.\d\d · )?both ways (bees|honey), (bees|honey)", closest)
    assert "Not in this collection: Lost · Twin (could be Twins or Twins )" in closest
    assert _between(page, "Cited by", "Filed under") == "Twins"
    assert "Bees in town written 1" in words(made["cccc/index.html"])


def test_an_item_of_two_notes_has_one_page() -> None:
    """The earliest note's page shows both origins and both summaries; the other id leads there."""
    made = site(EVERYTHING, SiteOptions(base_url="https://example.org"))
    page = words(made["b2c3d4e5/index.html"])
    assert "also in 10 March 2024" in page
    assert "Chatbots once more, in other words." in page
    assert "retold" in page
    assert 'content="0; url=../b2c3d4e5/index.html"' in made["c3d4e5f6/index.html"]
    assert '<link rel="canonical" href="https://example.org/b2c3d4e5/">' in made["c3d4e5f6/index.html"]
    assert "Chatbots" in made["origin/20240310/index.html"]
    assert "Chatbots" in made["origin/20240303/index.html"]


def test_origins_of_one_day_are_told_apart() -> None:
    """Two issues of one date are named by their labels too, others by their dates alone."""
    note = "-- n{0}.md --\n# __Bees {0}__, from ([{0}](https://example.org/p/{0}).)\n"
    vault = "".join(map(note.format, ("20240218", "20240303", "20240303b")))
    made = site(vault)
    links = re.findall(r'href="[^"]*origin/(\w+)/[^>]*>([^<]*)<', made["origins/index.html"])
    assert links == [
        ("20240303b", "3 March 2024 (20240303b)"),
        ("20240303", "3 March 2024 (20240303)"),
        ("20240218", "18 February 2024"),
    ]
    assert "<h1>3 March 2024 (20240303b)</h1>" in made["origin/20240303b/index.html"].replace(' dir="auto"', "")


def test_old_ids_lead_on_but_take_nobodys_address() -> None:
    """A redirect stands where nothing else does: `about` and `notes` stay what they are."""
    made = site(EVERYTHING)
    assert "../d4e5f6a7/index.html" in made["old-signal/index.html"]
    assert "How it was made" in made["about/index.html"]
    assert "<h1>Notes</h1>" in made["notes/index.html"]


def test_a_page_of_the_vault_takes_about() -> None:
    """The site writes about itself only where the vault does not."""
    made = site("-- about.md --\n# About us\n\nWe scan.\n")
    assert "We scan." in made["about/index.html"]
    assert "How it was made" not in made["about/index.html"]
    assert broken(outputs("-- about.md --\n# About us\n\nWe scan.\n")) == []


def test_keywords_have_pages_from_two_items_on() -> None:
    """A keyword of one item is no page; it leads to that item from the list, and is plain text on the item's page."""
    made = site(EVERYTHING)
    assert "keyword/models/index.html" in made
    assert "keyword/once-only/index.html" not in made
    assert '<a href="../b2c3d4e5/index.html" dir="auto">once only</a>' in made["keywords/index.html"]
    assert '<span dir="auto">once only</span>' in made["b2c3d4e5/index.html"]
    assert "source/example.com/index.html" in made
    assert "Also written MODELS ." in words(made["keyword/models/index.html"])


def test_terms_name_those_beside_them() -> None:
    """A term that shares two items with another names it, with how many."""
    vault = "".join(f"-- n{n}.md --\n# N{n}\n## Keywords\n* bees\n* honey\n* n{n}\n" for n in range(3))
    assert words(site(vault)["keyword/bees/index.html"]).partition("Often together with ")[2].startswith("honey 3")


def test_a_foreign_note_says_its_language() -> None:
    """Its title and text carry its language wherever they stand; the site's own words stay English."""
    made = site(EVERYTHING)
    assert '<h1 dir="auto" lang="ja">信号</h1>' in made["d4e5f6a7/index.html"]
    assert '<a href="../d4e5f6a7/index.html" dir="auto" lang="ja">信号</a>' in made["notes/index.html"]
    assert all('<html lang="en">' in page for path, page in made.items() if path.endswith(".html"))


def test_a_language_that_is_none_is_not_said() -> None:
    """A language that is not well formed never becomes an attribute."""
    assert ' lang="e' not in site("-- a.md --\n---\nlang: 'x\" onload=\"y'\n---\n# A\n## Summary\nB\n")[
        "a/index.html"
    ].replace('<html lang="en">', "")


@pytest.fixture
def small_sheets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists that break after two entries."""
    for module, name in ((index, "_LIST"), (group, "_LIST"), (group, "_BRIEF"), (term, "_LIST"), (kept, "_SHEET")):
        monkeypatch.setattr(module, name, 2)
    monkeypatch.setattr(note, "_CITING", 2)
    monkeypatch.setattr(quality, "_SHOWN", 2)


def _links(page: str) -> list[str]:
    return re.findall(r'<li><a href="[^"]*?(n\d+)/index.html', page)


@pytest.mark.usefixtures("small_sheets")
def test_long_lists_are_cut_into_sheets() -> None:
    """Every entry of a list stands on exactly one sheet, the sheets lead to each other, and no link breaks."""
    vault = "".join(
        f"""\
-- n{n}.md --
# {name}, (from page [20240218](https://example.org/p/1).)
__[External link](https://example.com/{n})__
## Keywords
* bees
## Themes
* Ökologie
## Other
* Category: nature
## Signals
| name | change |
|--|--|
| S{n} | From a to b |
## Closest
* [One](n0)
"""
        for n, name in enumerate(["# __Alpha__", "__Beta__", "__Änder__", "__7 bees__", "__日本__"])
    )
    made = site(vault)
    assert broken(outputs(vault)) == []
    for first in ("notes", "theme/okologie", "keyword/bees", "category/nature", "source/example.com"):
        pages = [made[f"{first}/index.html"], made[f"{first}/2/index.html"], made[f"{first}/3/index.html"]]
        assert sorted(id_ for page in pages for id_ in _links(page)) == ["n0", "n1", "n2", "n3", "n4"]
        assert 'rel="next">Next</a>' in pages[0]
        assert f"{first}/4/index.html" not in made
    assert "Signals 3 to 4 of 5, the newest first" in words(made["signals/2/index.html"])
    assert "origin/20240218/3/index.html" in made
    assert "And by 2 more" in words(made["n0/index.html"])


@pytest.mark.usefixtures("small_sheets")
def test_the_report_drops_nothing_silently() -> None:
    """What a group of the quality report has no room for is counted there and stands in its data."""
    lost = "".join(f"* [L{n}](gone{n})\n" for n in range(5))
    vault = "".join(f"-- {name}.md --\n# {name}\n## Summary\nx\n## Closest\n{lost}" for name in "abc")
    made = site(vault)
    page = words(made["quality/index.html"])
    assert "closest-missing 15" in page
    assert "a There is no note 'gone0'. a.md:5 and 4 more in this file" in page
    assert "The same in 1 more file: see the whole report ." in page
    assert made["data/quality.json"].count('"code":"closest-missing"') == 15


def test_lists_of_nothing_are_left_out() -> None:
    """A vault of one page has no empty lists, and no links to them."""
    made = site("-- essay.md --\n# Essay\n\nText.\n")
    assert {path.partition("/")[0] for path in made if path.endswith(".html")} == {
        "404.html",
        "about",
        "essay",
        "index.html",
        "notes",
        "quality",
        "search",
    }
    assert "1 page." in words(made["index.html"])


def test_an_empty_vault_makes_a_site() -> None:
    """No notes at all is no reason to fail."""
    assert broken(outputs("")) == []


def test_the_lost_page_works_at_any_depth() -> None:
    """Where the site knows its address, the page for lost readers starts every link at the host's root."""
    page = site(EVERYTHING, SiteOptions(base_url="https://example.org/a/b"))["404.html"]
    addresses = re.findall(r'(?:href|src)="([^"]*)"', page)
    assert addresses
    assert all(address.startswith(("/a/b/", "#")) for address in addresses)


def _bytes(made: Mapping[str, str], *paths: str) -> int:
    return sum(len(made[path].encode()) for path in paths)


def test_pages_are_light() -> None:
    """A long note's page weighs at most 40 kB with its style, the front 60; a note's does not grow with the vault."""
    cells = " | ".join(["From a long phrase that says where things are to another that says where they go"] * 4)
    rows = "\n".join(f"| Signal {n} | {cells} |" for n in range(8))
    body = "\n".join(
        f"## {kind}\n| name | description |\n|--|--|\n" + f"| A name | {'and a description of it ' * 6} |\n" * 6
        for kind in ("Concerns", "Behaviors", "Technologies", "Issues")
    )
    long = f"""\
-- long.md --
# __Long__, (from page [20240218](https://example.org/p/1).)
## Summary
{"Many words of a summary. " * 60}
## Keywords
* bees
## Signals
| name | description | change | 10-year | driving-force |
|--|--|--|--|--|
{rows}
{body}
"""
    others = "".join(
        f"-- n{n}.md --\n# __N {n}__, from ([202401{n % 28 + 1:02}](https://example.org/p/1).)\n## Keywords\n* bees\n"
        f"## Signals\n| Signal | Change |\n|--|--|\n| S | From a to b |\n"
        for n in range(120)
    )
    small, large = site(long), site(long + others)
    style = next(path for path in large if path.startswith("assets/style"))
    assert _bytes(large, "long/index.html", style) <= 40_000
    assert _bytes(large, "index.html", style) <= 60_000
    assert _bytes(large, "long/index.html") - _bytes(small, "long/index.html") < 4_000


def test_the_front_says_what_is_new_and_what_came_back() -> None:
    """The front page tells the latest origin first, what an earlier one had told of, and keywords that came back."""
    vault = """\
-- aaaa.md --
# __Bees__, from ([20240218](https://example.org/p/1).)
__[External link](https://example.com/bees)__
## Keywords
* honey
-- bbbb.md --
# __Bees__, from ([20240303](https://example.org/p/2).)
__[External link](https://example.com/bees?utm_source=x)__
-- cccc.md --
# __Towns__, from ([20240303](https://example.org/p/2).)
## Keywords
* honey
* towns
## Signals
| Signal | Change |
|--|--|
| Hives on roofs | From fields to roofs |
"""
    page = words(site(vault)["index.html"])
    assert "2 notes and 1 signal from 2 origins, the latest of 3 March 2024." in page
    assert page.index("3 March 2024 Bees example.com Towns From fields to roofs 1 signal") > 0
    assert "Seen again Bees , first on 18 February 2024" in page
    assert "Keywords now in a second note honey 2" in page
