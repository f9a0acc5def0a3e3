"""Jobs that were done together into the rows that are kept of them, by whoever did them: those of a first build.

All other processes are at work then, and who puts the rows into the cache has only to take them.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain, pairwise, repeat

from msgspec import Struct

from kb import site
from kb.codec import UnfitError, encode
from kb.io.output import Put
from kb.io.output import Site as Folder
from kb.io.stamps import is_late
from kb.pipeline.standing import File, Placed, lines

BLOCK = 256
"""Jobs of which one row tells at most."""


class Job(Struct, frozen=True, kw_only=True):
    """What is kept of a job of the site."""

    name: str
    """What `site.Site` calls it."""
    run: int
    """The run that made it last, named by its moment; a run that made the same in another folder changes nothing."""
    files: tuple[tuple[str, int], ...]
    """As of `site.Made`."""
    listed: tuple[site.Listed, ...]
    """As of `site.Made`."""
    looked: bytes
    """As of `site.Made`."""


class Block(Struct, frozen=True, kw_only=True, array_like=True):
    """What is kept of some jobs, in columns: there are tens of thousands, and few are asked about one by one."""

    names: list[str]
    """What `site.Site` calls them."""
    runs: bytes
    """The run that made each last, eight bytes each."""
    counts: bytes
    """How many files each made, four bytes each."""
    paths: str
    """The paths of all these files, as of `Placed`."""
    sizes: bytes
    """The bytes of each file, eight bytes each."""
    looks: bytes
    """At how much each looked, four bytes each."""
    looked: bytes
    """At what all of them looked, one after the other."""
    listed: dict[int, tuple[site.Listed, ...]]
    """By the place of a job its pages for the sitemap, where there are some."""

    @classmethod
    def of(cls, jobs: Sequence[Job]) -> "Block":
        """The columns of jobs."""
        files = list(chain.from_iterable([job.files for job in jobs]))
        return cls(
            names=[job.name for job in jobs],
            runs=array("q", [job.run for job in jobs]).tobytes(),
            counts=array("I", [len(job.files) for job in jobs]).tobytes(),
            paths="\n".join([path for path, _ in files]),
            sizes=array("q", [size for _, size in files]).tobytes(),
            looks=array("I", [len(job.looked) // 4 for job in jobs]).tobytes(),
            looked=b"".join([job.looked for job in jobs]),
            listed={place: job.listed for place, job in enumerate(jobs) if job.listed},
        )

    @property
    def jobs(self) -> Iterator[Job]:
        """The jobs, one by one."""
        files = list(zip(lines(self.paths), memoryview(self.sizes).cast("q"), strict=True))
        own = pairwise(accumulate(memoryview(self.counts).cast("I"), initial=0))
        looks = pairwise(accumulate(memoryview(self.looks).cast("I"), initial=0))
        runs = memoryview(self.runs).cast("q")
        for place, (name, run, (first, last), (begin, end)) in enumerate(
            zip(self.names, runs, own, looks, strict=True)
        ):
            yield Job(
                name=name,
                run=run,
                files=tuple(files[first:last]),
                listed=self.listed.get(place, ()),
                looked=self.looked[4 * begin : 4 * end],
            )


class Rows(Struct, frozen=True):
    """What is kept of some pieces of work, each of which is a block of jobs."""

    jobs: bytes = b""
    """The row of the jobs of one; empty where a job can't be written."""
    placed: dict[int, bytes] = {}
    """The rows of the files of that one or of earlier ones, by the number of the block."""


class Blocks:
    """Pieces of work into rows, block by block; each process tells of those that it has done itself."""

    def __init__(self, run: int, folder: Folder) -> None:
        """Take the moment that names the run, and the folder where the files are."""
        self._run = run
        self._folder = folder
        self._waiting: dict[int, Put] = {}
        """Pieces that this process has done, and whose stamps could not be trusted yet."""

    def rows(self, number: int, made: Sequence[tuple[str, site.Made]], put: Put) -> Rows:
        """What is kept of a piece, as far as it can be told now; its jobs come with their names."""
        jobs = [
            Job(name=name, run=self._run, files=one.files, listed=one.listed, looked=one.looked) for name, one in made
        ]
        self._waiting[number] = put
        return Rows(_row(jobs), self._placed())

    def _placed(self) -> dict[int, bytes]:
        """The rows of the files of pieces that were put so long ago that nobody has to wait for their stamps."""
        late = [(number, put) for number, put in self._waiting.items() if is_late(put.moment)]
        for number, _ in late:
            del self._waiting[number]
        found = ((number, self._folder.settled(put)) for number, put in late)
        return {
            number: encode(placed(zip(stamps, repeat(self._run), stamps.values())))
            for number, stamps in found
            if stamps
        }


def placed(files: Iterable[File]) -> Placed:
    """What is kept of files; of none where one of their names can't be written, for them to be made again."""
    made = Placed.of(files)
    try:
        made.paths.encode()
    except UnicodeEncodeError:
        return Placed.of(())
    return made


def _row(jobs: Sequence[Job]) -> bytes:
    try:
        return encode(Block.of(jobs))
    except UnfitError:
        return b""
