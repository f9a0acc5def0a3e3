"""What earlier runs kept of a site into the jobs that are to be done now, and what was done into what is kept.

All is kept in blocks of jobs and by kind of name, so that a run writes only what it changed. A process that stays holds
the same as values, which are never changed: what a run changes of them it makes anew.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from msgspec import Struct, field

from kb import site
from kb.codec import UnfitError, decode, digest, encode
from kb.io.cache import Cache
from kb.io.stamps import Stamp, now, settled, standing
from kb.pipeline.building import placed_in, placed_of, placed_space

_BLOCK = 256  # jobs of which one row tells
_NUMBER = array("I").itemsize  # bytes of a job's number
_LAST = "last"  # the block of files that no job made
_SITE = "site"  # the space of jobs


class Job(Struct, frozen=True, kw_only=True):
    """What is kept of a job of the site."""

    name: str
    """What `site.Site` calls it."""
    number: int
    """What it is called where names of jobs would be long."""
    run: int
    """The run that made it last, named by its moment."""
    files: tuple[tuple[str, int], ...]
    """As of `site.Made`."""
    listed: tuple[site.Listed, ...]
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
    stood: Mapping[str, site.Table] = field(default_factory=dict)
    """What stood under the names of those kinds that were asked for."""
    looks: Mapping[str, site.Table] = field(default_factory=dict)
    """The numbers of the jobs that looked at the names of those kinds that were asked for, four bytes each."""


class _Kinds:
    """What is kept of all names of a kind, read when it is first asked for."""

    def __init__(self, space: str, held: Mapping[str, site.Table], cache: Cache | None) -> None:
        """Take the space of the rows, what is held of them, and where they are; with None nothing else is kept."""
        self._space = space
        self._cache = cache
        self.tables = dict(held)
        """What was asked for, by kind."""

    def table(self, kind: str) -> site.Table:
        """What is kept of the names of a kind, by what follows the kind in them."""
        if kind not in self.tables:
            row = self._cache.get(self._space, kind) if self._cache else None
            self.tables[kind] = decode(row, dict[str, bytes]) if row else {}
        return self.tables[kind]


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
        self._stood = _Kinds("stood", known.stood, cache if self.jobs else None)
        self._looks = _Kinds("look", known.looks, cache if self.jobs else None)
        self._digests = site.Digests(of, contents, self._stood.table)

    def to_do(self) -> list[str]:
        """The jobs that may make something else than what stands in the folder."""
        if not self.jobs:
            return list(self._site.jobs)
        looked = (
            self._looks.table(kind).get(rest) for kind in self._digests.kinds for rest in self._digests.changed(kind)
        )
        touched = set(chain.from_iterable(array("I", numbers) for numbers in looked if numbers))
        runs = {path: self._placed[path][0] for path in standing(self._place, self._placed.items())}
        for job in self.jobs.values():
            for path, _ in job.files:
                if runs.get(path) != job.run:
                    touched.add(job.number)
        known = {job.name for job in self.jobs.values() if job.number not in touched}
        return [name for name in self._site.jobs if name not in known]

    def stands(self, name: str, path: str) -> bool:
        """Whether a file is in the folder as the last run of the job with this name made it."""
        job, known = self.jobs.get(name), self._placed.get(path)
        return bool(job and known and known[0] == job.run and [*standing(self._place, [(path, known)])])

    def keep(self, done: Mapping[str, tuple[site.Made, int]], last: Iterable[str]) -> None:
        """Keep for the next run what jobs made, and when the files of each were in their places.

        `last` are the paths of files that no job made, just put.
        """
        run, numbers, new = now(), self._numbers, dict[str, Job]()
        for name, (made, _) in done.items():
            known = self.jobs.get(name)
            numbers += known is None
            number = known.number if known else numbers
            new[name] = Job(name=name, number=number, run=run, files=made.files, listed=made.listed)
        jobs = {name: new.get(name) or self.jobs[name] for name in self._site.jobs}
        gone = [self.jobs[name] for name in self.jobs.keys() - jobs.keys()]
        blocks: dict[int, list[Job]] = {job.number // _BLOCK: [] for job in chain(new.values(), gone)}
        for job in jobs.values():
            if job.number // _BLOCK in blocks:
                blocks[job.number // _BLOCK].append(job)
        space, head = placed_space(self._place), _Head(common=self._common, numbers=numbers)
        if not self.jobs:
            for each in (_SITE, "stood", "look", space):
                self._cache.empty(each)
        try:
            stood, looks = self._keep_names(new, done)
            placed = {str(key): dict(self._stamped(block, done)) for key, block in blocks.items()}
            placed[_LAST] = {path: (run, one) for path in last if (one := settled(f"{self._place}/{path}", now()))}
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
        self._cache.hold(_SITE, _Known(head=head, jobs=jobs, stood=stood, looks=looks))
        self._cache.hold(space, {**self._blocks, **placed})

    def _keep_names(
        self, jobs: Mapping[str, Job], done: Mapping[str, tuple[site.Made, int]]
    ) -> tuple[Mapping[str, site.Table], Mapping[str, site.Table]]:
        """Keep what stands under each name, and who looked at it; both are returned, if this process may need them.

        Who looked at what has changed was made again just now, so its list begins anew.
        """
        stood: dict[str, site.Table] = {}
        looks: dict[str, dict[str, bytes]] = {}

        def own(kind: str) -> dict[str, bytes]:
            return looks[kind] if kind in looks else looks.setdefault(kind, dict(self._looks.table(kind)))

        for kind in self._digests.kinds:
            changed = self._digests.changed(kind) if self.jobs else set()
            if changed or not self.jobs:
                table = self._digests.table(kind)
                self._cache.put("stood", kind, encode(table))
                stood |= {kind: table} if self._cache.stays else {}
            for rest in changed & self._looks.table(kind).keys() if changed else ():
                del own(kind)[rest]
        del self._digests  # nobody asks again, and what follows is as large
        looked = _looked(jobs, done)
        for look in list(looked):
            new = looked.pop(look)  # of a first run, all of it would be there twice
            kind, _, rest = look.partition(" ")
            known = (looks[kind] if kind in looks else self._looks.table(kind)).get(rest, b"")
            if len(new) == 1 and not known.find(array("I", new).tobytes()) % _NUMBER:
                continue  # as of most of the thousands that one job looked at
            numbers = array("I", sorted({*new, *array("I", known)})).tobytes()
            if numbers != known:
                own(kind)[rest] = numbers
        for kind, named in looks.items():
            self._cache.put("look", kind, encode(named))
        return ({**self._stood.tables, **stood}, {**self._looks.tables, **looks}) if self._cache.stays else ({}, {})

    def _stamped(
        self, jobs: Iterable[Job], done: Mapping[str, tuple[site.Made, int]]
    ) -> Iterator[tuple[str, tuple[int, Stamp]]]:
        """The stamps of the files of jobs, but of those that somebody else has touched since they were put."""
        for job in jobs:
            made, moment = done.get(job.name, (None, 0))
            for path, _ in job.files:
                if made is None:
                    yield path, self._placed[path]
                elif path in made.stood:
                    yield path, (job.run, self._placed[path][1])
                elif known := settled(f"{self._place}/{path}", moment):
                    yield path, (job.run, known)


def _looked(jobs: Mapping[str, Job], done: Mapping[str, tuple[site.Made, int]]) -> dict[str, list[int]]:
    """By each name that some jobs looked at, their numbers."""
    looked: defaultdict[str, list[int]] = defaultdict(list)
    for name, (made, _) in done.items():
        number = jobs[name].number
        for look in made.looked:
            looked[look].append(number)
    return looked


def _read(cache: Cache) -> _Known:
    """What is kept of jobs and of the site; kinds of names are read when they are asked for."""
    rows = cache.all(_SITE)
    row = rows.pop("", b"")
    if not row:
        return _Known()
    blocks = [decode(row, list[Job]) for row in rows.values()]
    return _Known(head=decode(row, _Head), jobs={job.name: job for job in chain.from_iterable(blocks)})
