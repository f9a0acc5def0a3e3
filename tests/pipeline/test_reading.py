"""Laws of reading a vault's files: whoever reads them, they are known as they would be."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kb.io.cache import Cache
from kb.io.executor import Processes, Serial
from kb.pipeline import Stopwatch, find, read_vault

Write = Callable[[str], Path]


@pytest.mark.parametrize("workers", [Serial(), Processes(2)])
def test_files_are_known_whoever_reads_them(vault: Write, workers: Serial | Processes) -> None:
    """Left to those who read notes, or read at once: the same notes, digests, stamps and troubles, in their order."""
    folder = vault("".join(f"-- {number:03}.md --\n# Note {number}\n" for number in range(150)) + "-- a/b.md --\n# B\n")
    (folder / "077a.md").symlink_to("nowhere.md")
    watch = Stopwatch(workers=workers)
    told = []
    for later in (False, True):
        files = find(folder, (), Cache(None, b""), later=later)
        assert len(files.unread) == (152 if later else 0)
        reading = read_vault(files, Cache(None, b""), watch)
        assert (files.unread, files.data) == ([], {})
        stamps = [(path, stamp[:4], content) for path, (stamp, content) in files.known.items()]
        told.append((reading, stamps, files.diagnostics, files.digest))
    assert told[0] == told[1]
    assert [one.code for one in told[1][2]] == ["file-unreadable"]
    assert len(told[1][1]) == 151


def test_files_of_which_some_are_known_are_left_to_nobody(vault: Write, tmp_path: Path) -> None:
    """What is kept of a file is known by its digest, so files that may be what they were are read at once."""
    folder = vault("-- a.md --\n# A\n")
    with Cache(tmp_path / "rows", b"1") as cache:
        read_vault(find(folder, (), cache, later=True), cache, Stopwatch())
        cache.commit()
        (folder / "b.md").write_text("# B\n")
        files = find(folder, (), cache, later=True)
        assert (list(files.known), files.unread) == (["a.md", "b.md"], [])
        assert "b.md" in files.data
