"""Everything into complete lists: notes, categories and sources from A to Z."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import ClassVar, TypeVar

from msgspec.structs import replace

from kb.site.letters import by_letter, letter_id
from kb.site.pages.view import Pager, PageView, Sheet, sheet_path, sheets
from kb.site.plan import Named, Plan, Published, by_title, group_link
from kb.text import count

T = TypeVar("T")

_LIST = 500  # entries on one sheet


class IndexView(PageView, frozen=True, kw_only=True):
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


def _notes(plan: Plan) -> Iterator[IndexView]:
    ways = tuple(name for name, groups in (("categories", plan.categories), ("sources", plan.sources)) if groups)
    notes = [Named(label=shown.title, path=shown.path, tongue=shown.tongue) for shown in by_title(plan.published)]
    yield from _index("notes", _counted_notes(plan), notes, ways=ways)


def _categories(plan: Plan) -> Iterator[IndexView]:
    if plan.categories:
        links = [group_link("category", group) for group in plan.categories]
        yield from _index("categories", f"{count(len(plan.categories), 'category', 'categories')}.", links)


def _sources(plan: Plan) -> Iterator[IndexView]:
    if plan.sources:
        links = [or_only(group_link("source", group), group.items) for group in plan.sources]
        yield from _index("sources", f"{count(len(plan.sources), 'source')}.", links)


LISTS: dict[str, Callable[[Plan], Iterator[IndexView]]] = {
    "notes": _notes,
    "categories": _categories,
    "sources": _sources,
}
"""What makes the sheets of each complete list here; none where it would have no entry."""


def or_only(link: Named, items: Sequence[Published]) -> Named:
    """The link, leading to the only item behind it where it has no page of its own."""
    return link if link.path or not items else replace(link, path=items[0].path)


def letter_links(name: str, entries: Sequence[tuple[str, object]]) -> tuple[Named, ...]:
    """A link to where each letter begins in a list whose entries are in order."""
    begins: dict[str, int] = {}
    for place, (heading, _) in enumerate(entries):
        begins.setdefault(heading, place)
    return tuple(
        Named(label=heading, path=sheet_path((name,), place, _LIST) + "#" + letter_id(heading))
        for heading, place in begins.items()
    )


def letter_sheets(name: str, entries: Sequence[tuple[str, T]]) -> Iterator[Sheet[tuple[str, T]]]:
    """A list from A to Z cut into sheets."""
    yield from sheets((name,), entries, _LIST)


def by_heading(entries: Iterable[tuple[str, T]]) -> tuple[tuple[str, tuple[T, ...]], ...]:
    """Entries in order, each heading once."""
    return tuple(
        (heading, tuple(entry for _, entry in some)) for heading, some in groupby(entries, key=lambda one: one[0])
    )


def _counted_notes(plan: Plan) -> str:
    pages = f", {count(len(plan.pages), 'page')}" if plan.pages else ""
    return f"{count(len(plan.items), 'note')}{pages}."


def _index(name: str, counts: str, links: Iterable[Named], *, ways: tuple[str, ...] = ()) -> Iterator[IndexView]:
    entries = by_letter(links, lambda link: link.label, lambda link: link.path)
    letters = letter_links(name, entries)
    for sheet in letter_sheets(name, entries):
        yield IndexView(
            parts=sheet.parts,
            title=name.capitalize(),
            description=counts,
            section="notes",
            counts=counts,
            ways=ways,
            letters=letters,
            groups=by_heading(sheet.entries),
            pager=sheet.pager,
        )
