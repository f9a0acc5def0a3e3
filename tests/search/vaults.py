"""Vaults to search: random ones, and small ones shown as text."""

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import pairwise
from random import Random
from typing import TypeVar

import msgspec
from hypothesis import strategies as st

from kb import dedupe, vault
from kb.model import Collection, Graph, Item, Note, Origin, Signal
from kb.search.restack import Earlier, Splice, restack
from kb.search.shelves import mark
from kb.search.stack import Scripts, Stack
from kb.search.values import Choice, Known, Places, Posting, Shelf

Entry = TypeVar("Entry", Posting, Places, Known, Choice)

WORDS = "port ports portal quay quayside shore power ferry 日本 信号 日本の信号 Zürich".split()
ORIGINS = [None, *(Origin(label=f"{year}-05", date=dt.date(2024, 5, 7)) for year in (2023, 2024))]
DAYS = [dt.date(2023, 5, 7), dt.date(2024, 2, 18), dt.date(2024, 12, 1), None]


def collection(notes: Iterable[Note], items: tuple[Item, ...] = ()) -> Collection:
    """What a search reads of notes, without the stages that it has no use for."""
    collected, _ = vault.collect(notes)
    addresses, _ = vault.addresses(collected)
    whole = tuple(dedupe.merge(item, {note.id: note for note in collected.notes}) for item in items)
    united = {note.id: note for note in collected.notes} | {note.id: note for note in whole}
    for item in items:
        for member in item.members[1:]:
            del united[member]
    return Collection(
        vault=collected,
        links=(),
        items=items,
        united=whole,
        themes=dedupe.collect_terms(united.values(), "themes", ()),
        keywords=dedupe.collect_terms(united.values(), "keywords", ()),
        similar=(),
        graph=Graph(nodes=(), edges=()),
        addresses=addresses,
        diagnostics=(),
    )


def shelved(entries: Sequence[Entry], kind: type[Entry], largest: int) -> Shelf[str, Entry]:
    """Entries sorted by term, in shards."""
    scripts: dict[str, bytes] = {}
    several = {one.term for one, other in pairwise(entries) if one.term == other.term}
    terms, json = [one.term for one in entries], [*map(msgspec.json.encode, entries)]
    marks = [0 if term in several else mark(term) for term in terms]
    earlier = Earlier(([], []), Stack(), scripts.__getitem__)
    (firsts, digests), _ = restack(earlier, [Splice(0, 0, terms, marks, json)], {}, largest, scripts.__setitem__)
    shards = Scripts(scripts.__getitem__, digests, kind)
    return Shelf(firsts=tuple(map(str, firsts)), shards=tuple(shards))


def many(number: int) -> list[Note]:
    """Notes from the oldest to the newest, of forty words each out of a thousand, some far commoner than others."""
    random = Random(5)  # noqa: S311  # the same notes every time
    return [
        Note(
            id=f"n{place:05}",
            path=f"n{place:05}.md",
            title=f"Note {place}",
            date=dt.date(2020, 1, 1) + dt.timedelta(days=place),
            summary=" ".join(f"word{int(1_000 * random.random() ** 3)}" for _ in range(40)),
        )
        for place in range(number)
    ]


def shown(table: str) -> list[Note]:
    """Notes shown a line each: id, title, themes, origin, summary, and a signal or none."""
    found = []
    for line in table.strip().splitlines():
        id_, title, themes, label, summary, signal = (cell.strip() for cell in line.split("|"))
        date = dt.date.fromisoformat(f"{label[:4]}-{label[4:6]}-{label[6:8]}") if label else None
        found.append(
            Note(
                id=id_,
                path=f"{id_}.md",
                title=title,
                themes=tuple(theme for theme in themes.split("; ") if theme),
                origin=Origin(label=label, date=date) if label else None,
                date=date,
                link=f"https://www.{id_}.example.org/item",
                summary=summary,
                signals=(Signal(name=signal),) if signal else (),
            )
        )
    return found


def _phrase(most: int) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(WORDS), max_size=most).map(" ".join)


@st.composite
def notes(draw: st.DrawFn) -> list[Note]:
    """Up to eight notes of few words, so that many share them."""
    return [
        Note(
            id=f"n{number}",
            path=f"n{number}.md",
            title=draw(_phrase(3)) or "untitled",
            date=draw(st.sampled_from(DAYS)),
            keywords=tuple(draw(st.lists(_phrase(2), max_size=2))),
            themes=tuple(draw(st.lists(st.sampled_from(["Ports", "ports", "AI rules"]), max_size=2))),
            category=draw(st.sampled_from([None, "Policy", "policy", 'a "b"'])),
            origin=draw(st.sampled_from(ORIGINS)),
            summary=draw(_phrase(8)),
            signals=tuple(
                Signal(name=draw(_phrase(2)) or "signal", change=draw(_phrase(4)))
                for _ in range(draw(st.integers(0, 2)))
            ),
        )
        for number in range(draw(st.integers(0, 8)))
    ]
