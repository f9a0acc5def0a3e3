"""Laws of the cluster: the same bytes as here, whatever happens to workers, and a clear end when it can't be had."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from math import factorial
from operator import itemgetter, truediv
from pathlib import Path

import pytest
from distributed import Client

import kb
from kb.errors import WrongUseError
from kb.io import cluster, output
from kb.io.cluster import Cluster, ClusterError
from kb.io.executor import Delivered, executor
from kb.model import Output

pytestmark = pytest.mark.xdist_group("cluster")

ROOT = Path(__file__).parents[2]
QUIET: list[str] = ["--no-dashboard", "--host", "127.0.0.1"]
SLOW_BUILD = """
import sys, time
from kb.cli import main
from kb.io.output import Site

put = Site.put

def slowly(self, outputs):
    done = put(self, outputs)
    print("put", flush=True, file=sys.stderr)
    time.sleep(60)
    return done

Site.put = slowly
sys.argv = ["kb", "build", *sys.argv[1:], "--executor", "dask"]
main()
"""


@dataclass(frozen=True)
class Dask:
    """A scheduler and its workers, processes of this test."""

    folder: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def file(self) -> Path:
        """Where the scheduler writes its address."""
        return self.folder / "scheduler.json"

    def start(self, name: str, *options: str, code: Path = ROOT) -> subprocess.Popen[bytes]:
        """Start a scheduler or a worker with the kb in a folder."""
        command = [sys.executable, "-m", f"distributed.cli.dask_{name}", "--scheduler-file", str(self.file)]
        paths = os.pathsep.join([str(code), os.environ.get("PYTHONPATH", "")])
        environment = os.environ | {"PYTHONPATH": paths, "DASK_TEMPORARY_DIRECTORY": str(self.folder)}
        with (self.folder / f"{len(self.processes)}.log").open("wb") as log:
            process = subprocess.Popen(
                [*command, *QUIET, *options], stdout=log, stderr=log, env=environment, cwd=self.folder
            )
        self.processes.append(process)
        return process

    def worker(self, code: Path = ROOT) -> subprocess.Popen[bytes]:
        """Start a worker."""
        return self.start("worker", "--nthreads", "1", "--no-nanny", "--death-timeout", "60", code=code)

    @property
    def address(self) -> str:
        """The scheduler's address."""
        return str(json.loads(self.file.read_text())["address"])

    def workers(self) -> set[str]:
        """The addresses of the workers that the scheduler knows of."""
        with Client(self.address, set_as_default=False, timeout=60) as client:
            return set(client.nthreads())


def _until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dask]:
    """A scheduler and two workers."""
    made = Dask(tmp_path_factory.mktemp("dask"))
    try:
        made.start("scheduler", "--port", "0")
        made.worker()
        made.worker()
        _until(made.file.exists)
        _until(lambda: len(made.workers()) == 2)
        yield made
    finally:
        for process in made.processes:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of made-up notes, enough for several batches of each kind."""
    folder = tmp_path_factory.mktemp("notes")
    subprocess.run([sys.executable, ROOT / "scripts" / "generate.py", "320", folder], check=True)
    return folder


@pytest.fixture(scope="module")
def whole(notes: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Their site, made here."""
    folder = tmp_path_factory.mktemp("whole") / "site"
    _build(notes, folder, "")
    return folder


def _build(notes: Path, folder: Path, scheduler: str) -> None:
    kb.open_vault(notes, scheduler=scheduler, cache=False).at("https://example.org/").build(folder)


def _tree(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".kb-manifest"))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def _when_first_put(monkeypatch: pytest.MonkeyPatch, then: Callable[[], None]) -> None:
    """Let something happen when the first pages have come."""
    put = output.Site.put
    happened: list[bool] = []

    def changed(self: output.Site, outputs: Iterable[Output]) -> output.Put:
        if not happened:
            happened.append(True)
            then()
        return put(self, outputs)

    monkeypatch.setattr(output.Site, "put", changed)


def test_results_come_in_order_whatever_they_are(dask: Dask) -> None:
    """A batch gives what it gives here, each once, in the batches' order; what came is put away in this process."""
    batches = list(range(300))
    expected = list(map(factorial, batches))
    assert list(Cluster(dask.address).map(factorial, batches)) == expected
    here: list[int] = []

    def put(batch: list[str], pieces: Iterable[str]) -> tuple[int, int]:
        here.append(os.getpid())
        return len(batch), len(list(pieces))

    work = Delivered(itemgetter(slice(2)), put, str)
    assert list(Cluster(dask.address).map(work, [["a", "\ud800", "c"], ["d"]])) == [(3, 2), (1, 1)]
    assert here == [os.getpid()] * 2


def test_an_error_of_work_is_raised_here(dask: Dask) -> None:
    """With its kind and its words."""
    with pytest.raises(ZeroDivisionError, match="division by zero"):
        list(Cluster(dask.address).map(partial(truediv, 1), [1, 0, 2]))


def test_a_cluster_makes_the_same_site(dask: Dask, notes: Path, whole: Path, tmp_path: Path) -> None:
    """Made-up notes and our own: serial and the cluster write the same bytes."""
    _build(notes, tmp_path / "made-up", dask.address)
    assert _tree(tmp_path / "made-up") == _tree(whole)
    _build(ROOT / "notes", tmp_path / "own-here", "")
    _build(ROOT / "notes", tmp_path / "own-there", dask.address)
    assert _tree(tmp_path / "own-here") == _tree(tmp_path / "own-there")


def test_a_killed_worker_costs_only_time(
    dask: Dask, notes: Path, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it was at is done by another: the same bytes."""
    _when_first_put(monkeypatch, dask.processes[-1].kill)
    _build(notes, tmp_path / "site", dask.address)
    assert dask.processes[-1].wait() == -signal.SIGKILL
    assert _tree(tmp_path / "site") == _tree(whole)


def test_work_that_every_worker_lost_is_sent_again(
    dask: Dask, notes: Path, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All workers killed in the middle, then a new one: the same bytes."""

    def replace() -> None:
        for process in dask.processes[1:]:
            process.kill()
        dask.worker()

    _when_first_put(monkeypatch, replace)
    _build(notes, tmp_path / "site", dask.address)
    assert _tree(tmp_path / "site") == _tree(whole)


def test_a_worker_with_another_kb_is_refused(dask: Dask, tmp_path: Path) -> None:
    """Before it does anything, and with what to do."""
    shutil.copytree(ROOT / "kb", tmp_path / "kb")
    (tmp_path / "kb" / "more.py").touch()
    before = dask.workers()
    other = dask.worker(tmp_path)
    _until(lambda: bool(dask.workers() - before))
    with pytest.raises(ClusterError, match="Python is another on 1 of") as caught:
        list(Cluster(dask.address).map(factorial, [1]))
    assert "Install the same kb" in caught.value.hint
    other.kill()
    _until(lambda: dask.workers() <= before)


def test_an_interrupted_build_calls_its_tasks_back(dask: Dask, notes: Path, whole: Path, tmp_path: Path) -> None:
    """Ctrl-C in the middle of the pages: the exit code says so, every file is whole, and the cluster is free."""
    folder = tmp_path / "site"
    command = [sys.executable, "-c", SLOW_BUILD, str(notes), "-o", str(folder), "--scheduler", dask.address]
    command += ["--base-url", "https://example.org/"]
    with subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as run:
        assert run.stderr
        assert run.stderr.readline() == "put\n"
        run.send_signal(signal.SIGINT)
        told = run.stderr.read()
    assert (run.returncode, told.strip()) == (130, "Interrupted; every file is whole.")
    made, expected = _tree(folder), _tree(whole)
    assert made
    assert all(expected[path] == content for path, content in made.items())
    with Client(dask.address, set_as_default=False) as client:
        _until(lambda: client.run_on_scheduler(lambda dask_scheduler: not dask_scheduler.tasks))


def test_a_lost_scheduler_ends_the_build(
    dask: Dask, notes: Path, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the middle of the pages: every file that is there is whole, and the next build completes the site."""
    _when_first_put(monkeypatch, dask.processes[0].kill)
    with pytest.raises(ClusterError, match="was lost") as caught:
        _build(notes, tmp_path / "site", dask.address)
    assert caught.value.exit_code == 1
    made, expected = _tree(tmp_path / "site"), _tree(whole)
    assert 0 < len(made) < len(expected)
    assert all(expected[path] == content for path, content in made.items())
    _build(notes, tmp_path / "site", "")
    assert _tree(tmp_path / "site") == expected


def test_what_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody at an address, no address, and no Dask."""
    monkeypatch.setattr(cluster, "_CONNECT", 0.5)
    with pytest.raises(ClusterError, match="No Dask scheduler answers at"):
        list(Cluster("tcp://127.0.0.1:9").map(factorial, [1]))
    with pytest.raises(WrongUseError, match="no address of a Dask scheduler"):
        list(Cluster("gopher://127.0.0.1:9").map(factorial, [1]))
    monkeypatch.delitem(sys.modules, "kb.io.cluster")
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(WrongUseError, match="needs the package distributed") as caught:
        executor(None, 100, "tcp://127.0.0.1:9")
    assert "kb[dask]" in caught.value.hint
