"""The graph's map into its page, the sheets of its table, and a page for each community."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import quote

from msgspec import Struct
from msgspec.structs import replace

from kb.graph import Community
from kb.site import graph_data
from kb.site.graph_map import HOME, GraphMap, folder
from kb.site.lasting import Steady
from kb.site.pages.view import Pager, PageView, sheet_path, sheets
from kb.site.plan import Named, Published
from kb.text import count

if TYPE_CHECKING:
    from kb.graph.columns import Ints

_ROWS = 200  # notes on one sheet
_NEAR = 3  # neighbours that the list of communities names


class StandingRow(Struct, frozen=True, kw_only=True):
    """A note in the table."""

    title: str
    """The note's title."""
    path: str
    """Its page."""
    tongue: bytes
    """The `lang` attribute for its title."""
    degree: int
    """As of `kb.graph.Standings`, and so are the other figures."""
    mutual: int
    hub: float | None
    bridge: float


class CommunityRow(Struct, frozen=True, kw_only=True):
    """A community in the list of all."""

    link: Named
    """Its page and how many notes it holds."""
    terms: str
    """The terms that set it apart."""
    cohesion: str
    """Share of its ties that stay inside, in percent."""
    near: tuple[Named, ...]
    """The communities that it is joined with most."""


class GraphView(PageView, frozen=True, kw_only=True):
    """The graph's page, which also holds the first sheet of its table, or another sheet."""

    template: ClassVar[str] = "graph.html"
    section: str = "graph"

    counts: str
    """What the graph is made of, in words, on the first sheet."""
    drawn: bool
    """Whether the drawing stands on this sheet, which is the first."""
    shards: str
    """The script that names the others with the graph's data."""
    communities: tuple[CommunityRow, ...]
    """All of them, on the first sheet."""
    caption: str
    """Which notes stand on this sheet, in words."""
    groups: tuple[tuple[Named | None, str, tuple[StandingRow, ...]], ...]
    """The rows by community, with its anchor; None for notes without a tie."""
    pager: Pager | None
    """The way to the other sheets."""


class CommunityView(PageView, frozen=True, kw_only=True):
    """A community's page."""

    template: ClassVar[str] = "community.html"
    section: str = "graph"

    address: str
    """What it is called where it is drawn."""
    terms: tuple[str, ...]
    """The terms that set it apart."""
    counts: str
    """How many notes it has, in words."""
    cohesion: str
    """Share of its ties that stay inside, in percent."""
    near: tuple[Named, ...]
    """All communities that it is joined with, the most joined first, with the number of joined pairs."""
    entries: tuple[Published, ...]
    """Its notes on this sheet, the best joined first."""
    rows: str
    """Where its notes begin in the graph's table."""
    pager: Pager | None
    """The way to the other sheets."""


def views(drawn: GraphMap) -> Iterator[Steady]:
    """The graph's pages, none for a graph without a link."""
    if not len(drawn.edges):
        return
    yield from _table(drawn)
    for place, community in enumerate(drawn.communities):
        yield from _community(drawn, place, community)


def _table(drawn: GraphMap) -> Iterator[Steady]:
    notes, loose, all_of = drawn.count, drawn.loose, drawn.standings
    parts = [count(notes, "note"), f"{count(all_of.tied, 'joined pair')}"]
    parts.append(count(len(drawn.communities), "community", "communities"))
    counts = ", ".join(parts) + (f"; {count(loose, 'note')} without a link" if loose else "")
    figures = drawn.rows(all_of.degree, all_of.mutual, all_of.hub, all_of.bridge)
    for number, sheet in enumerate(sheets((HOME,), range(notes), _ROWS)):
        first, last = sheet.entries[0], sheet.entries[-1] + 1
        groups = [*_groups(drawn, first, last)]
        caption = f"Notes {first + 1:,} to {last:,} of {notes:,}, by community, the best joined first"
        view = GraphView(
            parts=sheet.parts,
            title="Graph",
            description=f"{caption if number else counts}.",
            counts="" if number else f"{counts}.",  # any edit may change it
            drawn=not number,
            shards=graph_data.INDEX,
            communities=() if number else tuple(_row(drawn, place) for place in range(len(drawn.communities))),
            caption=caption,
            groups=(),
            pager=sheet.pager,
        )
        told = [(link, anchor, part.start) for link, anchor, part in groups], figures[first:last].tobytes()
        yield _steady(view, told, "item", drawn.notes[first:last], partial(_filled, drawn, view, groups))


def _steady(view: PageView, told: object, kind: str, notes: "Ints", make: Callable[[], PageView]) -> Steady:
    """A page that shows what is told, and what the names of a kind tell of some notes."""
    return Steady(name=view.file, told=(view, told), kinds=(kind,), notes=notes, make=make, listed=view.path)


def _groups(drawn: GraphMap, first: int, last: int) -> Iterator[tuple[Named | None, str, slice]]:
    """The parts of the order from a first place to a last, by community, with its anchor."""
    ends = (*drawn.begins, drawn.count)
    for place in range(bisect_right(drawn.begins, first) - 1, bisect_left(ends, last)):
        part = slice(max(first, ends[place]), min(last, ends[place + 1]))
        known = place < len(drawn.communities)
        yield (
            drawn.links[place] if known else None,
            _anchor(drawn.communities[place]) if known else "in-none",
            part,
        )


def _filled(drawn: GraphMap, view: GraphView, groups: Sequence[tuple[Named | None, str, slice]]) -> GraphView:
    """A sheet with its rows."""
    return replace(view, groups=tuple((link, anchor, tuple(_standings(drawn, part))) for link, anchor, part in groups))


def _standings(drawn: GraphMap, part: slice) -> Iterator[StandingRow]:
    all_of = drawn.standings
    figures = (all_of.degree, all_of.mutual, all_of.hub, all_of.bridge)
    columns = (drawn.told_of(figure, part) for figure in figures)
    for one, degree, mutual, hub, bridge in zip(drawn.ordered(part), *columns, strict=True):
        yield StandingRow(
            title=one.title,
            path=one.path,
            tongue=one.tongue,
            degree=degree,
            mutual=mutual,
            hub=hub,
            bridge=bridge,
        )


def _row(drawn: GraphMap, place: int) -> CommunityRow:
    one = drawn.communities[place]
    return CommunityRow(
        link=drawn.links[place],
        terms=", ".join(one.terms),
        cohesion=f"{one.cohesion:.0%}",
        near=_links(drawn, drawn.beside[place][:_NEAR]),
    )


def _community(drawn: GraphMap, place: int, community: Community) -> Iterator[Steady]:
    counts = count(len(community.members), "note")
    begin = drawn.begins[place]
    for sheet in sheets(folder(community), drawn.members(place), _ROWS):
        part = slice(sheet.entries[0], sheet.entries[-1] + 1)
        view = CommunityView(
            parts=sheet.parts,
            title=community.name,
            description=f"{counts} that written and computed links hold together.",
            address=community.address,
            terms=community.terms,
            counts=counts,
            cohesion=f"{community.cohesion:.0%}",
            near=_links(drawn, drawn.beside[place]),
            entries=(),
            rows=sheet_path((HOME,), begin, _ROWS) + "#" + quote(_anchor(community)),
            pager=sheet.pager,
        )
        yield _steady(view, None, "entry", drawn.notes[part], partial(_listing, drawn, view, part))


def _listing(drawn: GraphMap, view: CommunityView, part: slice) -> CommunityView:
    """A community's page with its notes."""
    return replace(view, entries=tuple(drawn.ordered(part)))


def _links(drawn: GraphMap, near: Sequence[tuple[int, int]]) -> tuple[Named, ...]:
    """Links to communities, with the number of joined pairs."""
    links = ((drawn.links[place], pairs) for place, pairs in near)
    return tuple(Named(label=link.label, path=link.path, count=pairs) for link, pairs in links)


def _anchor(community: Community) -> str:
    """Of its rows in the table."""
    return f"in-{community.address}"
