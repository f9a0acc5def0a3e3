"""A collection into its site in a folder; what an earlier run made, and still holds, is not made again."""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Collection as AbstractCollection
from dataclasses import dataclass, field
from functools import partial
from itertools import chain

from kb import site
from kb.codec import UnfitError, decode, digest, encode
from kb.io.cache import Cache
from kb.io.executor import Delivered
from kb.io.kept import read_kept
from kb.io.output import Put, opened
from kb.io.output import Site as Folder
from kb.io.stamps import now, settled
from kb.model import Collection, Output
from kb.pipeline.building import Build, Order, Placed, stands
from kb.pipeline.searching import PUBLISHED, contents_of, remember, remembered
from kb.pipeline.watch import Stopwatch

_FIRST = 10  # jobs that take long or make much, and come first: each is a piece of work
_RUN = 150  # others that are done as one
_DIGEST = 8  # bytes of a digest that are kept for a name
_SHOWN = "shown"  # the space of what the graph's pages showed


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """What is kept of a job of the site."""

    number: int
    """What it is called where names of jobs would be long."""
    run: int
    """The run that made it last."""
    files: tuple[tuple[str, int], ...]
    """As of `site.Made`."""
    listed: tuple[site.Listed, ...]
    """As of `site.Made`."""


@dataclass(slots=True, kw_only=True)
class _State:
    """What is kept of the site as it was made last, wherever it went."""

    common: bytes = b""
    """Digest of what stands on every page."""
    decided: bytes = b""
    """As of `site.Digests`."""
    run: int = 0
    """How many runs there were."""
    numbers: int = 0
    """How many numbers were given to jobs."""
    jobs: dict[str, _Job] = field(default_factory=dict)
    """Every job, by name."""


_Look = tuple[bytes, bytes]
"""Digest of what stood under a name, and the numbers of the jobs that looked at it, four bytes each, sorted."""


def publish(  # noqa: PLR0913, PLR0917  # what a site is made of, where it goes, and what goes along
    collection: Collection,
    digests: Mapping[str, str],
    order: Order,
    cache: Cache,
    watch: Stopwatch,
    asked: bytes = b"",
) -> Build:
    """Make the site in its folder, or only compare.

    `digests` are those of the notes' files, by path, `asked` what tells the index of the whole vault from others, where
    it is that of the site.
    """
    with watch.stage("plan"):
        work = _Work(collection, digests, order, cache)
        to_do = list(work.site.jobs) if order.check else work.to_do()
        if order.jobs == 1:  # nobody else does what takes long meanwhile, and somebody may wait for a page
            to_do.sort(key=site.turn)
    with opened(order.output, check=order.check) as folder:
        with watch.stage("render"):
            # A step from what is kept is short, and no other process may read the cache that this one has open.
            here = [name for name in to_do if name in work.remembers]
            rest = [name for name in to_do if name not in here]
            make = Delivered(partial(_made, work.site), partial(_put, folder), _Piece)
            batches = [[name] for name in rest[:_FIRST]]
            batches += [rest[start : start + _RUN] for start in range(_FIRST, len(rest), _RUN)]
            if len(batches) > _FIRST + 1 and 2 * len(to_do) > len(work.site.jobs) and not order.scheduler:
                work.site.prepare()
            done = [*watch.workers.map(make, batches, tuple[Put, list[site.Made], int])]
            done.append(_put(folder, _made(work.site, here, work.stands)))
            to_do = [*rest, *here]
            made = dict(zip(to_do, (one for _, some, _ in done for one in some), strict=True))
            ended = dict(zip(to_do, (moment for _, some, moment in done for _ in some), strict=True))
            watch.counts["jobs"] += len(made)
            puts = [put for put, _, _ in done]
            puts.append(_as_it_was(file for one in made.values() if one.stood for file in one.standing))
            kept = [work.before.jobs[name] for name in work.site.jobs if name not in made]
            puts.append(_as_it_was(file for job in kept for file in job.files))
            listed = [
                one
                for name in work.site.jobs
                for one in (made[name].listed if name in made else work.before.jobs[name].listed)
            ]
            puts.append(folder.put(work.site.sitemap(listed)))
        with watch.stage("write"):
            written = folder.finish(puts)
            if not order.check:
                work.keep(made, ended, puts[-1], asked)
    paths = [path for put in puts for path in put.paths]
    return Build(
        notes=len(collection.vault.notes),
        pages=sum(path.endswith(".html") for path in paths),
        files=len(paths),
        written=written,
        diagnostics=collection.diagnostics,
        seconds=dict(watch.seconds),
        counts=watch.counts,
    )


_Piece = tuple[Output | None, site.Made | None]
"""A file of a job, or at its end what is to be known of it."""


def _made(of: site.Site, names: Iterable[str], stands: Callable[[str, str], bool] | None = None) -> Iterator[_Piece]:
    """What these jobs make; `stands` as for `Site.make`."""
    made: list[site.Made] = []
    for name in names:
        for output in of.make(name, made, *filter(None, (stands,))):
            yield output, None
        yield None, made.pop()


def _put(folder: Folder, pieces: Iterable[_Piece]) -> tuple[Put, list[site.Made], int]:
    """Put the files of jobs in their places; what is to be known of the jobs, and when the files were there."""
    made: list[site.Made] = []

    def files() -> Iterator[Output]:
        for output, job in pieces:
            if output:
                yield output
            elif job:
                made.append(job)

    return folder.put(files()), made, now()


def _as_it_was(files: Iterable[tuple[str, int]]) -> Put:
    """Files that stand where an earlier run put them."""
    some = list(files)
    return Put(tuple(path for path, _ in some), (), sum(size for _, size in some))


def _numbers(look: _Look | None) -> "array[int]":
    """The numbers of the jobs that looked."""
    return array("I", look[1] if look else b"")


class _Work:
    """A site to be made, and what is known of the last time."""

    def __init__(self, collection: Collection, digests: Mapping[str, str], order: Order, cache: Cache) -> None:
        contents = contents_of(collection, digests)
        memory = None if order.check else remembered(PUBLISHED, contents, cache)
        row = None if order.check else cache.get(_SHOWN, "")
        shown: site.Shown = decode(row, site.Shown) if row else {}
        self.remembers = {
            name for name, known in ((site.SEARCH, memory and memory.get("")), (site.GRAPH, shown)) if known
        }
        """The jobs that go on from what they left."""
        self.site = site.Site(collection, order.options.site, read_kept(order.communities), memory, shown)
        self._cache = cache
        self._folder = order.place
        self._digests = site.Digests(self.site, contents)
        self._common = digest(self.site.common())
        state = cache.get("site", "")
        self.before = decode(state, _State) if state else _State()
        if self.before.common != self._common:
            self.before = _State(run=self.before.run)
        self._rows = cache.all("look") if self.before.jobs else {}
        self._looks: dict[str, dict[str, _Look]] = {}
        placed = cache.get("placed", self._folder)
        self._placed = decode(placed, Placed) if placed else {}
        self._changed: set[str] = set()

    def to_do(self) -> list[str]:
        """The jobs that may make something else than what stands in the folder."""
        same = self.before.decided == self._digests.decided
        for kind in self._rows:
            if (same and kind in site.DECIDED) or (kind == "communities" and self._is_same_graph()):
                continue
            for name, (known, _) in self._of_kind(kind).items():
                if not (same and kind in site.OF_NOTE and self._is_same_note(name)) and self._now(name) != known:
                    self._changed.add(name)
        touched = set(chain.from_iterable(_numbers(self._look(name)) for name in self._changed))
        return [
            name
            for name in self.site.jobs
            if not (job := self.before.jobs.get(name)) or job.number in touched or not self._stands(job)
        ]

    def _of_kind(self, kind: str) -> dict[str, _Look]:
        """What is kept of the names of a kind."""
        if kind not in self._looks:
            row = self._rows.get(kind)
            self._looks[kind] = decode(row, dict[str, _Look]) if row else {}
        return self._looks[kind]

    def _look(self, name: str) -> _Look | None:
        return self._of_kind(name.partition(" ")[0]).get(name)

    def _is_same_note(self, name: str) -> bool:
        """Whether the files of the item that a name names are what they were; not for a name that names none."""
        id_ = name.partition(" ")[2]
        known = self._look(f"note {id_}") if id_ else None
        return known is not None and known[0] == self._now(f"note {id_}")

    def _is_same_graph(self) -> bool:
        """Whether all that communities follow from is what it was."""
        looks = ((self._look(name), self._now(name)) for name in site.OF_GRAPH)
        return all(known and known[0] == now for known, now in looks)

    def _now(self, name: str) -> bytes:
        return self._digests.of(name)[:_DIGEST]

    def _stands(self, job: _Job) -> bool:
        """Whether the files of a job are in the folder as the job made them."""
        return all(self._is_there(job, path) for path, _ in job.files)

    def stands(self, name: str, path: str) -> bool:
        """Whether a file is in the folder as the last run of the job with this name made it."""
        job = self.before.jobs.get(name)
        return job is not None and self._is_there(job, path)

    def _is_there(self, job: _Job, path: str) -> bool:
        run, known = self._placed.get(path, (0, None))
        return known is not None and run == job.run and stands(f"{self._folder}/{path}", known)

    def keep(self, made: Mapping[str, site.Made], ended: Mapping[str, int], last: Put, asked: bytes) -> None:
        """Keep what is known now for the next run: what jobs made, and when the files of each were in their places.

        `last` are files that no job made, just put; `asked` as of `publish`.
        """
        if not self._cache.usable:
            return
        try:
            state = self._state(made)
            self._keep_looks(made, state)
            self._cache.put("placed", self._folder, encode(self._stamped(made, ended, state, last)))
            self._cache.put("site", "", encode(state))
            if site.GRAPH in made:
                self._cache.put(_SHOWN, "", made[site.GRAPH].rows[""] or b"")
            if site.SEARCH in made:
                remember(PUBLISHED, made[site.SEARCH].rows, self._cache, asked)
        except UnfitError:
            self._cache.drop("site", "")

    def _state(self, made: Mapping[str, site.Made]) -> _State:
        state = _State(
            common=self._common, decided=self._digests.decided, run=self.before.run + 1, numbers=self.before.numbers
        )
        for name in self.site.jobs:
            known = self.before.jobs.get(name)
            new = made.get(name)
            if new is None:
                state.jobs[name] = self.before.jobs[name]
                continue
            if known is None:
                state.numbers += 1
            number = known.number if known else state.numbers
            state.jobs[name] = _Job(number=number, run=state.run, files=new.files, listed=new.listed)
        return state

    def _keep_looks(self, made: Mapping[str, site.Made], state: _State) -> None:
        """Keep by each name what stands there and who looked at it.

        Who looked at what has changed was made again just now, so its list begins anew.
        """
        looked: defaultdict[str, list[int]] = defaultdict(list)
        for job, new in made.items():
            number = state.jobs[job].number
            for name in new.looked:
                looked[name].append(number)
        if not self.before.jobs:
            self._cache.empty("look")
        written = {name.partition(" ")[0] for name in self._changed}
        for name in self._changed:
            self._of_kind(name.partition(" ")[0]).pop(name, None)
        for name, new_numbers in looked.items():
            kind = name.partition(" ")[0]
            rows = self._of_kind(kind)
            known = _numbers(rows.get(name))
            numbers: AbstractCollection[int] = {*new_numbers, *known} if known else new_numbers
            if len(numbers) != len(known):
                written.add(kind)
                rows[name] = self._now(name), array("I", sorted(numbers)).tobytes()
        for kind in written:
            self._cache.put("look", kind, encode(self._looks[kind]))

    def _stamped(self, made: Mapping[str, site.Made], ended: Mapping[str, int], state: _State, last: Put) -> Placed:
        """The stamps of all files in the folder but those that somebody else has touched since."""
        placed: Placed = {}
        fresh: list[tuple[str, int, int]] = [(path, state.run, now()) for path in last.paths]
        for name, job in state.jobs.items():
            if name in ended:
                placed |= {path: (job.run, self._placed[path][1]) for path in made[name].stood}
                fresh += ((path, job.run, ended[name]) for path, _ in job.files if path not in placed)
            else:
                placed |= {path: self._placed[path] for path, _ in job.files}
        for path, run, moment in fresh:
            known = settled(f"{self._folder}/{path}", moment)
            if known:
                placed[path] = run, known
        return placed
