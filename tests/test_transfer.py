"""Importing and exporting through the API: what the disk adds to the rooms that do the work."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import kb
from kb.api import open_vault

FEED = (
    "<rss><channel><title>F</title><item><title>{0}</title><link>https://example.org/{0}</link></item></channel></rss>"
)
OPML = """<opml><body><outline text="Near" xmlUrl="feeds/one.xml"/><outline text="Far" xmlUrl="https://example.com/f"/>
<outline text="Out" xmlUrl="../secret.xml"/><outline text="Odd" xmlUrl="feeds/odd.xml"/></body></opml>"""


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A vault with settings and no notes folder yet."""
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault" / "kb.toml").write_text("")
    return tmp_path / "vault"


def test_a_list_of_feeds_brings_those_beside_it(empty: Path, tmp_path: Path) -> None:
    """Feeds that lie below the list come; those elsewhere, above it or broken are left, each with its reason."""
    (tmp_path / "list" / "feeds").mkdir(parents=True)
    (tmp_path / "list" / "s.opml").write_text(OPML)
    (tmp_path / "list" / "feeds" / "one.xml").write_text(FEED.format("one"))
    (tmp_path / "list" / "feeds" / "odd.xml").write_text("<rss>")
    (tmp_path / "secret.xml").write_text(FEED.format("secret"))
    imported = open_vault(empty).importing([str(tmp_path / "list" / "s.opml")])
    assert [(one.fate, one.title) for one in imported.outcomes if one.fate != "left"] == [("new", "one")]
    left = [one.why for one in imported.outcomes if one.fate == "left"]
    assert [why.partition(":")[0] for why in left] == ["Far (https", "Out (../secret.xml)", "Odd (feeds/odd.xml)"]


def test_a_folder_tells_what_it_leaves(empty: Path, tmp_path: Path, vault: Callable[[str], Path]) -> None:
    """Attachments, canvases and Obsidian's settings are named; its folder says that it is Obsidian's."""
    vault("-- from/.obsidian/app.json --\n{}\n-- from/A b.md --\ntext\n-- from/x/p.png --\n-- from/c.canvas --\n{}\n")
    opened = open_vault(empty)
    imported = opened.importing([str(tmp_path / "from")])
    opened.save_new(imported)
    assert {one.place for one in imported.outcomes if one.fate == "left"} == {".obsidian/", "x/p.png", "c.canvas"}
    assert (empty / "notes" / "A b.md").read_text() == "---\ntitle: A b\n---\n\ntext\n"


def test_this_projects_notes_come_whole(empty: Path) -> None:
    """Every note of a real vault comes byte for byte, all links too, and once only."""
    own = Path(__file__).parents[1] / "notes"
    opened = open_vault(empty)
    opened.save_new(opened.importing([str(own)]))
    files = {path.relative_to(own) for path in own.rglob("*.md")}
    assert all((empty / "notes" / path).read_bytes() == (own / path).read_bytes() for path in files)
    again = open_vault(empty)
    assert again.importing([str(own)]).files == ()
    assert len(again.notes) == len(files)


def test_an_export_comes_back(empty: Path, tmp_path: Path) -> None:
    """What is exported of a vault and imported into another is exported from there as the same file."""
    (tmp_path / "some").mkdir()
    for path in sorted((Path(__file__).parents[1] / "notes").glob("[0-2]*.md")):
        shutil.copy(path, tmp_path / "some")
    own = open_vault(tmp_path / "some")
    for ending in ("jsonl", "csv"):
        own.export(tmp_path / f"one.{ending}", kb.Filter())
        opened = open_vault(empty)
        opened.save_new(opened.importing([str(tmp_path / f"one.{ending}")]))
        done = open_vault(empty).export(tmp_path / f"two.{ending}", kb.Filter())
        assert done.rows == len(own.notes)
        assert (tmp_path / f"one.{ending}").read_bytes() == (tmp_path / f"two.{ending}").read_bytes()
        shutil.rmtree(empty / "notes")
