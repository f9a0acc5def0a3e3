"""Items into those that may be one item though nothing proves it: suggestions, which only a person accepts.

A suggestion says what two items have in common. It may err; nothing is merged on it, and a pair that was refused is
not suggested again. Items that share a title are no suggestion: one headline stands above many articles.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations
from typing import Literal, NamedTuple

from msgspec import Struct

from kb.dedupe.canonical import canonical_link
from kb.dedupe.identifiers import identifier
from kb.dedupe.items import place
from kb.dedupe.near import Texts
from kb.model import Item, Neighbour, Note
from kb.note import junk
from kb.options import DedupeOptions

Refused = Collection[frozenset[str]]
Rule = Literal["identifier", "path", "text"]
_RULES: tuple[Rule, ...] = ("identifier", "path", "text")
# More addresses than these below one path are a program that shows everything (`watch?v=…`), not views of one page.
_VIEWS = 4


class _Tie(NamedTuple):
    """What two items have in common."""

    one: str
    other: str
    rule: Rule
    evidence: str


class _Known(Struct, frozen=True):
    """A note with what ties it to others."""

    note: Note
    link: str


def suggest(notes: Sequence[Note], near: Iterable[Neighbour], options: DedupeOptions) -> tuple[Item, ...]:
    """What may be one item, sorted by canonical id; `notes` are items, each once, `near` their computed neighbours.

    Items are suggested as one when a chain of ties joins them: one identifier under different links (`identifier`), one
    host and path with different queries that mean something (`path`), or near texts (`text`, by `Texts.near`, of
    neighbours alone). Where a chain holds a refused pair, its ties are suggested one by one. Notes that look like a
    paywall or an error page, and pages, are tied to nothing.
    """
    known = [
        _Known(note, canonical_link(note.link, options))
        for note in sorted(notes, key=place)
        if note.kind == "note" and not junk(note)
    ]
    order = {one.note.id: number for number, one in enumerate(known)}
    refused = {frozenset(pair) for pair in options.refused}
    ties: dict[tuple[str, str], _Tie] = {}
    for tie in (*_identifiers(known, refused), *_paths(known, refused), *_texts(known, near, options)):
        one, other = sorted((tie.one, tie.other), key=order.__getitem__)
        if frozenset((one, other)) not in refused:
            ties.setdefault((one, other), tie._replace(one=one, other=other))
    made: list[Item] = []
    for members, some in _chains(ties.values(), order):
        if _holds_refused(members, refused):
            made += [_item((tie.one, tie.other), [tie]) for tie in some]
        else:
            made.append(_item(members, some))
    return tuple(sorted(made, key=lambda item: (item.canonical, item.members)))


def _identifiers(known: Iterable[_Known], refused: Refused) -> Iterable[_Tie]:
    """Ties between the notes of each identifier."""
    holders: defaultdict[str, list[str]] = defaultdict(list)
    for one in known:
        if name := identifier(one.link):
            holders[name].append(one.note.id)
    for name, ids in holders.items():
        for one_id, other in _pairs(ids, refused):
            yield _Tie(one_id, other, "identifier", f"both links lead to {name}")


def _paths(known: Iterable[_Known], refused: Refused) -> Iterable[_Tie]:
    """Ties between the notes of each host and path, one a link; a link that names its work says which item it is."""
    below: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for one in known:
        if identifier(one.link):
            continue
        page = one.link.partition("#")[0].partition("?")[0]
        if "/" in page.removeprefix("https://").rstrip("/"):
            below[page].setdefault(one.link, one.note.id)
    for page, links in below.items():
        if len(links) <= _VIEWS:
            query = {id_: link.removeprefix(page) or "nothing" for link, id_ in links.items()}
            for one_id, other in _pairs(list(query), refused):
                evidence = f"both links lead to {page}, with {query[one_id]} and {query[other]}"
                yield _Tie(one_id, other, "path", evidence)


def _pairs(ids: Sequence[str], refused: Refused) -> Iterable[tuple[str, str]]:
    """The first with each other; every pair where one is refused, since the others hold without the first."""
    every = combinations(ids, 2)
    return every if _holds_refused(ids, refused) else ((ids[0], other) for other in ids[1:])


def _holds_refused(ids: Iterable[str], refused: Refused) -> bool:
    among = set(ids)
    return any(pair <= among for pair in refused)


def _texts(known: Iterable[_Known], near: Iterable[Neighbour], options: DedupeOptions) -> Iterable[_Tie]:
    notes = {one.note.id: one.note for one in known}
    pairs = {(min(one.source, one.target), max(one.source, one.target)) for one in near}
    asked = sorted(pair for pair in pairs if pair[0] in notes and pair[1] in notes)
    for one, other, evidence in Texts(list(notes.values())).near(asked, options):
        yield _Tie(one, other, "text", evidence)


def _chains(ties: Iterable[_Tie], order: Mapping[str, int]) -> list[tuple[tuple[str, ...], list[_Tie]]]:
    """The connected parts of the graph of ties: members in order, and the ties among them."""
    part: dict[str, set[str]] = {}
    for tie in ties:
        joined = part.get(tie.one, {tie.one}) | part.get(tie.other, {tie.other})
        part |= dict.fromkeys(joined, joined)
    found: defaultdict[str, list[_Tie]] = defaultdict(list)
    for tie in ties:
        found[min(part[tie.one], key=order.__getitem__)].append(tie)
    return [(tuple(sorted(part[first], key=order.__getitem__)), some) for first, some in found.items()]


def _item(members: tuple[str, ...], ties: Iterable[_Tie]) -> Item:
    first, *others = sorted(
        ties, key=lambda tie: (_RULES.index(tie.rule), members.index(tie.one), members.index(tie.other))
    )
    evidence = first.evidence
    if others:
        evidence = "; ".join(f"{tie.one} and {tie.other}: {tie.evidence}" for tie in (first, *others))
    return Item(canonical=members[0], members=members, rule=first.rule, evidence=evidence)
