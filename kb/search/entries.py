"""What a term weighs in some notes, and where it stands there, into the entries of it that are other."""

from bisect import bisect_right
from collections.abc import Callable, Iterable
from functools import cache, cached_property
from itertools import accumulate
from typing import NamedTuple

import msgspec

from kb.search import shelves
from kb.search.restack import Earlier, Splice
from kb.search.tiles import WHOLE, Said, Tile, Tiles, changed
from kb.search.values import Known, gaps

BETWEEN = b"],["
"""What stands between the places in one note and those in the next."""
_json = msgspec.json.Encoder().encode
_numbers = msgspec.json.Decoder(list[int])

InNotes = dict[int, tuple[bytes, bytes]]
"""By number of a note what a term weighs there, and its places there, as JSON without brackets."""
Other = tuple[list[Splice], list[Tile]]
"""What is other in a shelf, and all tiles of the term there; none where they are what they were."""


class Printed(NamedTuple):
    """Entries of some terms, in order."""

    terms: list[str]
    """The term of each entry."""
    json: list[bytes]
    """The entries as JSON, for each term one, or one for each of its tiles that has notes."""
    tiles: dict[str, Tiles]
    """The tiles of terms with several entries."""


class Term:
    """The entries of a term as they were."""

    def __init__(self, term: str, known: Earlier, words: Earlier, places: Earlier) -> None:
        """Take the shelves, which are read when they are needed."""
        self._term = term
        self._shelves = known, words, places
        self._weighed = cache(self._read_words)

    @cached_property
    def _words(self) -> "_Entry":
        return _Entry(self._shelves[1], self._term)

    @cached_property
    def _places(self) -> "_Entry":
        return _Entry(self._shelves[2], self._term)

    def known(self, notes: int) -> Other:
        """What is other once so many notes hold the term."""
        new = [_json(Known(self._term, notes))] if notes else []
        return [_splice(*self._shelves[0].find(self._term), self._term, shelves.mark(self._term), new)], []

    def words(self, before: InNotes, after: InNotes) -> Other:
        """What is other once the term weighs this in some notes, and not that."""
        new = _changes(before, after, 0)
        if not new:
            return [], []
        entry = self._words
        tiles = changed(entry.tiles, lambda tile, *_: self._weighed(tile), new, _weigh_words, shelves.LARGEST)
        return entry.splices(tiles, self._print_words), tiles

    def places(self, before: InNotes, after: InNotes) -> Other:
        """What is other once the term has these places in some notes, and not those."""
        new = _changes(before, after, 1)
        if not new:
            return [], []
        tiles = changed(self._places.tiles, self._read_places, new, _weigh_places, shelves.LARGEST)
        return self._places.splices(tiles, self._print_places), tiles

    def _read_words(self, tile: int) -> Said:
        fields = self._words.fields(tile)
        if not fields:
            return []
        numbers = accumulate(_numbers.decode(fields[1]))
        return [*zip(numbers, bytes(fields[2])[1:-1].split(b","), strict=True)]

    def _read_places(self, tile: int, start: int, end: int) -> Said:
        fields = self._places.fields(tile)
        if not fields:
            return []
        around = self._weighed(bisect_right(self._words.tiles[0], start) - 1)
        numbers = [number for number, _ in around if start <= number < end]
        return [*zip(numbers, bytes(fields[1])[2:-2].split(BETWEEN), strict=True)]

    def _print_words(self, said: Said) -> bytes:
        steps = _json(gaps([number for number, _ in said]))
        return b"[%b,%b,[%b]]" % (_json(self._term), steps, b",".join([one for _, one in said]))

    def _print_places(self, said: Said) -> bytes:
        return b"[%b,[[%b]]]" % (_json(self._term), BETWEEN.join([one for _, one in said]))


class Facet:
    """The entry, as it was, of what can be asked by a field's name."""

    def __init__(self, name: str, facets: Earlier) -> None:
        """Take the shelf, which is read when it is needed."""
        self._name = name
        self._entry = _Entry(facets, name)

    def changed(self, gone: Iterable[int], new: Iterable[int]) -> Other:
        """What is other once it can be asked of these notes, and of those no more."""
        notes: dict[int, bytes | None] = dict.fromkeys(gone) | dict.fromkeys(new, b"")
        if not notes:
            return [], []
        tiles = changed(self._entry.tiles, self._read, notes, _weigh_words, shelves.LARGEST)
        return self._entry.splices(tiles, self._print), tiles

    def _read(self, tile: int, *_: int) -> Said:
        fields = self._entry.fields(tile)
        return [(number, b"") for number in accumulate(_numbers.decode(fields[1]))] if fields else []

    def _print(self, said: Said) -> bytes:
        return _json((self._name, gaps([number for number, _ in said]), ()))


class _Entry:
    """The entries of a term in a shelf, one for each tile that has notes."""

    def __init__(self, earlier: Earlier, term: str) -> None:
        self._earlier = earlier
        self._term = term
        self._place, self._count = earlier.find(term)
        self.tiles = earlier.stack.tiles.get(term, WHOLE)
        some = map(bool, self.tiles[1]) if self._count > 1 else [self._count]
        self._places = [*accumulate(some, initial=self._place)]

    def fields(self, tile: int) -> list[msgspec.Raw]:
        """The fields of the entry of a tile in JSON, none where it has no notes."""
        place, end = self._places[tile : tile + 2]
        return self._earlier.fields(place) if place < end else []

    def splices(self, tiles: list[Tile], written: Callable[[Said], bytes]) -> list[Splice]:
        """What is other where an entry has these tiles now; `written` gives the JSON of what one says."""
        found: list[Splice] = []
        new: list[bytes] = []
        at = self._place
        own = shelves.mark(self._term) if len(tiles) == 1 else 0
        for tile in tiles:
            if not isinstance(tile.said, int):
                new += [written(tile.said)] if tile.said else []
                continue
            place, end = self._places[tile.said : tile.said + 2]
            if new or at < place:
                found.append(_splice(at, place - at, self._term, own, new))
                new = []
            at = end
        if new or at < self._place + self._count:
            found.append(_splice(at, self._place + self._count - at, self._term, own, new))
        return found


def _splice(place: int, gone: int, term: str, mark: int, new: list[bytes]) -> Splice:
    """Entries of one term in the place of others."""
    return Splice(place, gone, [term] * len(new), [mark] * len(new), new)


def _weigh_words(said: Said) -> list[int]:
    return [shelves.NOTE] * len(said)


def _weigh_places(said: Said) -> list[int]:
    """Bytes in JSON, and no less than impacts weigh, so that each tile of places lies within one of those."""
    return [max(len(one) + len(BETWEEN), shelves.NOTE) for _, one in said]


def _changes(before: InNotes, after: InNotes, field: int) -> dict[int, bytes | None]:
    """What is said now of the notes of which something else was said, None for those where the term is gone."""
    gone: dict[int, bytes | None] = dict.fromkeys(before.keys() - after.keys())
    return gone | {
        number: one[field]
        for number, one in after.items()
        if number not in before or before[number][field] != one[field]
    }
