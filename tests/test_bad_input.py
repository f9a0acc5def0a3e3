"""Whatever a folder holds: a clear message or a report, never a traceback, and nothing lost."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import kb
from kb.io.manifest import MANIFEST

ROOT = Path(__file__).parents[1]
ODD_FILES = {
    "empty.md": b"",
    "bytes.md": b"# __Caf\xe9 \xff__\n\n## Summary\n\nna\xefve \x00 nul\n",
    "utf16.md": "# Title\n\n## Summary\n\nwide".encode("utf-16"),
    "bom.md": b"\xef\xbb\xbf# __Marked__\r\n\r\n## Summary\r\n\r\nlines\r\n",
    "folder.md/inner.md": b"# Inner\n",
    "deep.md": b">" * 5000 + b" quoted\n\n" + b"* " * 500 + b"listed\n",
    "fence.md": b"# Open\n\n## Summary\n\n```\nnever closed",
    "front.md": b"---\n- a list\n---\n# Title\n",
    "bomb.md": b"---\na: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n---\n# Title\n",
    "Case.md": b"# One\n",
    "case.md": b"# Two\n",
    "notes.md": b"# The name of another page\n",
    "sp ace & %41?#.md": b"# Odd name\n",
    "\u65e5\u672c.md": "# \u4fe1\u53f7\n".encode(),
    "script.md": b"# <script>alert(1)</script>\n\n__[External link](javascript:alert(1))__\n\n<img onerror=x>\n",
}


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    """A folder of everything that has no business there."""
    folder = tmp_path / "notes"
    for name, data in ODD_FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    (folder / "dangling.md").symlink_to("nowhere")
    (folder / "loop.md").symlink_to("loop.md")
    (folder / "round").symlink_to(".", target_is_directory=True)
    return folder


def test_every_file_has_a_page_or_a_report(odd: Path, tmp_path: Path) -> None:
    """Each regular file is published at an address of its own, and what is no file is reported by its path."""
    opened = kb.open_vault(odd)
    built = opened.build(tmp_path / "site")
    assert {note.path for note in opened.notes} == set(ODD_FILES)
    addresses = dict(opened.collection.addresses)
    assert len({address.casefold() for address in addresses.values()}) == len(ODD_FILES)
    assert all((tmp_path / "site" / address / "index.html").is_file() for address in addresses.values())
    unreadable = {one.span.path for one in built.diagnostics if one.code == "file-unreadable"}
    assert unreadable == {"dangling.md", "loop.md", "folder.md"}


def test_formatting_loses_nothing_of_them(odd: Path) -> None:
    """Files that are not UTF-8 are not rewritten; of the others, formatting twice is formatting once."""
    for change in kb.open_vault(odd).formatted():
        assert change.name not in {"bytes.md", "utf16.md"}
        change.save()
    assert list(kb.open_vault(odd).formatted()) == []
    assert (odd / "bytes.md").read_bytes() == ODD_FILES["bytes.md"]


@pytest.mark.parametrize("shape", ["word [a](b) *c* ", "word \n\n", "* item\n", "|a|b|\n", "> ", "[", "# x\n", "a\0"])
def test_a_huge_note_is_built_in_seconds(tmp_path: Path, shape: str) -> None:
    """Ten megabytes of anything take seconds, not minutes."""
    (tmp_path / "notes").mkdir()
    text = "# __Huge__\n\n## Summary\n\n" + shape * (10_000_000 // len(shape))
    (tmp_path / "notes" / "huge.md").write_text(text, "utf-8")
    start = time.process_time()
    kb.open_vault(tmp_path / "notes").build(tmp_path / "site")
    assert time.process_time() - start < 30  # seconds


def test_an_interrupted_build_leaves_whole_files(tmp_path: Path) -> None:
    """Ctrl-C ends with 130 and leaves files that the next build takes for its own: the result is a clean build's."""
    notes = tmp_path / "notes"
    notes.mkdir()
    for number in range(300):
        text = f"# __Note {number}__, from ([20240218](https://example.org))\n\n## Summary\n\nWords of note {number}.\n"
        (notes / f"note{number}.md").write_text(text)
    site = tmp_path / "site"
    command = [sys.executable, "-m", "kb", "build", str(notes), "-o", str(site)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL) as running:
        while running.poll() is None and not any(site.glob("*/note*/index.html")):  # a first site is made aside
            time.sleep(0.001)
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=60)
    assert running.returncode == 130, said
    assert b"every file is whole" in said
    assert not (site / MANIFEST).exists()
    assert not list(site.rglob("*.kb-part"))
    kb.open_vault(notes).build(site)
    kb.open_vault(notes).build(tmp_path / "clean")
    assert _files(site) == _files(tmp_path / "clean")


def _files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
