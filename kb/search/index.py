"""A collection into its search index: all items as documents, and what can be asked of them as terms.

Where an index of an earlier time is kept, only notes that are new, or stand at another number, are cut into words, and
of the shelves only what held or holds these is read and made again. The outcome is what all notes together give: an
entry is decided by its notes, and shelves by their entries (`kb.search.restack`).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache

import msgspec
from msgspec import Struct

from kb.codec import decode, digest
from kb.model import Collection
from kb.note.cuts import Cut, Words
from kb.note.pieces import plain
from kb.search import shelves
from kb.search.asked import Asked, Items, asked_of, carriers_of, choices, holders_of, themes_to_choose
from kb.search.entries import InNotes, Printed, Term
from kb.search.fields import shown
from kb.search.memory import Memory
from kb.search.reasked import choices_again, facets_again
from kb.search.restack import Earlier, Splice, restack
from kb.search.stack import Stack, Top
from kb.search.tiles import Tiles
from kb.search.told import Told, others, told_rows
from kb.search.values import Choice, Document, Index

_FEW = 32  # of so many notes one may be another before all are counted again: in a step each takes about as much longer
_json = msgspec.json.Encoder().encode


class _Notes(Struct, frozen=True, kw_only=True):
    """What is kept of the notes of an index."""

    told: dict[str, bytes]
    """Digests of the rows that tell of them, by key."""
    filled: list[list[int]]
    """For each field its words in all notes, and how many notes have some."""
    terms: bytes
    """Digest of all themes and keywords."""


def build_index(collection: Collection, memory: Memory | None = None) -> Index:
    """Make the index of a collection: a document for each item, with the words of all its members.

    What `memory` has of an earlier index is used, and what the next one can use is left there.
    """
    memory = memory or Memory()
    _Indexing(collection, memory).run()
    index = memory.index()
    if index is None:
        raise AssertionError  # it was just put there
    return index


class _Indexing:
    """One collection on its way into its index."""

    def __init__(self, collection: Collection, memory: Memory) -> None:
        self._collection = collection
        self._memory = memory
        self._items = items = Items(collection)
        self._addresses = dict(collection.addresses)
        places = map(self._addresses.__getitem__, items.ids.values())
        self._told: list[Told] = [
            *zip(items.ids, items.ids.values(), places, items.contents(memory.contents), strict=True)
        ]
        # Who holds a term follows from this and from what the notes say.
        terms = [(one.key, one.label, one.variants, len(one.notes)) for one in collection.themes + collection.keywords]
        self._terms = digest((len(collection.themes), terms))
        self._tops = memory.tops()
        self._rows = told_rows(self._told)
        self._digests = {key: digest(row) for key, row in self._rows.items()}
        known = memory.value("notes", _Notes) if memory.contents is not None else None
        self._others = others(self._told, self._digests, known.told, memory) if known else None
        self._known: _Notes | None = known if self._others else None
        self._new = self._others.new if self._others else []
        self._gone = self._others.gone if self._others else {}
        # What is kept of this would keep all of it, if it named `self`.
        self._asked_of = cache(lambda number: asked_of(items.note(number), items.members(number)))
        self._mark = cache(shelves.mark)  # most terms are in three shelves
        self._stacks: dict[str, tuple[Top, Stack]] = {}
        self._filled: list[list[int]] = []

    def run(self) -> None:
        """Leave all rows of the index in the memory."""
        if not self._known or _FEW * (len(self._new) + len(self._gone)) > len(self._told) or not self._step():
            self._anew()
        self._documents()
        self._keep()

    def _anew(self) -> None:
        """Count all notes."""
        import numpy as np  # noqa: PLC0415  # it loads when it is needed

        from kb.search import printed  # noqa: PLC0415  # numpy loads when it is needed
        from kb.search.count import Counted, filled  # noqa: PLC0415  # as above

        self._new = [*self._items.ids]
        self._known = None
        counted = Counted(self._cuts(), self._memory.cuts.words)
        self._filled = filled(counted.lengths).tolist()
        # One shelf after the other, since each is as large as the notes.
        self._all("known", [printed.known(counted)])
        numbers = np.array(self._new, dtype=np.int32)
        self._all("words", printed.words(counted, numbers))
        self._all("places", printed.places(counted, numbers))
        del counted
        self._facets()

    def _step(self) -> bool:
        """Count what is new, and what is gone; False where that would change what every note weighs."""
        import numpy as np  # noqa: PLC0415  # as above

        from kb.search.count import Counted, filled, pivots  # noqa: PLC0415  # as above
        from kb.search.printed import said  # noqa: PLC0415  # as above

        known = self._known
        if known is None:
            return False
        rows = [self._memory.get(f"cut {id_}") for id_ in self._gone.values()]
        if any(row is None for row in rows):
            return False
        words, middles = self._memory.cuts.words, pivots(np.array(known.filled))
        old = Counted([_uncut(row or b"", words) for row in rows], words, middles)
        new = Counted(self._cuts(), words, middles)
        now = np.array(known.filled) - filled(old.lengths) + filled(new.lengths)
        if pivots(now) != middles:
            return False
        self._filled = now.tolist()
        self._change(said(old, [*self._gone]), said(new, self._new))
        kept = [decode(row or b"", _Kept) for row in rows]
        before = {number: (id_, *asked) for (number, id_), (_, _, *asked) in zip(self._gone.items(), kept, strict=True)}
        after = {number: (self._items.ids[number], *self._asked(number)) for number in self._new}
        if known.terms != self._terms or before != after:
            self._change_asked(*({at: asked for at, (_, asked, _) in some.items()} for some in (before, after)))
        return True

    def _change(self, old: dict[str, InNotes], new: dict[str, InNotes]) -> None:
        """Change the entries of terms that weigh something else in a note, or stand elsewhere."""
        earlier = {name: self._earlier(name) for name in ("known", "words", "places")}
        splices: dict[str, list[Splice]] = {name: [] for name in earlier}
        tiles = {name: dict(one.stack.tiles) for name, one in earlier.items()}
        for term in sorted(old.keys() | new.keys()):
            before, after = old.get(term, {}), new.get(term, {})
            if before == after:
                continue
            one = Term(term, **earlier)
            found = {"words": one.words(before, after), "places": one.places(before, after)}
            if before.keys() != after.keys():
                weight = sum(tile.weight for tile in found["words"][1])
                found["known"] = one.known(weight // shelves.NOTE)
            for name, (other, now) in found.items():
                splices[name] += other
                if now:
                    tiles[name].pop(term, None)
                if len(now) > 1:
                    tiles[name][term] = [tile.start for tile in now], [tile.weight for tile in now]
        for name, shelf in earlier.items():
            self._restack(name, shelf, splices[name], tiles[name])

    def _change_asked(self, before: Mapping[int, Asked], after: Mapping[int, Asked]) -> None:
        """Change the entries of what can be asked of some notes by a field's name, and those of all terms."""
        from kb.search.printed import facets  # noqa: PLC0415  # as above

        carriers = carriers_of(self._collection, self._items.ids)
        earlier, whole = self._earlier("facets"), {f"{kind}:": facets(some) for kind, some in carriers.items()}
        self._restack("facets", earlier, *facets_again(earlier, before, after, whole))
        earlier = self._earlier("choices")
        themes = {"theme:": _choices(themes_to_choose(self._collection.themes, carriers["theme"]))}
        self._restack("choices", earlier, choices_again(earlier, before, after, themes, self._asked_of), {})

    def _facets(self) -> None:
        """What can be asked by a field's name, of all notes."""
        from kb.search.printed import facets  # noqa: PLC0415  # as above

        carriers = carriers_of(self._collection, self._items.ids)
        asked = {number: self._asked_of(number) for number in self._items.ids}
        holders = holders_of({number: own for number, (own, _) in asked.items()})
        self._all("facets", [facets(holders | carriers["keyword"] | carriers["theme"])])
        themes = themes_to_choose(self._collection.themes, carriers["theme"])
        self._all("choices", [_choices((*choices(asked), *themes))])

    def _documents(self) -> None:
        """The notes by number."""
        earlier = self._earlier("documents")
        if self._known is None:
            splices = [self._documented(0, 0, self._new)]
        else:
            new = frozenset(self._new)
            splices = [
                self._documented(earlier.find(number)[0], number in self._gone, [number] if number in new else [])
                for number in sorted(new | self._gone.keys())
            ]
        self._restack("documents", earlier, splices, {})

    def _documented(self, place: int, gone: int, numbers: Sequence[int]) -> Splice:
        """The documents of notes in the place of others."""
        marks = [shelves.mark(self._items.ids[number]) for number in numbers]
        return Splice(place, gone, numbers, marks, [_json(self._document(number)) for number in numbers])

    def _document(self, number: int) -> Document:
        note = self._items.note(number)
        date = str(note.date or "")
        return Document(number, note.id, self._addresses[note.id], note.title, date, note.lang or "", shown(note))

    def _earlier(self, name: str) -> Earlier:
        stack = self._memory.stack(name) if self._known else None
        return Earlier(self._tops[name] if stack else ([], []), stack or Stack(), self._memory.script)

    def _all(self, name: str, entries: Iterable[Printed]) -> None:
        """A shelf of these entries, sorted by term."""
        earlier = self._earlier(name)
        terms: list[str] = []
        json: list[bytes] = []
        tiles: dict[str, Tiles] = {}
        for some in entries:
            terms += some.terms
            json += some.json
            tiles |= some.tiles
        marks = [0 if term in tiles else self._mark(term) for term in terms]
        self._restack(name, earlier, [Splice(0, earlier.starts[-1], terms, marks, json)], tiles)

    def _restack(self, name: str, earlier: Earlier, splices: list[Splice], tiles: dict[str, Tiles]) -> None:
        put = self._putting(frozenset(earlier.digests))
        self._stacks[name] = restack(earlier, splices, tiles, shelves.largest(name), put)

    def _putting(self, there: frozenset[str]) -> Callable[[str, bytes], None]:
        """What keeps a script by its digest, unless it is there."""

        def put(content_digest: str, content: bytes) -> None:
            if content_digest not in there:
                self._memory.changes[f"shard {content_digest}"] = content

        return put

    def _cuts(self) -> Iterator[Cut]:
        """The words of each new note, of which what makes them anew is kept as they come."""
        for number in self._new:
            note = self._items.note(number)
            cut = self._memory.cuts.take(note)
            if self._memory.contents is not None:
                row = cut.pieces, plain(note)[1].encode("utf-8", "surrogatepass"), *self._asked(number)
                self._memory.put(f"cut {note.id}", row)
            yield cut

    def _asked(self, number: int) -> tuple[Asked, bytes]:
        note = self._items.note(number)
        return self._asked_of(number), digest((note.themes, note.keywords))

    def _keep(self) -> None:
        """Keep the shelves, and forget scripts that are in none of them, and notes that are gone."""
        before = {one for _, digests in self._tops.values() for one in digests}
        tops = self._tops | {name: top for name, (top, _) in self._stacks.items()}
        for name, (_, stack) in self._stacks.items():
            self._memory.put(f"shelf {name}", stack)
        for one in before.difference(*(digests for _, digests in tops.values())):
            self._memory.changes[f"shard {one}"] = None
        if self._memory.contents is not None:
            self._keep_notes()
        self._memory.put("", (len(self._told), tops))

    def _keep_notes(self) -> None:
        told = self._digests
        before = self._memory.value("notes", _Notes)
        known = before.told if before else {}
        for key in known.keys() - told.keys():
            self._memory.changes[key] = None
        for key, row in self._rows.items():
            if known.get(key) != told[key]:
                self._memory.changes[key] = row
        for id_ in self._others.forgotten if self._others else ():
            self._memory.changes[f"cut {id_}"] = None
        self._memory.put("notes", _Notes(told=told, filled=self._filled, terms=self._terms))


_Kept = tuple[tuple[int, ...], bytes, Asked, bytes]
"""The pieces of each field of a note, all of them as one text, what can be asked of it, and a digest of its terms."""


def _choices(found: Iterable[Choice]) -> Printed:
    every = sorted(found)
    return Printed([one.term for one in every], [*map(_json, every)], {})


def _uncut(row: bytes, words: Words) -> Cut:
    pieces, text, *_ = decode(row, _Kept)
    return Cut(pieces, words.cut(text.decode("utf-8", "surrogatepass")))
