"""Laws of the executor: any number of processes gives what one gives, and the end of none goes unnoticed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kb
from kb.errors import KbError, OutputError
from kb.io.executor import Processes, Serial, executor
from kb.io.fork import LostError, gather
from kb.io.output import opened
from kb.model import Diagnostic, Output, Span
from tests.io.written import write_site

ROOT = Path(__file__).parents[2]
SLOW_BUILD = """
import os, sys, time
from kb.cli import main
from kb.io.output import Site

put = Site.put

def slowly(self, outputs):
    done = put(self, outputs)
    os.write(2, b"put\\n")  # at once, since others write too
    time.sleep(60)
    return done

Site.put = slowly
sys.argv = ["kb", "build", *sys.argv[1:], "--jobs", "2"]
main()
"""


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of made-up notes, enough for several batches of each kind."""
    folder = tmp_path_factory.mktemp("notes")
    subprocess.run([sys.executable, ROOT / "scripts" / "generate.py", "320", folder], check=True)
    return folder


def _by_helper(then: Callable[[], object], folder: Path) -> Callable[[int], int]:
    """Work that a helper ends in some way with its first batch; this process waits until one has begun."""
    here, mark = os.getpid(), folder / "begun"

    def work(batch: int) -> int:
        if os.getpid() != here:
            mark.touch()
            then()
        while not mark.exists():
            time.sleep(0.001)
        return batch

    return work


def _fail() -> None:
    raise OutputError("No room.", "Make some.")


def _fail_strangely() -> None:
    class OddError(Exception):
        pass

    raise OddError("of no module")


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@settings(max_examples=15)
@given(st.lists(st.integers(0, 2**40), max_size=40), st.integers(1, 4), st.integers(0, 40))
def test_processes_are_serial(batches: list[int], jobs: int, theirs: int) -> None:
    """Results come in the batches' order, each once, whoever did the work, began where and however they travelled."""

    def work(number: int) -> tuple[Diagnostic, ...]:
        return (Diagnostic(code="c", severity="info", message=str(number), span=Span(path="a.md", line=number)),)

    expected = list(Serial().map(work, batches))
    theirs = min(theirs, len(batches))
    assert list(Processes(jobs).map(work, batches, theirs=theirs)) == expected
    assert list(Processes(jobs).map(work, batches, tuple[Diagnostic, ...])) == expected


def test_this_process_begins_with_its_own_batches_and_others_with_theirs(tmp_path: Path) -> None:
    """Each goes on with what is left, also where one has none of its own."""

    def work(_: int) -> int:
        (tmp_path / str(os.getpid())).touch()
        while len(list(tmp_path.iterdir())) == 1:  # until both have begun
            time.sleep(0.001)
        return os.getpid()

    for theirs in (4, 7):
        done = list(Processes(2).map(work, range(8), theirs=theirs))
        assert done[0] == os.getpid() != done[theirs]
        for each in tmp_path.iterdir():
            each.unlink()
    assert len({*Processes(2).map(work, range(8), theirs=8)}) == 2


def test_text_that_is_none_travels_too() -> None:
    """Half a surrogate pair, which no UTF-8 can say, comes back as it was."""
    assert list(Processes(2).map(lambda _: "\ud800", range(9), str)) == ["\ud800"] * 9


def test_work_is_cut_into_few_claims() -> None:
    """More batches than a pipe holds numbers of are all done."""
    assert list(Processes(2).map(lambda number: number, range(70_000))) == list(range(70_000))


def test_an_error_of_a_helper_is_raised_here(tmp_path: Path) -> None:
    """With its kind, its words and its hint."""
    with pytest.raises(OutputError, match="No room") as caught:
        list(Processes(3).map(_by_helper(_fail, tmp_path), range(9)))
    assert caught.value.hint == "Make some."


def test_an_error_that_can_not_be_sent_keeps_its_words(tmp_path: Path) -> None:
    """An exception that pickle does not take is still told."""
    with pytest.raises(RuntimeError, match="OddError: of no module"):
        list(Processes(2).map(_by_helper(_fail_strangely, tmp_path), range(9)))


def _children() -> set[str]:
    """The processes that this one has started, those of other tests too, but for those that end by themselves."""
    gather(wait=True)
    return {one for task in Path("/proc/self/task").iterdir() for one in (task / "children").read_text().split()}


def test_a_killed_helper_is_told(tmp_path: Path) -> None:
    """The work ends with what happened and what to do, and no other helper is left."""
    before = _children()
    with pytest.raises(LostError, match="signal 9") as caught:
        list(Processes(3).map(_by_helper(_die, tmp_path), range(9)))
    assert "--jobs 1" in caught.value.hint
    assert _children() == before


def test_helpers_stop_when_the_work_is_broken_off() -> None:
    """An interruption here ends the helpers at once, in the middle of what they do."""
    here = os.getpid()

    def work(batch: int) -> int:
        if os.getpid() == here:
            raise KeyboardInterrupt
        time.sleep(60)
        return batch

    start = time.monotonic()
    before = _children()
    with pytest.raises(KeyboardInterrupt):
        list(Processes(3).map(work, range(9)))
    assert time.monotonic() - start < 30
    assert _children() == before


@pytest.mark.parametrize("workers", [Serial(), Processes(2)])
def test_what_is_our_own_is_done_here(workers: Serial | Processes) -> None:
    """By this process, once, even where there is nothing else to do."""
    done: list[int] = []
    for count in (9, 1, 0):
        done.clear()
        assert list(workers.map(lambda batch: batch, range(count), int, lambda: done.append(os.getpid()))) == [
            *range(count)
        ]
        assert done == [os.getpid()]


def test_who_works_beside_shares_when_that_is_done(tmp_path: Path) -> None:
    """As long as another process is at work beside, this one does all batches; then there is one that helps."""
    workers, here, mark = Processes(2), os.getpid(), tmp_path / "begun"
    reading, writing = os.pipe()
    beside = workers.beside(lambda: len(os.read(reading, 1)), int)

    def shared(batch: int) -> bool:
        if os.getpid() != here:
            mark.touch()
        elif batch == 2:
            os.write(writing, b".")
            beside.wait()
        while batch > 2 and not mark.exists():
            time.sleep(0.001)
        return os.getpid() == here

    try:
        found = list(workers.share(shared, range(20)))
    finally:
        beside.end()
        os.close(reading)
        os.close(writing)
    assert all(found[:3])
    assert not all(found)


@pytest.mark.parametrize("kind", [object, tuple[int, tuple[Diagnostic, ...]]])
def test_work_beside_gives_what_it_made(kind: object) -> None:
    """Another process makes it, as much as it is, and it comes as it was however it travelled."""
    found = tuple(
        Diagnostic(code="c", severity="info", message="long " * 9, span=Span(path="\u00e4", line=line))
        for line in range(9_000)
    )
    work = Processes(2).beside(lambda: (os.getpid(), found), kind)
    own = os.getpid()
    other, given = work.wait()
    assert other != own
    assert given == found


def test_work_beside_leaves_nothing_behind() -> None:
    """Its errors are raised where it is waited for, and no process is left wherever it ends."""
    before = _children()
    Processes(2).beside(os.getpid, int).wait()
    failing = Processes(2).beside(_fail)
    with pytest.raises(OutputError, match="No room"):
        failing.wait()
    Processes(2).beside(lambda: time.sleep(60)).end()
    assert _children() == before
    Serial().beside(_fail)


def test_processes_are_used_where_they_pay() -> None:
    """A small vault is built by one process, whatever the machine; one job is one process, however large the vault."""
    assert isinstance(executor(None, 100), Serial)
    assert isinstance(executor(1, 100_000), Serial)
    assert executor(3, 1) == Processes(3)


def test_any_number_of_jobs_makes_the_same_site(notes: Path, tmp_path: Path) -> None:
    """Serial and processes write the same bytes."""
    trees = []
    for jobs in (1, 3):
        folder = tmp_path / str(jobs)
        built = kb.open_vault(notes, jobs=jobs).at("https://example.org/").build(folder)
        assert len(built.written.written) == built.files
        files = (path for path in folder.rglob("*") if path.is_file())
        trees.append({path.relative_to(folder).as_posix(): path.read_bytes() for path in files})
    assert trees[0] == trees[1]


def test_a_site_without_a_helper_is_no_site(tmp_path: Path) -> None:
    """Nobody knows what a killed helper left: a first build leaves nothing, and the next one is complete."""
    folder = tmp_path / "site"
    work = _by_helper(_die, tmp_path)

    def build() -> None:
        with opened(folder) as site:
            list(Processes(2).map(lambda batch: site.put(_outputs(work(batch))), range(9)))

    with pytest.raises(KbError, match="signal 9"):
        build()
    assert [path.name for path in folder.iterdir() if not path.name.startswith(".kb-manifest")] == []
    written = write_site(folder, (one for batch in range(9) for one in _outputs(batch)))
    assert len(written.written) == 9
    assert {path.name for path in folder.iterdir()} == {".kb-manifest", *map(str, range(9))}


def _outputs(batch: int) -> Iterator[Output]:
    yield Output(path=f"{batch}/index.html", content=b"x" * batch)


def test_an_interrupted_build_ends_cleanly(notes: Path, tmp_path: Path) -> None:
    """Ctrl-C in the middle of the pages: the exit code says so, and every file that is there is whole."""
    whole = tmp_path / "whole"
    kb.open_vault(notes).build(whole)
    folder = tmp_path / "site"
    environment = os.environ | {"PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    command = [sys.executable, "-c", SLOW_BUILD, str(notes), "--output", str(folder)]
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment, text=True, start_new_session=True
    ) as run:
        assert run.stderr
        assert [run.stderr.readline(), run.stderr.readline()] == ["put\n", "put\n"]  # both processes are at it
        os.killpg(run.pid, signal.SIGINT)
        told = run.stderr.read()
    assert (run.returncode, told.strip()) == (130, "Interrupted; every file is whole.")
    made = [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".kb-manifest")]
    assert made
    assert all(path.read_bytes() == (whole / path.relative_to(folder)).read_bytes() for path in made)
