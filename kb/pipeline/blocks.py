"""Jobs that were done together into the rows that are kept of them, by whoever did them: those of a first build.

All other processes are at work then, and who puts the rows into the cache has only to take them.
"""

from collections.abc import Sequence

from msgspec import Struct

from kb import site
from kb.codec import UnfitError, encode
from kb.io.output import Put
from kb.io.output import Site as Folder
from kb.io.stamps import is_late
from kb.pipeline.standing import Placed

BLOCK = 256
"""Jobs of which one row tells at most."""


class Job(Struct, frozen=True, kw_only=True, array_like=True):
    """What is kept of a job of the site."""

    name: str
    """What `site.Site` calls it."""
    number: int
    """Decides in which block it is."""
    run: int
    """The run that made it last, named by its moment; a run that made the same in another folder changes nothing."""
    files: tuple[tuple[str, int], ...]
    """As of `site.Made`."""
    listed: tuple[site.Listed, ...]
    """As of `site.Made`."""
    looked: bytes
    """As of `site.Made`."""


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
        first = number * BLOCK
        jobs = [
            Job(
                name=name,
                number=first + place,
                run=self._run,
                files=one.files,
                listed=one.listed,
                looked=one.looked,
            )
            for place, (name, one) in enumerate(made)
        ]
        self._waiting[number] = put
        return Rows(_written(jobs), self._placed())

    def _placed(self) -> dict[int, bytes]:
        """The rows of the files of pieces that were put so long ago that nobody has to wait for their stamps."""
        late = [(number, put) for number, put in self._waiting.items() if is_late(put.moment)]
        for number, _ in late:
            del self._waiting[number]
        found = ((number, self._folder.settled(put)) for number, put in late)
        return {
            number: placed({path: (self._run, stamp) for path, stamp in stamps.items()})
            for number, stamps in found
            if stamps
        }


def placed(files: Placed) -> bytes:
    """The row of files; that of none where one of their names can't be written, for them to be made again."""
    return _written(files) or encode({})


def _written(value: object) -> bytes:
    try:
        return encode(value)
    except UnfitError:
        return b""
