"""What comes, what is there already and what is left: nothing comes twice, and nothing is written over."""

import pytest

from kb.importing import Load
from tests.importing.sources import bring, fates, file, folder

NOTE = "# __Shore power__, from ([20240218](https://example.org/p).)\n\n__[External link](https://example.org/a)__\n"
FEED = """<rss version="2.0"><channel><title>F</title>
<item><title>A</title><link>https://example.org/a?utm_source=f</link></item>
<item><title>No link</title><description>x</description></item>
<item><title>No link</title><description>y</description></item>
<item><title>Again</title><link>https://www.example.org/a</link></item>
</channel></rss>"""
CSV = "title,link,keywords\nA,https://example.org/a,one\nB,https://example.org/b,two; three\nA,https://example.org/a,four\n"
SOURCES = {
    "folder": folder(f"-- a.md --\n{NOTE}-- deep/a.md --\n# Other\n-- b.md --\nsee [[a]], [x](deep/a.md)\n"),
    "obsidian": folder("-- X.md --\n#tag [[Y]]\n-- Z/X.md --\n[[X]]\n-- Y.md --\n\ntext\n", obsidian=True),
    "feed": file("feed.xml", FEED),
    "table": file("rows.csv", CSV),
    "json": file("rows.jsonl", '{"title": "A"}\n{"title": "A", "summary": "other"}\n{"id": "k1", "title": "A"}\n'),
}


@pytest.mark.parametrize("name", SOURCES)
def test_twice_changes_nothing(name: str) -> None:
    """What a source gave is there when it is imported again, each under the id that it got."""
    first = bring(SOURCES[name])
    again = bring(SOURCES[name], into=dict(first.files))
    assert first.files
    assert again.files == ()
    assert [(one.place, one.id) for one in again.outcomes] == [(one.place, one.id) for one in first.outcomes]
    assert {one.fate for one in again.outcomes} <= {"here", "left", "told"}


def test_no_two_files_have_one_name() -> None:
    """Several sources at once give paths that are all different, whatever case a disk keeps."""
    imported = bring(*SOURCES.values())
    paths = [path.casefold() for path, _ in imported.files]
    assert len(paths) == len(set(paths))


@pytest.mark.parametrize(
    ("into", "why"),
    [
        ({"a.md": "# Another\n"}, "same id, but another text"),
        ({"A.md": "# Another\n"}, "same id, but another text"),
        ({"b.md": "---\nredirect_from: [a]\n---\n\n# B\n"}, "same id, but another text"),
        ({"b.md": NOTE.replace("/a)", "/a/?utm_source=x#top)")}, "same link"),
        ({"b.md": NOTE}, "same link"),
        ({"a.md": NOTE}, "same id and text"),
    ],
)
def test_a_note_that_is_there_is_left_and_named(into: dict[str, str], why: str) -> None:
    """By its id in any case, one that it had, its canonical link or its text; the vault's own file is never touched."""
    imported = bring(folder(f"-- a.md --\n{NOTE}"), into=into)
    (outcome,) = imported.outcomes
    assert imported.files == ()
    assert (outcome.fate, outcome.id, outcome.why) == ("here", next(iter(into)).removesuffix(".md"), why)


def test_links_to_a_note_that_is_there_lead_to_it() -> None:
    """A note that stays out because the vault has its item is still what others link to."""
    load = folder(f"-- a.md --\n{NOTE}-- b.md --\nsee [A](a) and [[a#Why|that]]\n")
    imported = bring(load, into={"old.md": NOTE})
    assert imported.files == (("b.md", "see [A](old) and [[old#Why|that]]\n"),)
    assert (imported.links, imported.reached) == (2, 2)


def test_an_entry_that_comes_again_is_left() -> None:
    """Of entries with one canonical link the first comes, and the report says which it was."""
    imported = bring(file("feed.xml", FEED))
    assert [fate for fate, _, _ in fates(imported)] == ["new", "new", "new", "left"]
    assert imported.outcomes[3].why == "the same as feed.xml:2"
    assert imported.outcomes[2].id == "no-link-2"


def test_nothing_comes_of_nothing() -> None:
    """An empty source is no error."""
    assert bring(Load(kind="folder")).outcomes == ()
