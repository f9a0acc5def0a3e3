"""Themes and keywords into pages: their notes, their years, the terms beside them, the spellings folded in."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import ClassVar

from kb.model import Term
from kb.site import paths
from kb.site.charts import Picture
from kb.site.feeds import has_feeds, theme_feed
from kb.site.pages.view import Pager, PageView, sheets
from kb.site.plan import Named, Plan, Published, TermKey, TermKind, has_page, newest_first
from kb.site.times import Times
from kb.text import count

_LIST = 200  # items on one sheet
_BESIDE = 16  # terms that a page names beside its own
_TOGETHER = 2  # items that two terms share before they stand beside each other


class TermView(PageView, frozen=True, kw_only=True):
    """A term's page."""

    template: ClassVar[str] = "term.html"

    kind: TermKind
    """Which kind of term."""
    all: str
    """The list of all terms of the kind."""
    counts: str
    """How many items carry it, in words."""
    variants: tuple[str, ...]
    """Other spellings that were folded in."""
    course: Picture | None
    """Its items over time, None where they are too few to draw."""
    beside: tuple[tuple[Named, int], ...]
    """Terms that its items often carry too, each with how many of them."""
    twin: Named | None
    """The same word as a term of the other kind, where that has a page."""
    entries: tuple[Published, ...]
    """The items on this sheet."""
    pager: Pager | None
    """The way to the other sheets."""


def views(plan: Plan, times: Times, kind: TermKind, key: str) -> Iterator[TermView]:
    """The page of a theme, or of a keyword, which has none unless it joins items."""
    term = plan.term(kind, key)
    if term and has_page(term, kind):
        other: TermKind = "keyword" if kind == "theme" else "theme"
        carrying = plan.carrying(kind, key)
        items = newest_first(one for one, _ in carrying)
        beside = _beside(plan, key, (terms for _, terms in carrying))
        yield from _views(plan, times, kind, term, items, beside, plan.linked(other, key))


def _beside(plan: Plan, own: str, carried: Iterable[tuple[TermKey, ...]]) -> tuple[tuple[Named, int], ...]:
    together = Counter(chain.from_iterable(carried))
    often = sorted([(-n, term[1], term) for term, n in together.items() if n >= _TOGETHER])
    chosen: dict[str, tuple[TermKey, int]] = {}  # a word that is a keyword and a theme is named once
    for n, key, term in often:
        if key != own and key not in chosen:
            chosen[key] = term, -n
            if len(chosen) == _BESIDE:
                break
    links = plan.links_of([term for term, _ in chosen.values()])
    return tuple([(link, n) for link, (_, n) in zip(links, chosen.values(), strict=True)])


def _views(  # noqa: PLR0913, PLR0917  # what a term's page is made of
    plan: Plan,
    times: Times,
    kind: TermKind,
    term: Term,
    items: Sequence[Published],
    beside: tuple[tuple[Named, int], ...],
    twin: Named | None,
) -> Iterator[TermView]:
    course = times.picture(term.notes, f"note with this {kind}")
    dated = any(one.date for one in items)
    counts = count(len(items), "note")
    for sheet in sheets((kind, term.slug), items, _LIST):
        yield TermView(
            parts=sheet.parts,
            title=term.label,
            description=f"{counts} with the {kind} {term.label}.",
            feed=theme_feed(term.slug) if kind == "theme" and has_feeds(plan) and dated else "",
            kind=kind,
            all=paths.page(f"{kind}s"),
            counts=counts,
            variants=tuple(variant for variant in term.variants if variant != term.label),
            course=course if not sheet.pager or sheet.pager.number == 1 else None,
            beside=beside,
            twin=twin if twin and twin.path else None,
            entries=sheet.entries,
            pager=sheet.pager,
        )
