"""Sections of a note: headings that links reach, tables that scroll, lines that start at the right end."""

import re

from tests.site.crawl import broken
from tests.site.made import outputs, site

ESSAY = """\
-- essay.md --
# Essay

## One

### Why *not*?

Text.

    ### no heading

| a | b |
|---|---|
| 1 | 2 |

## Two

### One

#### Why not
-- other.md --
# Other

See [why](essay.md#Why%20not?), [one](essay.md#One), [none](essay.md#no%20heading).
"""


def test_headings_inside_a_section_have_anchors() -> None:
    """Each heading can be led to, a repeated one by its first place, and links to it from other notes arrive."""
    made = site(ESSAY)
    found = re.findall(r'<h\d[^>]*? id="(text-[^"]*)"', made["essay/index.html"])
    assert found == ["text-one", "text-why-not", "text-two"]
    assert 'href="../essay/index.html#text-why-not"' in made["other/index.html"]
    assert 'href="../essay/index.html#text-one"' in made["other/index.html"]
    assert 'href="../essay/index.html">none' in made["other/index.html"]
    assert broken(outputs(ESSAY)) == []


def test_a_long_page_begins_with_its_headings() -> None:
    """A page of four sections lists them, each linked; one of three does not, and a note never does."""
    long, short = (f"-- p{n}.md --\n# P\n\n" + "".join(f"## H{k}\n\nx\n\n" for k in range(n)) for n in (4, 3))
    note = long.replace("-- p4.md", "-- n4.md") + "## Keywords\n* bees\n"
    made = site(long + short + note)
    contents = made["p4/index.html"].partition('aria-label="On this page"')[2].partition("</nav>")[0]
    assert re.findall(r'href="#([^"]*)" dir="auto">(H\d)<', contents) == [(f"text-h{k}", f"H{k}") for k in range(4)]
    assert "On this page" not in made["p3/index.html"] + made["n4/index.html"]


def test_a_table_scrolls_by_itself() -> None:
    """A table of a note stands in a region that has a name and can be reached by keyboard."""
    page = site(ESSAY)["essay/index.html"]
    assert '<div class="scroll" role="region" tabindex="0" aria-label="Table"><table>' in page
    assert page.count("<table>") == page.count("</table></div>") == 1


def test_labels_follow_a_note_that_runs_to_the_left() -> None:
    """A note whose title is Arabic starts all its lines at the right; one that only quotes some does not."""
    made = site("-- a.md --\n# 2024: مؤتمر\n## Summary\nx\n-- b.md --\n# See مؤتمر\n## Summary\nx\n")
    assert '<article dir="rtl">' in made["a/index.html"]
    assert "<article>" in made["b/index.html"]
