"""`scripts/generate.py`: made-up notes are the same every time, and are what they say they are."""

import subprocess
import sys
from pathlib import Path

import pytest

import kb

GENERATE = Path(__file__).parents[2] / "scripts" / "generate.py"
COUNT = 400


def generated(folder: Path, hash_seed: str) -> dict[str, bytes]:
    """The notes by file name, made by a process of its own."""
    subprocess.run(
        [sys.executable, GENERATE, str(COUNT), folder], env={"PYTHONHASHSEED": hash_seed, "LC_ALL": "C"}, check=True
    )
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of made-up notes."""
    folder = tmp_path_factory.mktemp("notes")
    generated(folder, "1")
    return folder


def test_same_bytes_every_time(notes: Path, tmp_path: Path) -> None:
    """Neither the process nor its hash seed changes a note."""
    assert generated(tmp_path, "2") == {path.name: path.read_bytes() for path in notes.iterdir()}


def test_notes_are_sound(notes: Path) -> None:
    """No note has an error; both generations are read; there are links, signals and shared items."""
    vault = kb.open_vault(notes)
    assert len(vault.notes) == COUNT
    assert not [one for one in vault.collection.diagnostics if one.severity == "error"]
    assert {one.generation for one in vault.notes} == {1, 2}
    assert all(one.signals and one.summary and one.keywords and one.link for one in vault.notes)
    assert {one.rule for one in vault.items} == {"bytes", "link"}
    assert {edge.kind for edge in vault.graph.edges} >= {"closest", "similar"}
