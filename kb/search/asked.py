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
Asked = tuple[list[str], dict[str, str]]
"""What can be asked of an item by itself, each once, and what an answer with it can be narrowed by, with how that is
spelled."""


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
    """What can be asked of an item by itself; its category, years that begin its origins' labels, and `has:signals`."""
    years = {
        str(member.origin.date.year)
        for member in members
        if member.origin and member.origin.date and member.origin.label.startswith(str(member.origin.date.year))
    }
    narrowing = {f"origin:{year}": year for year in years}
    if note.category and (category := fold_term(note.category)) and _can_be_named(category):
        narrowing[f"category:{category}"] = note.category
    if note.signals:
        narrowing["has:signals"] = "signals"
    return [*dict.fromkeys((EVERY, *facets(note), *_sources(members)))], narrowing


def holders_of(asked: Mapping[int, Iterable[str]]) -> dict[str, list[int]]:
    """The notes for whatever can be asked of them, ascending, from that by their numbers, ascending."""
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for number, names in asked.items():
        for name in names:
            holders[name].append(number)
    return holders


def carriers_of(collection: Collection, ids: Mapping[int, str]) -> dict[str, dict[str, list[int]]]:
    """By kind the notes of each theme and keyword, ascending, by each of its spellings; `ids` are of all items."""
    numbers = {id_: number for number, id_ in ids.items()}
    carriers: dict[str, dict[str, list[int]]] = {"keyword": {}, "theme": {}}
    for (kind, found), terms in zip(carriers.items(), (collection.keywords, collection.themes), strict=True):
        for term in terms:
            own = sorted(map(numbers.__getitem__, term.notes))
            for spelling in _spellings(term):
                name = f"{kind}:{spelling}"
                known = found.get(name)
                found[name] = sorted({*known, *own}) if known else own
    return carriers


def choices(asked: Mapping[int, Asked]) -> Iterator[Choice]:
    """Whatever an answer can be narrowed by, but for themes."""
    labels: dict[str, str] = {}
    for _, narrowing in asked.values():
        for name, label in narrowing.items():
            labels.setdefault(name, label)
    for name, numbers in holders_of({number: narrowing for number, (_, narrowing) in asked.items()}).items():
        yield Choice(name, labels[name], gaps(numbers))


def themes_to_choose(themes: Iterable[Term], carriers: Mapping[str, Sequence[int]]) -> Iterator[Choice]:
    """Themes to narrow an answer by, with the notes that carry them."""
    for term in themes:
        if _can_be_named(term.key):
            yield Choice(f"theme:{term.key}", term.label, gaps(carriers[f"theme:{term.key}"]))


def _can_be_named(value: str) -> bool:
    """Whether a question can name it: it has no way to name what holds its own quotes."""
    return '"' not in value.translate(QUOTES)


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
