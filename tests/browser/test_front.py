"""What the front page and pictures do in a reader's browser."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

import kb
from kb.site.draw import draw

pytestmark = pytest.mark.xdist_group("browser")  # one browser serves them all

ROOT = Path(__file__).parents[2]


def _drawn(page: Page) -> list[str]:
    """Ids of the notes that are drawn."""
    links = page.locator("#draw li a")
    return [str(link.get_attribute("href")).removesuffix("/index.html") for link in links.all()]


def test_an_address_draws_the_same_five_for_everybody(browser: Browser, site: str) -> None:
    """The browser draws what Python draws, for any day, and an address that names none changes nothing."""
    ids = [node.id for node in kb.open_vault(ROOT).graph.nodes if node.kind == "note"]
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site}index.html")
    first = _drawn(page)
    for day in ("2026-11-22", "2024-02-29.17"):
        page.goto(f"{site}index.html?draw={day}")
        expect(page.locator("#draw")).to_contain_text(f"Drawn as of {day}")
        assert _drawn(page) == list(draw(ids, day)) != first
    page.goto(f"{site}index.html?draw=<b>2026")
    expect(page.locator("#draw")).to_contain_text("These five stay")
    assert _drawn(page) == first
    context.close()


def test_drawing_again_is_a_link(browser: Browser, served: str) -> None:
    """By keyboard alone: today's five, then others of today, and back again."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(served)
    page.get_by_role("link", name="Draw another five").press("Enter")
    expect(page).to_have_url(re.compile(r"\?draw=\d{4}-\d\d-\d\d#draw$"))
    expect(page.locator("#draw")).to_contain_text("Drawn as of")
    today = _drawn(page)
    page.get_by_role("link", name="Draw another five").press("Enter")
    expect(page).to_have_url(re.compile(r"\?draw=\d{4}-\d\d-\d\d\.2#draw$"))
    expect(page.locator("#draw")).to_contain_text(re.compile(r"Drawn as of \S+\.2"))
    assert _drawn(page) != today
    page.go_back()
    expect(page.locator("#draw")).not_to_contain_text(".2:")
    assert _drawn(page) == today
    context.close()


def test_what_is_wide_scrolls_by_keyboard(browser: Browser, served: str) -> None:
    """The map of themes can be focused and moved, its names stay; the page itself never moves sideways."""
    context = browser.new_context(viewport={"width": 320, "height": 700})
    page = context.new_page()
    page.goto(f"{served}themes/index.html")
    region = page.get_by_role("region", name="Themes over time")
    side = "region => region.querySelector('a').getBoundingClientRect().left"
    before = region.evaluate(side)
    region.focus()
    page.keyboard.press("ArrowRight")
    region.evaluate(
        "one => new Promise(done => (function look() { one.scrollLeft > 0 ? done() : requestAnimationFrame(look) })())"
    )
    assert region.evaluate(side) == before
    page.get_by_text("The numbers").click()
    assert page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth") <= 0
    context.close()


def test_four_hundred_percent_fits(browser: Browser, served: str) -> None:
    """At 1280 pixels and 400 % nothing but regions that say so is wider than the window, also with larger words."""
    context = browser.new_context(viewport={"width": 320, "height": 256}, device_scale_factor=4)
    page = context.new_page()
    for path in ("", "themes/", "origins/", "theme/ai-regulation/", "signals/"):
        page.goto(served + path)
        page.evaluate("document.styleSheets[0].insertRule('html { font-size: 150% !important }', 0)")
        assert page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth") <= 0, path
    context.close()


def test_paper_is_light(browser: Browser, served: str) -> None:
    """Who reads in the dark prints on white, with external addresses written out and no button."""
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(f"{served}origins/")
    page.get_by_role("button", name="light").press("Enter")
    page.get_by_role("button", name="dark").press("Enter")
    page.goto(f"{served}180b400e2ff14c1358c95031138bbe47/")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(29, 33, 37)"
    link = page.get_by_role("link", name="Read the article")
    assert "https://" in link.evaluate("link => getComputedStyle(link, '::after').content")
    expect(page.locator("button")).to_be_hidden()
    context.close()
