"""Laws of rows that are laid aside: what one process put, as far as there was room, is what another takes."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile

from hypothesis import given, settings
from hypothesis import strategies as st

from kb.io.aside import Aside, Places
from kb.io.cache import Cache
from kb.io.turn import Step, Turn

ROWS = st.lists(st.tuples(st.text("aé", max_size=3), st.one_of(st.none(), st.binary(max_size=9))), max_size=12)


class _Small:
    """A disk with room for so many bytes, of which it takes a few at once."""

    def __init__(self, room: int) -> None:
        self._file = TemporaryFile(buffering=0)  # noqa: SIM115  # `close` does
        self._room = room

    def fileno(self) -> int:
        return self._file.fileno()

    def seek(self, at: int) -> None:
        self._file.seek(at)

    def read(self, size: int) -> bytes:
        return self._file.read(size)

    def write(self, some: bytes) -> int:
        new = bytes(some[: min(3, self._room - self._file.tell())])
        if not new:
            raise OSError(28, "No space left on device")
        return self._file.write(new)

    def close(self) -> None:
        self._file.close()


@given(ROWS)
def test_what_is_put_is_what_is_there_and_what_is_taken(rows: Sequence[tuple[str, bytes | None]]) -> None:
    """Values are those of a dictionary, and all rows come in the order put."""
    with TemporaryDirectory() as folder:
        aside = Aside(Path(folder))
        for key, value in rows:
            aside[key] = value
            assert not list(Path(folder).iterdir())
        assert dict(aside) == dict(rows)
        assert list(aside.taken()) == rows
        for key in dict(rows):
            del aside[key]
        assert dict(aside) == dict(aside.taken()) == dict.fromkeys(dict(rows))
        aside.close()


@settings(max_examples=60)
@given(ROWS, st.integers(0, 150))
def test_without_room_nothing_is_lost_here_and_only_whole_rows_are_taken(
    rows: Sequence[tuple[str, bytes | None]], room: int
) -> None:
    """Whoever put rows still has them all, and whoever takes them gets the first, each whole."""
    with TemporaryDirectory() as folder:
        aside = Aside(Path(folder))
        aside.close()
        aside._file = _Small(room)  # type: ignore[assignment]  # noqa: SLF001  # a disk that is full
        for key, value in rows:
            aside[key] = value
        assert dict(aside) == dict(rows)
        taken = list(aside.taken())
        assert taken == rows[: len(taken)]
        size = sum(12 + len(key.encode()) + len(value or b"") for key, value in rows)
        assert (taken == rows) == (size <= room)
        other = Aside(Path(folder))
        other.close()
        other._file = aside._file  # noqa: SLF001  # of which another process has a part
        other.take_over(aside.places)
        assert dict(other) == (dict(rows) if taken == rows else {})
        other.close()


def test_another_process_takes_what_a_forked_one_put(tmp_path: Path) -> None:
    """What a process puts that was forked when the file was open is there when it has told where."""
    with Cache(tmp_path / "cache.sqlite3", b"one") as cache:
        aside = cache.aside()
        assert aside is not None

        def put() -> Places:
            aside["key"] = b"value"
            aside["gone"] = None
            return aside.places

        turn = Turn([Step(put, Places)])
        places = turn.given(0)
        turn.end()
        assert (list(aside.taken()), dict(aside)) == ([("key", b"value"), ("gone", None)], {})
        aside.take_over(places)
        assert dict(aside) == {"key": b"value", "gone": None}


def test_nothing_is_laid_aside_where_nothing_is_kept(tmp_path: Path) -> None:
    """Without a file, or with one that can't be opened, there is no place for rows."""
    (tmp_path / "file").write_text("in the way")
    for file in (None, tmp_path / "file" / "cache.sqlite3"):
        with Cache(file, b"one") as cache:
            assert cache.aside() is None


@given(st.lists(st.lists(st.tuples(st.sampled_from("abc"), st.one_of(st.none(), st.binary(max_size=9))), max_size=9)))
def test_what_is_adopted_is_kept_if_it_is_whole(parts: Sequence[Sequence[tuple[str, bytes | None]]]) -> None:
    """A commit takes the rows in the order put, beside those that were there; without the one needed, none are left."""
    expected = {"a": b"before", "z": b"before"}
    with TemporaryDirectory() as folder:
        file = Path(folder, "cache.sqlite3")
        with Cache(file, b"one") as cache:
            for key, value in expected.items():
                cache.put("space", key, value)
                cache.put("other", key, value)
            assert cache.commit()
            asides = []
            for some in parts:
                aside = cache.aside()
                assert aside is not None
                cache.adopt("space", "b")
                assert cache.aside() is not aside
                asides.append(aside)
                for key, row in some:
                    aside[key] = row
                    expected.pop(key, None)
                    expected |= {} if row is None else {key: row}
                if not any(key == "b" and row is not None for key, row in some):
                    expected.clear()
            assert cache.commit()
            assert not any(asides)
        with Cache(file, b"one") as cache:
            assert cache.all("space") == expected
            assert cache.all("other") == {"a": b"before", "z": b"before"}
