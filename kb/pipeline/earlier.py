"""What earlier runs kept of a site into the jobs that are to be done now, and what was done into what is kept.

All is kept in blocks of jobs and by kind of name, so that a run writes only what it changed. A process that stays holds
the same as values, which are never changed: what a run changes of them it makes anew.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain

import numpy as np
from msgspec import Struct, field

from kb import site
from kb.codec import UnfitError, decode, digest, encode
from kb.io.cache import Cache
from kb.io.stamps import Stamp, now, settled, standing
from kb.pipeline.building import placed_in, placed_of, placed_space
from kb.site.digests import Digests
from kb.site.looks import number
from kb.site.note_digests import AROUND

_BLOCK = 256  # jobs of which one row tells
_LAST = "last"  # the block of files that no job made
_SITE = "site"  # the space of jobs
_STOOD = "stood"  # the space of what stood under names


class Job(Struct, frozen=True, kw_only=True, array_like=True):
    """What is kept of a job of the site."""

    name: str
    """What `site.Site` calls it."""
    number: int
    """Decides in which block it is."""
    run: int
    """The run that made it last, named by its moment."""
    files: tuple[tuple[str, int], ...]
    """As of `site.Made`."""
    listed: tuple[site.Listed, ...]
    """As of `site.Made`."""
    looked: bytes
    """As of `site.Made`."""


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

    def __init__(self, of: site.Site, contents: Mapping[str, bytes], place: str, cache: Cache) -> None:
        """Read it; `contents` has by note's id a digest of the file that it was read from."""
        self._site = of
        self._cache = cache
        self._place = place
        self._common = digest(of.common())
        known = cache.held(_SITE, _Known) or _read(cache)
        if known.head.common != self._common:
            known = _Known()
        self._numbers = known.head.numbers
        self.jobs = known.jobs
        """Every job, by name."""
        self._blocks = placed_in(place, cache) if self.jobs else {}
        self._placed = placed_of(self._blocks)
        self._stood = dict(known.stood)
        self._digests = Digests(of, contents, self._before)

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
        runs = {path: self._placed[path][0] for path in standing(self._place, self._placed.items())}
        for job in self.jobs.values():
            for path, _ in job.files:
                if runs.get(path) != job.run:
                    touched.add(job.name)
        return [name for name in self._site.jobs if name in touched or name not in self.jobs]

    def _before(self, key: str) -> bytes:
        """The row that is kept of what stood under names of a kind."""
        if key not in self._stood:
            self._stood[key] = self._cache.get(_STOOD, key) or b"" if self.jobs else b""
        return self._stood[key]

    def stands(self, name: str, path: str) -> bool:
        """Whether a file is in the folder as the last run of the job with this name made it."""
        job, known = self.jobs.get(name), self._placed.get(path)
        return bool(job and known and known[0] == job.run and [*standing(self._place, [(path, known)])])

    def told(self) -> dict[str, bytes | None]:
        """The rows of what stands under all names, but for those that are kept; one without key if they can't be.

        What lies around items is found by a first run when it makes their pages.
        """
        try:
            return dict(self._digests.rows(around=bool(self.jobs)))
        except UnfitError:
            return {"": None}

    def keep(
        self, done: Mapping[str, tuple[site.Made, int]], last: Iterable[str], told: Mapping[str, bytes | None]
    ) -> None:
        """Keep for the next run what jobs made, and when the files of each were in their places.

        `last` are the paths of files that no job made, just put; `told` is as of `told`.
        """
        run = now()
        new, numbers = self._jobs(done, run)
        jobs = {name: new.get(name) or self.jobs[name] for name in self._site.jobs}
        gone = [self.jobs[name] for name in self.jobs.keys() - jobs.keys()]
        blocks: dict[int, list[Job]] = {job.number // _BLOCK: [] for job in chain(new.values(), gone)}
        for job in jobs.values():
            if job.number // _BLOCK in blocks:
                blocks[job.number // _BLOCK].append(job)
        space, head = placed_space(self._place), _Head(common=self._common, numbers=numbers)
        if not self.jobs:
            for each in (_SITE, _STOOD, space):
                self._cache.empty(each)
        try:
            stood = self._stood_now(done, told)
            for kind, row in stood.items():
                self._cache.put(_STOOD, kind, row)
            placed = {str(key): dict(self._stamped(block, done)) for key, block in blocks.items()}
            late = settled(self._place, [(path, now()) for path in last])
            placed[_LAST] = {path: (run, one) for path, one in late}
            for key, block in blocks.items():
                self._cache.put(_SITE, str(key), encode(block))
            for part, files in placed.items():
                self._cache.put(space, part, encode(files))
            self._cache.put(_SITE, "", encode(head))
        except UnfitError:
            self._cache.drop(_SITE, "")
            for each in (_SITE, space):
                self._cache.hold(each, None)
            return
        self._cache.hold(_SITE, _Known(head=head, jobs=jobs, stood={**self._stood, **stood}))
        self._cache.hold(space, {**self._blocks, **placed})

    def _stood_now(
        self, done: Mapping[str, tuple[site.Made, int]], told: Mapping[str, bytes | None]
    ) -> dict[str, bytes]:
        """The rows to be kept of what stands under names; raises `UnfitError` if they can't be."""
        rows = {kind: row for kind, row in told.items() if row is not None}
        if len(rows) < len(told):
            raise UnfitError("A name can't be written.")
        found = {} if self.jobs else {AROUND: self._digests.around(dict(made.around for made, _ in done.values()))}
        return rows | found

    def _jobs(self, done: Mapping[str, tuple[site.Made, int]], run: int) -> tuple[dict[str, Job], int]:
        """What is to be kept of the jobs that were done, and how many numbers were given to jobs."""
        new: dict[str, Job] = {}
        numbers = self._numbers
        for name, (made, _) in done.items():
            known = self.jobs.get(name)
            numbers += known is None
            new[name] = Job(
                name=name,
                number=known.number if known else numbers,
                run=run,
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
        run = 0
        for job in jobs:
            made, moment = done.get(job.name, (None, 0))
            for path, _ in job.files:
                if made is None:
                    yield path, self._placed[path]
                elif made.stood and path in made.stood:
                    yield path, (job.run, self._placed[path][1])
                else:
                    new.append((path, moment))
                    run = job.run
        yield from ((path, (run, known)) for path, known in settled(self._place, new))


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
