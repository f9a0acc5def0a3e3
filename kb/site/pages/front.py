"""The plan into the front page: what is new, what that changed, and the ways into the rest."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from msgspec import Struct

from kb.model import Term
from kb.site.around import Around
from kb.site.charts import span
from kb.site.draw import FIVE, draw, shard_count
from kb.site.graph_map import GraphMap
from kb.site.pages.since import Changes, Since, changes, commonest_first, since
from kb.site.pages.view import PageView
from kb.site.paths import page, way_up
from kb.site.plan import Group, Named, Plan, Published, newest_first
from kb.site.rows import SignalView
from kb.site.times import Times
from kb.site.words import when
from kb.text import count

_NEW = 24  # items at most
_ENOUGH = 6  # items after which no further origin is told of
_RECENT = 4  # origins at most
_THEMES = 24
_INSTANCES = 8  # themes of which the page shows a signal
_SHARED = 2  # items that make a theme worth naming while there are such
_PAGES = 24


class New(Struct, frozen=True, kw_only=True):
    """One of the newest items, with its first signal."""

    one: Published
    """The item."""
    host: str
    """The host of its link."""
    signals: str
    """How many signals it has, in words; empty when none."""
    first: SignalView | None
    """The first of them."""


class Recent(Struct, frozen=True, kw_only=True):
    """The newest items of one origin."""

    heading: str
    """What they are called."""
    news: tuple[New, ...]
    """The items."""
    all: str
    """Where all of them are."""
    more: str
    """How many there are in all, in words, when some are left out."""


class Instance(Struct, frozen=True, kw_only=True):
    """A theme and the newest signal of it."""

    theme: Named
    """The theme."""
    one: Published
    """The item that holds the signal."""
    signal: SignalView
    """The signal."""


class FrontView(PageView, frozen=True, kw_only=True):
    """The front page."""

    template: ClassVar[str] = "front.html"
    section: str = "front"

    lead: str
    """What there is, in one sentence."""
    recent: tuple[Recent, ...]
    """The newest items, by origin where they have one."""
    changes: Changes | None
    """What the latest origin changed."""
    since: tuple[Since, ...]
    """What came since each of the origins before it."""
    communities: tuple[Named, ...]
    """The largest communities."""
    all_communities: str
    """How many communities there are, in words."""
    themes: tuple[tuple[Named, bytes], ...]
    """The commonest themes, each with its course."""
    scale: str
    """Which time the courses show; empty when there are none."""
    all_themes: str
    """How many themes there are, in words."""
    instances: tuple[Instance, ...]
    """A signal of each of the commonest themes."""
    all_signals: str
    """How many signals there are, in words."""
    drawn: tuple[Published, ...]
    """Five items drawn by the latest date; none where there are no more."""
    shards: int
    """How many shards there are to draw from."""
    pages: tuple[Named, ...]
    """Pages of the vault."""


def view(plan: Plan, surroundings: Around, times: Times, drawn: GraphMap) -> FrontView:
    """The front page."""
    largest, communities = drawn.largest
    recent = _recent(plan)
    lead = _lead(plan, recent[0] if recent else None)
    common = _commonest(plan)
    themes = tuple((plan.term_link("theme", term), times.spark(times.course(term.notes))) for term in common)
    moving = any(spark for _, spark in themes)
    signals = sum(one.rows for one in plan.items)
    return FrontView(
        parts=(),
        title=plan.options.title,
        description=plan.options.description or lead,
        lead=lead,
        recent=tuple(_news(surroundings, plan, recent)),
        changes=changes(plan),
        since=tuple(since(plan)),
        communities=largest,
        all_communities=count(communities, "community", "communities"),
        themes=themes,
        scale=f"{span(times.periods)}, by {times.periods.unit}" if times.periods and moving else "",
        all_themes=count(len(plan.collection.themes), "theme"),
        instances=tuple(_instances(surroundings, plan, common, {one.id for group in recent for one in group.items})),
        all_signals=count(signals, "signal"),
        drawn=_drawn(plan, times),
        shards=shard_count(len(plan.items)),
        pages=tuple(Named(label=one.title, path=one.path, tongue=one.tongue) for one in plan.pages[:_PAGES]),
    )


def _lead(plan: Plan, latest: Group | None) -> str:
    signals = sum(one.rows for one in plan.items)
    numbers = ((len(plan.items), "note"), (signals, "signal"), (len(plan.pages), "page"))
    counts = [count(number, noun) for number, noun in numbers if number]
    lead = " and ".join(filter(None, (", ".join(counts[:-1]), counts[-1]))) if counts else "Nothing yet"
    if plan.origins:
        lead += f" from {count(len(plan.origins), 'origin')}"
    if latest and latest.origin:
        lead += f", the latest of {when(latest.origin.date)}"
    return f"{lead}."


def _recent(plan: Plan) -> list[Group]:
    """The latest origins, as many as it takes to have something to read."""
    chosen: list[Group] = []
    items = 0
    for group in plan.origins:
        if items >= _ENOUGH or len(chosen) >= _RECENT or not (group.origin and group.origin.date):
            break
        chosen.append(group)
        items += len(group.items)
    return chosen


def _news(surroundings: Around, plan: Plan, recent: Sequence[Group]) -> Iterator[Recent]:
    left = _NEW
    for group in recent:
        if group.origin is None:
            continue
        link = plan.origin_link(group.origin)
        shown = group.items[:left]
        left -= len(shown)
        yield Recent(
            heading=link.label,
            news=tuple(_new(surroundings, one) for one in shown),
            all=link.path,
            more=f"All {count(len(group.items), 'note')}" if len(shown) < len(group.items) else "",
        )
    if not recent and plan.items:
        yield Recent(
            heading="Notes",
            news=tuple(_new(surroundings, one) for one in plan.items[:_NEW]),
            all=page("notes"),
            more=f"All {count(len(plan.items), 'note')}" if len(plan.items) > _NEW else "",
        )


def _new(surroundings: Around, one: Published) -> New:
    return New(
        one=one,
        host=one.host,
        signals=count(one.rows, "signal") if one.rows else "",
        first=next(iter(surroundings.signals(one, way_up(0))), None),
    )


def _instances(surroundings: Around, plan: Plan, themes: Sequence[Term], told: set[str]) -> Iterator[Instance]:
    """The newest signal of each theme that nothing else on the page has told of."""
    seen = set(told)
    for term in themes[:_INSTANCES]:
        some = newest_first(plan.by_id[id_] for id_ in term.notes if id_ not in seen)
        one = next((one for one in some if one.note.signals), None)
        if one:
            seen.add(one.id)
            signal = surroundings.signals(one, way_up(0))[0]
            yield Instance(theme=plan.term_link("theme", term), one=one, signal=signal)


def _drawn(plan: Plan, times: Times) -> tuple[Published, ...]:
    if len(plan.items) <= FIVE:
        return ()
    day = str(times.periods.latest) if times.periods else ""
    return tuple(plan.by_id[id_] for id_ in draw([one.id for one in plan.items], day))


def _commonest(plan: Plan) -> list[Term]:
    themes = plan.collection.themes
    shared = [term for term in themes if len(term.notes) >= _SHARED]
    return sorted(shared or themes, key=commonest_first)[:_THEMES]
