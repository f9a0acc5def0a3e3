"""Laws of what waits for a commit: it is what was put last, wherever it lies."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.io import waiting
from kb.io.cache import Cache
from kb.io.waiting import Waiting

NAMES = st.tuples(st.sampled_from("ab"), st.sampled_from("xyz"))
STEPS = st.lists(st.tuples(NAMES, st.one_of(st.none(), st.binary(max_size=6), st.just("forget"))), max_size=20)


@given(STEPS, st.integers(0, 12))
def test_what_waits_is_what_was_put_last(steps: list[tuple[tuple[str, str], bytes | str | None]], held: int) -> None:
    """However few bytes are held, names and values are those of a dictionary, in memory and in the file."""
    expected: dict[tuple[str, str], bytes | None] = {}
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(waiting, "_HELD", held)
        some = Waiting(Path(folder))
        for name, value in steps:
            if isinstance(value, str):
                some.pop(name, None)
                expected.pop(name, None)
            else:
                some[name] = expected[name] = value
            assert dict(some) == expected
            assert some.gone == [name for name, value in some.items() if value is None]
        some.close()
        assert not some


def test_nothing_but_the_cache_stands_in_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows that were laid aside are kept by the commit, and the file where they lay has no name."""
    monkeypatch.setattr(waiting, "_HELD", 10)
    with Cache(tmp_path / "cache.sqlite3", b"one") as cache:
        for number in range(9):
            cache.put("space", str(number), b"value %d" % number)
        cache.put("space", "3", b"the last")
        assert all(one.name.startswith("cache.sqlite3") for one in tmp_path.iterdir())
        assert cache.commit()
    with Cache(tmp_path / "cache.sqlite3", b"one") as cache:
        kept = cache.all("space")
    assert kept == {**{str(number): b"value %d" % number for number in range(9)}, "3": b"the last"}


def test_a_place_that_is_lost_costs_nothing_but_the_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing can be laid aside, nothing is kept, and nothing is raised."""
    monkeypatch.setattr(waiting, "_HELD", 10)

    def fail(**_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.TemporaryFile", fail)
    with Cache(tmp_path / "cache.sqlite3", b"one") as cache:
        cache.put("space", "a", b"more than that")
        assert not cache.usable
        assert not cache.commit()
        assert "No space" in cache.trouble
