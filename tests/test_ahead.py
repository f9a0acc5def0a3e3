"""Laws of what is begun ahead: words and index are those that a build alone makes, and nothing of it is left behind."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import kb
from kb.errors import KbError
from kb.io.aside import Aside
from kb.io.cache import Cache
from kb.io.executor import Processes
from kb.io.fork import LostError
from kb.io.place import cache_file
from kb.io.turn import Later, Step, Turn
from kb.io.version import code_version

ROOT = Path(__file__).parents[1]
IN_TURN = Processes.in_turn


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of made-up notes."""
    folder = tmp_path_factory.mktemp("notes")
    subprocess.run([sys.executable, ROOT / "scripts" / "generate.py", "60", folder], check=True)
    return folder


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[Sequence[Step[Any]]]:
    """What was begun ahead in other processes: the steps of each."""
    begun: list[Sequence[Step[Any]]] = []

    def in_turn(self: Processes, steps: Sequence[Step[Any]], after: Later[Any] | None = None) -> Turn:
        if getattr(getattr(steps[0].work, "func", None), "__module__", "") == "kb.pipeline.ahead":
            begun.append(steps)
        return IN_TURN(self, steps, after)

    monkeypatch.setattr(Processes, "in_turn", in_turn)
    return begun


def _children() -> set[str]:
    return {one for task in Path("/proc/self/task").iterdir() for one in (task / "children").read_text().split()}


def test_an_index_begun_ahead_is_the_one_of_a_build_alone(
    notes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, begun: list[Sequence[Step[Any]]]
) -> None:
    """The site is the same, and what is kept of index and neighbours; the next build begins none, since one is kept."""
    made = []
    for jobs in (1, 2):
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / f"cache {jobs}"))
        folder = tmp_path / f"site {jobs}"
        kb.open_vault(notes, jobs=jobs).build(folder)
        files = {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        with Cache(cache_file(notes), code_version()) as cache:
            rows = {space: cache.all(space) for space in ("search", "similar", "ranking")}
            made.append((files, rows, cache.get("searched", "")))
        # The words of notes; and their index, with the store.
        assert [len(steps) for steps in begun] == [1, 2] * (jobs - 1)
    assert made[0] == made[1]
    assert all(made[0][1].values())
    kb.open_vault(notes, jobs=2).build(tmp_path / "another site")
    assert len(begun) == 2


def test_an_edit_after_an_index_begun_ahead_changes_the_index(
    notes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, begun: list[Sequence[Step[Any]]]
) -> None:
    """Whoever made the index of the first build, what it was made of is known: the next build makes what is other."""
    vault, site = tmp_path / "notes", tmp_path / "site"
    shutil.copytree(notes, vault)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    kb.open_vault(vault, jobs=2).build(site)
    assert begun
    note = min(vault.glob("*.md"))
    note.write_text(note.read_text().replace("## Keywords", "Zymurgy.\n\n## Keywords", 1))
    written = kb.open_vault(vault, jobs=2).build(site).written.written
    assert "data/search/index.js" in written
    assert kb.open_vault(vault, jobs=1, cache=False).build(site).written.written == ()


def test_without_a_store_or_to_compare_none_is_begun(
    notes: Path, tmp_path: Path, begun: list[Sequence[Step[Any]]]
) -> None:
    """Where no rows can be laid aside, or none are wanted, the build makes its index alone."""
    kb.open_vault(notes, jobs=2, cache=False).build(tmp_path / "site")
    kb.open_vault(notes, jobs=2).build(tmp_path / "site", check=True)
    assert not begun


def test_a_build_that_fails_leaves_no_process(
    notes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, begun: list[Sequence[Step[Any]]]
) -> None:
    """Whatever ends a build ends what it has begun; and a process that was killed is told of."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    before = _children()
    for number, stage in enumerate(("kb.vault.resolve_links", "kb.closest.again"), 1):
        begun.clear()
        with monkeypatch.context() as patch:

            def fail(*_: object, **__: object) -> None:
                assert _children() > before
                raise KbError("Something went wrong.")

            patch.setattr(stage, fail)
            with pytest.raises(KbError, match="wrong"):
                kb.open_vault(notes, jobs=2).build(tmp_path / "site")
        assert len(begun) == number
        assert _children() == before

    def die(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr("kb.search.build_index", die)
    with pytest.raises(LostError, match="signal 9"):
        kb.open_vault(notes, jobs=2).build(tmp_path / "site")
    assert _children() == before


@pytest.mark.parametrize("room", [0, 9])
def test_an_index_begun_ahead_for_which_there_is_no_room_is_made_anew(
    notes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    """The site is the same; no index is kept, nor anything of one."""
    put = Aside.__setitem__

    def full(aside: Aside, key: str, value: bytes | None) -> None:
        monkeypatch.setattr(aside, "_full", len(aside) >= room)
        put(aside, key, value)

    made = []
    for way in (put, full):
        monkeypatch.setattr(Aside, "__setitem__", way)
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / way.__name__))
        folder = tmp_path / f"site {way.__name__}"
        kb.open_vault(notes, jobs=2).build(folder)
        made.append({path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()})
        with Cache(cache_file(notes), code_version()) as cache:
            assert bool(cache.all("search")) == (way is put)
    assert made[0] == made[1]


def test_a_store_that_fails_when_the_index_is_begun_costs_nothing_else(
    notes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was laid aside goes with it, and what was begun; the site is the same: as where the disk fills up."""
    put = Cache.put

    def fail(cache: Cache, space: str, key: str, value: bytes) -> None:
        if space == "similar" and cache.usable:
            cache._fail(OSError("No space left on device"))  # noqa: SLF001  # as it does itself
        put(cache, space, key, value)

    made = []
    for way in (put, fail):
        monkeypatch.setattr(Cache, "put", way)
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / way.__name__))
        folder = tmp_path / f"site {way.__name__}"
        kb.open_vault(notes, jobs=2).build(folder)
        made.append({path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()})
        assert [one.name for one in cache_file(notes).parent.iterdir()] == [cache_file(notes).name]
    assert made[0] == made[1]
