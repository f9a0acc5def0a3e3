"""Everything into complete lists: notes, themes and keywords from A to Z, categories, sources, and the origins."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from typing import ClassVar

from kb.model import Term
from kb.site.pages.view import Pager, PageView, sheet_path, sheets
from kb.site.plan import Group, Named, Plan, Published, TermKind, by_title, group_link, has_page
from kb.text import count, fold

_LIST = 500  # entries on one sheet

Lettered = tuple[str, Named]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexView(PageView):
    """A sheet of a list from A to Z."""

    template: ClassVar[str] = "letters.html"

    counts: str
    """How many entries there are, in words, and what they are."""
    ways: tuple[str, ...]
    """Other lists of the same notes."""
    letters: tuple[Named, ...]
    """Every letter with where its entries begin."""
    groups: tuple[tuple[str, tuple[Named, ...]], ...]
    """The entries on this sheet by letter."""
    pager: Pager | None
    """The way to the other sheets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginsView(PageView):
    """The list of origins."""

    template: ClassVar[str] = "origins.html"
    section: str = "origins"

    counts: str
    """How many there are, in words."""
    years: tuple[tuple[str, tuple[Named, ...]], ...]
    """Origins by year, the latest first; those without a date last."""


def _notes(plan: Plan) -> Iterator[PageView]:
    ways = tuple(name for name, groups in (("categories", plan.categories), ("sources", plan.sources)) if groups)
    notes = [Named(label=shown.title, path=shown.path, tongue=shown.tongue) for shown in by_title(plan.published)]
    yield from _index("notes", _counted_notes(plan), _by_letter(notes), ways=ways)


def _terms(kind: TermKind, plan: Plan) -> Iterator[PageView]:
    if terms := plan.terms(kind):
        links = _by_letter(
            _or_only(plan.term_link(kind, term), [plan.by_id[id_] for id_ in term.notes]) for term in terms
        )
        yield from _index(f"{kind}s", _counted_terms(kind, terms), links)


def _origins(plan: Plan) -> Iterator[PageView]:
    if plan.origins:
        yield OriginsView(
            parts=("origins",),
            title="Origins",
            description=f"{count(len(plan.origins), 'origin')} of notes.",
            counts=count(len(plan.origins), "origin"),
            years=_years(plan.origins),
        )


def _categories(plan: Plan) -> Iterator[PageView]:
    if plan.categories:
        links = _by_letter(group_link("category", group) for group in plan.categories)
        yield from _index(
            "categories", f"{count(len(plan.categories), 'category', 'categories')}.", links, section="notes"
        )


def _sources(plan: Plan) -> Iterator[PageView]:
    if plan.sources:
        links = _by_letter(_or_only(group_link("source", group), group.items) for group in plan.sources)
        yield from _index("sources", f"{count(len(plan.sources), 'source')}.", links, section="notes")


LISTS: dict[str, Callable[[Plan], Iterator[PageView]]] = {
    "notes": _notes,
    "themes": partial(_terms, "theme"),
    "keywords": partial(_terms, "keyword"),
    "origins": _origins,
    "categories": _categories,
    "sources": _sources,
}
"""What makes the sheets of each complete list; none where it would have no entry."""


def letter(label: str) -> str:
    """The heading under which a label stands: its first letter, `0–9`, or `…` for signs and unspaced scripts.

    >>> letter("Élan"), letter("3D print"), letter("日本"), letter("“quoted”")
    ('E', '0–9', '…', 'Q')
    """
    first = next((char for char in fold(label) if char.isalnum()), "")
    if first.isdigit():
        return "0–9"
    cased = unicodedata.category(first) in {"Ll", "Lu", "Lt"} if first else False
    return first.upper() if cased else "…"


def _counted_notes(plan: Plan) -> str:
    pages = f", {count(len(plan.pages), 'page')}" if plan.pages else ""
    return f"{count(len(plan.items), 'note')}{pages}."


def _counted_terms(kind: TermKind, terms: Sequence[Term]) -> str:
    shared = sum(1 for term in terms if has_page(term, kind))
    single = len(terms) - shared
    once = f" {shared:,} join several notes; one that stands in a single note leads to it." if single else ""
    return f"{count(len(terms), kind)}.{once}"


def _or_only(link: Named, items: Sequence[Published]) -> Named:
    """The link, leading to the only item behind it where it has no page of its own."""
    return link if link.path or not items else replace(link, path=items[0].path)


def _by_letter(entries: Iterable[Named]) -> list[Lettered]:
    """Entries with their letters: digits, letters, then the rest; within a letter by folded label."""
    lettered = [(letter(entry.label), fold(entry.label), entry) for entry in entries]
    lettered.sort(key=lambda one: (one[0] == "…", one[0], one[1], one[2].path))
    return [(heading, entry) for heading, _, entry in lettered]


def _index(
    name: str,
    counts: str,
    entries: Sequence[Lettered],
    *,
    section: str = "",
    ways: tuple[str, ...] = (),
) -> Iterator[IndexView]:
    begins: dict[str, int] = {}
    for place, (heading, _) in enumerate(entries):
        begins.setdefault(heading, place)
    letters = tuple(
        Named(label=heading, path=sheet_path((name,), place, _LIST) + "#" + letter_id(heading))
        for heading, place in begins.items()
    )
    for sheet in sheets((name,), entries, _LIST):
        yield IndexView(
            parts=sheet.parts,
            title=name.capitalize(),
            description=counts,
            section=section or name,
            counts=counts,
            ways=ways,
            letters=letters,
            groups=tuple(
                (heading, tuple(entry for _, entry in some))
                for heading, some in groupby(sheet.entries, key=lambda one: one[0])
            ),
            pager=sheet.pager,
        )


def letter_id(heading: str) -> str:
    """The anchor of a letter's entries: its code point, so that any script gives a plain one.

    >>> letter_id("A"), letter_id("…")
    ('letter-41', 'letter-2026')
    """
    return f"letter-{ord(heading[0]):x}"


def _years(origins: Iterable[Group]) -> tuple[tuple[str, tuple[Named, ...]], ...]:
    made: dict[str, list[Named]] = {}
    for group in origins:
        date = group.origin.date if group.origin else None
        made.setdefault(str(date.year) if date else "No date", []).append(group_link("origin", group))
    return tuple((year, tuple(links)) for year, links in made.items())
