"""The plan into what its latest origin changed, and what came since each of those before."""

import datetime as dt
from collections.abc import Iterator, Sequence

from msgspec import Struct

from kb.model import Term
from kb.site.plan import JOINED, Group, Named, Plan, Published, TermKind
from kb.text import count

_TERMS = 16  # terms of one list
_BEFORE = 6  # origins that a reader may have read last


class SeenAgain(Struct, frozen=True, kw_only=True):
    """An item of the latest origin that an earlier one had told of."""

    one: Published
    """The item."""
    before: tuple[Named, ...]
    """The earlier origins."""


class Terms(Struct, frozen=True, kw_only=True):
    """Terms of which the same is new."""

    about: str
    """What is new of them."""
    terms: tuple[Named, ...]
    """The commonest of them."""
    more: str
    """How many are left out, in words; empty when none."""


class Changes(Struct, frozen=True, kw_only=True):
    """What the latest origin changed."""

    origin: Named
    """The origin."""
    terms: tuple[Terms, ...]
    """Terms that it brought, or brought a second note of."""
    again: tuple[SeenAgain, ...]
    """Items that came back with it."""


class Since(Struct, frozen=True, kw_only=True):
    """How much came after the day of an origin."""

    origin: Named
    """The origin that a reader may have read last."""
    notes: str
    """How many notes came after it and in how many origins; one that an earlier origin had told of is not new."""
    next: Named
    """The origin to read on with."""


def changes(plan: Plan) -> Changes | None:
    """What the latest dated origin changed; None when it changed nothing, or when there is none before it."""
    dated = _dated(plan)
    if len(dated) <= 1:
        return None
    latest = dated[0][1]
    new = {one.id for one in latest.items if all(origin.label in latest.spellings for origin in one.origins)}
    terms = tuple(
        made
        for made in (
            _terms(plan, "theme", _fresh(latest, "theme", new, 0), "Themes seen for the first time"),
            _terms(plan, "keyword", _fresh(latest, "keyword", new, 0), "Keywords seen for the first time"),
            _terms(plan, "keyword", _fresh(latest, "keyword", new, JOINED - 1), "Keywords now in a second note"),
        )
        if made.terms
    )
    again = tuple(_again(plan, latest))
    if latest.origin is None or not (terms or again):
        return None
    return Changes(origin=plan.origin_link(latest.origin), terms=terms, again=again)


def since(plan: Plan) -> Iterator[Since]:
    """What came since each of the origins before the latest, as far back as a reader may have stopped."""
    dated = _dated(plan)
    for date, group in dated[1 : _BEFORE + 1]:
        later = [one for day, one in dated if day > date]
        if later and group.origin and later[-1].origin:
            new = sum(1 for one in plan.items if one.date and one.date > date)
            yield Since(
                origin=plan.origin_link(group.origin),
                notes=f"{count(new, 'note')} in {count(len(later), 'origin')}",
                next=plan.origin_link(later[-1].origin),
            )


def _dated(plan: Plan) -> list[tuple[dt.date, Group]]:
    """Origins with a date, the latest first."""
    return [(group.origin.date, group) for group in plan.origins if group.origin and group.origin.date]


def _fresh(latest: Group, kind: TermKind, new: set[str], before: int) -> list[Term]:
    """Terms of the latest origin's items that so many notes had before, the commonest first."""
    terms = {term.key: term for one in latest.items for term in one.terms(kind)}
    found = [term for term in terms.values() if len(set(term.notes) - new) == before and len(term.notes) > before]
    return sorted(found, key=commonest_first)


def _terms(plan: Plan, kind: TermKind, terms: Sequence[Term], about: str) -> Terms:
    return Terms(
        about=about,
        terms=tuple(plan.term_link(kind, term) for term in terms[:_TERMS]),
        more=f"{len(terms) - _TERMS:,} more" if len(terms) > _TERMS else "",
    )


def _again(plan: Plan, latest: Group) -> Iterator[SeenAgain]:
    """Items of the latest origin that stand in an earlier one too."""
    for one in latest.items:
        before = [origin for origin in one.origins if origin.label not in latest.spellings]
        if before:
            yield SeenAgain(one=one, before=tuple(plan.origin_link(origin) for origin in before))


def commonest_first(term: Term) -> tuple[int, str]:
    """Terms by falling number of notes, then by key."""
    return -len(term.notes), term.key
