"""Laws of stamps: a file is known unread only if nobody can have touched it since."""

import os
from pathlib import Path

from kb.io.stamps import now, others, same, settled, stamp


def test_a_file_that_was_just_written_is_not_trusted(tmp_path: Path) -> None:
    """Within a tick of the disk's clock a second edit could leave no trace."""
    (tmp_path / "a").write_text("one")
    status = (tmp_path / "a").stat()
    assert not same(stamp(status, status.st_ctime_ns), status)
    assert same(stamp(status, status.st_ctime_ns + 10**10), status)


def test_an_edit_in_secret_is_seen(tmp_path: Path) -> None:
    """One of the same size whose time was set back changes what the disk says of any change."""
    (tmp_path / "a").write_text("one")
    before = (tmp_path / "a").stat()
    [(path, known)] = settled(str(tmp_path), [("a", now())])
    assert path == "a"
    assert others(str(tmp_path), ["a"], [known]) == []
    (tmp_path / "a").write_text("two")
    os.utime(tmp_path / "a", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert others(str(tmp_path), ["a"], [known]) == [0]


def test_who_writes_after_us_is_not_taken_for_us(tmp_path: Path) -> None:
    """A file that changed after the moment at which we had written it gets no stamp; nor does one that is gone."""
    moment = now()
    (tmp_path / "a").write_text("somebody else's")
    os.utime(tmp_path / "a", ns=(moment + 10**9, moment + 10**9))
    assert not [*settled(str(tmp_path), [("a", moment), ("b", moment)])]
