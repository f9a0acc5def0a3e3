"""What earlier runs kept of a site into the jobs that are to be done now, and what was done into what is kept.

All is kept in blocks of jobs and by kind of name, so that a run writes only what it changed. A process that stays holds
the same as values, which are never changed: what a run changes of them it makes anew.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import chain

from msgspec.structs import replace

from kb import site
from kb.codec import UnfitError, digest, encode
from kb.io.cache import Cache
from kb.io.output import Put
from kb.io.output import Site as Folder
from kb.io.stamps import Shown, now, settled
from kb.once import Once
from kb.pipeline.blocks import BLOCK, Block, Blocks, Job, Rows, placed
from kb.pipeline.jobs import Flags, Jobs
from kb.pipeline.known import SHOWN, SITE, STOOD, Head, Known, read, shown_in
from kb.pipeline.standing import File, Standing, placed_space
from kb.site.digests import Digests
from kb.site.looks import number
from kb.site.tables import Column

_LAST = "last"  # the block of files that no job made
_FEW = 20  # items that are looked for before all else that changed
_LATER = ("communities",)  # kinds of names of which it takes long to find what stands there


class Earlier:
    """What earlier runs kept of the site that is to be made in a folder."""

    def __init__(self, of: site.Site, contents: Mapping[str, bytes], there: Standing, cache: Cache) -> None:
        """Read it; `contents` has by note's id a digest of the file that it was read from."""
        self._site = of
        self._cache = cache
        self._there = there
        self._place = there.place
        self._common = digest(of.common())
        known = cache.held(SITE, Known) or read(cache)
        if known.head.common != self._common:
            known = Known()
        self._numbers = known.head.numbers
        self.jobs = Jobs(known.blocks)
        """All jobs."""
        self._files = dict(there.blocks) if self.jobs else {}
        """All files of the folder, in blocks of jobs; at the end those of this run."""
        self._own: dict[str, frozenset[str]] = {}
        self._stood = dict(known.stood)
        self._digests = Digests(of, contents, self._before)
        self._begun: set[str] = set()
        """Jobs to be done of which that was known at once."""
        self._shown = shown_in(cache) if self.jobs else {}
        self._lacking: set[str] = set()
        self._run = now()

    def first(self) -> list[str]:
        """The jobs that make the pages of items whose notes changed, if these are few: nothing else decides that."""
        if not self.jobs:
            return []
        changed = self._digests.changed("note")
        if len(changed) <= _FEW:
            self._begun = {f"item {id_}" for id_ in changed}
        return self._expected(self._begun)

    def to_do(self) -> list[str]:
        """The jobs that may make something else than what stands in the folder, but for the `first` and the `later`."""
        if not self.jobs:
            return list(self._site.jobs)
        some = self._touched(kind for kind in self._digests.MADE if kind not in _LATER)
        some |= self._names - self.jobs.place.keys()
        some -= self._begun
        self._begun |= some
        return self._expected(some)

    def later(self) -> list[str]:
        """Those that come to these by what takes long to find: communities, and files that are not where they were."""
        if not self.jobs:
            return []
        touched = self._touched(_LATER) - self._begun
        self._lacking = self.jobs.having(~self._stand) - self._begun - touched
        return self._among(touched | self._lacking)

    def look(self) -> None:
        """Find which files stand, before another process asks for it that can't."""
        _ = self._stand

    @cached_property
    def _stand(self) -> Flags:
        """Which files of jobs stand as they were put."""
        return self.jobs.standing(self._files, self._there.lacking() if self.jobs else {})

    def _touched(self, kinds: Iterable[str]) -> set[str]:
        """The names of the jobs that looked at what is something else now, of these kinds."""
        changed = (number(f"{kind} {rest}" if rest else kind) for kind in kinds for rest in self._digests.changed(kind))
        return self.jobs.looked_at(changed)

    def _expected(self, names: set[str]) -> list[str]:
        """Those of the names that are jobs of the site, for which what lies around items is found at once."""
        some = self._among(names)
        self._site.expect(some)
        return some

    def _among(self, names: set[str]) -> list[str]:
        """Those of the names that are jobs of the site still, in its order."""
        return [name for name in self._site.jobs if name in names]

    @cached_property
    def _names(self) -> frozenset[str]:
        """The jobs that there are now."""
        return frozenset(self._site.jobs)

    @cached_property
    def _gone(self) -> set[str]:
        """The jobs that are no more."""
        return self.jobs.place.keys() - self._names

    def _before(self, key: str) -> bytes:
        """The row that is kept of what stood under names of a kind."""
        if key not in self._stood:
            self._stood[key] = self._cache.get(STOOD, key) or b"" if self.jobs else b""
        return self._stood[key]

    def stands(self, name: str, path: str) -> bool:
        """Whether a file is in the folder as the last run of the job with this name made it."""
        if name not in self._own:
            self._own[name] = self.jobs.own(name, self._stand)
        return path in self._own[name]

    def as_it_was(self, done: Iterable[str]) -> Put:
        """The files that stand of all jobs that there still are, but for those that were done."""
        return self.jobs.without([*done, *self._gone])

    def shown(self, job: str) -> site.Shown:
        """What the steady files of a job showed when it ran last."""
        return self._shown.get(job, {})

    def column(self, kind: str) -> Column:
        """The digests of what stands under all names of a kind now."""
        return self._digests.column(kind)

    def told(self) -> dict[str, bytes | None]:
        """The rows of what stands under all names, but for those that are kept; one without key if they can't be."""
        try:
            return dict(self._digests.rows())
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
            for each in (SITE, STOOD, space):
                self._cache.empty(each)
        try:
            stood = _stood(told)
            for kind, row in stood.items():
                self._cache.put(STOOD, kind, row)
            for name in site.STEADY:
                if name in done:
                    self._cache.put(SHOWN, name, done[name][0].rows[""] or b"")
            self._put_late(_LAST, partial(self._settled, last))
            if self.jobs:
                known = self._among_others(done)
                self._cache.hold(SITE, replace(known, stood={**self._stood, **stood}))
                self._cache.hold(space, self._files)
            else:
                self._as_told(pieces)
        except UnfitError:
            self._cache.drop(SITE, "")
            for each in (SITE, space):
                self._cache.hold(each, None)

    def _as_told(self, pieces: Sequence[tuple[Put, Rows]]) -> None:
        """Keep a block of each piece of work; raises `UnfitError` if one can't be kept."""
        files = dict(chain.from_iterable(rows.placed.items() for _, rows in pieces))
        for key, (put, rows) in enumerate(pieces):
            if not rows.jobs:
                raise UnfitError("A name can't be written.")
            self._cache.put(SITE, str(key), rows.jobs)
            if key in files:
                self._cache.put(placed_space(self._place), str(key), files[key])
            else:
                self._put_late(str(key), partial(self._settled, put))
        head = Head(common=self._common, numbers=len(pieces) * BLOCK)
        self._cache.put(SITE, "", encode(head))

    def _among_others(self, done: Mapping[str, tuple[site.Made, int]]) -> "Known":
        """Keep the blocks of jobs that were done or are gone; all that is known now."""
        numbers = self._numbers
        jobs: Once[str, dict[str, Job]] = Once(self._in_block)
        for name, (made, _) in done.items():
            is_new = name not in self.jobs.place
            numbers += is_new
            block = jobs[str(numbers // BLOCK) if is_new else self.jobs.key(name)]
            block[name] = Job(
                name=name,
                run=block[name].run if name in self._lacking else self._run,
                files=made.files,
                listed=made.listed,
                looked=made.looked,
            )
        for name in self._gone:
            del jobs[self.jobs.key(name)][name]
        head = Head(common=self._common, numbers=numbers)
        blocks = {key: Block.of([*block.values()]) for key, block in jobs.items()}
        for key, block in jobs.items():
            self._cache.put(SITE, key, encode(blocks[key]))
            self._put_late(key, partial(self._stamped, key, block.values(), done))
        self._cache.put(SITE, "", encode(head))
        return Known(head=head, blocks={**self.jobs.blocks, **blocks})

    def _in_block(self, key: str) -> dict[str, Job]:
        """The jobs that are kept in a block, by name."""
        known = self.jobs.blocks.get(key)
        return {job.name: job for job in known.jobs} if known else {}

    def _put_late(self, key: str, find: Callable[[], Iterable[File]]) -> None:
        """Keep the files of a block, looked for when all else is written: now one might wait for their stamps."""

        def rows() -> Iterator[tuple[str, str, bytes]]:
            self._files[key] = placed(find())
            yield placed_space(self._place), key, encode(self._files[key])

        self._cache.put_late(rows)

    def _settled(self, put: Put) -> Iterator[File]:
        found = settled(self._place, [(path, put.moment) for path in put.paths])
        return ((path, self._run, shown) for path, shown in found)

    def _stamped(self, key: str, jobs: Iterable[Job], done: Mapping[str, tuple[site.Made, int]]) -> Iterator[File]:
        """The files of a block's jobs with their stamps, but for those that somebody has touched since they were put.

        They are in the order of the jobs, in which `Jobs` finds them at once.
        """
        known = {path: shown for path, _, shown in self._files[key].files} if key in self._files else {}
        files: list[tuple[str, int, Shown | None]] = []
        new: list[tuple[str, int]] = []
        for job in jobs:
            made, moment = done.get(job.name, (None, 0))
            stood = made.stood or () if made else known
            for path, _ in job.files:
                if path in stood:
                    files.append((path, job.run, known[path]))
                else:
                    files.append((path, job.run, None))
                    new.append((path, moment))
        found = dict(settled(self._place, new))
        return ((path, run, last) for path, run, shown in files if (last := shown or found.get(path)))


def _stood(told: Mapping[str, bytes | None]) -> dict[str, bytes]:
    """The rows to be kept of what stands under names; raises `UnfitError` if they can't be."""
    rows = {kind: row for kind, row in told.items() if row is not None}
    if len(rows) < len(told):
        raise UnfitError("A name can't be written.")
    return rows
