"""What axe, a checker of accessibility, finds on every kind of page."""

from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.watch import kinds

pytestmark = pytest.mark.xdist_group("axe")  # one browser for all of them, beside that of the other tests

_AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text("utf-8")
_RUN = """
    axe.run(document, {resultTypes: ["violations"], rules: {"target-size": {enabled: true}}})
        .then(found => found.violations.map(one => [one.id, one.nodes[0].html]))
"""


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_kind_of_page(
    browser: Browser, served: str, exported: Path, scheme: Literal["light", "dark"], width: int
) -> None:
    """No rule of axe is broken, those of good practice included, in either scheme, wide or narrow."""
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800})
    page = context.new_page()
    trouble = []
    for kind, path in kinds(exported).items():
        page.goto(served + path)
        page.wait_for_load_state("load")
        page.evaluate(_AXE)
        trouble += [(kind, *found) for found in page.evaluate(_RUN)]
    context.close()
    assert trouble == []


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_open_search(
    browser: Browser, served: str, scheme: Literal["light", "dark"], width: int
) -> None:
    """The dialog of the search breaks no rule: empty, with answers, with its choices open, and with nothing found."""
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(served)
    page.keyboard.press("/")
    page.evaluate(_AXE)
    trouble = page.evaluate(_RUN)
    page.keyboard.type("ai")
    page.locator("dialog[open] mark").first.wait_for()
    trouble += page.evaluate(_RUN)
    page.get_by_text("Narrow", exact=True).click()
    page.get_by_role("combobox", name="Theme").wait_for()
    trouble += page.evaluate(_RUN)
    page.locator("dialog").get_by_role("searchbox").fill("qqqqqq")
    expect(page.locator("dialog .hits li")).to_have_count(0)
    trouble += page.evaluate(_RUN)
    context.close()
    assert trouble == []


def test_axe_sees_what_is_wrong(browser: Browser, served: str) -> None:
    """A picture without words, put into a page, is found: the check can fail."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(served)
    page.evaluate("document.querySelector('main').append(document.createElement('img'))")
    page.evaluate(_AXE)
    assert [rule for rule, _ in page.evaluate(_RUN)] == ["image-alt"]
    context.close()
