"""A collection into what can be asked of it by a field's name, and by what an answer can be narrowed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from operator import attrgetter

from kb.model import Collection, Note, Term
from kb.search.fields import facets, host
from kb.search.query import QUOTES
from kb.search.values import Choice, gaps
from kb.text import fold_term

Asked = tuple[list[str], list[str]]
"""What can be asked of an item by itself, and what it can be narrowed by."""
United = Mapping[str, Sequence[Note]]
"""By id the notes that an item of several is made of."""


def numbered(collection: Collection) -> tuple[list[Note], United]:
    """Each item as one note, in the order of their numbers, and the notes of those that are made of several."""
    notes: Iterable[Note] = collection.vault.notes
    united: dict[str, Sequence[Note]] = {}
    if collection.items:
        by_id = {note.id: note for note in notes}
        for item in collection.items:
            united[item.canonical] = [by_id.pop(id_) for id_ in item.members]
        notes = [*by_id.values(), *collection.united]
    latest_id_first = sorted(notes, key=attrgetter("id"), reverse=True)
    dated = [note for note in latest_id_first if note.date]
    dated.sort(key=attrgetter("date"))
    return [note for note in latest_id_first if not note.date] + dated, united


def asked_of(note: Note, members: Sequence[Note]) -> Asked:
    """What can be asked of an item by itself, and what it can be narrowed by: its category, and years of origins."""
    years = {
        str(member.origin.date.year)
        for member in members
        if member.origin and member.origin.date and member.origin.label.startswith(str(member.origin.date.year))
    }
    return [*facets(note), *_sources(members)], [note.category or "", *sorted(years)]


def holders_of(collection: Collection, notes: Sequence[Note], asked: Iterable[Asked]) -> dict[str, list[int]]:
    """The notes for whatever can be asked by a field's name, ascending; a theme or keyword by each of its spellings.

    `asked` is what can be asked of each item by itself.
    """
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for number, (own, _) in enumerate(asked):
        for facet in dict.fromkeys(own):
            holders[facet].append(number)
    number_of = {note.id: number for number, note in enumerate(notes)}
    for kind, terms in (("keyword", collection.keywords), ("theme", collection.themes)):
        for term in terms:
            numbers = sorted(map(number_of.__getitem__, term.notes))
            for spelling in _spellings(term):
                facet = f"{kind}:{spelling}"
                known = holders.get(facet)
                holders[facet] = sorted({*known, *numbers}) if known else numbers
    return holders


def choices(collection: Collection, asked: Iterable[Asked], holders: Mapping[str, Sequence[int]]) -> Iterator[Choice]:
    """Themes, categories, the years of origins whose labels begin with them, and `has:signals`, as far as held."""
    labels = {f"theme:{term.key}": term.label for term in collection.themes}
    years: defaultdict[str, list[int]] = defaultdict(list)
    for number, (_, (category, *own)) in enumerate(asked):
        if category and fold_term(category):
            labels.setdefault(f"category:{fold_term(category)}", category)
        for year in own:
            years[year].append(number)
    labels["has:signals"] = "signals"
    for facet, label in labels.items():
        # A question has no way to name what holds its own quotes.
        if holders.get(facet) and '"' not in facet.translate(QUOTES):
            yield Choice(facet, label, gaps(holders[facet]))
    for year, numbers in years.items():
        yield Choice(f"origin:{year}", year, gaps(numbers))


def _sources(members: Iterable[Note]) -> Iterator[str]:
    """Where an item came from: each origin, and the host of each link with the domains above it."""
    for member in members:
        if member.origin:
            yield f"origin:{fold_term(member.origin.label)}"
        yield from _domains(host(member.link))


@lru_cache(maxsize=4096)  # most notes come from where others come from
def _domains(host: str) -> tuple[str, ...]:
    labels = host.split(".")
    return tuple(f"source:{'.'.join(labels[start:])}" for start in range(max(len(labels) - 1, 1)) if labels[start])


def _spellings(term: Term) -> set[str]:
    return {term.key, *map(fold_term, {term.label, *term.variants})}
