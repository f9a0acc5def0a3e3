"""Importing and exporting through the API: what the disk adds to the rooms that do the work."""

import shutil
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import kb
from kb.api import open_vault
from kb.errors import SourceError

FEED = (
    "<rss><channel><title>F</title><item><title>{0}</title><link>https://example.org/{0}</link></item></channel></rss>"
)
OPML = """<opml><body><outline text="Near" xmlUrl="feeds/one.xml"/><outline text="Far" xmlUrl="ftp://example.com/f"/>
<outline text="Out" xmlUrl="../secret.xml"/><outline text="Odd" xmlUrl="feeds/odd.xml"/></body></opml>"""


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A vault with settings and no notes folder yet."""
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault" / "kb.toml").write_text("")
    return tmp_path / "vault"


class Feeds(BaseHTTPRequestHandler):
    """Serves one feed and a list that names it, itself, and a file of this machine."""

    def do_GET(self) -> None:  # as http.server calls it
        """Answer with the feed or the list."""
        body = FEED.format("web") if self.path == "/one.xml" else LISTED
        self.send_response(200 if self.path in {"/one.xml", "/s.opml"} else 404)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


LISTED = """<opml><body><outline xmlUrl="one.xml"/><outline xmlUrl="gone.xml"/>
<outline xmlUrl="file:///etc/passwd"/></body></opml>"""


def test_a_page_of_the_web_is_a_source(empty: Path) -> None:
    """Feeds and lists of feeds are fetched, no list reads a file, and this machine is asked only when allowed."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Feeds) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/s.opml"
        with pytest.raises(SourceError, match="open internet"):
            open_vault(empty).importing([address])
        imported = open_vault(empty).importing([address], allow_private=True)
        server.shutdown()
    assert [one.title for one in imported.outcomes if one.fate == "new"] == ["web"]
    first, second = (one.why for one in imported.outcomes if one.fate == "left")
    assert "answered 404" in first
    assert second.endswith("is no page of the web, and no file beside the list")


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
    assert [why.partition(":")[0] for why in left] == [
        "Far (ftp",
        "Out (../secret.xml) is no page of the web, and no file beside the list",
        "Odd (feeds/odd.xml)",
    ]


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
