"""A ranking into rows that can be kept, in blocks so that an edit changes few of them, and back.

`similar` rows hold who was compared and the neighbours, and need nothing but themselves to be read; `ranking` rows hold
what a later ranking goes on from, as plain arrays.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from kb.codec import DamagedError, decode, encode

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from kb.closest.nearest import Counts
    from kb.closest.neighbours import Neighbours, Reason, Short
    from kb.closest.postings import Postings
    from kb.closest.rank import Best
    from kb.closest.ranking import Ranking

    _Chosen = tuple[Best, Reason, Short]
    """As of `Ranking`."""

_NOTES = 32  # slots of a block
_TERMS = 64  # terms of a block

Rows = Mapping[str, bytes]
_Compared = tuple[int, tuple[str | None, ...], tuple[str, ...]]
"""k, and by slot the ids and keys."""


def neighbours(similar: Rows, ids: Sequence[str], keys: Sequence[str], k: int) -> "Neighbours | None":
    """The neighbours that are kept, if they are those of just these notes, k each."""
    compared = _compared(similar)
    if compared is None or compared[0] != k:
        return None
    known = {id_: slot for slot, id_ in enumerate(compared[1]) if id_ is not None}
    if len(known) != len(ids) or any(
        known.get(id_, -1) < 0 or compared[2][known[id_]] != key for id_, key in zip(ids, keys, strict=True)
    ):
        return None
    chosen = _chosen(similar, len(compared[1]), k)
    if chosen is None:
        return None
    from kb.closest.neighbours import Neighbours  # noqa: PLC0415  # numpy loads when it is needed

    return Neighbours(compared[1], *chosen)


def ranking(similar: Rows, arrays: Rows, k: int) -> "Ranking | None":
    """The ranking that is kept, None if there is none of k neighbours each; `DamagedError` if it can't be."""
    import numpy as np  # noqa: PLC0415  # it loads when it is needed

    from kb.closest.lists import Lists  # noqa: PLC0415  # as above
    from kb.closest.ranking import Ranking  # noqa: PLC0415  # as above

    compared = _compared(similar)
    if compared is None or compared[0] != k or "terms" not in arrays:
        return None
    chosen = _chosen(similar, len(compared[1]), k)
    if chosen is None:
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
        ids=compared[1],
        keys=compared[2],
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

    compared = _compared(kept("similar", ["compared"]))
    row = kept("ranking", ["terms"]).get("terms")
    if compared is None or row is None:
        return None
    terms = decode(row, tuple[str, ...])
    names = list(_names("postings", len(terms), _TERMS))
    blocks = kept("ranking", names)
    if blocks.keys() != set(names):
        return None
    postings = _postings([blocks[name] for name in names], len(terms))
    return Counts(ids=compared[1], keys=compared[2], terms=terms, postings=postings)


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


def rows(ranking: "Ranking") -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The `similar` and `ranking` rows of a ranking; `UnfitError` if it has none."""
    import numpy as np  # noqa: PLC0415  # as above

    slots, number = len(ranking.ids), len(ranking.terms)
    chosen = np.empty(slots, dtype=_neighbour(ranking.k))
    chosen["target"], chosen["score"] = ranking.best.target, ranking.best.score
    chosen["named"], chosen["short"] = ranking.reason.named, ranking.short
    similar = {
        "compared": encode((ranking.k, ranking.ids, ranking.keys)),
        "names": encode(ranking.reason.names),
        **_blocks("neighbours", chosen),
    }
    arrays = {"terms": encode(ranking.terms)}
    starts, postings = ranking.postings.starts.tolist(), ranking.postings
    counts = postings.frequency.astype("i4")
    for block, name in enumerate(_names("postings", number, _TERMS)):
        first, last = block * _TERMS, min(number, (block + 1) * _TERMS)
        span = slice(starts[first], starts[last])
        arrays[name] = counts[first:last].tobytes() + postings.slots[span].tobytes() + postings.times[span].tobytes()
    table = np.empty(slots, dtype=_list())
    table["near"], table["cosine"], table["whole"] = ranking.lists.near, ranking.lists.cosine, ranking.lists.whole
    table["length"] = ranking.lengths
    return similar, arrays | _blocks("lists", table)


def _blocks(what: str, table: "npt.NDArray[np.void]") -> dict[str, bytes]:
    """The rows of a table of slots."""
    whole, size = memoryview(table.tobytes()), _NOTES * table.itemsize
    return {
        name: bytes(whole[block * size : (block + 1) * size])
        for block, name in enumerate(_names(what, len(table), _NOTES))
    }


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


def _compared(similar: Rows) -> "_Compared | None":
    row = similar.get("compared")
    compared: _Compared | None = decode(row, _Compared) if row else None
    if compared and len(compared[1]) != len(compared[2]):
        raise DamagedError("Keys are kept of other notes.")
    return compared


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
