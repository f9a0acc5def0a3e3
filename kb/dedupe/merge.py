"""The notes of one item into one note that says all that they say."""

from collections.abc import Hashable, Iterable, Mapping
from itertools import chain
from typing import TypeVar

from msgspec.structs import replace

from kb.model import Item, Link, Note, Section
from kb.model.shelved import whole

_Value = TypeVar("_Value", bound=Hashable)


def merge(item: Item, notes: Mapping[str, Note]) -> Note:
    """The item's canonical note with what the other members add; `notes` holds every member by id.

    Lists are united in the members' order, each entry once. What a note says only once is the first member's that says
    it; a summary that differs becomes a section named after its origin, a title that differs an alias. The members'
    ids live on in `redirect_from`. Only where they came from, their origins and links, stays with the members.
    """
    members = [whole(notes[id_]) for id_ in item.members]
    first = members[0]
    titled = next((one for one in members if one.title_given), first)
    summed = next((one for one in members if one.summary), first)
    names = chain.from_iterable((one.title, *one.aliases) for one in members if one.title_given)
    ids = chain(first.redirect_from, chain.from_iterable((one.id, *one.redirect_from) for one in members))
    return replace(
        first,
        title=titled.title,
        title_given=titled.title_given,
        origin=_first(one.origin for one in members),
        date=_first(one.date for one in members),
        link=_first(one.link for one in members) or "",
        archive=_first(one.archive for one in members) or "",
        summary=summed.summary,
        keywords=_united(one.keywords for one in members),
        themes=_united(one.themes for one in members),
        category=_first(one.category for one in members),
        type=_first(one.type for one in members),
        signals=_united(one.signals for one in members),
        concerns=_united(one.concerns for one in members),
        behaviors=_united(one.behaviors for one in members),
        technologies=_united(one.technologies for one in members),
        issues=_united(one.issues for one in members),
        closest=_by_target(one.closest for one in members),
        mentions=_united(one.mentions for one in members),
        sections=_united([*(one.sections for one in members), _other_summaries(members, summed)]),
        lang=_first(one.lang for one in members),
        aliases=tuple(name for name in _united([first.aliases, names]) if name != titled.title),
        redirect_from=tuple(id_ for id_ in _united([ids]) if id_ != first.id),
        ratings=_first(one.ratings for one in members),
        suggested=_united(one.suggested for one in members),
    )


def _first(values: Iterable[_Value | None]) -> _Value | None:
    """The first value that says something."""
    return next((value for value in values if value), None)


def _united(lists: Iterable[Iterable[_Value]]) -> tuple[_Value, ...]:
    """Every value of the lists where it first stands."""
    return tuple(dict.fromkeys(chain.from_iterable(lists)))


def _by_target(lists: Iterable[Iterable[Link]]) -> tuple[Link, ...]:
    """The first link to every target."""
    links: dict[str, Link] = {}
    for link in chain.from_iterable(lists):
        links.setdefault(link.target, link)
    return tuple(links.values())


def _other_summaries(members: Iterable[Note], summed: Note) -> Iterable[Section]:
    """A section for each summary that is not the one kept."""
    for one in members:
        if one.summary and one.summary != summed.summary:
            heading = f"Summary ({one.origin.label if one.origin else one.id})"
            yield Section(heading=heading, markdown=one.summary, opening=f"## {heading}")
