"""What a reader's browser does with the site, the same from a server under a sub-path and from a folder."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.watch import Watched, kinds

pytestmark = pytest.mark.xdist_group("browser")  # one browser serves them all


@pytest.mark.parametrize("width", [320, 360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_kind_of_page_is_quiet_and_fits(
    browser: Browser, served: str, exported: Path, scheme: str, width: int
) -> None:
    """No console message, no failed request, none to another host, and nothing that is wider than the window."""
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800})  # type: ignore[arg-type]  # both are schemes
    trouble: list[str] = []
    for kind, path in kinds(exported).items():
        page = context.new_page()
        watched = Watched(page, served)
        page.goto(served + path)
        wider = page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth")
        trouble += [f"{kind}: {one}" for one in watched.trouble]
        trouble += [f"{kind}: {wider} px too wide"] if wider > 0 else []
        page.close()
    context.close()
    assert trouble == []


def test_pages_open_from_a_folder(browser: Browser, exported: Path) -> None:
    """Style and scripts are found and allowed, and links lead on, without a server."""
    context = browser.new_context()
    page = context.new_page()
    root = f"{exported.as_uri()}/"
    watched = Watched(page, root)
    for path in kinds(exported).values():
        page.goto(root + path)
        assert page.evaluate("document.styleSheets.length") > 0, path
    page.goto(root + "index.html")
    page.locator("main h3 a").first.click()
    expect(page.locator("h1")).to_be_visible()
    assert watched.trouble == []
    context.close()


def test_signals_are_filtered_and_sorted(browser: Browser, site: str) -> None:
    """Words, a theme and a column's head choose and order the rows, and the number found is announced."""
    context = browser.new_context()
    page = context.new_page()
    watched = Watched(page, site)
    page.goto(f"{site}signals/index.html")
    rows = page.locator("#signals tbody tr:visible")
    everything = rows.count()
    page.get_by_label("Any words").fill("licence")
    expect(rows).not_to_have_count(everything)
    found = rows.count()
    assert 0 < found < everything
    expect(page.get_by_role("status")).to_contain_text(str(found))
    page.get_by_role("button", name="Clear").click()
    expect(rows).to_have_count(everything)
    head = page.get_by_role("columnheader", name="Signal")
    head.get_by_role("button").press("Enter")
    expect(head).to_have_attribute("aria-sort", "ascending")
    names = [name.casefold() for name in page.locator("#signals tbody tr th").all_text_contents()]
    assert names[0] <= names[1] <= names[2]
    head.get_by_role("button").press("Enter")
    expect(head).to_have_attribute("aria-sort", "descending")
    page.get_by_label("Any words").fill("no row holds these words")
    expect(rows).to_have_count(0)
    assert watched.trouble == []
    context.close()


def test_the_colour_scheme_is_remembered(browser: Browser, served: str) -> None:
    """The toggle turns light into dark, also on the next page, by keyboard alone."""
    context = browser.new_context(color_scheme="light")
    page = context.new_page()
    page.goto(served)
    paper = "getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(paper)
    page.get_by_role("button", name="dark").press("Enter")
    dark = page.evaluate(paper)
    assert dark != light
    page.goto(f"{served}themes/index.html")
    assert page.evaluate(paper) == dark
    context.close()


def test_everything_is_there_without_scripts(browser: Browser, served: str, exported: Path) -> None:
    """Pages are whole without JavaScript: one heading, links, all rows of signals; no control that does nothing."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for path in kinds(exported).values():
        page.goto(served + path)
        expect(page.locator("h1")).to_have_count(1)
    page.goto(f"{served}signals/index.html")
    assert page.locator("#signals tbody tr").count() > 0
    expect(page.locator("#filters")).to_be_hidden()
    expect(page.get_by_role("button")).to_have_count(0)
    context.close()
