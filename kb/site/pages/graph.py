"""The graph's map into its page, the sheets of its table, and a page for each community."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import ClassVar
from urllib.parse import quote

from msgspec import Struct
from msgspec.structs import replace

from kb.codec import digest
from kb.graph import Community
from kb.site import graph_data
from kb.site.graph_map import HOME, GraphMap, folder
from kb.site.lasting import Steady
from kb.site.pages.view import Pager, PageView, sheet_path, sheets
from kb.site.plan import Named, Published
from kb.text import count

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
    """What the graph is made of, in words."""
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

    community: Community
    """The community."""
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
    for sheet in _table(drawn):
        yield Steady(view=sheet, shown=digest(sheet))
    for place, community in enumerate(drawn.communities):
        for view in _community(drawn, place, community):
            yield Steady(view=view, shown=digest((replace(view, entries=()), drawn.listed(view.entries))))


def _table(drawn: GraphMap) -> Iterator[GraphView]:
    notes, loose = len(drawn.order), drawn.loose
    parts = [count(notes, "note"), f"{count(drawn.standings.tied, 'joined pair')}"]
    parts.append(count(len(drawn.communities), "community", "communities"))
    counts = ", ".join(parts) + (f"; {count(loose, 'note')} without a link" if loose else "")
    for number, sheet in enumerate(sheets((HOME,), drawn.order, _ROWS)):
        first = number * _ROWS + 1
        last = first + len(sheet.entries) - 1
        yield GraphView(
            parts=sheet.parts,
            title="Graph",
            description=f"{counts}.",
            counts=f"{counts}.",
            drawn=not number,
            shards=graph_data.INDEX,
            communities=() if number else tuple(_row(drawn, place) for place in range(len(drawn.communities))),
            caption=f"Notes {first:,} to {last:,} of {notes:,}, by community, the best joined first",
            groups=tuple(_groups(drawn, first - 1, last)),
            pager=sheet.pager,
        )


def _groups(drawn: GraphMap, first: int, last: int) -> Iterator[tuple[Named | None, str, tuple[StandingRow, ...]]]:
    """The rows of the notes from a first place in the order to a last, by community."""
    ends = (*drawn.begins, len(drawn.order))
    for place in range(bisect_right(drawn.begins, first) - 1, bisect_left(ends, last)):
        part = slice(max(first, ends[place]), min(last, ends[place + 1]))
        known = place < len(drawn.communities)
        yield (
            drawn.links[place] if known else None,
            _anchor(drawn.communities[place]) if known else "in-none",
            tuple(_standings(drawn, part)),
        )


def _standings(drawn: GraphMap, part: slice) -> Iterator[StandingRow]:
    all_of = drawn.standings
    figures = (all_of.degree, all_of.mutual, all_of.hub, all_of.bridge)
    columns = (drawn.told_of(figure, part) for figure in figures)
    for one, degree, mutual, hub, bridge in zip(drawn.order[part], *columns, strict=True):
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


def _community(drawn: GraphMap, place: int, community: Community) -> Iterator[CommunityView]:
    counts = count(len(community.members), "note")
    begin = drawn.begins[place]
    for sheet in sheets(folder(community), drawn.members(place), _ROWS):
        yield CommunityView(
            parts=sheet.parts,
            title=community.name,
            description=f"{counts} that written and computed links hold together.",
            community=community,
            counts=counts,
            cohesion=f"{community.cohesion:.0%}",
            near=_links(drawn, drawn.beside[place]),
            entries=sheet.entries,
            rows=sheet_path((HOME,), begin, _ROWS) + "#" + quote(_anchor(community)),
            pager=sheet.pager,
        )


def _links(drawn: GraphMap, near: Sequence[tuple[int, int]]) -> tuple[Named, ...]:
    """Links to communities, with the number of joined pairs."""
    links = ((drawn.links[place], pairs) for place, pairs in near)
    return tuple(Named(label=link.label, path=link.path, count=pairs) for link, pairs in links)


def _anchor(community: Community) -> str:
    """Of its rows in the table."""
    return f"in-{community.address}"
