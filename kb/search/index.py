"""A collection into its search index: all items as documents, and what can be asked of them as terms."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from kb import dedupe
from kb.model import Collection, Note, Term
from kb.search.fields import facets, host, shown, texts
from kb.search.query import QUOTES
from kb.search.shelves import (
    LARGEST,
    LARGEST_KNOWN,
    facet_sizes,
    places_part,
    places_sizes,
    posting_part,
    posting_sizes,
    shelve,
    shelve_documents,
    shelve_long,
)
from kb.search.values import Choice, Document, Index, Known, Posting, gaps
from kb.text import fold_term

_Numbered = tuple[Note, Sequence[Note]]


def build_index(collection: Collection) -> Index:
    """Make the index of a collection: a document for each item, with the words of all its members."""
    from kb.search.count import count  # noqa: PLC0415  # numpy loads when it is needed

    items = _numbered(collection)
    addresses = dict(collection.addresses)
    counted, places = count(texts(note) for note, _ in items)
    words = list(counted)
    holders = _facets(collection, items)
    facets = (Posting(facet, gaps(sorted(holders[facet])), ()) for facet in sorted(holders))
    documents = (
        Document(note.id, addresses[note.id], note.title, str(note.date or ""), note.lang or "", shown(note))
        for note, _ in items
    )
    return Index(
        notes=len(items),
        known=shelve((Known(posting.term, len(posting.gaps)) for posting in words), LARGEST_KNOWN),
        words=shelve_long(words, posting_sizes, posting_part),
        places=shelve_long(places, places_sizes, places_part),
        facets=shelve_long(facets, facet_sizes, posting_part),
        choices=shelve(sorted(_choices(collection, items, holders)), LARGEST),
        documents=shelve_documents(documents),
    )


def _numbered(collection: Collection) -> list[_Numbered]:
    """Each item as one note, with the notes that it is made of, in the order of their numbers."""
    by_id = {note.id: note for note in collection.vault.notes}
    found: dict[str, _Numbered] = {note.id: (note, (note,)) for note in collection.vault.notes}
    for item in collection.items:
        members = [by_id[id_] for id_ in item.members]
        for id_ in item.members:
            del found[id_]
        found[item.canonical] = dedupe.merge(item, by_id), members
    latest_id_first = sorted(found.values(), key=lambda one: one[0].id, reverse=True)
    return sorted(latest_id_first, key=lambda one: one[0].date.toordinal() if one[0].date else 0)


def _facets(collection: Collection, items: Sequence[_Numbered]) -> dict[str, set[int]]:
    """The notes for whatever can be asked by a field's name; a theme or keyword by each of its spellings."""
    holders: defaultdict[str, set[int]] = defaultdict(set)
    for number, (note, members) in enumerate(items):
        for facet in (*facets(note), *_sources(members)):
            holders[facet].add(number)
    number_of = {note.id: number for number, (note, _) in enumerate(items)}
    for kind, terms in (("keyword", collection.keywords), ("theme", collection.themes)):
        for term in terms:
            for spelling in _spellings(term):
                holders[f"{kind}:{spelling}"].update(number_of[id_] for id_ in term.notes)
    return holders


def _choices(
    collection: Collection, items: Sequence[_Numbered], holders: Mapping[str, AbstractSet[int]]
) -> Iterator[Choice]:
    """Themes, categories, the years of origins whose labels begin with them, and `has:signals`, as far as held."""
    labels = {f"theme:{term.key}": term.label for term in collection.themes}
    years: defaultdict[str, set[int]] = defaultdict(set)
    for number, (note, members) in enumerate(items):
        if note.category and fold_term(note.category):
            labels.setdefault(f"category:{fold_term(note.category)}", note.category)
        for origin in (member.origin for member in members if member.origin):
            if origin.date and origin.label.startswith(str(origin.date.year)):
                years[str(origin.date.year)].add(number)
    labels["has:signals"] = "signals"
    for facet, label in labels.items():
        # A question has no way to name what holds its own quotes.
        if holders.get(facet) and '"' not in facet.translate(QUOTES):
            yield Choice(facet, label, gaps(sorted(holders[facet])))
    for year, numbers in years.items():
        yield Choice(f"origin:{year}", year, gaps(sorted(numbers)))


def _sources(members: Iterable[Note]) -> Iterator[str]:
    """Where an item came from: each origin, and the host of each link with the domains above it."""
    for member in members:
        if member.origin:
            yield f"origin:{fold_term(member.origin.label)}"
        labels = host(member.link).split(".")
        for start in range(max(len(labels) - 1, 1)):
            if labels[start]:
                yield f"source:{'.'.join(labels[start:])}"


def _spellings(term: Term) -> set[str]:
    return {term.key, *map(fold_term, (term.label, *term.variants))}
