"""A collection into its search index: all items as documents, and what can be asked of them as terms.

Where an index of an earlier time is kept, only notes that are new, or stand at another number, are cut into words, and
of the shelves only what held or holds these is made again. The outcome is what all notes together give: an entry is
decided by its notes, and shelves by their entries (`kb.search.stack`).
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from kb.codec import decode, digest
from kb.model import Collection
from kb.note.cuts import Cut, Words
from kb.note.pieces import plain
from kb.search import entries, shelves
from kb.search.asked import asked_of, choices, holders_of, numbered
from kb.search.fields import FIELDS, shown
from kb.search.memory import ENTRIES, Memory
from kb.search.shelves import places_parts, posting_parts
from kb.search.stack import Earlier, Form, Stack, restack
from kb.search.values import Document, Index, Known, Places, Posting, gaps

if TYPE_CHECKING:
    from kb.search.count import Held

_FEW = 8  # of so many notes one may be another before all are counted again
_json = msgspec.json.Encoder().encode

_Told = list[tuple[str, str, bytes]]
"""Id, address and digests of the members of each item, in the order of their numbers."""


class _Notes(Struct, frozen=True, kw_only=True):
    """What is kept of the notes of an index."""

    told: _Told
    """What tells them from others."""
    lengths: bytes
    """How many words each field of each has, four bytes each."""
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
        self._items = numbered(collection)
        addresses = dict(collection.addresses)
        contents = memory.contents
        self._told: _Told = [
            (
                note.id,
                addresses[note.id],
                b"".join(contents[one.id] for one in members) if contents is not None else b"",
            )
            for note, members in self._items
        ]
        self._terms = digest((collection.themes, collection.keywords))
        known = memory.value("notes", _Notes) if contents is not None else None
        self._known: _Notes | None = known
        before: Mapping[int, tuple[str, str, bytes]] = dict(enumerate(known.told if known else ()))
        self._new = [number for number, one in enumerate(self._told) if before.get(number) != one]
        self._gone = [
            number for number, one in before.items() if number >= len(self._told) or self._told[number] != one
        ]
        self._forgotten = {one[0] for one in before.values()} - {one[0] for one in self._told}
        items = self._items  # what is kept of this function would keep all of this, if it named `self`
        self._asked_of = cache(lambda number: asked_of(items[number]))
        self._stacks: dict[str, Stack] = {}
        self._lengths = b""

    def run(self) -> None:
        """Leave all rows of the index in the memory."""
        if not self._known or _FEW * (len(self._new) + len(self._gone)) > len(self._told) or not self._step():
            self._anew()
        self._documents()
        self._keep()

    def _anew(self) -> None:
        """Count all notes."""
        from kb.search.count import Counted  # noqa: PLC0415  # numpy loads when it is needed

        self._new = list(range(len(self._told)))
        self._known = None
        counted = Counted(self._cuts(), self._memory.cuts.words)
        self._lengths = counted.lengths.tobytes()
        # One shelf after the other, since each is as large as the notes.
        self._all("known", {one.term: _json(one) for one in counted.known()})
        self._all("words", {one.term: _json(one) for one in counted.postings()})
        self._all("places", dict(counted.places()))
        self._facets()

    def _step(self) -> bool:
        """Count what is new, and what is gone; False where that would change what every note weighs."""
        import numpy as np  # noqa: PLC0415  # as above

        from kb.search.count import Counted, pivots  # noqa: PLC0415  # as above

        known = self._known
        if known is None:
            return False
        sizes = np.frombuffer(known.lengths, dtype=np.int32).reshape(-1, len(FIELDS))
        middles = pivots(sizes)
        rows = [self._memory.get(f"cut {known.told[number][0]}") for number in self._gone]
        if any(row is None for row in rows):
            return False
        words = self._memory.cuts.words
        old = Counted([_uncut(row or b"", words) for row in rows], words, middles)
        asked_before = [decode(row or b"", _Kept)[2] for row in rows]
        new = Counted(self._cuts(), words, middles)
        now = np.zeros((len(self._told), len(FIELDS)), dtype=np.int32)
        both = min(len(now), len(sizes))
        now[:both] = sizes[:both]
        now[self._new] = new.lengths
        if pivots(now) != middles:
            return False
        self._lengths = now.tobytes()
        self._change(old.held(self._gone), new.held(self._new))
        before = [
            (number, known.told[number][0], asked) for number, asked in zip(self._gone, asked_before, strict=True)
        ]
        after = [(number, self._told[number][0], self._asked(number)) for number in self._new]
        if known.terms != self._terms or before != after:
            self._facets()
        return True

    def _change(self, old: "Held", new: "Held") -> None:
        """Change the entries of terms that weigh something else in a note, or stand elsewhere."""
        words = self._earlier("words")
        places = self._earlier("places")
        known: dict[str, bytes] = {}
        weighed: dict[str, bytes] = {}
        placed: dict[str, bytes] = {}
        gone: set[str] = set()
        for term in old.keys() | new.keys():
            before, after = old.get(term, {}), new.get(term, {})
            if before == after:
                continue
            posting = entries.posting(term, words.entry(term))
            numbers = list(accumulate(posting.gaps))
            if after.keys() != before.keys() or any(after[one][0] != before[one][0] for one in after):
                some, impacts = entries.merged(numbers, posting.impacts, before, {one: after[one][0] for one in after})
                if not some:
                    gone.add(term)
                    continue
                weighed[term] = _json(Posting(term, gaps(some), tuple(impacts)))
                known[term] = _json(Known(term, len(some)))
            if after.keys() != before.keys() or any(after[one][1] != before[one][1] for one in after):
                stood = entries.places(places.entry(term))
                _, stands = entries.merged(numbers, stood, before, {one: after[one][1] for one in after})
                placed[term] = _json(Places(term, tuple(stands)))
        self._some("known", known, gone)
        self._some("words", weighed, gone)
        self._some("places", placed, gone)

    def _facets(self) -> None:
        """What can be asked by a field's name, of all notes."""
        asked = [self._asked_of(number) for number in range(len(self._items))]
        holders = holders_of(self._collection, self._items, asked)
        self._all("facets", {facet: _json(Posting(facet, gaps(sorted(holders[facet])), ())) for facet in holders})
        found = choices(self._collection, asked, holders)
        self._all("choices", {one.term: _json(one) for one in found})

    def _documents(self) -> None:
        entries = {}
        for number in self._new:
            note, _ = self._items[number]
            date = str(note.date or "")
            one = Document(note.id, self._told[number][1], note.title, date, note.lang or "", shown(note))
            entries[note.id] = _json(one)
        self._restack("documents", entries, [note.id for note, _ in self._items])

    def _earlier(self, name: str) -> Earlier:
        return Earlier(self._memory.stack(name) if self._known else None, self._memory.script)

    def _all(self, name: str, entries: Mapping[str, bytes]) -> None:
        self._restack(name, entries, sorted(entries))

    def _some(self, name: str, entries: Mapping[str, bytes], gone: set[str]) -> None:
        """A shelf of which these entries are other than they were."""
        earlier = self._earlier(name)
        keys = earlier.stack.keys
        if gone or not entries.keys() <= earlier.places.keys():
            keys = sorted((earlier.places.keys() | entries.keys()) - gone)
        self._restack(name, entries, keys, earlier)

    def _restack(
        self, name: str, entries: Mapping[str, bytes], order: Sequence[str], earlier: Earlier | None = None
    ) -> None:
        form = _forms()[name]
        self._stacks[name] = restack(earlier or self._earlier(name), entries, order, form, self._keep_script)

    def _keep_script(self, content_digest: str, content: bytes) -> None:
        self._memory.changes[f"shard {content_digest}"] = content

    def _cuts(self) -> Iterator[Cut]:
        """The words of each new note, of which what makes them anew is kept as they come."""
        for number in self._new:
            note = self._items[number][0]
            cut = self._memory.cuts.take(note)
            if self._memory.contents is not None:
                row = cut.pieces, plain(note)[1].encode("utf-8", "surrogatepass"), self._asked(number)
                self._memory.put(f"cut {note.id}", row)
            yield cut

    def _asked(self, number: int) -> bytes:
        return digest(self._asked_of(number))

    def _keep(self) -> None:
        """Keep the shelves, and forget scripts that are in none of them, and notes that are gone."""
        if self._memory.contents is not None:
            for id_ in self._forgotten:
                self._memory.changes[f"cut {id_}"] = None
        tops = {}
        before: set[str] = set()
        for name in ENTRIES:
            earlier = self._memory.stack(name)
            before.update(earlier.digests if earlier else ())
            now = self._stacks.get(name) or earlier
            if now is None:
                raise AssertionError  # every shelf was made in some run
            if now is not earlier:
                self._memory.put(f"shelf {name}", now)
            firsts = now.starts if name == "documents" else [now.keys[start] for start in now.starts]
            tops[name] = firsts, now.digests
        current = {one for _, digests in tops.values() for one in digests}
        for one in before - current:
            self._memory.changes[f"shard {one}"] = None
        self._memory.put("", (len(self._told), tops))
        self._memory.put("notes", _Notes(told=self._told, lengths=self._lengths, terms=self._terms))


_Kept = tuple[tuple[int, ...], bytes, bytes]
"""The pieces of each field of a note, all of them as one text, and a digest of what can be asked of it by name."""


def _uncut(row: bytes, words: Words) -> Cut:
    pieces, text, _ = decode(row, _Kept)
    return Cut(pieces, words.cut(text.decode("utf-8", "surrogatepass")))


def _forms() -> dict[str, Form]:
    words = Form(largest=shelves.LARGEST, parts=posting_parts)
    return {
        "known": Form(largest=shelves.LARGEST_KNOWN),
        "words": words,
        "places": Form(largest=shelves.LARGEST, parts=places_parts),
        "facets": words,
        "choices": Form(largest=shelves.LARGEST),
        "documents": Form(largest=shelves.LARGEST_DOCUMENTS),
    }
