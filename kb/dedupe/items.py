"""Notes into items: which notes are one news item because their bytes or their canonical links are equal."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import islice, product

from msgspec import Struct

from kb.dedupe.canonical import canonical_link, names_item
from kb.model import Diagnostic, Item, Note, Span
from kb.options import DedupeOptions
from kb.rules import found
from kb.text import fold_terms


def find_items(
    notes: Sequence[Note],
    digests: Sequence[str],
    options: DedupeOptions,
) -> tuple[tuple[Item, ...], tuple[Diagnostic, ...]]:
    """The items of two notes or more, sorted by canonical id, and what is to be said about notes that look alike.

    `digests` are those of the notes' files, in the notes' order. Two notes are one item when a chain of equal digests
    or equal canonical links joins them; pages, notes without a link and links to a site's front door join nothing.
    The canonical note is the earliest (`Note.date`, undated last), then the one with the smallest id.
    """
    known = [
        _Known(note, digest, _item_link(note, options))
        for note, digest in zip(notes, digests, strict=True)
        if note.kind == "note"
    ]
    known.sort(key=lambda one: place(one.note))
    groups = _groups(known, {frozenset(pair) for pair in options.refused})
    shared = [group for group in groups if len(group) > 1]
    items = tuple(sorted((_item(group) for group in shared), key=lambda item: item.canonical))
    diagnostics = [one for group in shared for one in _same_item(group)]
    diagnostics += _same_title(groups)
    diagnostics.sort(key=lambda one: (one.span.path, one.code))
    return items, tuple(diagnostics)


class _Known(Struct, frozen=True):
    """A note with what decides which item it is."""

    note: Note
    digest: str
    link: str


def place(note: Note) -> tuple[bool, int, str]:
    """Where a note stands among the members of its item: by date, undated last, then by id."""
    return note.date is None, note.date.toordinal() if note.date else 0, note.id


def _item_link(note: Note, options: DedupeOptions) -> str:
    link = canonical_link(note.link, options)
    return link if names_item(link) else ""


def _groups(known: Sequence[_Known], refused: Collection[frozenset[str]]) -> list[list[_Known]]:
    """The notes, which come in their order, parted by item; each part in that order, and the parts by their first.

    What would bring a refused pair together joins nothing.
    """
    leader = list(range(len(known)))
    led = [[one.note.id] for one in known]

    def lead(one: int) -> int:
        while leader[one] != one:
            leader[one] = leader[leader[one]]
            one = leader[one]
        return one

    first: dict[tuple[str, str], int] = {}
    for index, one in enumerate(known):
        for key in (("bytes", one.digest), ("link", one.link)):
            earlier = first.setdefault(key, index) if key[1] else index
            if earlier != index:
                low, high = sorted((lead(earlier), lead(index)))
                if low != high and not (refused and _any_refused(led[low], led[high], refused)):
                    leader[high] = low
                    led[low] += led[high]
    groups: defaultdict[int, list[_Known]] = defaultdict(list)
    for index, one in enumerate(known):
        groups[lead(index)].append(one)
    return list(groups.values())


def _any_refused(some: Iterable[str], others: Iterable[str], refused: Collection[frozenset[str]]) -> bool:
    return any(frozenset(pair) in refused for pair in product(some, others))


def _item(group: Sequence[_Known]) -> Item:
    members = tuple(one.note.id for one in group)
    digests = {one.digest for one in group}
    if len(digests) == 1:
        return Item(canonical=members[0], members=members, rule="bytes", evidence=f"SHA-256 {group[0].digest}")
    links = " and ".join(sorted({one.link for one in group} - {""}))
    return Item(canonical=members[0], members=members, rule="link", evidence=links)


def _same_item(group: Sequence[_Known]) -> Iterable[Diagnostic]:
    """One diagnostic for every member but the canonical one."""
    first = group[0].note
    copies = {group[0].digest: first}
    for one in group[1:]:
        span = Span(path=one.note.path)
        twin = copies.setdefault(one.digest, one.note)
        if twin is not one.note:
            yield found("duplicate-bytes", f"The file is equal byte for byte to {twin.path}.", span)
        else:
            yield found("duplicate-link", f"The link leads where that of {first.path} leads: {one.link}", span)


def _same_title(groups: Iterable[Sequence[_Known]]) -> Iterable[Diagnostic]:
    """One diagnostic for each item whose title another item has that comes before it."""
    holders: dict[str, Note] = {}
    given = [[one.note for one in reversed(group) if one.note.title_given] for group in groups]
    titles = iter(fold_terms([note.title for notes in given for note in notes]))
    for notes in given:
        named = dict(zip(islice(titles, len(notes)), notes, strict=True))
        for title, note in named.items():
            other = holders.get(title)
            if title and other:
                yield found(
                    "duplicate-title", f"{other.path} has this title too, with another link.", Span(path=note.path)
                )
            holders.setdefault(title, note)
