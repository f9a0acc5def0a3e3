"""Laws of stamps: a file is known unread only if nobody can have touched it since."""

import os
import time
from pathlib import Path

import pytest

from kb.io import stamps
from kb.io.stamps import now, others, same, settled, shown, stamp


def test_a_file_that_was_just_written_is_not_trusted(tmp_path: Path) -> None:
    """Within a tick of the disk's clock a second edit could leave no trace."""
    (tmp_path / "a").write_text("one")
    (tmp_path / "b").symlink_to("a")
    status = (tmp_path / "a").stat()
    one, other, none = shown([str(tmp_path / name) for name in "abc"])
    assert one == other != none
    assert not same(stamp(status, status.st_ctime_ns), one)
    known = stamp(status, status.st_ctime_ns + 10**10)
    assert same(known, one)
    assert not same(known, none)


def test_an_edit_in_secret_is_seen(tmp_path: Path) -> None:
    """One of the same size whose time was set back changes what the disk says of any change."""
    (tmp_path / "a").write_text("one")
    before = (tmp_path / "a").stat()
    [(path, known)] = settled(str(tmp_path), [("a", now())])
    assert path == "a"
    assert others(str(tmp_path), "a", [*known]) == []
    (tmp_path / "a").write_text("two")
    os.utime(tmp_path / "a", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert others(str(tmp_path), "a", [*known]) == [0]


def test_who_writes_after_us_is_not_taken_for_us(tmp_path: Path) -> None:
    """A file that changed after the moment at which we had written it gets no stamp; nor does one that is gone."""
    moment = now()
    (tmp_path / "a").write_text("somebody else's")
    os.utime(tmp_path / "a", ns=(moment + 10**9, moment + 10**9))
    assert not [*settled(str(tmp_path), [("a", moment), ("b", moment)])]


def test_a_file_that_changes_while_it_waits_for_another_is_looked_at_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both were written in the last tick, so no stamp that was taken before the wait can be trusted."""
    real = time.sleep

    def sleep(seconds: float) -> None:
        (tmp_path / "b").write_text("two")
        real(seconds)

    monkeypatch.setattr(time, "sleep", sleep)
    for name in ("a", "b"):
        (tmp_path / name).write_text("one")
    known = dict(settled(str(tmp_path), [("a", 1 << 62), ("b", 1 << 62)]))
    assert known.keys() >= {"a"}
    assert not others(str(tmp_path), "\n".join(known), [part for shown in known.values() for part in shown])


@pytest.mark.parametrize("odd", ["", "new", "coarse", "theirs", "gone"])
def test_stamps_taken_at_once_are_those_of_each_file(tmp_path: Path, odd: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """All are taken in good time: where one was just written, is another's, is gone, or the disk's clock is slow."""
    names = ["a", "b", odd or "c"]
    for name in names:
        (tmp_path / name).write_text(name)
    time.sleep(0.03)
    if odd == "new":
        (tmp_path / odd).write_text("once more")
    files = [(name, now()) for name in names]
    if odd == "coarse":
        monkeypatch.setattr(stamps, "_SECOND", 1)
    if odd == "theirs":
        os.utime(tmp_path / odd, ns=(files[0][1] + 10**9, files[0][1] + 10**9))
        time.sleep(0.03)
    if odd == "gone":
        (tmp_path / odd).unlink()
    found = [*settled(str(tmp_path), files)]
    assert all(max(shown[:2]) + 20_000_000 < now() for _, shown in found)
    assert found == [one for file in files for one in settled(str(tmp_path), [file])]
    monkeypatch.setattr(stamps, "_are_plain", lambda *_: False)
    assert found == [*settled(str(tmp_path), files)]
    assert [path for path, _ in found] == [name for name in names if odd != "coarse" and name not in {"theirs", "gone"}]
