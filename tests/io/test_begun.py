"""Laws of a store that is begun beside its place: what a commit keeps, and what nobody sees before."""

import os
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest

from kb.io import table
from kb.io.begun import Begun
from kb.io.cache import Cache

ONE = b"one version"

Filling = Callable[[Callable[[], None]], None]


def _all(file: Path, version: bytes = ONE) -> dict[str, bytes]:
    with Cache(file, version) as cache:
        return cache.all("space")


def _names(file: Path) -> set[str]:
    """What stands in the folder, but for the log of a file that is open."""
    return {one.name for one in file.parent.iterdir()} - {f"{file.name}-wal", f"{file.name}-shm"}


def _begin(cache: Cache) -> Callable[[], None]:
    fill = cache.begin()
    assert fill is not None
    return fill


def _not(_: Callable[[], None]) -> None:
    """Nobody fills the file."""


def _here(fill: Callable[[], None]) -> None:
    fill()


def _in_another(fill: Callable[[], None]) -> None:
    """Another process fills the file."""
    _forked(fill)


def _forked(act: Callable[[], object]) -> int:
    """How another process ended that did this."""
    child = os.fork()
    if not child:
        try:
            act()
        finally:
            os._exit(0)
    return os.waitpid(child, 0)[1]


@pytest.mark.parametrize("fill", [_not, _here, _in_another])
@pytest.mark.parametrize("more", [_not, _here, _in_another])
def test_a_commit_keeps_what_was_put_before_and_after(tmp_path: Path, fill: Filling, more: Filling) -> None:
    """Whoever has filled the file, by parts, or nobody; and before the commit nobody sees any of it."""
    file = tmp_path / "cache.sqlite3"
    with Cache(file, ONE) as cache:
        aside = cache.aside()
        assert aside is not None
        aside["x"], aside[""] = b"aside", b"all"
        for key in "abc":
            cache.put("space", key, key.encode())
            cache.put("other", key, key.encode())
        cache.adopt("laid", "")
        fill(_begin(cache))
        cache.put("space", "a", b"0")
        cache.put("space", "e", b"e")
        more(_begin(cache))
        assert _all(file) == cache.all("space") == {}
        cache.put("space", "a", b"1")
        cache.drop("space", "b")
        cache.empty("other")
        cache.put("other", "d", b"d")
        late = [b"early"]
        cache.put_late(lambda: [("space", "late", late[0]), ("space", "e", None)])
        late[0] = b"late"
        assert cache.commit()
        assert cache.all("space") == _all(file) == {"a": b"1", "c": b"c", "late": b"late"}
        assert (cache.all("other"), cache.all("laid")) == ({"d": b"d"}, {"x": b"aside", "": b"all"})
        cache.put("space", "more", b"")
        assert cache.commit()
        assert cache.begin() is None
    assert _all(file) == {"a": b"1", "c": b"c", "late": b"late", "more": b""}
    assert _names(file) == {file.name}


def test_what_is_not_committed_is_nowhere(tmp_path: Path) -> None:
    """The file goes with the run that began it."""
    file = tmp_path / "cache.sqlite3"
    with Cache(file, ONE) as cache:
        cache.put("space", "a", b"1")
        _begin(cache)()
        assert _names(file) > {file.name}
    assert (_names(file), _all(file)) == ({file.name}, {})


@pytest.mark.parametrize("version", [ONE, b"another"])
def test_nothing_is_begun_where_rows_are(tmp_path: Path, version: bytes) -> None:
    """Those of another version too: who has them open may still write."""
    file = tmp_path / "cache.sqlite3"
    with Cache(file, version) as cache:
        cache.put("space", "a", b"1")
        assert cache.commit()
    with Cache(file, ONE) as cache:
        assert cache.begin() is None
        cache.put("space", "b", b"2")
        assert cache.commit()
    assert _all(file).items() >= {"b": b"2"}.items()


@pytest.mark.parametrize("filled", [False, True])
@pytest.mark.parametrize("both", [False, True])
def test_of_two_that_begin_a_store_the_first_to_commit_wins(tmp_path: Path, *, filled: bool, both: bool) -> None:
    """One holds the file beside the place, the other writes as if there were none, in either order of their commits."""
    file = tmp_path / "cache.sqlite3"
    with Cache(file, ONE) as one, Cache(file, ONE) as other:
        one.put("space", "a", b"one")
        fill = _begin(one)
        if filled:
            fill()
        assert other.begin() is None
        other.put("space", "a", b"other")
        first, second = (one, other) if both else (other, one)
        assert first.commit()
        assert not second.commit()
        assert second.trouble
    assert _all(file) == {"a": b"one" if both else b"other"}
    assert _names(file) == {file.name}


def test_who_opened_the_empty_place_before_writes_nothing_into_it(tmp_path: Path) -> None:
    """It has a file open that is nobody's any more, and leaves no log beside the one that is there."""
    file = tmp_path / "cache.sqlite3"
    with Cache(file, ONE) as one, Cache(file, b"another") as other:
        one.put("space", "a", b"1")
        _begin(one)()
        other.put("space", "a", b"2")
        assert one.commit()
        assert not other.commit()
        assert one.all("space") == {"a": b"1"}
    assert _all(file) == {"a": b"1"}
    assert _names(file) == {file.name}


def test_a_disk_that_fills_up_costs_what_was_begun_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the file beside has no room the commit tries its place; where it has none later nothing is kept."""
    file = tmp_path / "cache.sqlite3"
    put = table.put

    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with Cache(file, ONE) as cache:
        cache.put("space", "a", b"1")
        fill = _begin(cache)
        monkeypatch.setattr(table, "put", full)
        fill()
        monkeypatch.setattr(table, "put", put)
        assert cache.commit()
    assert (_all(file), _names(file)) == ({"a": b"1"}, {file.name})
    file.unlink()
    with Cache(file, ONE) as cache:
        cache.put("space", "a", b"1")
        _begin(cache)()
        monkeypatch.setattr(table, "put", full)
        assert not cache.commit()
        assert cache.trouble
    monkeypatch.setattr(table, "put", put)
    assert (_all(file), _names(file)) == ({}, {file.name})


@pytest.mark.parametrize("stage", ["make", "put", "replace", "replaced"])
def test_one_that_is_killed_leaves_all_or_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str) -> None:
    """Wherever that happens; and the next begins anew, whatever lies beside the place."""
    file = tmp_path / "cache.sqlite3"
    replace = Path.replace

    def killed() -> None:
        with Cache(file, ONE) as cache:
            cache.put("space", "a", b"1")
            fill = _begin(cache)
            if stage in {"make", "put"}:
                monkeypatch.setattr(table, stage, lambda *_: os._exit(9))
            fill()
            cache.put("space", "b", b"2")
            monkeypatch.setattr(Path, "replace", moved)
            cache.commit()

    def moved(source: Path, target: Path) -> Path:
        if stage == "replaced":
            replace(source, target)
        os._exit(9)

    assert os.waitstatus_to_exitcode(_forked(killed)) == 9
    assert _all(file) == ({"a": b"1", "b": b"2"} if stage == "replaced" else {})
    file.unlink()
    with Cache(file, ONE) as cache:
        cache.put("space", "c", b"3")
        _begin(cache)()
        assert cache.commit()
    assert (_all(file), _names(file)) == ({"c": b"3"}, {file.name})


def test_what_lies_beside_the_place_and_is_no_store_is_not_moved_there(tmp_path: Path) -> None:
    """Half a file that a process left which is gone is as none."""
    file = tmp_path / "cache.sqlite3"
    with Cache(file, ONE) as cache:
        cache.put("space", "a", b"1")
        _begin(cache)
        (tmp_path / f"{file.name}.new").write_bytes(b"SQLite format 3\0" + b"\1" * 5000)
        assert cache.commit()
    assert (_all(file), _names(file)) == ({"a": b"1"}, {file.name})


@pytest.mark.parametrize("held", [False, True])
def test_what_lies_beside_the_place_goes_when_rows_are_put_there(tmp_path: Path, *, held: bool) -> None:
    """So nothing is left of a kb that was killed; what another holds is its own."""
    file = tmp_path / "cache.sqlite3"
    with Cache(file, ONE) as other:
        _begin(other)()
        if not held:
            os.close(cast("Begun", other._begun)._held)  # noqa: SLF001  # as if it was killed
            other._begun = None  # noqa: SLF001  # as above
        with Cache(file, ONE) as cache:
            cache.put("space", "a", b"1")
            assert cache.commit()
        assert (f"{file.name}.new" in _names(file)) is held
    assert (_all(file), _names(file)) == ({"a": b"1"}, {file.name})


def test_without_locks_nothing_is_begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows, where an open file can't be replaced either."""
    monkeypatch.setitem(sys.modules, "fcntl", None)
    file = tmp_path / "cache.sqlite3"
    with Cache(file, ONE) as cache:
        assert cache.begin() is None
        cache.put("space", "a", b"1")
        assert cache.commit()
    assert (_all(file), _names(file)) == ({"a": b"1"}, {file.name})
    with pytest.raises(OSError, match="no locks"):
        Begun(_empty(tmp_path / "empty"), ONE)


def _empty(file: Path) -> Path:
    file.touch()
    return file
