"""Themes and keywords into pages: their notes, their years, the terms beside them, the spellings folded in."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from kb.model import Term
from kb.site import paths
from kb.site.charts import Picture
from kb.site.feeds import has_feeds, theme_feed
from kb.site.pages.view import Pager, PageView, sheets
from kb.site.plan import TERM_KINDS, Named, Plan, Published, TermKind
from kb.site.times import Times
from kb.text import count

_LIST = 200  # items on one sheet
_ALL = {kind: paths.page(f"{kind}s") for kind in TERM_KINDS}


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
    beside: Sequence[Named]
    """Terms that its items often carry too."""
    often: Sequence[int]
    """How many of them carry each."""
    twin: Named | None
    """The same word as a term of the other kind, where that has a page."""
    entries: tuple[Published, ...]
    """The items on this sheet."""
    pager: Pager | None
    """The way to the other sheets."""


def views(plan: Plan, times: Times, kind: TermKind, key: str) -> Iterator[TermView]:
    """The page of a theme, or of a keyword that joins items."""
    if term := plan.term(kind, key):
        other: TermKind = "keyword" if kind == "theme" else "theme"
        yield from _views(plan, times, kind, term, plan.linked(other, key))


def _views(plan: Plan, times: Times, kind: TermKind, term: Term, twin: Named | None) -> Iterator[TermView]:
    items, beside, often = plan.carrying(kind, term.key)
    course = times.picture(times.known(term.notes), f"note with this {kind}")
    followed = kind == "theme" and has_feeds(plan) and any(one.date for one in items)
    counts = count(len(items), "note")
    for sheet in sheets((kind, term.slug), items, _LIST):
        yield TermView(
            parts=sheet.parts,
            title=term.label,
            description=f"{counts} with the {kind} {term.label}.",
            feed=theme_feed(term.slug) if followed else "",
            kind=kind,
            all=_ALL[kind],
            counts=counts,
            variants=_others(term),
            course=course if not sheet.pager or sheet.pager.number == 1 else None,
            beside=beside,
            often=often,
            twin=twin if twin and twin.path else None,
            entries=sheet.entries,
            pager=sheet.pager,
        )


def _others(term: Term) -> tuple[str, ...]:
    """The spellings that its label is not; few have any."""
    return tuple([one for one in term.variants if one != term.label]) if len(term.variants) > 1 else ()
