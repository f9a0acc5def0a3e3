"""`scripts/bench`: kb and others are timed on the same notes, and none of the user's files is touched."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from peers import PEERS, material

ROOT = Path(__file__).parents[2]
NOTE = """# __A {id}__, from ([20240218](https://letter.example/p/20240218).)

__[External link](https://news.example/{id})__

## Summary

Bees of {id}, as [the other]({other}) says, and [the web](https://example.org) and [nobody](nowhere).

## Keywords

* bees

## Themes

* Honey & wax
"""
HUGO = """#!/bin/sh
[ "$1" = version ] && echo "hugo v9.8.7-made+extended" && exit
mkdir "$3" 2>/dev/null
cat content/notes/*.md > "$3/index.html"
"""
SEARCH = """#!/bin/sh
mkdir -p "$3/pagefind" && wc -c < "$3/index.html" > "$3/pagefind/index"
"""


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """A folder of two notes."""
    folder = tmp_path / "notes"
    folder.mkdir()
    for id_, other in (("aaaa1111", "bbbb2222"), ("bbbb2222", "aaaa1111")):
        (folder / f"{id_}.md").write_text(NOTE.format(id=id_, other=other), "utf-8")
    return folder


def program(path: Path, text: str) -> Path:
    """A program of these lines."""
    path.write_text(text, "utf-8")
    path.chmod(0o755)
    return path


def test_builds_are_timed_beside_a_peer(tmp_path: Path, notes: Path) -> None:
    """Each step has a row for kb and for the peer, without and with a search, which were given the same notes."""
    own = program(tmp_path / "kb", f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m kb "$@"\n')
    peer = program(tmp_path / "hugo", HUGO)
    search = program(tmp_path / "pagefind", SEARCH)
    others = [f"--peer={one.name}={tmp_path / 'none'}" for one in PEERS if one.name != "hugo"]
    before = {path: path.read_bytes() for path in notes.iterdir()}
    command: list[str | Path] = [
        sys.executable,
        ROOT / "scripts" / "bench",
        "--notes",
        notes,
        "--runs",
        "1",
        "--kb",
        own,
    ]
    named = [f"--peer=hugo={peer}", f"--search={search}", *others]
    done = subprocess.run([*command, *named], capture_output=True, text=True, check=True)
    rows = [line.split(" | ") for line in done.stdout.splitlines() if line.startswith("| 2 | ")]
    steps = ("cold", "no change", "one edit", "one added")
    names = ("kb", "hugo 9.8.7", "hugo 9.8.7 + pagefind")
    assert [row[1:3] for row in rows[:-1]] == [[who, step] for step in steps for who in names]
    assert {path: path.read_bytes() for path in notes.iterdir()} == before


def test_peers_get_the_same_notes(tmp_path: Path, notes: Path) -> None:
    """Front matter holds title, date, link and terms as JSON; links to other notes lead to their pages, others stay."""
    exported = tmp_path / "notes.jsonl"
    run: list[str | Path] = [sys.executable, "-m", "kb", "-C", notes, "export", exported]
    subprocess.run(run, check=True, capture_output=True, cwd=ROOT)
    told = material.read(exported, notes)
    material.as_front_matter(told, tmp_path / "content")
    _, head, body = (tmp_path / "content" / "aaaa1111.md").read_text("utf-8").split("---\n", 2)
    values = {key: json.loads(value) for key, value in (line.split(": ", 1) for line in head.splitlines())}
    assert values == {
        "title": "A aaaa1111",
        "date": "2024-02-18",
        "link": "https://news.example/aaaa1111",
        "themes": ["Honey & wax"],
        "keywords": ["bees"],
    }
    said = "[the other](/notes/bbbb2222.html) says, and [the web](https://example.org) and [nobody](nowhere)."
    assert said in body
    assert "External link" not in body
    for number, peer in enumerate(PEERS):
        peer.prepare(told, tmp_path / str(number))
        assert len(list((tmp_path / str(number) / peer.notes).glob("*.md"))) == 2
