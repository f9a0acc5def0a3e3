"""Laws of a site's folder: what is gone or touched is told, whoever looks."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.codec import decode, encode
from kb.io.cache import Cache
from kb.io.executor import Processes, Serial
from kb.io.fork import gather
from kb.io.stamps import settled
from kb.pipeline.standing import File, Placed, Standing, placed_space


@pytest.mark.parametrize("workers", [Serial(), Processes(2)])
@pytest.mark.parametrize("many", [0, 9])
def test_what_is_not_as_it_was_put_is_lacking(
    workers: Serial | Processes, many: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is gone, written again or of another time; by this process or another one that began before."""
    monkeypatch.setattr("kb.pipeline.standing._MANY", many)
    names = ["as it was", "gone", "written", "touched"]
    for name in names:
        (tmp_path / name).write_text("text")
    placed = [(path, 1, shown) for path, shown in settled(str(tmp_path), [(name, 1 << 62) for name in names])]
    blocks = {"0": Placed.of(placed[:2]), "1": Placed.of(placed[2:])}
    with Cache(tmp_path / "cache" / "rows", b"1") as cache:
        for key, block in blocks.items():
            cache.put(placed_space(str(tmp_path)), key, encode(block))
        cache.commit()
        (tmp_path / "gone").unlink()
        (tmp_path / "written").write_text("more text")
        os.utime(tmp_path / "touched", ns=(1, 1))
        with Standing(str(tmp_path), cache) as standing:
            standing.begin(workers)
            assert standing.lacking() == {"0": [1], "1": [0, 1]}
            (tmp_path / "as it was").unlink()
            assert standing.lacking() == {"0": [0, 1], "1": [0, 1]}
            assert (standing.blocks, len(standing)) == (blocks, len(names))


_paths = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n"), min_size=1)
_numbers = st.integers(0, (1 << 63) - 1)


@given(st.lists(st.tuples(_paths, _numbers, st.tuples(_numbers, _numbers, _numbers, _numbers))))
def test_columns_of_files_are_these_files(files: list[File]) -> None:
    """Each with the run that made it and its stamp."""
    kept = decode(encode(Placed.of(files)), Placed)
    assert [*kept.files] == files
    assert len(kept) == len(files)


def test_nobody_looks_any_more_when_nobody_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that began is ended with the build."""
    monkeypatch.setattr("kb.pipeline.standing._MANY", -1)
    before = _children()  # other tests may have begun some
    with Standing(str(tmp_path), Cache(None, b"")) as standing:
        standing.begin(Processes(2))
        assert _children() > before
    assert _children() == before


def _children() -> set[str]:
    """The processes that this one has started, but for those that end by themselves."""
    gather(wait=True)
    return {one for task in Path("/proc/self/task").iterdir() for one in (task / "children").read_text().split()}
