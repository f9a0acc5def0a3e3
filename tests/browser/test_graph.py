"""What a reader does with the graph's page, by mouse and by keyboard, from a server and from a folder."""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

import kb
from kb.graph import Community
from kb.model import Graph
from tests.browser.conftest import ROOT
from tests.browser.watch import Watched

pytestmark = pytest.mark.xdist_group("browser")  # one export serves them all

_FRAMES = """(() => {
  const ask = window.requestAnimationFrame.bind(window);
  window.spent = [];
  window.requestAnimationFrame = (call) => ask((now) => {
    const start = performance.now();
    call(now);
    spent.push(performance.now() - start);
  });
})()"""


@pytest.fixture(scope="module")
def known() -> tuple[Graph, tuple[Community, ...]]:
    """The graph of the vault that is exported, and its communities."""
    vault = kb.open_vault(ROOT)
    return vault.graph, vault.communities()


Opened = Callable[[str], Page]


@pytest.fixture
def opened(browser: Browser, site: str) -> Iterator[Opened]:
    """Opens the graph's page with what stands after # and waits until it is drawn; nothing may go wrong on it."""
    context = browser.new_context(viewport={"width": 1280, "height": 1100})
    watched: list[Watched] = []

    def open_(state: str) -> Page:
        page = context.new_page()
        watched.append(Watched(page, site))
        page.goto(f"{site}graph/index.html{state}")
        expect(page.locator("#graph-said")).to_contain_text("shown")
        return page

    yield open_
    assert [trouble for one in watched for trouble in one.trouble] == []
    context.close()


def test_from_communities_to_a_note(opened: Opened, known: tuple[Graph, tuple[Community, ...]]) -> None:
    """Links beside the drawing lead from all communities to one, to a note, to its page; back leads back."""
    graph, communities = known
    page = opened("")
    expect(page.locator("#graph-canvas canvas").first).to_be_visible()
    expect(page.locator("#graph-list li")).to_have_count(len(communities))
    page.locator("#graph-list a").first.press("Enter")
    expect(page.locator("#graph-head")).to_have_text(communities[0].name)
    expect(page.locator("#graph-list a:first-child")).to_have_count(len(communities[0].members) + len(communities) - 1)
    page.locator("#graph-list a").first.press("Enter")
    expect(page.locator("#graph-head")).to_contain_text("Around")
    assert "note=" in page.url
    page.go_back()
    expect(page.locator("#graph-head")).to_have_text(communities[0].name)
    page.go_forward()
    expect(page.locator("#graph-head")).to_contain_text("Around")
    title = page.locator("#graph-way [aria-current]").inner_text()
    assert title in {node.title for node in graph.nodes}
    page.get_by_role("link", name="Read this note").click()
    expect(page.locator("h1")).to_have_text(title)


def test_the_mouse_points_opens_and_moves(opened: Opened) -> None:
    """Pointing is shown, dragging moves and opens nothing, and a click on a disc opens its community."""
    page = opened("")
    canvas = page.locator("#graph-canvas")
    box = canvas.bounding_box()
    assert box
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    places = [(middle[0] + 45 * x, middle[1] + 45 * y) for x in range(-4, 5) for y in range(-4, 5)]

    def hit() -> tuple[float, float]:
        for place in places:
            page.mouse.move(*place)
            page.evaluate("new Promise(requestAnimationFrame)")  # the browser hands moves on once a frame
            if "points" in str(canvas.get_attribute("class")):
                return place
        raise AssertionError("nothing is under the mouse anywhere")

    x, y = hit()
    page.mouse.down()
    page.mouse.move(x + 40, y + 40, steps=4)
    page.mouse.up()
    assert "in=" not in page.url
    page.wait_for_timeout(400)  # what was thrown comes to rest
    page.mouse.click(*hit())
    page.wait_for_url("**#in=*")
    expect(page.locator("#graph-way [aria-current]")).not_to_have_text("Communities")


def test_a_path_is_found_by_keyboard(opened: Opened, known: tuple[Graph, tuple[Community, ...]]) -> None:
    """Two titles typed give the shortest path, as long as it is, and its address says it."""
    graph, communities = known
    titles = {node.id: node.title for node in graph.nodes}
    start, end = communities[0].members[0], communities[-1].members[0]
    page = opened("")
    for label, id_ in (("Find a note", start), ("Shortest path to", end)):
        field = page.get_by_label(label)
        expect(field).to_be_visible()  # typing doesn't wait for it
        field.press_sequentially(titles[id_][:60])
        expect(page.locator("#graph-found a").first).to_have_text(titles[id_])
        field.press("Space")  # what is typed last is looked for in a moment, and takes nothing from who chooses before
        field.press("ArrowDown")
        page.wait_for_timeout(300)
        page.keyboard.press("Enter")
        expect(page.locator("#graph-found")).to_be_hidden()
        expect(page.locator("#graph-list li").first).to_be_visible()
    expect(page.locator("#graph-head")).to_contain_text("From")
    beside: dict[str, set[str]] = {}
    for edge in graph.edges:
        beside.setdefault(edge.source, set()).add(edge.target)
        beside.setdefault(edge.target, set()).add(edge.source)
    steps, ring = 0, {start}
    while end not in ring:
        steps, ring = steps + 1, {other for one in ring for other in beside[one]}
    expect(page.locator("#graph-list li")).to_have_count(steps + 1)
    expect(page.locator("#graph-list li").last).to_contain_text(titles[end])
    heading = page.locator("#graph-head").inner_text()
    page.reload()
    expect(page.locator("#graph-head")).to_have_text(heading)


def test_filters_stand_in_the_address(opened: Opened, known: tuple[Graph, tuple[Community, ...]]) -> None:
    """A theme and a date leave fewer notes and a kind fewer links, which outlasts a reload; Clear brings all back."""
    graph, communities = known
    first = communities[0]
    nodes = {node.id: node for node in graph.nodes}
    theme = next(theme for id_ in first.members for theme in nodes[id_].themes)
    page = opened(f"#in={quote(first.address)}")
    notes = page.locator("#graph-list li", has_text="degree")
    expect(notes).to_have_count(len(first.members))
    page.get_by_label("Theme").fill(theme)
    page.wait_for_url("**theme=*")
    expect(notes).not_to_have_count(len(first.members))
    found = notes.count()
    assert found
    page.get_by_label("From").fill("2999-01-01")
    expect(notes).to_have_count(0)
    page.get_by_label("From").fill("")
    page.get_by_label("similar").uncheck()
    page.wait_for_url("**kinds=*")
    page.reload()
    expect(notes).to_have_count(found)
    expect(page.get_by_label("Theme")).to_have_value(theme)
    expect(page.get_by_label("similar")).not_to_be_checked()
    page.get_by_role("button", name="Clear").click()
    expect(notes).to_have_count(len(first.members))


def test_what_is_not_there_is_said(opened: Opened) -> None:
    """An address of a note or community that is no more says so, and leads on."""
    page = opened("")
    for state, said in (("note=nobody", "no note “nobody”"), ("in=nowhere", "no community “nowhere”")):
        page.evaluate("state => { location.hash = state; }", state)
        expect(page.locator("#graph-said")).to_contain_text(said)
    page.get_by_role("link", name="Communities").first.click()
    expect(page.locator("#graph-said")).to_contain_text("shown")


def test_the_table_sorts(opened: Opened, known: tuple[Graph, tuple[Community, ...]]) -> None:
    """A head sorts all notes, figures with the greatest first and again the other way round."""
    page = opened("")
    head = page.locator("#standings").get_by_role("columnheader", name="Bridge")
    for order, turn in (("descending", -1), ("ascending", 1)):
        head.get_by_role("button").press("Enter")
        expect(head).to_have_attribute("aria-sort", order)
        rows = page.locator("#standings tbody tr")
        expect(rows).to_have_count(len(known[0].nodes))
        values = [float(text) for text in page.locator("#standings tbody td:nth-child(5)").all_text_contents()]
        assert values == sorted(values, key=lambda value: turn * value)


def test_panning_costs_the_script_little(opened: Opened) -> None:
    """The script's own part of a frame, while all notes are moved, stays far below a frame."""
    page = opened("")
    page.context.add_init_script(_FRAMES)
    page.goto(f"{page.url.partition('#')[0]}#notes=all")
    page.reload()
    expect(page.locator("#graph-said")).to_contain_text("All notes")
    box = page.locator("#graph-canvas").bounding_box()
    assert box
    page.mouse.move(box["x"] + 300, box["y"] + 200)
    page.mouse.down()
    page.evaluate("spent.length = 0")
    for step in range(20):
        page.mouse.move(box["x"] + 300 + 5 * step, box["y"] + 200 + 3 * step)
    page.mouse.up()
    spent = sorted(page.evaluate("spent"))
    assert spent
    assert spent[len(spent) // 2] < 4


def test_without_webgl_the_lists_stand(browser: Browser, site: str, exported: Path) -> None:
    """Where nothing can be drawn the page says so; the list beside the drawing still leads on."""
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page.goto(f"{site}graph/index.html")
    expect(page.locator("#graph-said")).to_contain_text("no WebGL")
    expect(page.locator("#graph-canvas")).to_be_hidden()
    page.locator("#graph-list a").first.click()
    expect(page.locator("#graph-way [aria-current]")).not_to_have_text("Communities")
    assert (exported / "graph" / "index.html").is_file()
    context.close()
