"""A collection into its site in a folder; what an earlier run made, and still holds, is not made again."""

from collections.abc import Callable, Container, Mapping, Sequence
from functools import partial
from itertools import chain

from kb import site
from kb.graph import Survey
from kb.io.cache import Cache
from kb.io.heap import give_back
from kb.io.output import Site as Folder
from kb.io.output import opened
from kb.model import Collection
from kb.pipeline import pieces
from kb.pipeline.ahead import Ahead
from kb.pipeline.building import Build, Order
from kb.pipeline.earlier import Earlier
from kb.pipeline.known import order_in
from kb.pipeline.searching import PUBLISHED, expect, remember, remembered
from kb.pipeline.standing import Standing
from kb.pipeline.watch import Stopwatch

_LARGE = 20_000  # jobs of a site from which on what tells of its graph takes longer than to fork a process that does it
_PLAN = "plan"  # what a process that stays calls the plan that it made last


def publish(  # noqa: PLR0913, PLR0917  # what a site is made of, where it goes, and what goes along
    collection: Collection,
    contents: Mapping[str, bytes],
    order: Order,
    cache: Cache,
    watch: Stopwatch,
    survey: Survey,
    asked: bytes,
    ahead: Ahead,
    standing: Standing,
) -> Build:
    """Make the site in its folder, or only compare.

    `contents` are as of `contents_of`, `survey` is that of the collection's graph, `asked` what tells the index of the
    whole vault from others, where it is that of the site; `ahead` has what was begun of the index, `standing` what is
    kept of the folder.
    """
    with watch.stage("plan"):
        aside = None if order.check or order.scheduler else ahead.aside()
        memory = None if order.check else remembered(PUBLISHED, contents, cache, aside, ahead)
        before = cache.held(_PLAN, site.Plan) or order_in(cache)
        made = site.Site(collection, order.options.site, survey.kept, memory, before, survey)
        earlier = Earlier(made, contents, standing, cache)
    with opened(order.output, check=order.check) as folder:
        with watch.stage("render"):
            keeping = cache.usable and not order.check
            # No other process may read the cache that this one has open, and another machine sees no files.
            kept = {
                site.SEARCH: memory and cache.get(PUBLISHED, ""),
                **dict.fromkeys(site.STEADY, earlier.jobs and order.scheduler),
            }
            here = {name for name, row in kept.items() if row}
            making = _Making(made, folder, earlier, order, watch, cache if keeping else None, ahead, here)
            if not (order.check or order.scheduler):
                making.do(earlier.first())
        with watch.stage("plan"):
            to_do = list(made.jobs) if order.check else earlier.to_do()
        with watch.stage("render"):
            ahead.wait()
            if keeping and aside is not None:
                expect(PUBLISHED, cache, more=ahead.begun is not None)
            making.do(to_do)
            if not order.check:
                making.do(earlier.later())
            jobs = making.jobs
            watch.counts["jobs"] += len(jobs)
            puts = [
                *(put for put, _, _ in making.done),
                pieces.as_it_was(file for one, _ in jobs.values() for file in one.standing),
                earlier.as_it_was(jobs),
            ]
            listed = (jobs[name][0].listed if name in jobs else earlier.jobs.listed.get(name, ()) for name in made.jobs)
            puts.append(folder.put(made.sitemap(chain.from_iterable(listed))))
        with watch.stage("write"):
            ahead.filled()
            written = folder.finish(puts)
            if making.many and cache.stays:  # one that ends gives all back at once
                made.forget()
                give_back()
            if keeping:
                if site.SEARCH in jobs:
                    left = jobs[site.SEARCH][0].rows.items() if aside is None else None
                    remember(PUBLISHED, left, cache, asked)
                told = earlier.told() if making.told is None else making.told
                earlier.keep(jobs, puts[-1], told, [(put, rows) for put, _, rows in making.done])
                cache.hold(_PLAN, made.plan)
    return Build(
        notes=len(collection.vault.notes),
        pages=sum("\n".join((*put.paths, "")).count(".html\n") for put in puts),
        files=sum(len(put.paths) for put in puts),
        written=written,
        diagnostics=collection.diagnostics,
        seconds=dict(watch.seconds),
        counts=watch.counts,
    )


class _Making:
    """Jobs of a site into files in its folder: some, and then more."""

    def __init__(  # noqa: PLR0913, PLR0917  # what is made, where it goes, and who does it
        self,
        made: site.Site,
        folder: Folder,
        earlier: Earlier,
        order: Order,
        watch: Stopwatch,
        cache: Cache | None,
        ahead: Ahead,
        here: Container[str],
    ) -> None:
        """Take all that; rows go into the `cache`, if any are kept, and jobs named in `here` are for this process."""
        self._made = made
        self._folder = folder
        self._earlier = earlier
        self._order = order
        self._watch = watch
        self._cache = cache
        self._ahead = ahead
        self._here = here
        self.jobs: dict[str, tuple[site.Made, int]] = {}
        """What was made by jobs, by their names, and when the files were in their places."""
        self.done: list[pieces.Done] = []
        """What became of each piece of work."""
        self.told: Mapping[str, bytes | None] | None = None
        """What stands under all names, where it was told beside."""
        self.many = False
        """Whether there was much to do."""

    def do(self, names: Sequence[str]) -> None:
        """Do the jobs with these names."""
        again, alone = bool(self._earlier.jobs), self._order.jobs == 1
        few = again and self._cache and len(names) <= pieces.MANY and not self._order.scheduler
        if again and (few or alone):
            # Nobody else does what takes long meanwhile, and somebody may wait for a page. A first run has more to do
            # than one waits for, and what takes long takes memory too, of which there is most at the beginning.
            names = sorted(names, key=site.turn)
        if few:
            self._keep(*self._apart(names))
        elif names:
            self._share(names)

    def _apart(self, names: Sequence[str]) -> tuple[Sequence[str], list[pieces.Done]]:
        """Do jobs that are few, by one other process where the graph is large; their names, and what came of them.

        More processes would copy more than they spare: what is read by then is more than most jobs take.
        """
        large = self._order.several and len(self._made.jobs) > _LARGE
        apart = [name for name in names if large and name in site.OF_GRAPH]
        if apart:
            self._earlier.look()
        work = self._watch.workers.beside(partial(self._done_here, apart), pieces.Done) if apart else None
        if work is None:
            return names, [self._done_here(names)]
        rest = [name for name in names if name not in apart]
        try:
            return [*rest, *apart], [self._done_here(rest), work.wait()]
        finally:
            work.end()

    def _done_here(self, names: Sequence[str]) -> pieces.Done:
        """What comes of jobs that one process does by itself, in a later build."""
        return pieces.do(self._made, self._folder, names, self._earlier)

    def _share(self, names: Sequence[str]) -> None:
        """Have whoever works do jobs."""
        order, earlier, folder = self._order, self._earlier, self._folder
        earlier.look()
        here = [name for name in names if name in self._here]
        rest = [name for name in names if name not in self._here]
        many = len(rest) > pieces.MANY and 2 * len(names) > len(self._made.jobs) and not order.scheduler
        if many:
            self.many = True
            if order.jobs != 1:  # one alone makes each part when it is asked for, which takes less memory
                self._made.prepare()
            give_back()
        beside = self._beside(self._cache) if many and self._cache and self.told is None else {}
        mine, theirs = pieces.batches([*beside, *rest], apart=bool(order.scheduler), beside=order.several)
        batches = [*mine, *theirs]
        since = earlier if self._cache and not order.scheduler else None
        own: list[pieces.Done] = []
        done = self._watch.workers.map(
            pieces.work(self._made, folder, beside, since, earlier.blocks(folder) if self._cache else None),
            list(enumerate(batches)),
            pieces.Done,
            (lambda: own.append(pieces.do(self._made, folder, here, earlier))) if here else None,
            len(mine),
        )
        self._keep([*chain.from_iterable(batches), *here], [*done, *own])
        told = [self.jobs.pop(name)[0].rows for name in beside]
        self.told = told[0] if told else self.told

    def _keep(self, names: Sequence[str], done: Sequence[pieces.Done]) -> None:
        """Keep what came of jobs."""
        each = [(one, put.moment) for put, some, _ in done for one in some]
        self.jobs |= zip(names, each, strict=True)
        self.done += done

    def _beside(self, cache: Cache) -> pieces.Beside:
        """What is done beside many jobs: telling what stands under all names and, by one of several, writing rows."""
        fill = cache.begin() if self._order.several else None
        return {pieces.TOLD: self._earlier.told} | ({pieces.STORED: partial(self._fill, fill)} if fill else {})

    def _fill(self, fill: Callable[[], None]) -> None:
        """Write rows behind those with which the store was begun."""
        self._ahead.filled()
        fill()
