"""Jobs of a site into files in their places: pieces of work that any process can do."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain

from kb import site
from kb.io.executor import Delivered
from kb.io.output import Put
from kb.io.output import Site as Folder
from kb.model import Output
from kb.pipeline.blocks import Blocks, Rows

_FIRST = 10  # jobs that take long or make much, and come first: each is a piece of work
_RUN = 150  # others that are done as one
_SHORT = 30  # the same of the last that show notes, so that all processes end together
_LAST = 300  # so many are these
MANY = _FIRST + _RUN
"""Jobs beyond which there is work for several processes, whatever the jobs."""

TOLD = ""
"""The name of what is no job, but done as one: telling what stands under all names."""
STORED = " "
"""The name of another: writing the rows of the cache that are known by then."""
_OF_COMMUNITIES = TOLD, site.GRAPH, site.SCRIPTS, site.FRONT
_OF_INDEX = site.SEARCH, STORED
_OF_COLUMNS = TOLD, *site.STEADY

Beside = Mapping[str, Callable[[], Mapping[str, bytes | None] | None]]
"""What is no job, by name; it may give rows, as a job leaves them."""
_Piece = tuple[Output | None, site.Made | None]
"""A file of a job, or at its end what is to be known of it."""
Batch = tuple[int, Sequence[str]]
"""The number of a piece of work, and the names of its jobs."""
Done = tuple[Put, list[site.Made], Rows]
"""What became of the files of some jobs, what is to be known of each job, and what is kept of them in a first build."""


def batches(names: Sequence[str], *, apart: bool, beside: bool) -> tuple[list[Sequence[str]], list[Sequence[str]]]:
    """The names in pieces of work, each in the order in which they are begun: first by this process, and by others.

    This one begins with what shows notes, so that much that is printed for one page serves the next. Some need the
    communities. Where other machines do the work, `apart`, one finds these, while others begin with what is left; where
    they are found `beside` what is done, who needs them comes behind others that come first. What is known when the
    index is there is written by who made it; and who told what stands under all names makes what is known by that.
    """
    groups = [_OF_COMMUNITIES] if apart else [_OF_INDEX] * (STORED in names) + [_OF_COLUMNS] * (TOLD in names)
    together = [[name for name in some if name in names] for some in groups]
    elsewhere = {*chain.from_iterable(together)}
    notes: list[str] = []
    others: list[str] = []
    for name in names:
        if name not in elsewhere:
            (notes if site.tells_notes(name) else others).append(name)
    long = max(0, len(notes) - _LAST)
    own = [*_runs(notes[:long], _RUN), *_runs(notes[long:], _SHORT)]
    first = [*filter(None, together), *_runs(others[:_FIRST], 1)]
    if apart:
        return [], [*first, *own, *_runs(others[_FIRST:], _RUN)]
    if beside:
        first.sort(key=lambda some: any(name in _OF_COMMUNITIES for name in some))
    stored = [some for some in first if STORED in some]
    return [*stored, *own], [*(some for some in first if some not in stored), *_runs(others[_FIRST:], _RUN)]


def _runs(names: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (names[start : start + size] for start in range(0, len(names), size))


def work(
    of: site.Site, folder: Folder, beside: Beside, since: site.Since | None, blocks: Blocks | None
) -> Delivered[Batch, _Piece, Done]:
    """What does a piece: makes the files of jobs, and puts them into the folder, and what is to be done beside.

    `since` is as for `Site.make`; `blocks` tells in a first build what is kept of a piece.
    """
    return Delivered(partial(_made, of, beside, since), partial(_put, folder, blocks), _Piece)


def do(of: site.Site, folder: Folder, names: Sequence[str], since: site.Since) -> Done:
    """Do a piece here, in a later build; `since` as for `Site.make`."""
    batch = 0, names
    return _put(folder, None, batch, _made(of, {}, since, batch))


def as_it_was(files: Iterable[tuple[str, int]]) -> Put:
    """Files, each with its size, that stand where an earlier run put them."""
    paths, sizes = tuple(zip(*files, strict=True)) or ((), ())  # there are tens of thousands
    return Put(paths, (), sum(sizes))


def _made(of: site.Site, beside: Beside, since: site.Since | None, batch: Batch) -> Iterator[_Piece]:
    made: list[site.Made] = []
    for name in batch[1]:
        if name in beside:
            yield None, site.Made(files=(), listed=(), looked=b"", rows=beside[name]() or {})
            continue
        for output in of.make(name, made, since):
            yield output, None
        yield None, made.pop()


def _put(folder: Folder, blocks: Blocks | None, batch: Batch, pieces: Iterable[_Piece]) -> Done:
    made: list[site.Made] = []

    def files() -> Iterator[Output]:
        for output, job in pieces:
            if output:
                yield output
            elif job:
                made.append(job)

    put = folder.put(files())
    if not blocks:
        return put, made, Rows()
    number, names = batch
    jobs = [one for one in zip(names, made, strict=True) if one[0] not in {TOLD, STORED}]
    return put, [one.brief() for one in made], blocks.rows(number, jobs, put)
