"""Laws of kept vectors: what was put is got, and a file in any state costs time at most."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from kb.io.place import cache_folder
from kb.io.vectors.store import Store, key

ONE, TWO = key("model", "one"), key("model", "two")
VECTOR = np.array([1, -2, 4000], dtype=np.int16)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with one vector in it."""
    path = tmp_path / "cache" / "vectors.sqlite3"
    Store(path).put({ONE: VECTOR})
    return path


def test_what_was_put_is_got(file: Path) -> None:
    """By another object too; what was never put is left out, and a later vector replaces the first."""
    assert {name: vector.tolist() for name, vector in Store(file).get([ONE, TWO]).items()} == {ONE: [1, -2, 4000]}
    Store(file).put({ONE: VECTOR + 1})
    assert Store(file).get([ONE])[ONE].tolist() == [2, -1, 4001]


def test_many_are_got_at_once(tmp_path: Path) -> None:
    """More keys than one query takes."""
    store = Store(tmp_path / "vectors.sqlite3")
    vectors = {key("model", str(number)): np.array([number], dtype=np.int16) for number in range(1700)}
    store.put(vectors)
    assert {name: vector.tolist() for name, vector in store.get(list(vectors)).items()} == {
        name: vector.tolist() for name, vector in vectors.items()
    }


def test_a_key_tells_models_and_texts_apart() -> None:
    """Neither may run into the other, and no text is too strange."""
    assert len({key("a", "bc"), key("ab", "c"), key("a", "b"), key("a", "b\ud800")}) == 4


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_file_is_made_anew(file: Path, content: bytes) -> None:
    """Nothing is got from it, and what is put afterwards is."""
    for ending in ("-wal", "-shm"):
        file.with_name(file.name + ending).unlink(missing_ok=True)
    file.write_bytes(content)
    assert Store(file).get([ONE]) == {}
    Store(file).put({TWO: VECTOR})
    assert list(Store(file).get([ONE, TWO])) == [TWO]


@pytest.mark.parametrize("content", [b"", b"\0\0\0", b"\0\0\0\0\1\0", "text", None, 7])
def test_a_row_that_is_not_whole_counts_as_none(file: Path, content: object) -> None:
    """A row that was cut, flipped or written by somebody else is never taken for a vector."""
    rows = sqlite3.connect(file)
    with rows:
        rows.execute("UPDATE vectors SET vector = ?", (content,))
    rows.close()
    assert Store(file).get([ONE]) == {}


def test_a_flipped_bit_is_seen(file: Path) -> None:
    """One bit of a vector that the disk lost makes it no vector."""
    rows = sqlite3.connect(file)
    ((content,),) = rows.execute("SELECT vector FROM vectors")
    with rows:
        rows.execute("UPDATE vectors SET vector = ?", (content[:-1] + bytes([content[-1] ^ 4]),))
    rows.close()
    assert Store(file).get([ONE]) == {}


def test_a_file_of_another_form_is_left_alone(tmp_path: Path) -> None:
    """A database with other columns under the name gives nothing, keeps nothing and loses nothing."""
    file = tmp_path / "vectors.sqlite3"
    rows = sqlite3.connect(file)
    with rows:
        rows.execute("CREATE TABLE vectors (other TEXT)")
    Store(file).put({ONE: VECTOR})
    assert Store(file).get([ONE]) == {}
    assert rows.execute("SELECT count(*) FROM vectors").fetchone() == (0,)
    rows.close()


def test_no_folder_to_write_to_costs_nothing_else(tmp_path: Path) -> None:
    """Where the folder can't be made or the file is a folder, nothing is kept and nothing raised."""
    (tmp_path / "taken").write_text("a file")
    (tmp_path / "folder").mkdir()
    for file in (tmp_path / "taken" / "vectors.sqlite3", tmp_path / "folder"):
        Store(file).put({ONE: VECTOR})
        assert Store(file).get([ONE]) == {}


def test_several_kb_at_once_lose_nothing(tmp_path: Path) -> None:
    """Processes that read and write one file at the same time all succeed."""
    code = """
import sys
from pathlib import Path
import numpy as np
from kb.io.vectors.store import Store, key
store = Store(Path(sys.argv[1]))
for number in range(25):
    name = key(sys.argv[2], str(number))
    store.put({name: np.array([number], dtype=np.int16)})
    assert store.get([name])[name].tolist() == [number]
"""
    file = tmp_path / "new" / "vectors.sqlite3"
    running = [subprocess.Popen([sys.executable, "-c", code, str(file), str(number)]) for number in range(4)]
    assert [one.wait(60) for one in running] == [0, 0, 0, 0]
    names = [key(str(process), str(number)) for process in range(4) for number in range(25)]
    assert len(Store(file).get(names)) == 100


def test_the_folder_is_where_programs_keep_such_things(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """`$XDG_CACHE_HOME` if it is a whole path, else `~/.cache`."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for given, folder in ((str(tmp_path / "x"), tmp_path / "x"), ("", tmp_path / ".cache"), ("x", tmp_path / ".cache")):
        monkeypatch.setenv("XDG_CACHE_HOME", given)
        assert cache_folder() == folder / "kb"
