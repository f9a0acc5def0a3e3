"""Pages of `kb serve` in a browser: they load again where their reader was, and show what is wrong."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.watch import Watched
from tests.serving.served import SOON, served

pytestmark = pytest.mark.xdist_group("browser")  # one browser serves them all

_AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text("utf-8")
_RUN = "axe.run(document, {resultTypes: ['violations']}).then(found => found.violations.map(one => one.id))"
_LONG = "# First\n\n" + "".join(f"Paragraph {number} of many.\n\n" for number in range(80))


def test_an_open_page_loads_again_and_keeps_its_place(browser: Browser, vault: Callable[[str], Path]) -> None:
    """A save shows in the open page without a hand, where it stood; another note's page is left alone."""
    top = vault(f"-- notes/a.md --\n{_LONG}-- notes/b.md --\n# Second\n")
    context = browser.new_context(viewport={"width": 800, "height": 600})
    with served(top / "notes", top / "site") as site:
        page, other = context.new_page(), context.new_page()
        watched = Watched(page, site.site.address)
        page.goto(f"{site.site.address}a/")
        other.goto(f"{site.site.address}b/")
        other.evaluate("window.stays = true")
        page.evaluate("scrollTo(0, 900)")
        (top / "notes/a.md").write_text(_LONG + "The last word.\n", "utf-8")
        expect(page.get_by_text("The last word.")).to_have_count(1, timeout=SOON * 1000)
        page.wait_for_function("scrollY === 900")
        assert other.evaluate("window.stays")
        assert watched.trouble == []
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_trouble_is_shown_until_it_is_mended(browser: Browser, vault: Callable[[str], Path], scheme: str) -> None:
    """An error lies over the page with its place, as text, within all rules of axe; it goes when the note is mended."""
    top = vault("-- notes/a.md --\n# First\n-- notes/b.md --\n# Second\n-- kb.toml --\n")
    context = browser.new_context(color_scheme=scheme, viewport={"width": 360, "height": 600})  # type: ignore[arg-type]  # both are schemes
    with served(top / "notes", top / "site") as site:
        page = context.new_page()
        watched = Watched(page, site.site.address)
        page.goto(f"{site.site.address}b/")
        (top / "notes/a.md").write_text("---\ntitle: [<img src=x>\n---\n# First\n", "utf-8")
        box = page.get_by_role("complementary", name="Trouble in the notes")
        expect(box.get_by_role("alert")).to_contain_text("a.md:", timeout=SOON * 1000)
        expect(box.locator("button")).to_have_css("border-top-style", "solid")  # its style is there
        page.evaluate(_AXE)
        assert page.evaluate(_RUN) == []
        assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
        (top / "notes/a.md").write_text("# First\n", "utf-8")
        expect(box).to_have_count(0, timeout=SOON * 1000)
        (top / "kb.toml").write_text("[<img src=x>\n", "utf-8")
        expect(box).to_contain_text("The site is as it was:", timeout=SOON * 1000)
        expect(box.locator("img")).to_have_count(0)
        box.get_by_role("button", name="Hide").click()
        expect(box).to_have_count(0)
        assert watched.trouble == []
    context.close()
