"""Laws of what is kept of pieces of work: it is what stands there at the end, or left to whoever ends the build."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kb import site
from kb.codec import decode, encode
from kb.io.output import Put, opened
from kb.io.output import Site as Folder
from kb.model import Output
from kb.pipeline import pieces
from kb.pipeline.blocks import BLOCK, Block, Blocks, Job, placed
from kb.pipeline.standing import Placed
from kb.site.looks import packed

LATER = 0.03  # seconds, after which stamps can be trusted


def _made(*paths: str) -> site.Made:
    return site.Made(files=tuple((path, 1) for path in paths), listed=(), looked=b"")


def _put(folder: Folder, *paths: str) -> Put:
    return folder.put(Output(path=path, content=b"x") for path in paths)


def _told(blocks: Blocks, *pieces: tuple[int, Put]) -> dict[int, Placed]:
    """What is told of the files of some pieces, once their stamps can be trusted."""
    time.sleep(LATER)
    rows: dict[int, bytes] = {}
    for number, put in pieces:
        rows |= blocks.rows(number, [("job", _made(*put.paths))], put).placed
    return {number: decode(row, Placed) for number, row in rows.items()}


@contextmanager
def _first(folder: Path) -> Iterator[tuple[Folder, Blocks]]:
    with opened(folder) as opened_:
        yield opened_, Blocks(7, opened_)


def test_files_stand_where_a_first_site_moves_with_the_stamps_that_were_told(tmp_path: Path) -> None:
    """Whatever moves by itself, which gives it another stamp, is not told of before."""
    with _first(tmp_path / "site") as (folder, blocks):
        puts = [_put(folder, "a/index.html", "a/b/c"), _put(folder, "index.html", "b/index.html")]
        told = _told(blocks, *enumerate(puts))
        folder.finish(puts)
    assert told.keys() == {0}
    assert [(path, run) for path, run, _ in told[0].files] == [("a/index.html", 7), ("a/b/c", 7)]
    assert not told[0].lacking(str(tmp_path / "site"))


def test_a_piece_is_told_of_as_soon_as_its_stamps_can_be_trusted(tmp_path: Path) -> None:
    """Nobody waits for it, and it is told once, with one that is done later in the same process."""
    with _first(tmp_path / "site") as (folder, blocks):
        first = _put(folder, "a/index.html")
        assert blocks.rows(0, [("a", _made("a/index.html"))], first).placed == {}
        told = _told(blocks, (1, second := _put(folder, "b/index.html")))
        assert told.keys() == {0, 1}
        assert _told(blocks, (2, _put(folder, "c/index.html"))).keys() == {2}
        folder.finish([first, second])


def test_a_file_that_somebody_touched_meanwhile_is_left_out(tmp_path: Path) -> None:
    """So the next build makes it again."""
    with _first(tmp_path / "site") as (folder, blocks):
        put = _put(folder, "a/index.html", "b/index.html", "c/index.html")
        time.sleep(LATER)
        (tmp_path / "site" / ".kb-new" / "b" / "index.html").write_text("y")
        (tmp_path / "site" / ".kb-new" / "c" / "index.html").unlink()
        assert [path for path, *_ in _told(blocks, (0, put))[0].files] == ["a/index.html"]
        folder.finish([put])


def test_a_block_has_the_jobs_of_one_piece(tmp_path: Path) -> None:
    """Numbers of jobs tell which, so no piece has more jobs than a block."""
    names = [str(number) for number in range(3 * BLOCK)]
    for apart in (True, False):
        assert all(len(some) <= BLOCK for part in pieces.batches(names, apart=apart, beside=False) for some in part)
    with _first(tmp_path / "site") as (folder, blocks):
        put = _put(folder, "a/index.html")
        block = decode(blocks.rows(3, [("a", _made("a/index.html")), ("b", _made())], put).jobs, Block)
        folder.finish([put])
    assert [(job.name, job.run, job.files) for job in block.jobs] == [("a", 7, (("a/index.html", 1),)), ("b", 7, ())]


_paths = st.text(st.characters(exclude_characters="\n"), min_size=1)


@given(
    jobs=st.lists(
        st.builds(
            Job,
            name=st.text(),
            run=st.integers(0, 1 << 62),
            files=st.lists(st.tuples(_paths, st.integers(0, 1 << 40)), max_size=3).map(tuple),
            listed=st.lists(st.tuples(st.text(), st.none() | st.dates()), max_size=2).map(tuple),
            looked=st.sets(st.integers(0, (1 << 32) - 1), max_size=3).map(packed),
        ),
        max_size=4,
    )
)
def test_columns_of_jobs_are_these_jobs(jobs: list[Job]) -> None:
    """Whatever they made and looked at, each comes back as it was."""
    assert [*decode(encode(Block.of(jobs)), Block).jobs] == jobs


def test_what_can_not_be_written_is_told_of_by_nothing(tmp_path: Path) -> None:
    """A name with half a character has no bytes."""
    with _first(tmp_path / "site") as (folder, blocks):
        put = _put(folder, "a/index.html")
        assert blocks.rows(0, [("\ud800", _made("a/index.html"))], put).jobs == b""
        assert blocks.rows(0, [("a", _made("\ud800/index.html"))], put).jobs == b""
        assert len(placed([("a", 7, (1, 1, 1, 1)), ("\ud800", 7, (1, 1, 1, 1))])) == 0
        folder.finish([put])
