"""Laws of rows on a shelf: the same here and in forked processes, and trouble where they are not what was put."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from kb.codec import DamagedError
from kb.io.cache import Cache
from kb.io.executor import Processes
from kb.io.memory import Memory
from kb.io.shelf import Shelf

ROWS = {f"{number} é?#%": b"value %03d" % number for number in range(1000)}

KEYS = {value: key for key, value in ROWS.items()}


def _file(folder: Path) -> Path:
    file = folder / "some #1 ? %20 place" / "rows.sqlite3"
    with Cache(file, b"") as cache:
        _put(cache, ROWS)
    return file


def _put(cache: Cache, rows: dict[str, bytes]) -> None:
    for key, value in rows.items():
        cache.put("space", key, value)
    assert cache.commit()


def _taken(shelf: Shelf | None) -> dict[str, bytes]:
    assert shelf
    one, *others = ROWS
    return _some(shelf, [one]) | _some(shelf, others)


def _some(shelf: Shelf, keys: list[str]) -> dict[str, bytes]:
    """The values of rows, which tell their own keys."""
    return {KEYS[value[:9]]: value for value in shelf.some(keys)}


def _beside(work: Callable[[], dict[str, bytes]]) -> dict[str, bytes]:
    """What work gives in a forked process."""
    return Processes(2).beside(work).wait()


@pytest.mark.parametrize("memory", [None, Memory()])
def test_rows_are_the_same_wherever_they_are_taken(tmp_path: Path, memory: Memory | None) -> None:
    """In the process that has the file open, and in one that is forked, any number of times."""
    with Cache(_file(tmp_path), b"", memory) as cache:
        shelf = cache.shelf("space")
        for _ in range(2):
            assert _beside(lambda: _taken(shelf)) == ROWS
            assert _taken(shelf) == ROWS
        assert cache.get("space", "1 é?#%") == b"value 001"


def test_a_forked_process_has_what_only_a_log_has(tmp_path: Path) -> None:
    """As long as another kb reads the file, what is written stays in the log beside it."""
    file = _file(tmp_path)
    new = {key: value + b" now" for key, value in ROWS.items()}
    with Cache(file, b"") as other, Cache(file, b"") as cache:
        assert other.get("space", "1 é?#%") == b"value 001"
        _put(cache, new)
        with Cache(file, b"") as last:
            assert file.with_name(f"{file.name}-wal").stat().st_size
            shelf = last.shelf("space")
            assert (_taken(shelf), _beside(lambda: _taken(shelf))) == (new, new)


def test_who_stays_has_rows_when_the_file_is_closed(tmp_path: Path) -> None:
    """And when others have changed it; who does not has nothing."""
    file = _file(tmp_path)
    with Cache(file, b"", Memory()) as stays, Cache(file, b"") as goes:
        shelves = stays.shelf("space"), goes.shelf("space")
    with Cache(file, b"") as cache:
        cache.empty("space")
        assert cache.commit()
    assert _taken(shelves[0]) == ROWS
    assert _taken(shelves[1]) == {}


def test_a_row_that_is_not_what_was_put_is_trouble_for_who_takes_it(tmp_path: Path) -> None:
    """Nobody else hears of it; in a forked process it is the same."""
    file = _file(tmp_path)
    with closing(sqlite3.connect(file)) as rows:
        rows.execute("UPDATE kept SET value = ? WHERE key = ?", (b"value", "1 é?#%"))
        rows.execute("DELETE FROM kept WHERE key = ?", ("2 é?#%",))
        rows.commit()
    with Cache(file, b"") as cache:
        shelf = cache.shelf("space")
        assert shelf
        assert _some(shelf, ["4 é?#%", "2 é?#%", "3 é?#%"]) == {"4 é?#%": b"value 004", "3 é?#%": b"value 003"}
        for wanted in (["1 é?#%"], ["3 é?#%", "1 é?#%"]):
            with pytest.raises(DamagedError):
                shelf.some(wanted)
            with pytest.raises(DamagedError):
                _beside(partial(_some, shelf, wanted))


def test_a_forked_process_that_finds_no_file_has_trouble(tmp_path: Path) -> None:
    """Somebody else may remove it at any time."""
    file = _file(tmp_path)
    with Cache(file, b"") as cache:
        shelf = cache.shelf("space")
        file.unlink()
        with pytest.raises(DamagedError):
            _beside(lambda: _taken(shelf))
        assert not file.exists()


def test_where_nothing_is_kept_there_is_no_shelf(tmp_path: Path) -> None:
    """Neither without a file, nor with one of another version."""
    with Cache(None, b"") as none, Cache(_file(tmp_path), b"other") as other:
        assert (none.shelf("space"), other.shelf("space")) == (None, None)
