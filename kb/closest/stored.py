"""A ranking into rows that can be kept, in blocks so that an edit changes few of them, and back.

`similar` rows hold who was compared and the neighbours, and need nothing but themselves to be read; `ranking` rows hold
what a later ranking goes on from, as plain arrays.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kb.codec import DamagedError, decode, encode

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from kb.closest.nearest import Counts
    from kb.closest.neighbours import Neighbours, Reason, Short
    from kb.closest.postings import Flags, Postings
    from kb.closest.rank import Best
    from kb.closest.ranking import Ranking

    _Chosen = tuple[Best, Reason, Short]
    """As of `Ranking`."""

_NOTES = 32  # slots of a block
_TERMS = 64  # terms of a block

Rows = Mapping[str, bytes]
Compared = tuple[int, tuple[str | None, ...], tuple[str, ...]]
"""k, and by slot the ids and keys."""


def compared(similar: Rows, k: int) -> "Compared | None":
    """Who was compared, if k neighbours of each were looked for."""
    kept = _compared(similar)
    return kept if kept and kept[0] == k else None


def neighbours(of: "Compared", similar: Rows, keys: Mapping[str, str]) -> "Neighbours | None":
    """The neighbours that are kept, if they are those of just the notes with these ids and keys."""
    known = dict(zip(of[1], of[2], strict=True))
    known.pop(None, None)
    if known != keys:
        return None
    chosen = _chosen(similar, len(of[1]), of[0])
    if chosen is None:
        return None
    from kb.closest.neighbours import Neighbours  # noqa: PLC0415  # numpy loads when it is needed

    return Neighbours(of[1], *chosen)


def ranking(of: "Compared", similar: Rows, arrays: Rows) -> "Ranking | None":
    """The ranking that is kept of these, None if there is none; `DamagedError` if it can't be."""
    import numpy as np  # noqa: PLC0415  # it loads when it is needed

    from kb.closest.lists import Lists  # noqa: PLC0415  # as above
    from kb.closest.ranking import Ranking  # noqa: PLC0415  # as above

    k, ids, keys = of
    chosen = _chosen(similar, len(ids), k)
    if chosen is None or "terms" not in arrays:
        return None
    best, reason, short = chosen
    terms = decode(arrays["terms"], tuple[str, ...])
    by_term = [arrays.get(name, b"") for name in _names("postings", len(terms), _TERMS)]
    by_slot = [arrays.get(name, b"") for name in _names("lists", len(best.target), _NOTES)]
    if not (all(by_term) and all(by_slot)):
        return None
    try:
        table = np.frombuffer(b"".join(by_slot), dtype=_list())
    except ValueError as error:
        raise DamagedError(str(error)) from error
    if len(table) != len(best.target):
        raise DamagedError("Lists are kept of other notes.")
    return Ranking(
        k=k,
        ids=ids,
        keys=keys,
        terms=terms,
        postings=_postings(by_term, len(terms)),
        lengths=table["length"],
        lists=Lists(table["near"], table["cosine"], table["whole"]),
        best=best,
        reason=reason,
        short=short,
    )


def counts(kept: Callable[[str, Sequence[str]], Rows]) -> "Counts | None":
    """What the notes of the ranking that is kept hold; `kept` gives some rows of a space."""
    from kb.closest.nearest import Counts  # noqa: PLC0415  # as above

    of = _compared(kept("similar", ["compared"]))
    row = kept("ranking", ["terms"]).get("terms")
    if of is None or row is None:
        return None
    terms = decode(row, tuple[str, ...])
    names = list(_names("postings", len(terms), _TERMS))
    blocks = kept("ranking", names)
    if blocks.keys() != set(names):
        return None
    postings = _postings([blocks[name] for name in names], len(terms))
    return Counts(ids=of[1], keys=of[2], terms=terms, postings=postings)


def _postings(blocks: Sequence[bytes], terms: int) -> "Postings":
    """The postings of so many terms that blocks hold."""
    import numpy as np  # noqa: PLC0415  # as above

    from kb.closest.postings import Postings  # noqa: PLC0415  # as above

    counts, slots, times = [], [], []
    try:
        for place, block in enumerate(blocks):
            size = min(_TERMS, terms - place * _TERMS)
            counts.append(np.frombuffer(block, dtype=np.int32, count=size))
            held = int(counts[-1].sum())
            slots.append(np.frombuffer(block, dtype=np.int32, count=held, offset=4 * size))
            times.append(np.frombuffer(block, dtype=np.uint8, count=held, offset=4 * (size + held)))
    except ValueError as error:
        raise DamagedError(str(error)) from error
    return Postings(
        np.concatenate(([0], np.cumsum(np.concatenate(counts)))) if counts else np.zeros(1, dtype=np.int64),
        np.concatenate(slots) if slots else np.zeros(0, dtype=np.int32),
        np.concatenate(times) if times else np.zeros(0, dtype=np.uint8),
    )


def rows(ranking: "Ranking", kept: Mapping[str, Rows]) -> dict[str, dict[str, bytes]]:
    """The `similar` and `ranking` rows of a ranking; `UnfitError` if it has none.

    `kept` has the same of the ranking that it went on from, nothing for a first one; blocks in which nothing is another
    are taken from there.
    """
    similar, arrays, slots = kept.get("similar", {}), kept.get("ranking", {}), len(ranking.ids)
    best, reason, lists, postings = ranking.best, ranking.reason, ranking.lists, ranking.postings
    every: Mapping[str, npt.NDArray[Any]] = {
        "target": best.target,
        "score": best.score,
        "named": reason.named,
        "short": ranking.short,
    }
    listed: Mapping[str, npt.NDArray[Any]] = {
        "near": lists.near,
        "cosine": lists.cosine,
        "whole": lists.whole,
        "length": ranking.lengths,
    }
    starts, counts = postings.starts.tolist(), postings.frequency.astype("i4")

    def posted(first: int, last: int) -> bytes:
        span = slice(starts[first], starts[last])
        return counts[first:last].tobytes() + postings.slots[span].tobytes() + postings.times[span].tobytes()

    by_slot = {
        "compared": encode((ranking.k, ranking.ids, ranking.keys)),
        "names": encode(reason.names),
        **_blocks("neighbours", _table(_neighbour(ranking.k), every), slots, _NOTES, ranking.renewed, similar),
    }
    by_term = {
        "terms": encode(ranking.terms),
        **_blocks("postings", posted, len(ranking.terms), _TERMS, postings.renewed, arrays),
        **_blocks("lists", _table(_list(), listed), slots, _NOTES, ranking.renewed, arrays),
    }
    return {"similar": by_slot, "ranking": by_term}


def _blocks(  # noqa: PLR0913, PLR0917  # what they hold, and what is known of them
    what: str,
    make: Callable[[int, int], bytes],
    number: int,
    size: int,
    renewed: "Flags | None",
    kept: Rows,
) -> dict[str, bytes]:
    """The blocks of so many slots or terms, made of those from one to another, or as kept where none is renewed."""
    stale = {*range(0, number, size)} if renewed is None else {*(renewed.nonzero()[0] // size * size).tolist()}
    rows: dict[str, bytes] = {}
    for first, name in zip(range(0, number, size), _names(what, number, size), strict=True):
        old = None if first in stale else kept.get(name)
        rows[name] = old or make(first, min(number, first + size))
    return rows


def _table(kind: "np.dtype[np.void]", columns: "Mapping[str, npt.NDArray[Any]]") -> Callable[[int, int], bytes]:
    """What makes bytes of columns from one place to another."""
    import numpy as np  # noqa: PLC0415  # as above

    def made(first: int, last: int) -> bytes:
        table = np.empty(last - first, dtype=kind)
        for name, column in columns.items():
            table[name] = column[first:last]
        return table.tobytes()

    return made


def _neighbour(k: int) -> "np.dtype[np.void]":
    """What is kept of the neighbours of a note."""
    import numpy as np  # noqa: PLC0415  # as above

    from kb.closest.heaviest import MOST  # noqa: PLC0415  # as above

    return np.dtype([("target", "i4", k), ("score", "i2", k), ("named", "i4", (k, MOST)), ("short", "u8")])


def _list() -> "np.dtype[np.void]":
    """What is kept of the list of a note."""
    import numpy as np  # noqa: PLC0415  # as above

    from kb.closest.lists import LENGTH  # noqa: PLC0415  # as above

    return np.dtype(
        [
            ("near", "i4", LENGTH),
            ("cosine", "i2", LENGTH),
            ("whole", "?"),
            ("length", "f8"),
        ]
    )


def _compared(similar: Rows) -> "Compared | None":
    row = similar.get("compared")
    of: Compared | None = decode(row, Compared) if row else None
    if of and len(of[1]) != len(of[2]):
        raise DamagedError("Keys are kept of other notes.")
    return of


def _chosen(similar: Rows, slots: int, k: int) -> "_Chosen | None":
    """The neighbours of so many slots that are kept, k each at most."""
    import numpy as np  # noqa: PLC0415  # as above

    from kb.closest.neighbours import Reason  # noqa: PLC0415  # as above
    from kb.closest.rank import Best  # noqa: PLC0415  # as above

    blocks = [similar.get(name, b"") for name in _names("neighbours", slots, _NOTES)]
    if not all(blocks) or "names" not in similar:
        return None
    names = decode(similar["names"], tuple[str, ...])
    try:
        table = np.frombuffer(b"".join(blocks), dtype=_neighbour(k))
    except ValueError as error:
        raise DamagedError(str(error)) from error
    if len(table) != slots or int(np.max(table["named"], initial=-1)) >= len(names):
        raise DamagedError("Neighbours are kept of other notes.")
    return Best(table["target"], table["score"]), Reason(names, table["named"]), table["short"]


def _names(what: str, number: int, size: int) -> Iterator[str]:
    return (f"{what} {block}" for block in range(-(-number // size)))
