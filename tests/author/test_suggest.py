"""Laws of drafts: every sentence and keyword is the source's, the vault's words come first, and nothing breaks them."""

import datetime as dt
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.author import Article, Draft, as_note
from kb.author.lexrank import chosen, ranked
from kb.author.papers import markdown_article, plain_article
from kb.author.phrases import phrases
from kb.author.sentences import blocks, sentences
from kb.author.suggest import Surroundings, suggested
from kb.author.turn import strongest
from kb.author.vocabulary import key_of
from kb.closest.nearest import counted, nearest, reader
from kb.dedupe import spelled_out
from kb.model import Note
from kb.text import tokens
from tests.io.articles.pages import SENTENCES

ODD = (
    "Mr. Doe of the U.S. met 3.5 people. It was late!",
    "So it ends…",
    "- an item",
    "1990. A year",
    "No end",
    "日本の港。次の文。",
    "\n",
    "\n\n",
    "Heading",
    "“Why not?” asked the captain. (So did I.)",
    "...",
    "a" * 700,
    "LLMs (Large Language Models)",
)
PIECES = st.sampled_from([*SENTENCES, *ODD])
TEXTS = st.lists(PIECES, max_size=12).map(" ".join) | st.text(max_size=200)


def note(id_: str, title: str, keywords: str = "", themes: str = "", summary: str = "") -> Note:
    """A note of these terms."""
    return Note(
        id=id_,
        path=f"{id_}.md",
        title=title,
        summary=summary,
        keywords=tuple(filter(None, keywords.split("; "))),
        themes=tuple(filter(None, themes.split("; "))),
    )


def drafted(article: Article, *notes: Note, aliases: tuple[tuple[str, tuple[str, ...]], ...] = ()) -> Draft:
    """The draft of an article beside these notes."""
    near = nearest(as_note(article), counted(notes), 8, reader(notes))
    spelled = {one.id: spelled_out(one) for one in notes}
    return suggested(article, Surroundings(notes=notes, spelled=spelled, near=near, aliases=aliases), 8)


ARTICLE = Article(title="Ports get shore power", text="\n\n".join(SENTENCES))
VAULT = (
    note(
        "a1", "Quays with plugs", "Shore-power; ferry; harbors", "clean ports; energy", "Ferries plug in at the quay."
    ),
    note(
        "a2",
        "Ships on batteries",
        "batteries; ferry",
        "energy",
        "A ferry with batteries leaves the quay for the ports.",
    ),
    note("a3", "Bees", "bees; orchards", "farming", "Bees work in orchards."),
)


@given(text=TEXTS)
def test_sentences_are_the_text_s_own(text: str) -> None:
    """Every sentence stands in the text word for word, in its order, and none overlaps another."""
    whole = " ".join(text.split())
    joined = " ".join(blocks(text))
    place = 0
    for one in sentences(text):
        place = joined.index(one, place) + len(one)
        assert one in whole or re.search(r"^\s*([-*+•–]|\d+[.)])", text, re.MULTILINE)


@given(text=TEXTS, title=st.sampled_from(["", "Ports get shore power", "<script>"]))
def test_a_draft_says_what_its_source_and_its_vault_say(text: str, title: str) -> None:
    """Summary, keywords and change are found in the source, themes in either; nothing that was made is unmarked."""
    article = Article(title=title, text=text)
    draft = drafted(article, *VAULT)
    told = [*sentences(text)]
    assert set(draft.summary) <= set(told)
    assert len(draft.summary) <= 5
    assert len(draft.keywords) <= 10
    assert len(draft.themes) <= 3
    found = phrases(article)
    known = {theme for one in VAULT for theme in one.themes}
    assert all(key_of(word) in found for word in draft.keywords)
    assert all(key_of(theme) in found or theme in known for theme in draft.themes)
    assert all(row.change in {"", *told} for row in draft.signals)
    assert {"summary", "keywords", "themes", "closest"} & set(draft.made) == {
        name for name in ("summary", "keywords", "themes", "closest") if getattr(draft, name)
    }
    assert ("title" in draft.made) == (bool(draft.title) and not title)


def test_the_vault_s_words_come_first() -> None:
    """A term that the vault uses is given in its spelling; themes are those of near notes, not of far ones."""
    draft = drafted(ARTICLE, *VAULT)
    assert {"Shore-power", "ferry"} <= set(draft.keywords)
    assert "shore power" not in draft.keywords
    assert draft.themes[:2] == ("energy", "clean ports")
    assert "farming" not in draft.themes
    assert [id_ for id_, _ in draft.closest] == ["a1", "a2"]


def test_a_synonym_that_the_vault_has_beats_one_that_it_has_not() -> None:
    """By the alias table, or by an acronym that an article or a note spells out, another name is the vault's term."""
    text = (
        "A cold ironing plan is old. " * 2 + "\n\nThe LLMs of ports plan it. Large language models (LLMs) do this now."
    )
    vault = (note("b1", "Words", "Large Language Models"), note("b2", "Plugs", "Shore power"))
    draft = drafted(Article(text=text), *vault, aliases=(("Shore power", ("cold ironing",)),))
    assert {"Shore power", "Large Language Models"} <= set(draft.keywords)
    assert not {"cold ironing", "LLMs", "LLM"} & set(draft.keywords)


def test_a_vault_without_notes_is_no_hindrance() -> None:
    """The first note of a vault gets the article's own terms."""
    draft = drafted(ARTICLE)
    assert "shore power" in draft.keywords
    assert len(draft.themes) == 3
    assert not draft.closest
    assert draft.made == ("summary", "keywords", "themes", "signals")


def test_the_change_is_the_sentence_that_tells_one() -> None:
    """From what to what beats weaker signs; spans of time are no change; without a sign there is nothing."""
    assert drafted(ARTICLE).signals[0].change == SENTENCES[1]
    order = range(2)
    assert strongest(["Open from Monday to Friday.", "Shops no longer open."], order) == "Shops no longer open."
    assert not strongest(["Open from 9 to 5 and from 2019 to 2024.", "Nothing here."], order)


def test_a_summary_does_not_say_a_thing_twice() -> None:
    """Of sentences that say the same one is taken, and what is taken keeps the order of the text."""
    told = [SENTENCES[0], SENTENCES[0].replace("now", "today"), *SENTENCES[1:]]
    places = chosen(ranked(told), 5)
    assert places == tuple(sorted(places))
    assert not {0, 1} <= set(places)
    assert chosen(ranked([]), 5) == ()


@pytest.mark.parametrize(
    "text",
    [
        "." * 250_000,
        "A. " * 90_000,
        "from " * 50_000,
        "日" * 200_000,
        "- a\n" * 60_000,
        "\n " * 120_000,
        "A b c. " * 40_000,
        "a" * 10_000_000,
    ],
    ids=lambda text: repr(text[:5]),
)
def test_hostile_text_is_read_in_time(text: str) -> None:
    """No text, however long its line or odd its marks, makes drafting slow; the limit is far above what it takes."""
    start = time.process_time()
    drafted(Article(text=text), *VAULT)
    assert time.process_time() - start < 5


def test_text_and_markdown_say_what_they_are() -> None:
    """A first line that is no sentence is a title; Markdown gives its header, its first heading and its words."""
    plain = plain_article("\ufeffShore power\r\n\r\n" + SENTENCES[0] + "\x1b[31m\u202e")
    assert (plain.title, plain.text.strip()) == ("Shore power", SENTENCES[0] + "[31m")
    assert plain_article(SENTENCES[0]).title == ""
    header = "---\ndate: 2024-02-18\nlang: en\nlink: https://example.org/a\n---\n\n"
    text = f"{header}# Shore *power*\n\n* one\n\n```\ncode\n```\n"
    assert markdown_article(text) == Article(
        title="Shore power", date=dt.date(2024, 2, 18), lang="en", link="https://example.org/a", text="one"
    )
    assert tokens(markdown_article(text).text) == ["one"]
