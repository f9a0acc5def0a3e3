"""Jobs of a site into files in their places: pieces of work that any process can do."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from kb import site
from kb.io.executor import Delivered
from kb.io.output import Put
from kb.io.output import Site as Folder
from kb.model import Output
from kb.pipeline.blocks import Blocks, Rows

_FIRST = 10  # jobs that take long or make much, and come first: each is a piece of work
_RUN = 150  # others that are done as one
MANY = _FIRST + _RUN
"""Jobs beyond which there is work for several processes, whatever the jobs."""

TOLD = ""
"""The name of what is no job, but done as one: telling what stands under all names."""
_OF_COMMUNITIES = TOLD, site.GRAPH, site.SCRIPTS, site.FRONT

_Stands = Callable[[str, str], bool]
_Telling = Callable[[], Mapping[str, bytes | None]]
_Piece = tuple[Output | None, site.Made | None]
"""A file of a job, or at its end what is to be known of it."""
Batch = tuple[int, Sequence[str]]
"""The number of a piece of work, and the names of its jobs."""
Done = tuple[Put, list[site.Made], Rows]
"""What became of the files of some jobs, what is to be known of each job, and what is kept of them in a first build."""


def in_order(names: Sequence[str], *, many: bool, beside: bool) -> tuple[list[str], int]:
    """The names as they are done, and how many of the first are one piece of work.

    Some need the communities. Where these are found `beside` what is done, they come behind others that come first;
    where they are not, one process finds them, if there are `many` names, while others begin with what is left.
    """
    if beside:
        return [*sorted(names[:_FIRST], key=_OF_COMMUNITIES.__contains__), *names[_FIRST:]], 0
    together = [name for name in names if many and name in _OF_COMMUNITIES]
    return [*together, *(name for name in names if name not in together)], len(together)


def batches(names: Sequence[str], together: int = 0) -> list[Batch]:
    """The names of jobs, in pieces of work, of which the first has so many."""
    many = together + _FIRST
    rest = range(many, len(names), _RUN)
    first = [names[:together]] if together else []
    return list(
        enumerate(
            [*first, *([name] for name in names[together:many]), *(names[start : start + _RUN] for start in rest)]
        )
    )


def work(
    of: site.Site, folder: Folder, telling: _Telling | None, stands: _Stands | None, blocks: Blocks | None
) -> Delivered[Batch, _Piece, Done]:
    """What does a piece: makes the files of jobs, and puts them into the folder; `telling` does `TOLD`.

    `stands` is as for `Site.make`; `blocks` tells in a first build what is kept of a piece.
    """
    return Delivered(partial(_made, of, telling=telling, stands=stands), partial(_put, folder, blocks), _Piece)


def do(of: site.Site, folder: Folder, names: Sequence[str], stands: _Stands) -> Done:
    """Do a piece here, in a later build; `stands` as for `Site.make`."""
    batch = 0, names
    return _put(folder, None, batch, _made(of, batch, stands))


def as_it_was(files: Iterable[tuple[str, int]]) -> Put:
    """Files, each with its size, that stand where an earlier run put them."""
    paths, sizes = tuple(zip(*files, strict=True)) or ((), ())  # there are tens of thousands
    return Put(paths, (), sum(sizes))


def _made(
    of: site.Site,
    batch: Batch,
    stands: _Stands | None = None,
    telling: _Telling | None = None,
) -> Iterator[_Piece]:
    made: list[site.Made] = []
    for name in batch[1]:
        if name == TOLD and telling:
            yield None, site.Made(files=(), listed=(), looked=b"", rows=telling())
            continue
        for output in of.make(name, made, stands):
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
    named = list(zip(names, made, strict=True))
    return put, [one.brief() for one in made], blocks.rows(number, [one for one in named if one[0] != TOLD], put)
