"""A collection into its site in a folder; what an earlier run made, and still holds, is not made again."""

from collections.abc import Mapping
from itertools import chain

from kb import site
from kb.codec import decode
from kb.graph import Survey
from kb.io.cache import Cache
from kb.io.heap import give_back
from kb.io.output import opened
from kb.model import Collection
from kb.pipeline import pieces
from kb.pipeline.ahead import Ahead
from kb.pipeline.building import Build, Order
from kb.pipeline.earlier import Earlier, order_in
from kb.pipeline.searching import PUBLISHED, expect, remember, remembered
from kb.pipeline.standing import Standing
from kb.pipeline.watch import Stopwatch

_SHOWN = "shown"  # the space of what the graph's pages showed
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
        memory = None if order.check else remembered(PUBLISHED, contents, cache, aside, ahead.cuts)
        shown = {} if order.check else _shown(cache)
        before = cache.held(_PLAN, site.Plan) or order_in(cache)
        made = site.Site(collection, order.options.site, survey.kept, memory, shown, before, survey)
        earlier = Earlier(made, contents, standing, cache)
        to_do = list(made.jobs) if order.check else earlier.to_do()
        if order.jobs == 1 and earlier.jobs:
            # Nobody else does what takes long meanwhile, and somebody may wait for a page. A first run has more to do
            # than one waits for, and what takes long takes memory too, of which there is most at the beginning.
            to_do.sort(key=site.turn)
    with opened(order.output, check=order.check) as folder:
        with watch.stage("render"):
            # No other process may read the cache that this one has open, and another machine sees no files.
            kept = {
                site.SEARCH: memory and cache.get(PUBLISHED, ""),
                **dict.fromkeys((site.GRAPH, site.SCRIPTS), shown and order.scheduler),
            }
            here = [name for name in to_do if kept.get(name)]
            rest = [name for name in to_do if name not in here]
            many = len(rest) > pieces.MANY and 2 * len(to_do) > len(made.jobs) and not order.scheduler
            if many:
                if order.jobs != 1:  # one alone makes each part when it is asked for, which takes less memory
                    made.prepare()
                give_back()
            ahead.wait()
            keeping = cache.usable and not order.check
            if keeping and aside is not None and site.SEARCH in to_do:
                expect(PUBLISHED, cache)
            beside = _beside(earlier, cache, order) if many and keeping else {}
            batches = pieces.batches([*beside, *rest], apart=bool(order.scheduler), beside=order.several)
            own: list[pieces.Done] = []
            done = [
                *watch.workers.map(
                    pieces.work(
                        made,
                        folder,
                        beside,
                        None if order.scheduler else earlier.stands,
                        earlier.blocks(folder) if keeping else None,
                    ),
                    list(enumerate(batches)),
                    pieces.Done,
                    (lambda: own.append(pieces.do(made, folder, here, earlier.stands))) if here else None,
                ),
                *own,
            ]
            each = [(one, put.moment) for put, some, _ in done for one in some]
            jobs = dict(zip((*chain.from_iterable(batches), *here), each, strict=True))
            told = [jobs.pop(name) for name in beside]
            watch.counts["jobs"] += len(jobs)
            puts = [
                *(put for put, _, _ in done),
                pieces.as_it_was(file for one, _ in jobs.values() for file in one.standing),
                earlier.as_it_was(jobs),
            ]
            listed = (jobs[name][0].listed if name in jobs else earlier.jobs.listed.get(name, ()) for name in made.jobs)
            puts.append(folder.put(made.sitemap(chain.from_iterable(listed))))
        with watch.stage("write"):
            written = folder.finish(puts)
            if many and cache.stays:  # one that ends gives all back at once
                made.forget()
                give_back()
            if keeping:
                if site.SEARCH in jobs:
                    left = jobs[site.SEARCH][0].rows.items() if aside is None else None
                    remember(PUBLISHED, left, cache, asked)
                earlier.keep(
                    jobs, puts[-1], told[0][0].rows if told else earlier.told(), [(put, rows) for put, _, rows in done]
                )
                cache.hold(_PLAN, made.plan)
                if site.GRAPH in jobs:
                    cache.put(_SHOWN, "", jobs[site.GRAPH][0].rows[""] or b"")
    return Build(
        notes=len(collection.vault.notes),
        pages=sum("\n".join((*put.paths, "")).count(".html\n") for put in puts),
        files=sum(len(put.paths) for put in puts),
        written=written,
        diagnostics=collection.diagnostics,
        seconds=dict(watch.seconds),
        counts=watch.counts,
    )


def _beside(earlier: Earlier, cache: Cache, order: Order) -> pieces.Beside:
    """What is done beside many jobs: telling what stands under all names and, by one of several, writing rows."""
    begin = cache.begin() if order.several else None
    return {pieces.TOLD: earlier.told} | ({pieces.STORED: begin} if begin else {})


def _shown(cache: Cache) -> site.Shown:
    """What the graph's pages showed when they were printed last."""
    row = cache.get(_SHOWN, "")
    shown: site.Shown = decode(row, site.Shown) if row else {}
    return shown
