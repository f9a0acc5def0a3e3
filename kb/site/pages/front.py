"""The plan into the front page: what is new, what came back, and the ways into the rest."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from kb.model import Term
from kb.site.around import Around
from kb.site.pages.view import PageView
from kb.site.paths import page, way_up
from kb.site.plan import JOINED, Group, Named, Plan, Published, has_page
from kb.site.rows import SignalView
from kb.site.words import when
from kb.text import count

_NEW = 24  # items at most
_ENOUGH = 10  # items after which no further origin is told of
_RECENT = 4  # origins at most
_EARLIER = 12  # origins before those
_THEMES = 32
_SHARED = 2  # items that make a theme worth naming while there are such
_JOINED = 16  # keywords that the latest origin gave a second note
_PAGES = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """One of the newest items, with its first signal."""

    one: Published
    """The item."""
    host: str
    """The host of its link."""
    signals: str
    """How many signals it has, in words; empty when none."""
    first: SignalView | None
    """The first of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recent:
    """The newest items of one origin."""

    heading: str
    """What they are called."""
    news: tuple[New, ...]
    """The items."""
    all: str
    """Where all of them are."""
    more: str
    """How many there are in all, in words, when some are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenAgain:
    """An item of the latest origin that an earlier one had told of."""

    one: Published
    """The item."""
    before: tuple[Named, ...]
    """The earlier origins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontView(PageView):
    """The front page."""

    template: ClassVar[str] = "front.html"
    section: str = "front"

    lead: str
    """What there is, in one sentence."""
    recent: tuple[Recent, ...]
    """The newest items, by origin where they have one."""
    again: tuple[SeenAgain, ...]
    """Items of the latest origin that came back."""
    joined: tuple[Named, ...]
    """Keywords that stood in one note until the latest origin brought a second."""
    earlier: tuple[Named, ...]
    """The origins before those."""
    themes: tuple[Named, ...]
    """The commonest themes."""
    all_themes: str
    """How many there are, in words."""
    pages: tuple[Named, ...]
    """Pages of the vault."""


def view(plan: Plan, surroundings: Around) -> FrontView:
    """The front page."""
    recent = _recent(plan)
    latest = recent[0] if recent else None
    lead = _lead(plan, latest)
    return FrontView(
        parts=(),
        title=plan.options.title,
        description=plan.options.description or lead,
        lead=lead,
        recent=tuple(_news(surroundings, plan, recent)),
        again=_again(plan, latest),
        joined=_joined(plan, latest),
        earlier=tuple(plan.origin_link(group.origin) for group in plan.origins if group not in recent and group.origin)[
            :_EARLIER
        ],
        themes=_commonest(plan),
        all_themes=count(len(plan.collection.themes), "theme"),
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


def _again(plan: Plan, latest: Group | None) -> tuple[SeenAgain, ...]:
    """Items of the latest origin that stand in an earlier one too."""
    made = []
    for one in latest.items if latest else ():
        before = [origin for origin in one.origins if latest and origin.label not in latest.spellings]
        if before:
            made.append(SeenAgain(one=one, before=tuple(plan.origin_link(origin) for origin in before)))
    return tuple(made)


def _joined(plan: Plan, latest: Group | None) -> tuple[Named, ...]:
    """Keywords whose first note is older than the latest origin and whose second is in it."""
    if latest is None:
        return ()
    new = {one.id for one in latest.items if all(origin.label in latest.spellings for origin in one.origins)}
    terms = {term.key: term for one in latest.items for term in one.keywords}
    joined = [term for term in terms.values() if has_page(term, "keyword") and len(set(term.notes) - new) == JOINED - 1]
    return tuple(plan.term_link("keyword", term) for term in sorted(joined, key=_commonest_first)[:_JOINED])


def _commonest(plan: Plan) -> tuple[Named, ...]:
    themes = plan.collection.themes
    shared = [term for term in themes if len(term.notes) >= _SHARED]
    chosen = sorted(shared or themes, key=_commonest_first)[:_THEMES]
    return tuple(plan.term_link("theme", term) for term in chosen)


def _commonest_first(term: Term) -> tuple[int, str]:
    return -len(term.notes), term.key
