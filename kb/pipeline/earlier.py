"""What earlier runs kept of a site into the jobs that are to be done now, and what was done into what is kept.

All is kept in blocks of jobs and by kind of name, so that a run writes only what it changed. A process that stays holds
the same as values, which are never changed: what a run changes of them it makes anew.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from kb import site
from kb.codec import UnfitError, decode, digest, encode
from kb.io.cache import Cache
from kb.io.output import Put
from kb.io.output import Site as Folder
from kb.io.stamps import Stamp, now, settled, standing
from kb.pipeline.blocks import BLOCK, Blocks, Job, Rows, placed
from kb.pipeline.standing import Standing, placed_space
from kb.site.digests import Digests
from kb.site.looks import number
from kb.site.note_digests import AROUND, ORDER
from kb.site.tables import Column

_LAST = "last"  # the block of files that no job made
_SITE = "site"  # the space of jobs
_STOOD = "stood"  # the space of what stood under names
_SHOWN = "shown"  # the space of what steady files showed, by job


class _Head(Struct, frozen=True, kw_only=True):
    """What is kept of the site as it was made last, wherever it went."""

    common: bytes = b""
    """Digest of what stands on every page."""
    numbers: int = 0
    """How many numbers were given to jobs."""


class _Known(Struct, frozen=True, kw_only=True, eq=False):
    """All that is known of the site as it was made last."""

    head: _Head = field(default_factory=_Head)
    jobs: Mapping[str, Job] = field(default_factory=dict)
    """Every job, by name."""
    stood: Mapping[str, bytes] = field(default_factory=dict)
    """The rows that were asked for of what stood under names."""


class Earlier:
    """What earlier runs kept of the site that is to be made in a folder."""

    def __init__(self, of: site.Site, contents: Mapping[str, bytes], there: Standing, cache: Cache) -> None:
        """Read it; `contents` has by note's id a digest of the file that it was read from."""
        self._site = of
        self._cache = cache
        self._there = there
        self._place = there.place
        self._common = digest(of.common())
        known = cache.held(_SITE, _Known) or _read(cache)
        if known.head.common != self._common:
            known = _Known()
        self._numbers = known.head.numbers
        self.jobs = known.jobs
        """Every job, by name."""
        self._files = dict(there.blocks) if self.jobs else {}
        """All files of the folder, in blocks of jobs; at the end those of this run."""
        self._placed = there.placed if self.jobs else {}
        self._stood = dict(known.stood)
        self._digests = Digests(of, contents, self._before)
        self._shown = {name: _decoded(row) for name, row in cache.all(_SHOWN).items()} if self.jobs else {}
        self._lacking: set[str] = set()
        self._run = now()

    def to_do(self) -> list[str]:
        """The jobs that may make something else than what stands in the folder."""
        if not self.jobs:
            return list(self._site.jobs)
        changed = (
            number(f"{kind} {rest}" if rest else kind)
            for kind in self._digests.MADE
            for rest in self._digests.changed(kind)
        )
        touched = looked_at(self.jobs.values(), changed)
        other = self._there.lacking()
        runs = {path: run for path, (run, _) in self._placed.items() if path not in other}
        lacking = {job.name for job in self.jobs.values() for path, _ in job.files if runs.get(path) != job.run}
        self._lacking = lacking - touched
        touched |= lacking
        names = [name for name in self._site.jobs if name in touched or name not in self.jobs]
        self._site.expect(names)
        return names

    def _before(self, key: str) -> bytes:
        """The row that is kept of what stood under names of a kind."""
        if key not in self._stood:
            self._stood[key] = self._cache.get(_STOOD, key) or b"" if self.jobs else b""
        return self._stood[key]

    def stands(self, name: str, path: str) -> bool:
        """Whether a file is in the folder as the last run of the job with this name made it."""
        job, known = self.jobs.get(name), self._placed.get(path)
        return bool(job and known and known[0] == job.run and [*standing(self._place, [(path, known)])])

    def shown(self, job: str) -> site.Shown:
        """What the steady files of a job showed when it ran last."""
        return self._shown.get(job, {})

    def column(self, kind: str) -> Column:
        """The digests of what stands under all names of a kind now."""
        return self._digests.column(kind)

    def told(self) -> dict[str, bytes | None]:
        """The rows of what stands under all names, but for those that are kept; one without key if they can't be.

        What lies around items is found by a first run when it makes their pages.
        """
        try:
            return dict(self._digests.rows(around=bool(self.jobs)))
        except UnfitError:
            return {"": None}

    def blocks(self, folder: Folder) -> Blocks | None:
        """What tells of jobs that were done together what is to be kept of them; None where others are kept already."""
        return None if self.jobs else Blocks(self._run, folder)

    def keep(
        self,
        done: Mapping[str, tuple[site.Made, int]],
        last: Put,
        told: Mapping[str, bytes | None],
        pieces: Sequence[tuple[Put, Rows]],
    ) -> None:
        """Keep for the next run what jobs made, and when the files of each were in their places.

        `last` has the files that no job made; `told` is as of `told`, `pieces` is what `blocks` told, if it was asked.
        """
        space = placed_space(self._place)
        if not self.jobs:
            for each in (_SITE, _STOOD, space):
                self._cache.empty(each)
        try:
            stood = self._stood_now(done, told)
            for kind, row in stood.items():
                self._cache.put(_STOOD, kind, row)
            for name in site.STEADY:
                if name in done:
                    self._cache.put(_SHOWN, name, done[name][0].rows[""] or b"")
            self._put_late(_LAST, partial(self._settled, last))
            if self.jobs:
                known = self._among_others(done)
                self._cache.hold(_SITE, replace(known, stood={**self._stood, **stood}))
                self._cache.hold(space, self._files)
            else:
                self._as_told(pieces)
        except UnfitError:
            self._cache.drop(_SITE, "")
            for each in (_SITE, space):
                self._cache.hold(each, None)

    def _as_told(self, pieces: Sequence[tuple[Put, Rows]]) -> None:
        """Keep a block of each piece of work; raises `UnfitError` if one can't be kept."""
        files = dict(chain.from_iterable(rows.placed.items() for _, rows in pieces))
        for key, (put, rows) in enumerate(pieces):
            if not rows.jobs:
                raise UnfitError("A name can't be written.")
            self._cache.put(_SITE, str(key), rows.jobs)
            if key in files:
                self._cache.put(placed_space(self._place), str(key), files[key])
            else:
                self._put_late(str(key), partial(self._settled, put))
        head = _Head(common=self._common, numbers=len(pieces) * BLOCK)
        self._cache.put(_SITE, "", encode(head))

    def _among_others(self, done: Mapping[str, tuple[site.Made, int]]) -> "_Known":
        """Keep the blocks of jobs that were done or are gone; all that is known now."""
        new, numbers = self._jobs(done)
        jobs = {**self.jobs, **new}
        gone = (
            [jobs.pop(name) for name in jobs.keys() - self._site.jobs.keys()]
            if len(jobs) > len(self._site.jobs)
            else []
        )
        blocks: dict[int, list[Job]] = {job.number // BLOCK: [] for job in chain(new.values(), gone)}
        for job in jobs.values():
            if job.number // BLOCK in blocks:
                blocks[job.number // BLOCK].append(job)
        head = _Head(common=self._common, numbers=numbers)
        for key, block in blocks.items():
            self._cache.put(_SITE, str(key), encode(block))
            self._put_late(str(key), partial(self._stamped, block, done))
        self._cache.put(_SITE, "", encode(head))
        return _Known(head=head, jobs=jobs)

    def _put_late(self, key: str, find: Callable[[], Iterable[tuple[str, tuple[int, Stamp]]]]) -> None:
        """Keep the files of a block, looked for when all else is written: now one might wait for their stamps."""

        def row() -> bytes:
            self._files[key] = dict(find())
            return placed(self._files[key])

        self._cache.put_late(placed_space(self._place), key, row)

    def _settled(self, put: Put) -> Iterator[tuple[str, tuple[int, Stamp]]]:
        found = settled(self._place, [(path, put.moment) for path in put.paths])
        return ((path, (self._run, known)) for path, known in found)

    def _stood_now(
        self, done: Mapping[str, tuple[site.Made, int]], told: Mapping[str, bytes | None]
    ) -> dict[str, bytes]:
        """The rows to be kept of what stands under names; raises `UnfitError` if they can't be."""
        rows = {kind: row for kind, row in told.items() if row is not None}
        if len(rows) < len(told):
            raise UnfitError("A name can't be written.")
        found = {} if self.jobs else {AROUND: self._digests.around(dict(made.around for made, _ in done.values()))}
        return rows | found

    def _jobs(self, done: Mapping[str, tuple[site.Made, int]]) -> tuple[dict[str, Job], int]:
        """What is to be kept of the jobs that were done, and how many numbers were given to jobs."""
        new: dict[str, Job] = {}
        numbers = self._numbers
        for name, (made, _) in done.items():
            known = self.jobs.get(name)
            numbers += known is None
            new[name] = Job(
                name=name,
                number=known.number if known else numbers,
                run=known.run if known and name in self._lacking else self._run,
                files=made.files,
                listed=made.listed,
                looked=made.looked,
            )
        return new, numbers

    def _stamped(
        self, jobs: Iterable[Job], done: Mapping[str, tuple[site.Made, int]]
    ) -> Iterator[tuple[str, tuple[int, Stamp]]]:
        """The stamps of the files of jobs, but of those that somebody else has touched since they were put."""
        new: list[tuple[str, int]] = []
        runs: dict[str, int] = {}
        for job in jobs:
            made, moment = done.get(job.name, (None, 0))
            for path, _ in job.files:
                if made is None:
                    yield path, self._placed[path]
                elif made.stood and path in made.stood:
                    yield path, (job.run, self._placed[path][1])
                else:
                    new.append((path, moment))
                    runs[path] = job.run
        yield from ((path, (runs[path], known)) for path, known in settled(self._place, new))


def _decoded(row: bytes) -> site.Shown:
    shown: site.Shown = decode(row, site.Shown)
    return shown


def order_in(cache: Cache) -> bytes:
    """The row that is kept of the order of what is published, empty where none is."""
    return cache.get(_STOOD, ORDER) or b""


def looked_at(jobs: Collection[Job], changed: Iterable[int]) -> set[str]:
    """The names of those of the jobs that looked at what has one of these numbers."""
    some = np.sort(np.fromiter(changed, np.uint32))
    if not len(some):
        return set()
    names, looked = [job.name for job in jobs], [job.looked for job in jobs]
    numbers = np.frombuffer(b"".join(looked), np.uint32)
    low = np.zeros(1 << 16, np.bool_)
    low[some.astype(np.uint16)] = True
    found = np.flatnonzero(low[numbers.astype(np.uint16)])  # which leaves few to be searched for
    near = some[np.minimum(np.searchsorted(some, numbers[found]), len(some) - 1)]
    ends = np.cumsum([len(one) for one in looked]) // numbers.itemsize
    places = np.searchsorted(ends, found[near == numbers[found]], "right")
    return {names[place] for place in places.tolist()}


def _read(cache: Cache) -> _Known:
    """What is kept of jobs and of the site; kinds of names are read when they are asked for."""
    rows = cache.all(_SITE)
    row = rows.pop("", b"")
    if not row:
        return _Known()
    blocks = [decode(row, list[Job]) for row in rows.values()]
    return _Known(head=decode(row, _Head), jobs={job.name: job for job in chain.from_iterable(blocks)})
