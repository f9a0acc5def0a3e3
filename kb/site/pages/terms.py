"""Themes and keywords into lists from A to Z with a small course beside each, and themes into a map over time."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from kb.model import Term
from kb.scan import Periods
from kb.site import paths
from kb.site.charts import Picture, heat_map, span
from kb.site.courses import THEME_COURSES
from kb.site.letters import by_letter
from kb.site.pages.index import by_heading, letter_links, letter_sheets, or_only
from kb.site.pages.since import commonest_first
from kb.site.pages.view import Pager, PageView
from kb.site.paths import way_up
from kb.site.plan import JOINED, Named, Plan, Published, TermKind, has_page
from kb.site.times import Times
from kb.text import count

_MAPPED = 24  # themes that the map has room for

Entry = tuple[Named, bytes]
"""A term's link and its course, empty where that would show nothing."""


class TermsView(PageView, frozen=True, kw_only=True):
    """A sheet of all themes or all keywords."""

    template: ClassVar[str] = "terms.html"

    counts: str
    """How many terms there are, in words."""
    scale: str
    """What the small courses show; empty where there are none."""
    map: Picture | None
    """The most frequent terms by period, on the first sheet of themes."""
    more: str
    """How many terms the map has no room for, in words; empty when none."""
    data: str
    """A file with the numbers of all of them, empty beside no map."""
    letters: tuple[Named, ...]
    """Every letter with where its entries begin."""
    groups: tuple[tuple[str, tuple[Entry, ...]], ...]
    """The terms on this sheet by letter."""
    pager: Pager | None
    """The way to the other sheets."""


def views(plan: Plan, times: Times, kind: TermKind) -> Iterator[TermsView]:
    """The sheets of the list of a kind, if there is an entry."""
    if listed := plan.listed(kind):
        yield from _views(times, kind, listed)


def _views(times: Times, kind: TermKind, listed: Sequence[tuple[Term, Named, Published]]) -> Iterator[TermsView]:
    name = f"{kind}s"
    terms = [term for term, _, _ in listed]
    times.expect([term.notes for term in terms])
    links = [(or_only(link, (first,)), times.spark(times.known(term.notes))) for term, link, first in listed]
    entries = by_letter(links, lambda entry: entry[0].label, lambda entry: entry[0].path)
    letters = letter_links(name, entries)
    counts = _counted(kind, terms)
    mapped = _map(times, terms) if kind == "theme" else None
    for place, sheet in enumerate(letter_sheets(name, entries)):
        shown = mapped if place == 0 else None
        drawn = times.periods and any(spark for _, (_, spark) in sheet.entries)
        yield TermsView(
            parts=sheet.parts,
            title=name.capitalize(),
            description=counts,
            section=name,
            counts=counts,
            scale=_scale(times.periods) if times.periods and drawn else "",
            map=shown,
            more=_left_out(terms) if shown else "",
            data=THEME_COURSES if shown else "",
            letters=letters,
            groups=by_heading(sheet.entries),
            pager=sheet.pager,
        )


def _left_out(terms: Sequence[Term]) -> str:
    left = len(terms) - len(_mapped(terms))
    return f"{count(left, 'theme')} more" if left else ""


def _scale(periods: Periods) -> str:
    return f"Beside a term: its notes by {periods.unit}, {span(periods)}, each term to its own height."


def _map(times: Times, themes: Sequence[Term]) -> Picture | None:
    """The most frequent themes that join notes, by period; None where no two periods can be compared."""
    if times.periods is None or times.periods.count <= 1 or not times.whole.counts:
        return None
    chosen = _mapped(themes)
    rows = [(term.label, way_up(1) + paths.page("theme", term.slug), times.known(term.notes)) for term in chosen]
    return heat_map(rows, times.whole, times.periods, "theme") if rows else None


def _mapped(themes: Sequence[Term]) -> Sequence[Term]:
    """The most frequent that join notes, as many as the map has room for."""
    return sorted((term for term in themes if len(term.notes) >= JOINED), key=commonest_first)[:_MAPPED]


def _counted(kind: TermKind, terms: Sequence[Term]) -> str:
    shared = sum(1 for term in terms if has_page(term, kind))
    single = len(terms) - shared
    once = f" {shared:,} join several notes; one that stands in a single note leads to it." if single else ""
    return f"{count(len(terms), kind)}.{once}"
