"""What can be asked of some notes by a field's name, and could be before, into the entries of it that are other.

What a note says of itself is changed where the note is. Themes and keywords, which bring many spellings together, are
made again as a whole: the shelf takes over the scripts that stand.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from itertools import accumulate

import msgspec

from kb.search import shelves
from kb.search.asked import Asked, holders_of
from kb.search.entries import Facet, Printed
from kb.search.restack import Earlier, Splice
from kb.search.tiles import Tiles
from kb.search.values import Choice, gaps

Some = Mapping[int, Asked]
"""What can be asked of some notes, by their numbers."""
_json = msgspec.json.Encoder().encode
_gaps = msgspec.json.Decoder(list[int])


def facets_again(
    earlier: Earlier, before: Some, after: Some, whole: Mapping[str, Printed]
) -> tuple[list[Splice], dict[str, Tiles]]:
    """The entries that some notes leave or enter, and those of whole fields, by what they begin with; and all tiles."""
    leave, enter = (_by_name({number: own for number, (own, _) in some.items()}) for some in (before, after))
    splices: list[Splice] = []
    tiles = {name: one for name, one in earlier.stack.tiles.items() if not name.startswith((*whole,))}
    for name in sorted(leave.keys() | enter.keys() | whole.keys()):
        if name in whole:
            splices.append(_whole(earlier, name, whole[name]))
            tiles |= whole[name].tiles
            continue
        other, now = Facet(name, earlier).changed(leave[name] - enter[name], enter[name] - leave[name])
        splices += other
        if now:
            tiles.pop(name, None)
        if len(now) > 1:
            tiles[name] = [tile.start for tile in now], [tile.weight for tile in now]
    return splices, tiles


def choices_again(
    earlier: Earlier, before: Some, after: Some, whole: Mapping[str, Printed], asked_of: Callable[[int], Asked]
) -> list[Splice]:
    """The same of what an answer can be narrowed by, spelled as the first note has it; `asked_of` tells of any note."""
    leave, enter = (_by_name({number: own for number, (_, own) in some.items()}) for some in (before, after))
    splices: list[Splice] = []
    for name in sorted(leave.keys() | enter.keys() | whole.keys()):
        if name in whole:
            splices.append(_whole(earlier, name, whole[name]))
            continue
        place, count = earlier.find(name)
        were = accumulate(_gaps.decode(earlier.fields(place)[2])) if count else ()
        numbers = sorted({*were} - leave[name] | enter[name])
        new = [_json(Choice(name, asked_of(numbers[0])[1][name], gaps(numbers)))] if numbers else []
        splices.append(Splice(place, count, [name] * len(new), [shelves.mark(name)] * len(new), new))
    return splices


def _by_name(asked: Mapping[int, Iterable[str]]) -> defaultdict[str, set[int]]:
    return defaultdict(set, {name: {*numbers} for name, numbers in holders_of(asked).items()})


def _whole(earlier: Earlier, begins: str, new: Printed) -> Splice:
    """All entries whose names begin with a field's, in the place of those that there were."""
    start, end = earlier.find(begins)[0], earlier.find(begins.removesuffix(":") + ";")[0]
    marks = [0 if term in new.tiles else shelves.mark(term) for term in new.terms]
    return Splice(start, end - start, new.terms, marks, new.json)
