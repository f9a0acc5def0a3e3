"""What the front page says, and what it leaves unsaid."""

import re

from kb.site import letters
from tests.site.crawl import broken
from tests.site.made import outputs, site, words


def _note(id_: str, label: str, themes: str = "", keywords: str = "", link: str = "") -> str:
    lists = "".join(
        f"## {name}\n" + "".join(f"* {one}\n" for one in some.split(", "))
        for name, some in (("Themes", themes), ("Keywords", keywords))
        if some
    )
    external = f"__[External link]({link})__\n" if link else ""
    signals = f"## Signals\n| Signal | Change |\n|--|--|\n| S {id_} | From {id_} to z |\n"
    return (
        f"-- {id_}.md --\n# __T {id_}__, from ([{label}](https://example.org/p/{label}).)\n{external}{lists}{signals}"
    )


VAULT = (
    _note("aaaa", "20240101", "rules", "bees, towns", "https://example.com/a")
    + _note("bbbb", "20240201", "rules", "honey")
    + _note("cccc", "20240301", "rules, roofs", "bees, hives")
    + _note("dddd", "20240301", "rules", "", "https://example.com/a?utm_source=x")
    + _note("eeee", "20240115-scan", "rules")
    + _note("ffff", "20240116-scan", "rules")
    + _note("gggg", "3287.0", "rules")
)


def test_it_tells_what_the_latest_origin_changed() -> None:
    """Terms seen for the first time, keywords in a second note, and items that came back, each only when true."""
    page = words(site(VAULT)["index.html"])
    changed = page.partition("What 1 March 2024 changed")[2].partition("Before that")[0]
    assert "Themes seen for the first time roofs" in changed
    assert "Keywords seen for the first time hives" in changed
    assert "Keywords now in a second note bees 2" in changed
    assert "Seen again T aaaa , first on 1 January 2024" in changed
    assert "honey" not in changed


def test_it_counts_what_came_since_each_origin() -> None:
    """Notes after an origin's day are counted, one that an earlier origin had told of is not; the next is linked."""
    page = words(site(VAULT)["index.html"]).partition("Read on with")[2]
    assert page.strip().startswith(
        "1 February 2024 1 note in 1 origin 1 March 2024 "
        "16 January 2024 2 notes in 2 origins 1 February 2024 "
        "15 January 2024 3 notes in 3 origins 16 January 2024 "
        "1 January 2024 4 notes in 4 origins 15 January 2024"
    )


def test_the_first_origin_changed_nothing() -> None:
    """With one origin alone there is nothing to compare with, so nothing is said to be new."""
    page = words(site(_note("aaaa", "20240101", "rules", "bees"))["index.html"])
    assert "first time" not in page
    assert "New since" not in page
    assert "New in the latest" not in page


def test_it_draws_five_for_the_latest_date() -> None:
    """Without a script the five are those of the latest date, and no link offers what nothing would answer."""
    page = site(VAULT)["index.html"]
    drawn = page.partition('<section id="draw"')[2].partition("</section>")[0]
    assert drawn.count("<li>") == 5
    assert "?draw=" not in page


def test_it_shows_a_signal_of_each_common_theme() -> None:
    """The newest signal of a theme that the news above have not told of, linked to its row."""
    page = site(VAULT + "".join(_note(f"n{n}", f"2023010{n}", "old times") for n in range(1, 9)))["index.html"]
    extract = page.partition('<table class="extract">')[2].partition("</table>")[0]
    assert 'href="theme/old-times/index.html"' in extract
    assert 'href="n8/index.html#signal-1"' in extract


def test_every_link_of_every_page_leads_somewhere() -> None:
    """Pictures and the front page link to what is there, also where terms are hostile."""
    hostile = VAULT + _note("hhhh", "20240401", "<b>x</b>, a/b, ../..", '"q", R&D')
    assert broken(outputs(hostile)) == []
    assert "<b>x" not in site(hostile)["themes/index.html"]


def test_themes_tell_their_numbers_once_in_each_form() -> None:
    """The map, its table and the spreadsheet count alike."""
    made = site(VAULT)
    page = made["themes/index.html"]
    assert "rules in " in page or "No theme has more" in page
    row = re.search(r'<tr><th scope="row" dir="auto">rules</th>(.*?)</tr>', page)
    assert row
    cells = [int(cell) for cell in re.findall(r"<td>(\d+)</td>", row[1])]
    lines = [line.split(",") for line in made["data/themes-by-period.csv"].splitlines()[1:] if line.startswith("rules")]
    assert sum(cells[:-1]) == cells[-1] == sum(int(line[2]) for line in lines) == 6
    assert [line[1:] for line in lines][-1] == ["", "1", "1"]


def test_the_map_leaves_out_nothing_silently() -> None:
    """Themes that the map has no room for, or that join no notes, are counted and linked."""
    page = site(VAULT)["themes/index.html"]
    assert '<a href="#all">1 theme more</a>' in page
    assert 'id="all"' in page
    assert "roofs" not in page.partition("<svg")[2].partition("</svg>")[0]
    assert (
        "<svg" not in site(_note("aaaa", "20240101", "alone") + _note("bbbb", "20240801", "one"))["themes/index.html"]
    )


def test_a_terms_page_does_not_grow_with_the_vault() -> None:
    """Other notes of the same time add nothing to a term's page but what they share with it."""
    own = "".join(_note(f"a{n:02}", f"2024{n % 12 + 1:02}01", "", "bees") for n in range(24))
    others = "".join(_note(f"b{n:03}", f"2024{n % 12 + 1:02}01", "roofs", f"k{n % 40}") for n in range(200))
    page = "keyword/bees/index.html"
    small, large = site(own)[page], site(own + others)[page]
    assert '<svg class="bars"' in small
    menu = '<a href="../../themes/index.html">Themes</a>\n'
    assert large.replace(menu, "") == small


def test_letters_are_those_of_each_script() -> None:
    """Every heading has an anchor of its own, and signs come last."""
    labels = ["+", "ab", "Äb", "9", "日本", "カナ", "かな", "אב", "신호", "Яблоко", "ไทย", "ภาษา"]
    found = letters.by_letter(labels, str, str)
    headings = list(dict.fromkeys(heading for heading, _ in found))
    assert headings == ["0–9", "A", "Я", "א", "ท", "ภ", "か", "ㅅ", "漢", "…"]
    assert len({letters.letter_id(heading) for heading in headings}) == len(headings)
