"""Origins, categories and sources into pages: an origin as a briefing that prints, the others as lists."""

from collections.abc import Iterator
from typing import ClassVar

from markupsafe import Markup
from msgspec import Struct

from kb.site import prose
from kb.site.around import Around
from kb.site.pages.view import Pager, PageView, sheets
from kb.site.paths import page, way_up
from kb.site.plan import Group, GroupKind, Named, Plan, Published
from kb.site.rows import SignalView
from kb.site.words import direction, host
from kb.text import count

_BRIEF = 100  # items on one sheet of a briefing
_LIST = 200  # items on one sheet of a list


class BriefView(Struct, frozen=True, kw_only=True):
    """An item in an origin's briefing."""

    one: Published
    """The item."""
    direction: str
    """Where its lines start: `rtl`, or nothing for the left."""
    host: str
    """The host of its link, empty when the link can't be followed."""
    summary: Markup
    """Its summary."""
    signals: tuple[SignalView, ...]
    """Its signals."""


class OriginView(PageView, frozen=True, kw_only=True):
    """An origin's page."""

    template: ClassVar[str] = "origin.html"
    section: str = "origins"

    group: Group
    """The origin and its items."""
    counts: str
    """How many notes and signals, in words."""
    host: str
    """Where the newsletter issue itself stands, empty when nobody knows."""
    briefs: tuple[BriefView, ...]
    """The items on this sheet."""
    earlier: Named | None
    """The origin before."""
    later: Named | None
    """The origin after."""
    pager: Pager | None
    """The way to the other sheets."""


class GroupView(PageView, frozen=True, kw_only=True):
    """The page of a category or a source."""

    template: ClassVar[str] = "group.html"
    section: str = "notes"

    kind: str
    """What its items share, in a word."""
    all: str
    """The list of all groups of the kind."""
    counts: str
    """How many items, in words."""
    entries: tuple[Published, ...]
    """The items on this sheet."""
    pager: Pager | None
    """The way to the other sheets."""


def views(plan: Plan, surroundings: Around, kind: GroupKind, slug: str) -> Iterator[PageView]:
    """The page of an origin, a category, or a source that joins items."""
    group = plan.group(kind, slug)
    if kind == "origin":
        later, earlier = plan.around_origin(slug)
        yield from _origin(surroundings, group, earlier, later)
    elif kind == "category":
        yield from _group(group, kind, "categories")
    else:
        yield from _group(group, kind, "sources")


def _origin(surroundings: Around, group: Group, earlier: Named | None, later: Named | None) -> Iterator[OriginView]:
    origin = group.origin
    signals = sum(one.rows for one in group.items)
    for sheet in sheets(("origin", group.slug), group.items, _BRIEF):
        root = way_up(len(sheet.parts))
        title = group.name
        counts = f"{count(len(group.items), 'note')}, {count(signals, 'signal')}"
        yield OriginView(
            parts=sheet.parts,
            title=title,
            description=f"{counts} from {title}.",
            group=group,
            counts=counts,
            host=host(origin.url) if origin else "",
            briefs=tuple(_brief(surroundings, one, root) for one in sheet.entries),
            earlier=earlier,
            later=later,
            pager=sheet.pager,
        )


def _brief(surroundings: Around, one: Published, root: str) -> BriefView:
    return BriefView(
        one=one,
        direction=direction(one.title),
        host=one.host,
        summary=prose.block(one.note.summary, surroundings.ways(one, root)),
        signals=surroundings.own_signals(one, root),
    )


def _group(group: Group, kind: str, kinds: str) -> Iterator[GroupView]:
    counts = count(len(group.items), "note")
    for sheet in sheets((kind, group.slug), group.items, _LIST):
        yield GroupView(
            parts=sheet.parts,
            title=group.label,
            description=f"{counts} of the {kind} {group.label}.",
            kind=kind,
            all=page(kinds),
            counts=counts,
            entries=sheet.entries,
            pager=sheet.pager,
        )
