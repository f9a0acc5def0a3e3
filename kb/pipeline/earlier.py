"""What earlier runs kept of a site into the jobs that are to be done now, and what was done into what is kept.

All is kept in blocks of jobs and by kind of name, so that a run writes only what it changed.
"""

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from kb import site
from kb.codec import UnfitError, decode, digest, encode
from kb.io.cache import Cache
from kb.io.stamps import Stamp, now, settled, standing
from kb.pipeline.building import placed_in, placed_space

_BLOCK = 256  # jobs of which one row tells
_LAST = "last"  # the block of files that no job made

_Looks = dict[str, bytes]
"""By what follows the kind in a name the numbers of the jobs that looked at it, four bytes each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    """What is kept of the site as it was made last, wherever it went."""

    common: bytes = b""
    """Digest of what stands on every page."""
    numbers: int = 0
    """How many numbers were given to jobs."""


class Earlier:
    """What earlier runs kept of the site that is to be made in a folder."""

    def __init__(self, of: site.Site, contents: Mapping[str, bytes], place: str, cache: Cache) -> None:
        """Read it; `contents` has by note's id a digest of the file that it was read from."""
        self._site = of
        self._cache = cache
        self._place = place
        self._common = digest(of.common())
        rows = cache.all("site")
        row = rows.pop("", b"")
        head: _Head = decode(row, _Head) if row else _Head()
        if head.common != self._common:
            head, rows = _Head(), {}
        self._numbers = head.numbers
        blocks = [decode(row, list[Job]) for row in rows.values()]
        self.jobs: dict[str, Job] = {job.name: job for job in chain.from_iterable(blocks)}
        """Every job, by name."""
        self._placed = placed_in(place, cache) if self.jobs else {}
        self._stood: dict[str, site.Table] = {}
        self._looks: dict[str, _Looks] = {}
        self._digests = site.Digests(of, contents, self._before)

    def to_do(self) -> list[str]:
        """The jobs that may make something else than what stands in the folder."""
        if not self.jobs:
            return list(self._site.jobs)
        looked = (self._look(kind).get(rest) for kind in self._digests.kinds for rest in self._digests.changed(kind))
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
        gone = [self.jobs[name] for name in self.jobs.keys() - self._site.jobs.keys()]
        blocks: dict[int, list[Job]] = {job.number // _BLOCK: [] for job in chain(new.values(), gone)}
        for name in self._site.jobs:
            job = new.get(name) or self.jobs[name]
            if job.number // _BLOCK in blocks:
                blocks[job.number // _BLOCK].append(job)
        space = placed_space(self._place)
        if not self.jobs:
            for each in ("site", "stood", "look", space):
                self._cache.empty(each)
        try:
            self._keep_names(new, done)
            for key, block in blocks.items():
                self._cache.put("site", str(key), encode(block))
                self._cache.put(space, str(key), encode(dict(self._stamped(block, done))))
            others = {path: (run, one) for path in last if (one := settled(f"{self._place}/{path}", now()))}
            self._cache.put(space, _LAST, encode(others))
            self._cache.put("site", "", encode(_Head(common=self._common, numbers=numbers)))
        except UnfitError:
            self._cache.drop("site", "")

    def _before(self, kind: str) -> site.Table:
        """What stood under the names of a kind."""
        if kind not in self._stood:
            row = self._cache.get("stood", kind) if self.jobs else None
            self._stood[kind] = decode(row, dict[str, bytes]) if row else {}
        return self._stood[kind]

    def _look(self, kind: str) -> _Looks:
        """Who looked at the names of a kind."""
        if kind not in self._looks:
            row = self._cache.get("look", kind) if self.jobs else None
            self._looks[kind] = decode(row, _Looks) if row else {}
        return self._looks[kind]

    def _keep_names(self, jobs: Mapping[str, Job], done: Mapping[str, tuple[site.Made, int]]) -> None:
        """Keep what stands under each name, and who looked at it.

        Who looked at what has changed was made again just now, so its list begins anew.
        """
        written = set()
        for kind in self._digests.kinds:
            changed = self._digests.changed(kind) if self.jobs else set()
            if changed or not self.jobs:
                self._cache.put("stood", kind, encode(self._digests.table(kind)))
            for rest in changed & self._look(kind).keys() if changed else ():
                written.add(kind)
                del self._look(kind)[rest]
        looked: defaultdict[str, list[int]] = defaultdict(list)
        for name, (made, _) in done.items():
            number = jobs[name].number
            for look in made.looked:
                looked[look].append(number)
        for look in list(looked):
            new = looked.pop(look)  # of a first run, all of it would be there twice
            kind, _, rest = look.partition(" ")
            known = array("I", self._look(kind).get(rest, b""))
            numbers: Collection[int] = {*new, *known} if known else new
            if len(numbers) > len(known):
                written.add(kind)
                self._look(kind)[rest] = array("I", sorted(numbers)).tobytes()
        for kind in written:
            self._cache.put("look", kind, encode(self._looks.pop(kind)))

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
