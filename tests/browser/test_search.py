"""The search as a reader has it: the same answers as in Python, by keyboard, announced, linkable, and light."""

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote, unquote

import pytest
from playwright.sync_api import Browser, Page, expect

import kb
from kb.options import SiteOptions
from kb.search import Answer, Index, build_index, find, narrow
from kb.site import render, search
from tests.io.written import write_site
from tests.search.vaults import collection, many

pytestmark = pytest.mark.xdist_group("browser")  # one browser serves them all

ROOT = Path(__file__).parents[2]
FOLD = """(all) => {
  const { fold, tokens, words } = kbSearch;
  return all.map(({ text }) => ({ text, fold: fold(text), tokens: tokens(text), words: words(text) }));
}"""
FIND = """async (asked) => {
  const found = [];
  for (const [text, sort] of asked) {
    const { hits, total, reading, mended, narrow } = await kbSearch.find(text, await kbSearch.index(), { sort });
    found.push([hits.map(({ id, snippet }) => [id, snippet]), total, reading, mended,
      (await narrow()).map(({ field, label, ask, notes }) => [field, label, ask, notes])]);
  }
  return found;
}"""
STRANGE = [
    "", " ", "-", '"', '"""', "theme:", 'theme:"', "*", "-*", "AI* -theme:x*", "source:www.example.org",
    "SOURCE:m.x.org", "origin:2024", "has:signals -the", "“curly quotes”", "日本", "日本の法律 AI", "罰則のないAI法",
    "الوقود الأحفوري", "ＡＩ", "ΑΣ ας", "Straße", "a\u2028b", "a\x1cb\x85c", "\ufeffthe", "x" * 5_000, "😀 𠮷野家",
    '"the first" rung', '"chat* ', "plug-in", "regulaton", "agnet safty", "theme:ſource", "ſource:a", "Keyword:AI",
    "-\u202e", "1e9", "don't", "U.S. ports",
]  # fmt: skip


def _answers(page: Page, index: Index, questions: list[str]) -> None:
    """Hold the browser's answers against Python's."""
    asked = [(text, ("best", "newest")[place % 2]) for place, text in enumerate(questions)]
    for (text, sort), given in zip(asked, page.evaluate(FIND, asked), strict=True):
        answer = find(text, index, 10, "newest" if sort == "newest" else "best")
        assert (text, given) == (text, _plain(answer, text, index))


def _plain(answer: Answer, text: str, index: Index) -> Any:  # noqa: ANN401  # what JSON makes of it
    narrowings = [(one.field, one.label, one.ask, one.notes) for one in narrow(text, index)]
    hits = [(hit.id, hit.snippet) for hit in answer.hits]
    return json.loads(json.dumps((hits, answer.total, answer.reading, answer.mended, narrowings)))


def _questions(index: Index, number: int) -> list[str]:
    """Questions made of words, parts of words, misspelt words, phrases and fields of an index."""
    random = Random(7)  # noqa: S311  # the same questions every time
    words = [one.term for shard in index.known.shards for one in shard]
    facets = [one.term.partition(":") for shard in index.facets.shards for one in shard]
    texts = [document.texts[0].split() or ["x"] for shard in index.documents.shards for document in shard]

    def clause() -> str:
        word = random.choice(words)
        cut = random.randrange(len(word))
        text = random.choice(texts)
        start = random.randrange(len(text))
        field, _, value = random.choice(facets)
        return random.choice("     -").strip() + random.choice(
            [
                word,
                word.upper(),
                word[: cut + 1],
                f"{word[: cut + 1]}*",
                word[:cut] + word[cut + 1 :],
                word[:cut] + word[cut:][1::-1] + word[cut + 2 :],
                f'"{" ".join(text[start : start + 3])}"',
                " ".join(text[start : start + 2]),
                f'{field}:"{value}"',
                f"{field}:{value[: cut + 1]}*",
            ]
        )

    return [" ".join(clause() for _ in range(random.randint(1, 4))) for _ in range(number)]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A window in which nothing may go wrong."""
    context = browser.new_context(locale="en")
    page = context.new_page()
    trouble: list[str] = []
    page.on("console", lambda message: trouble.append(message.text))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    yield page
    context.close()
    assert trouble == []


def test_the_browser_folds_as_python_does(page: Page, served: str) -> None:
    """The vectors of `tests/search` hold in the browser, and strings are compared by code point."""
    vectors = json.loads((ROOT / "tests" / "search" / "vectors.json").read_text("utf-8"))
    page.goto(f"{served}search/index.html")
    for given, one in zip(page.evaluate(FOLD, vectors), vectors, strict=True):
        assert given == one
    strings = ["\uffff", "\U00010000", "a", "", "ab", "\ud7ff", "\U0010ffff"]
    assert page.evaluate("(all) => all.sort(kbSearch.compare)", strings) == sorted(strings)


def test_the_browser_answers_as_python_does(page: Page, site: str) -> None:
    """On this project's own notes: the same notes, order, passages, reading and narrowings, for any question."""
    index = build_index(kb.open_vault(ROOT).collection)
    page.goto(f"{site}search/index.html")
    _answers(page, index, [*STRANGE, *_questions(index, 150)])


def test_the_browser_answers_as_python_does_on_many_notes(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On twelve hundred made-up notes, where common words are passed over and the directory has two levels."""
    monkeypatch.setattr(search, "_LARGEST_LIST", 300)
    known = collection(many(1_200))
    write_site(tmp_path / "site", render(known, SiteOptions()))
    listed = (tmp_path / "site" / "data" / "search" / "index.js").read_text("utf-8")
    depths = json.loads(listed.removeprefix("kbSearch.load(").removesuffix(");\n"))["shelves"]
    page.goto(f"{(tmp_path / 'site').as_uri()}/search/index.html")
    index = build_index(known)
    _answers(page, index, ["word1 word2 word77", "word1", "note 7", *_questions(index, 60)])
    assert {depth for depth, _, _ in depths.values()} == {1, 2}


def test_a_slash_opens_it_and_the_focus_returns(page: Page, site: str) -> None:
    """By keyboard alone: typed, walked with arrows, closed by Escape where the reader was, a hit opened with Enter."""
    page.goto(f"{site}about/index.html")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    link = page.locator("main a").first
    link.focus()
    page.keyboard.press("/")
    field = page.get_by_role("searchbox", name="Search all notes")
    expect(field).to_be_focused()
    page.keyboard.type("agent safety")
    hits = page.locator("dialog .hits a")
    expect(hits).not_to_have_count(0)
    expect(page.locator("dialog [role=status]")).to_contain_text("notes.")
    expect(page.locator("dialog mark").first).to_have_text("Safety")
    page.keyboard.type("!")  # what is typed last is looked for in a moment, and takes nothing from who chooses before
    page.keyboard.press("ArrowDown")
    page.wait_for_timeout(300)
    expect(hits.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(hits.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(field).to_be_focused()
    page.keyboard.press("Backspace")
    page.keyboard.press("Tab")
    expect(page.get_by_role("combobox", name="Order")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_be_hidden()
    expect(link).to_be_focused()
    before = len(asked)
    page.keyboard.press("/")
    expect(field).to_be_focused()
    expect(field).to_have_value("agent safety")
    assert len(asked) == before
    title = hits.nth(0).inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(title)


def test_nothing_is_loaded_before_it_is_opened(page: Page, served: str, exported: Path) -> None:
    """A page asks for nothing of the search; opened, the first answer takes less than 150 kB in all."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(unquote(request.url.removeprefix(served))))
    page.goto(f"{served}index.html")
    assert not [url for url in asked if "search" in url]
    asked.clear()
    page.get_by_role("navigation", name="Site").get_by_role("link", name="Search").click()
    expect(page.get_by_role("searchbox", name="Search all notes").last).to_be_focused()
    page.keyboard.type("language models")
    expect(page.locator("dialog .hits li")).not_to_have_count(0)
    assert any("data/search/" in url for url in asked)
    assert sum(len(gzip.compress((exported / url).read_bytes())) for url in asked) < 150_000


def test_how_a_question_was_read_is_announced(page: Page, site: str) -> None:
    """The live region says how many were found, and whether words were begun, corrected or left out."""
    page.goto(f"{site}search/index.html")
    status, field = page.get_by_role("status"), page.get_by_role("searchbox")
    for text, said in {
        "AI regulat": "hold words that begin with the last one",
        "regulaton": "No note holds “regulaton”; these hold “regulation”.",
        "regulation zzzz": "these hold some of the words",
        "zzzz": "No note answers that.",
    }.items():
        field.fill(text)
        expect(status).to_contain_text(said)


def test_a_search_is_linked_sorted_and_narrowed(page: Page, served: str) -> None:
    """The address holds the question and the order; themes and signals narrow it; more hits come when asked for."""
    page.goto(f"{served}search/?q=models&sort=newest")
    hits = page.locator("#search .hits li")
    expect(hits).to_have_count(10)
    dates = [str(one) for one in page.locator("#search time").evaluate_all("all => all.map((one) => one.dateTime)")]
    assert dates == sorted(dates, reverse=True)
    page.get_by_role("button", name="more of").click()
    expect(hits).not_to_have_count(10)
    expect(hits.nth(10).locator("a")).to_be_focused()
    page.get_by_text("Narrow", exact=True).click()
    theme = page.get_by_role("combobox", name="Theme")
    label = theme.locator("option").nth(1).inner_text()
    theme.select_option(index=1)
    expect(page.get_by_role("status")).to_contain_text(label.rpartition("(")[2].removesuffix(")"))
    expect(page.get_by_role("searchbox")).to_have_value(f'models theme:"{label.rpartition(" (")[0].lower()}"')
    page.wait_for_url(lambda url: "theme%3A" in url)
    page.get_by_role("checkbox", name="Has signals").check()
    expect(page.get_by_role("searchbox")).to_have_value(re.compile("has:signals$"))
    page.get_by_role("checkbox", name="Has signals").uncheck()
    theme.select_option("")
    expect(page.get_by_role("searchbox")).to_have_value("models")


def test_languages_keep_their_direction(page: Page, served: str) -> None:
    """A hit in another language says so, and Arabic runs from the right."""
    page.goto(f"{served}search/index.html?q={quote('العربية')}")
    title = page.locator("#search .hits a").first
    expect(title).to_have_attribute("lang", "ar")
    assert title.evaluate("(one) => getComputedStyle(one).direction") == "rtl"
    assert page.locator("#search .passage").first.evaluate("(one) => getComputedStyle(one).direction") == "rtl"


def test_the_key_can_be_turned_off(page: Page, served: str) -> None:
    """Who types with other keys can keep the slash for themselves; in a field it is always a slash."""
    page.goto(f"{served}index.html")
    field = page.get_by_role("searchbox", name="Search all notes")
    field.press("/")
    expect(page.locator("dialog")).to_have_count(0)
    page.goto(f"{served}search/index.html")
    page.get_by_role("checkbox", name="with the key").uncheck()
    page.goto(f"{served}about/index.html")
    page.keyboard.press("/")
    page.keyboard.press("Tab")
    expect(page.locator("dialog")).to_have_count(0)


def test_what_is_typed_while_it_loads_is_not_lost(page: Page, served: str) -> None:
    """Keys that come before the script do are in the field when it opens."""
    page.goto(f"{served}about/index.html")
    page.evaluate("""() => {
      const given = { bubbles: true, cancelable: true };
      for (const key of "/chatbot") document.dispatchEvent(new KeyboardEvent("keydown", { ...given, key }));
    }""")
    expect(page.locator("dialog input[type=search]")).to_have_value("chatbot")
    expect(page.locator("dialog .hits li")).not_to_have_count(0)


def test_the_front_page_asks(page: Page, site: str) -> None:
    """Its field leads to the answer on the search page."""
    page.goto(f"{site}index.html")
    page.get_by_role("searchbox", name="Search all notes").fill("chatbot")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("#search .hits li")).not_to_have_count(0)
    expect(page.locator("#search input")).to_have_value("chatbot")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_dialog_fits_a_narrow_window(browser: Browser, served: str, scheme: str) -> None:
    """At 320 px nothing of the open dialog is wider than the window."""
    context = browser.new_context(color_scheme=scheme, viewport={"width": 320, "height": 640})  # type: ignore[arg-type]  # both are schemes
    page = context.new_page()
    page.goto(f"{served}about/index.html")
    page.keyboard.press("/")
    page.get_by_role("searchbox").fill("models")
    expect(page.locator("dialog .hits li")).to_have_count(10)
    page.locator("dialog summary").click()
    expect(page.locator("dialog .choices select")).not_to_have_count(0)
    assert page.evaluate("document.querySelector('dialog').scrollWidth") <= 320
    context.close()
