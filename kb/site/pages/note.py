"""Each item, and each page of the vault, into the page that tells all of it and what lies around it."""

from collections.abc import Sequence
from functools import lru_cache
from typing import ClassVar

from markupsafe import Markup
from msgspec import Struct

from kb.model import Card, CardKind, Note, Ratings
from kb.site import paths, prose
from kb.site.around import Around, Joined, Lost
from kb.site.pages.view import PageView
from kb.site.plan import Named, Plan, Published
from kb.site.prose import Ways
from kb.site.rows import Fact, SignalView, facts
from kb.site.sections import SectionView, scrolling, sections
from kb.site.small_graph import small_graph
from kb.site.words import direction, excerpt, host

_CARDS: tuple[tuple[CardKind, bytes], ...] = (
    ("concerns", b"Concerns"),
    ("behaviors", b"Behaviors"),
    ("technologies", b"Technologies"),
    ("issues", b"Issues"),
)
_LONG = 4  # sections from which a page begins with a list of them
_CITING = 100  # citing notes that a page names before it only counts them


class CardView(Struct, frozen=True, kw_only=True):
    """One card."""

    name: str
    """What it is called, often nothing."""
    description: str
    """What it is."""
    facts: tuple[Fact, ...]
    """What other columns say."""


class AlsoView(Struct, frozen=True, kw_only=True):
    """Another note of the same item."""

    title: str
    """Its title, where that is another."""
    origin: Named | None
    """Where it came from."""
    link: str
    """Its own link, where that is another."""
    host: str
    """The link's host."""


class NoteView(PageView, frozen=True, kw_only=True):
    """A note's page."""

    template: ClassVar[str] = "note.html"
    section: str = "notes"

    note: Note
    """The item's notes united, or the only one."""
    direction: str
    """Where its lines and labels start: `rtl`, or nothing for the left."""
    origin: Named | None
    """Where it came from."""
    host: str
    """The host of its link, empty when the link can't be followed."""
    archived: bool
    """Whether there is a saved copy that can be followed."""
    also: tuple[AlsoView, ...]
    """The other notes that tell of the same item."""
    summary: Markup
    """The summary."""
    signals: tuple[SignalView, ...]
    """The signals in the order written."""
    cards: Sequence[tuple[bytes, Sequence[CardView]]]
    """Cards by the name of their kind, as it stands in HTML."""
    sections: tuple[SectionView, ...]
    """What no field holds."""
    contents: tuple[tuple[str, str], ...]
    """Heading and anchor of each section of a long page of the vault."""
    ratings: tuple[tuple[str, int], ...]
    """What people gave it."""
    raters: str
    """Who they are."""
    picture: bytes
    """What lies around it, drawn small."""
    closest: Sequence[tuple[str, Joined, tuple[str, ...]]]
    """Ids of written and computed neighbours, how each is joined, and what both share."""
    model: str
    """The model whose vectors were compared besides the words, empty when words alone were."""
    lost: Sequence[Lost]
    """Written neighbours that lead nowhere."""
    cited_by: Sequence[Published]
    """Who links to it, but for the notes that it links to itself."""
    cited_more: int
    """How many more there are."""
    terms: Sequence[tuple[bytes, Sequence[Named]]]
    """Themes, keywords, category and source, by what they are called, as it stands in HTML."""
    previous: Published | None
    """The item before it in its origin."""
    next: Published | None
    """The item after it."""
    data: str
    """Its JSON."""


def view(plan: Plan, surroundings: Around, one: Published) -> NoteView:
    """The page of an item or of a page of the vault."""
    previous, following = plan.beside(one)
    note = one.note
    root = paths.way_up(1)
    ways = surroundings.ways(one, root)
    around = surroundings.beside(one)
    near, lines = around.near, [joined.line for joined in around.joined]
    line_to = dict(zip(near, lines, strict=True))
    cited = [other for other in around.cited_by if line_to.get(other.id) != "both"]
    citing = [other.id for other in cited if other.id not in line_to]
    told, source = sections(note.sections, ways), one.host
    return NoteView(
        parts=(one.address,),
        title=note.title,
        description=excerpt(prose.plain(note.summary)),
        tongue=one.tongue,
        date=note.date,
        note=note,
        direction=direction(note.title),
        origin=plan.origin_link(note.origin) if note.origin else None,
        host=source,
        archived=bool(note.archive and host(note.archive)),
        also=tuple([_also(plan, member, note) for member in one.more.members[1:]]),
        summary=scrolling(prose.block(note.summary, ways)),
        signals=surroundings.own_signals(one, root),
        cards=[
            (label, [_card(card, ways) for card in cards]) for kind, label in _CARDS if (cards := getattr(note, kind))
        ],
        sections=told,
        contents=_contents(told) if note.kind == "page" else (),
        ratings=_ratings(note.ratings),
        raters=", ".join(note.ratings.rated_by) if note.ratings else "",
        picture=small_graph(one.path, near, lines, citing, surroundings.labels),
        closest=[*zip(near, around.joined, around.why, strict=True)],
        model=plan.model,
        lost=around.lost,
        cited_by=cited[:_CITING],
        cited_more=len(cited[_CITING:]),
        terms=_terms(plan, one, source),
        previous=previous,
        next=following,
        data=f"data/notes/{one.path.partition('/')[0]}.json",
    )


def _card(card: Card, ways: Ways) -> CardView:
    return CardView(
        name=prose.inline(card.name, ways),
        description=prose.inline(card.description, ways),
        facts=facts(card.extra, ways),
    )


def _contents(some: Sequence[SectionView]) -> tuple[tuple[str, str], ...]:
    found = tuple((section.heading, section.anchor) for section in some if section.anchor)
    return found if len(found) >= _LONG else ()


def _also(plan: Plan, member: Note, shown: Note) -> AlsoView:
    return AlsoView(
        title=member.title if member.title != shown.title else "",
        origin=plan.origin_link(member.origin) if member.origin else None,
        link=member.link if member.link != shown.link else "",
        host=host(member.link) if member.link != shown.link else "",
    )


def _ratings(ratings: Ratings | None) -> tuple[tuple[str, int], ...]:
    if ratings is None:
        return ()
    given = ((name, getattr(ratings, name)) for name in ratings.__struct_fields__ if name != "rated_by")
    return tuple((name.capitalize(), value) for name, value in given if value is not None)


@lru_cache(1 << 8)
def _typed(label: str) -> Named:
    """The words of a type, one value for all notes of it: what is printed of a link is kept by it."""
    return Named(label=label)


def _terms(plan: Plan, one: Published, source: str) -> list[tuple[bytes, Sequence[Named]]]:
    note = one.more.note
    themes, keywords = plan.own_links(one)
    single = (
        (b"Category", plan.group_link("category", note.category) if note.category else None),
        (b"Type", _typed(note.type) if note.type else None),
        (b"Source", plan.group_link("source", source) if source else None),
    )
    found = ((b"Themes", themes), (b"Keywords", keywords), *[(label, [link]) for label, link in single if link])
    return [(label, links) for label, links in found if links]
