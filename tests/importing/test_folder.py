"""Folders of Markdown, in digest form and of Obsidian, into notes."""

from hypothesis import given
from hypothesis import strategies as st

from kb.importing.obsidian import adapted
from kb.model import Source
from kb.note import read
from tests.importing.sources import bring, fates, folder, only
from tests.note.documents import documents

DIGEST = """\
-- index.md --
# Signals

* [Energy](topics/energy.md), [Ports](a1b2c3d4)
-- topics/energy.md --
# Energy

See [Ports](../a1b2c3d4.md).
-- a1b2c3d4.md --
# __Ports__, from ([20240218](https://example.org/p/20240218).)

__[External link](https://example.org/a)__

## Closest

* [Ferries](b2c3d4e5)
* [Gone](c3c3c3c3)
-- b2c3d4e5.md --
# __Ferries__, (from page [20240301](https://example.org/p/20240301).)

__[External link](https://example.org/a?utm_source=x)__

## Other

* Category: technology
"""


def test_a_digest_folder_comes_as_it_is() -> None:
    """Notes of both generations, the index and a topic page come byte for byte, two of one item too."""
    imported = bring(folder(DIGEST))
    texts = dict(imported.files)
    assert sorted(texts) == ["a1b2c3d4.md", "b2c3d4e5.md", "index.md", "topics/energy.md"]
    assert all(f"-- {path} --\n{text}" in DIGEST for path, text in texts.items())
    assert (imported.links, imported.reached) == (5, 4)


OBSIDIAN = """\
-- Home.md --
---
aliases: Start, Front door
tags: one, two
cssclass: wide
---

Go to [[Deep/Index]], [[index|there]], [[Plan B#Why|why]], [[plan b^x]] and ![[Plan B]]. #three/four #five
![[shot.png|200]] `![[Plan B]]` `#code` [[#six]] #7

```
![[Plan B]] #eight
```
-- Index.md --
top
-- Deep/Index.md --
[[Index]] and [up](../Home.md#top) %%hidden%%
-- Deep/Plan B.md --
---
alias: B
source: "https://example.org/b"
published: 2024-02-18
---
# A plan
"""


def test_an_obsidian_vault_keeps_what_its_links_mean() -> None:
    """A link goes where Obsidian leads it, though two files share a name; names are titles and tags keywords."""
    imported = bring(folder(OBSIDIAN, obsidian=True))
    texts = dict(imported.files)
    assert sorted(texts) == ["Deep/Deep-Index.md", "Deep/Plan B.md", "Home.md", "Index.md"]
    home, _ = read(Source(path="Home.md", text=texts["Home.md"], digest=""))
    assert home.title == "Home"
    assert home.keywords == ("one", "two", "three/four", "five")
    assert home.aliases == ("Start", "Front door")
    assert "cssclass: wide" in home.front
    assert [link.target for link in home.mentions] == ["Deep-Index", "index", "Plan B", "plan b^x", "Plan B"]
    assert "`![[Plan B]]` `#code`" in texts["Home.md"]
    assert "```\n![[Plan B]] #eight\n```" in texts["Home.md"]
    assert texts["Deep/Deep-Index.md"].endswith("[[Deep-Index]] and [up](../Home.md#top) %%hidden%%\n")
    plan, _ = read(Source(path="Plan B.md", text=texts["Deep/Plan B.md"], digest=""))
    assert (plan.title, plan.aliases, plan.link, str(plan.date)) == (
        "A plan",
        ("B",),
        "https://example.org/b",
        "2024-02-18",
    )


def test_what_obsidian_shows_otherwise_is_told() -> None:
    """Embeds that become links, files that stay behind and comments that will be seen are in the report."""
    told = {one.place: one.why for one in bring(folder(OBSIDIAN, obsidian=True)).outcomes}
    assert told["Home.md"] == "1 embedded note linked instead; 1 embedded file not brought along"
    assert told["Deep/Index.md"] == "1 comment (%%) will be seen; its file is Deep/Deep-Index.md"


def test_front_matter_that_cannot_be_read_stays() -> None:
    """A header that is no YAML is kept as it is, and told."""
    text = "---\ntitle: [unclosed\n---\n\nText #tag\n"
    imported = bring(folder(f"-- a.md --\n{text}", obsidian=True))
    assert only(imported) == text
    assert "can't be read" in imported.outcomes[0].why


@given(text=documents())
def test_an_obsidian_note_loses_no_text(text: str) -> None:
    """All that stands below the header stands there still, but for the mark of an embed."""
    if text.startswith("---"):
        return
    written, _ = adapted(Source(path="a.md", text=text, digest=""))
    assert written.replace("![[", "[[").endswith(text.replace("![[", "[["))


@given(
    st.sampled_from(
        ["../up.md", "/root.md", "con.md", "a/nul.md", "What? A.md", ".hidden.md", "x" * 300 + ".md", " .md"]
    )
)
def test_names_fit_every_disk(path: str) -> None:
    """No name leaves the notes folder, is hidden, or is one that some system can't hold."""
    imported = bring(folder(f"-- {path} --\n# T\n"))
    ((written, _),) = imported.files
    for part in written.split("/"):
        assert part not in {"", ".", ".."}
        assert not part.startswith((".", " "))
        assert part.removesuffix(".md").casefold() not in {"con", "nul", ""}
        assert len(part.encode()) < 200
        assert not set(part) & set('<>:"\\|?*')


def test_names_that_differ_by_case_are_two_files() -> None:
    """On no disk does one note come over another, and links still reach the one that was meant."""
    imported = bring(folder("-- A.md --\n# One\n-- a.md --\n# Two\n-- b.md --\n[two](a.md), [one](A.md)\n"))
    texts = dict(imported.files)
    assert {name.casefold() for name in texts} == {"a.md", "a-2.md", "b.md"}
    assert texts["b.md"] == "[two](a-2), [one](A.md)\n"


def test_bytes_that_are_no_text_are_told() -> None:
    """A file that is not UTF-8 comes as Windows-1252 and says so; an empty one is left."""
    load = folder("-- a.md --\n# A\n-- empty.md --\n\n")
    assert fates(bring(load)) == [("new", "a.md", "a"), ("left", "empty.md", "")]
