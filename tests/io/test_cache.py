"""Laws of what is kept: whole or not at all, of one version, and never in the way of a build."""

import os
import sqlite3
from pathlib import Path
from typing import cast

import pytest

from kb.codec import DamagedError
from kb.io.cache import Cache
from kb.io.memory import Memory
from kb.io.place import cache_file

ONE, OTHER = b"one version", b"another"


def _put(file: Path, version: bytes = ONE, **values: bytes) -> bool:
    with Cache(file, version) as cache:
        for key, value in values.items():
            cache.put("space", key, value)
        return cache.commit()


def _all(file: Path, version: bytes = ONE) -> dict[str, bytes]:
    with Cache(file, version) as cache:
        return cache.all("space")


def test_what_was_put_is_there(tmp_path: Path) -> None:
    """Rows are found one by one, some together, and all; nothing that is put or dropped counts before `commit`."""
    file = tmp_path / "new" / "cache.sqlite3"
    assert _put(file, a=b"1", b=b"2", c=b"")
    with Cache(file, ONE) as cache:
        assert (cache.get("space", "a"), cache.get("space", "z"), cache.get("other", "a")) == (b"1", None, None)
        assert cache.some("space", ["c", "z", "b"]) == {"c": b"", "b": b"2"}
        cache.drop("space", "a")
        cache.put("space", "b", b"not committed")
    assert _all(file) == {"a": b"1", "b": b"2", "c": b""}
    with Cache(file, ONE) as cache:
        cache.put("space", "d", b"goes")
        cache.empty("space")
        cache.put("space", "e", b"stays")
        cache.commit()
    assert _all(file) == {"e": b"stays"}


def test_another_version_sees_nothing(tmp_path: Path) -> None:
    """An older or a newer kb begins anew, in both directions."""
    file = tmp_path / "cache.sqlite3"
    _put(file, a=b"1")
    assert _all(file, OTHER) == {}
    _put(file, OTHER, a=b"2")
    assert _all(file) == {}


def test_of_two_that_write_at_once_the_first_wins(tmp_path: Path) -> None:
    """What was worked out from rows that changed meanwhile is not kept: rows always belong together."""
    file = tmp_path / "cache.sqlite3"
    _put(file, a=b"1")
    with Cache(file, ONE) as one, Cache(file, ONE) as other:
        assert one.get("space", "a") == other.get("space", "a") == b"1"
        one.put("space", "a", b"one")
        other.put("space", "a", b"other")
        assert one.commit()
        assert not other.commit()
        assert other.trouble
        assert (other.all("space"), other.usable) == ({}, False)
    assert _all(file) == {"a": b"one"}


@pytest.mark.parametrize("version", [None, OTHER])
def test_of_two_that_begin_a_file_the_first_wins(tmp_path: Path, version: bytes | None) -> None:
    """So it is where there is no file yet, or one of another version; and nobody waits for the other to end."""
    file = tmp_path / "cache.sqlite3"
    if version:
        _put(file, version, a=b"of another version")
    with Cache(file, ONE) as one, Cache(file, ONE) as other:
        one.put("space", "a", b"one")
        other.put("space", "b", b"other")
        assert one.all("space") == other.all("space") == {}
        assert one.commit()
        assert not other.commit()
        one.put("space", "c", b"more")
        assert _all(file) == one.all("space") == {"a": b"one"}
        assert one.commit()
    assert _all(file) == {"a": b"one", "c": b"more"}


def test_a_first_run_that_is_refused_or_fails_leaves_what_was_there(tmp_path: Path) -> None:
    """Rows of another version stay until rows of this one take their place."""
    file = tmp_path / "cache.sqlite3"
    _put(file, OTHER, a=b"1")
    with Cache(file, ONE) as cache:
        cache.put("space", "a", b"not committed")
    assert _all(file, OTHER) == {"a": b"1"}
    with Cache(file, ONE) as cache:
        rows = cast("sqlite3.Connection", cache._rows)  # noqa: SLF001  # whose limit stands for a full disk
        ((pages,),) = rows.execute("PRAGMA page_count")
        rows.execute(f"PRAGMA max_page_count = {pages + 2}")
        cache.put("space", "a", os.urandom(200_000))
        assert not cache.commit()
    assert _all(file, OTHER) == {"a": b"1"}


@pytest.mark.parametrize("content", [b"", b"no database at all" * 100, b"SQLite format 3\0" + b"\1" * 5000])
def test_a_file_that_is_no_cache_is_begun_anew(tmp_path: Path, content: bytes) -> None:
    """Whatever stands there, the next run keeps its rows again."""
    file = tmp_path / "cache.sqlite3"
    file.write_bytes(content)
    _put(file, a=b"1")
    assert _all(file) == {"a": b"1"}


def test_a_file_with_rows_of_another_form_is_begun_anew(tmp_path: Path) -> None:
    """Where a kb before this one kept its rows otherwise, none of them is seen, and those of this one are kept."""
    file = tmp_path / "cache.sqlite3"
    rows = sqlite3.connect(file)
    with rows:
        rows.execute("CREATE TABLE kept (space TEXT, key TEXT, value BLOB, PRIMARY KEY (space, key))")
        rows.execute("INSERT INTO kept VALUES ('space', 'a', x'00')")
    rows.close()
    assert _all(file) == {}
    _put(file, b=b"1")
    assert _all(file) == {"b": b"1"}


def test_a_row_that_is_not_whole_is_told_from_one_that_is(tmp_path: Path) -> None:
    """A changed byte is `DamagedError`, after which the file goes and the run uses none."""
    file = tmp_path / "cache.sqlite3"
    _put(file, a=b"value")
    rows = sqlite3.connect(file)
    with rows:
        rows.execute("UPDATE kept SET value = replace(value, 'l', 'r') WHERE key = 'a'")
    rows.close()
    with Cache(file, ONE) as cache:
        with pytest.raises(DamagedError):
            cache.get("space", "a")
        cache.discard("damaged")
        assert (cache.get("space", "a"), cache.commit(), file.exists()) == (None, False, False)


def test_where_nothing_can_be_kept_nothing_is(tmp_path: Path) -> None:
    """A place that is no folder costs a message at most, and so does having no file."""
    (tmp_path / "file").write_text("")
    with Cache(tmp_path / "file" / "cache.sqlite3", ONE) as cache:
        cache.put("space", "a", b"1")
        assert (cache.commit(), cache.all("space"), bool(cache.trouble)) == (False, {}, True)
    with Cache(None, ONE) as cache:
        assert (cache.commit(), cache.get("space", "a"), cache.trouble) == (False, None, "")


def test_what_a_process_holds_belongs_to_the_rows(tmp_path: Path) -> None:
    """It is there for the next run, until another process or a damaged file has made other rows."""
    file, memory = tmp_path / "cache.sqlite3", Memory()

    def held() -> str | None:
        with Cache(file, ONE, memory) as cache:
            return cache.held("name", str)

    def hold(value: str, *, commit: bool = True) -> None:
        with Cache(file, ONE, memory) as cache:
            cache.put("space", "a", value.encode())
            cache.hold("name", value)
            assert not commit or cache.commit()

    assert held() is None
    hold("first")
    assert held() == held() == "first"
    hold("second", commit=False)
    assert (held(), _all(file)) == ("first", {"a": b"first"})
    with Cache(file, ONE, memory) as cache:
        assert cache.commit()  # nothing is other
        assert cache.held("name", int) is None
    assert held() == "first"
    _put(file, a=b"of another")
    assert held() is None
    hold("third")
    file.unlink()
    assert held() is None
    with Cache(None, ONE, memory) as cache:
        assert cache.held("name", str) is None


def test_a_process_that_ends_holds_nothing(tmp_path: Path) -> None:
    """Without a memory, nothing is held beyond what uses it."""
    with Cache(tmp_path / "cache.sqlite3", ONE) as cache:
        cache.hold("name", "value")
        assert not cache.stays
        assert cache.held("name", str) is None


def test_of_two_that_write_at_once_the_second_holds_nothing_new(tmp_path: Path) -> None:
    """What a run would hold that was refused is not what the rows say."""
    file, memory = tmp_path / "cache.sqlite3", Memory()
    _put(file, a=b"1")
    with Cache(file, ONE, memory) as cache:
        cache.hold("name", "refused")
        assert cache.get("space", "a") == b"1"
        cache.put("space", "a", b"2")
        _put(file, a=b"3")
        assert not cache.commit()
    with Cache(file, ONE, memory) as cache:
        assert cache.held("name", str) is None


def test_a_full_disk_keeps_what_was_kept(tmp_path: Path) -> None:
    """A commit for which there is no room is as if it had not been tried."""
    file = tmp_path / "cache.sqlite3"
    _put(file, a=b"1")
    with Cache(file, ONE) as cache:
        rows = cast("sqlite3.Connection", cache._rows)  # noqa: SLF001  # whose limit stands for a full disk
        ((pages,),) = rows.execute("PRAGMA page_count")
        rows.execute(f"PRAGMA max_page_count = {pages + 2}")
        cache.put("space", "a", os.urandom(200_000))
        assert not cache.commit()
        assert cache.trouble
    assert _all(file) == {"a": b"1"}


def test_a_folder_has_one_file_from_wherever_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Relative, absolute and linked names of a notes folder share a cache, and other folders have others."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "notes").mkdir()
    (tmp_path / "link").symlink_to("notes")
    monkeypatch.chdir(tmp_path)
    names = {cache_file(Path("notes")), cache_file(tmp_path / "notes"), cache_file(Path("link"))}
    assert len(names) == 1
    assert cache_file(tmp_path) not in names
    assert names.pop().parent == tmp_path / "cache" / "kb"
