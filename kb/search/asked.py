"""A collection into what can be asked of it by a field's name, and by what an answer can be narrowed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from kb.model import Collection, Note, Term
from kb.search.fields import facets, host
from kb.search.query import QUOTES
from kb.search.values import Choice, gaps
from kb.text import fold_term

EVERY = ""
"""What all notes have: no question names it, and what asks only for notes without something begins with it."""
Asked = tuple[list[str], list[str]]
"""What can be asked of an item by itself, and what it can be narrowed by."""


class Items:
    """Each item as one note, by its number."""

    def __init__(self, collection: Collection) -> None:
        """Number the items of a collection."""
        import numpy as np  # noqa: PLC0415  # it loads when it is needed

        from kb.search.numbering import numbered  # noqa: PLC0415  # as above

        self._notes = {note.id: note for note in collection.vault.notes}
        self._several = {item.canonical: item for item in collection.items}
        self._united = {note.id: note for note in collection.united}
        dates = {id_: note.date for id_, note in self._notes.items()}
        for item in collection.items:
            for member in item.members:
                del dates[member]
        dates |= {id_: note.date for id_, note in self._united.items()}
        latest = sorted(dates, reverse=True)
        days = np.array([date.toordinal() if date else 0 for date in map(dates.__getitem__, latest)], dtype=np.int64)
        numbers = numbered(days, latest)
        order = np.argsort(numbers)
        self.ids = dict(zip(numbers[order].tolist(), map(latest.__getitem__, order.tolist()), strict=True))
        """The id of each by its number, ascending."""

    def note(self, number: int) -> Note:
        """An item as one note."""
        id_ = self.ids[number]
        return self._united.get(id_) or self._notes[id_]

    def members(self, number: int) -> list[Note]:
        """The notes that an item is made of."""
        id_ = self.ids[number]
        item = self._several.get(id_)
        return [*map(self._notes.__getitem__, item.members if item else (id_,))]

    def contents(self, digests: Mapping[str, bytes] | None) -> list[bytes]:
        """What tells of each item what it is made of, from digests of notes by id."""
        if not digests:
            return [b""] * len(self.ids)
        several = {id_: b"".join([digests[member] for member in item.members]) for id_, item in self._several.items()}
        return [*map({**digests, **several}.__getitem__, self.ids.values())]


def asked_of(note: Note, members: Sequence[Note]) -> Asked:
    """What can be asked of an item by itself, and what it can be narrowed by: its category, and years of origins."""
    years = {
        str(member.origin.date.year)
        for member in members
        if member.origin and member.origin.date and member.origin.label.startswith(str(member.origin.date.year))
    }
    return [*facets(note), *_sources(members)], [note.category or "", *sorted(years)]


def holders_of(collection: Collection, ids: Mapping[int, str], asked: Mapping[int, Asked]) -> dict[str, list[int]]:
    """The notes for whatever can be asked by a field's name, ascending; a theme or keyword by each of its spellings.

    `ids` are those of all items, and `asked` is what can be asked of each by itself, by their numbers, ascending.
    """
    holders: defaultdict[str, list[int]] = defaultdict(list)
    if ids:
        holders[EVERY] = [*ids]
    for number, (own, _) in asked.items():
        for facet in dict.fromkeys(own):
            holders[facet].append(number)
    number_of = {id_: number for number, id_ in ids.items()}
    for kind, terms in (("keyword", collection.keywords), ("theme", collection.themes)):
        for term in terms:
            numbers = sorted(map(number_of.__getitem__, term.notes))
            for spelling in _spellings(term):
                facet = f"{kind}:{spelling}"
                known = holders.get(facet)
                holders[facet] = sorted({*known, *numbers}) if known else numbers
    return holders


def choices(
    collection: Collection, asked: Mapping[int, Asked], holders: Mapping[str, Sequence[int]]
) -> Iterator[Choice]:
    """Themes, categories, the years of origins whose labels begin with them, and `has:signals`, as far as held."""
    labels = {f"theme:{term.key}": term.label for term in collection.themes}
    years: defaultdict[str, list[int]] = defaultdict(list)
    for number, (_, (category, *own)) in asked.items():
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
