"""A day's name into five notes drawn by chance, the same for everybody, and all notes into shards to draw from.

Each note has a shard, and each of five lots a shard to begin in; the note whose hash with the day is the smallest is
drawn there. `assets/front.js` draws in the same way, and needs to load five shards at most unless some are empty. So
another note in the vault changes a draw about as rarely as that note is drawn, but for the few times when the number
of shards doubles.
"""

from collections import defaultdict
from collections.abc import Sequence

FIVE = 5

_SHARD = 64  # notes in one shard, about


def shard_count(notes: int) -> int:
    """How many shards: the least power of two that leaves each about 64 notes.

    >>> shard_count(0), shard_count(64), shard_count(65), shard_count(30_000)
    (1, 1, 2, 512)
    """
    return 1 << (max(notes - 1, 0) // _SHARD).bit_length()


def draw(ids: Sequence[str], day: str) -> tuple[str, ...]:
    """Five of these notes, or all when they are fewer, for a day that is called so."""
    shards = shared_out(ids)
    drawn: list[str] = []
    for hashed in mixed([f"{day}#{lot}" for lot in range(min(FIVE, len(ids)))]):
        place = hashed % len(shards)
        while not (left := [id_ for id_ in shards[place] if id_ not in drawn]):
            place = (place + 1) % len(shards)
        drawn.append(min(zip(mixed([f"{day}:{id_}" for id_ in left]), left, strict=True))[1])
    return tuple(drawn)


def mixed(texts: Sequence[str]) -> list[int]:
    """A number below 2³² from each text: FNV-1a (Fowler, Noll, Vo) of its UTF-8, stirred as MurmurHash3 ends.

    >>> mixed(["", "2026-11-22#0"])
    [2872998923, 2937780793]
    """
    import numpy as np  # noqa: PLC0415  # it loads when it is needed

    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    sizes = np.fromiter(map(len, encoded), np.int64, len(encoded))
    order = np.argsort(-sizes)  # the longest first, so that those that have a byte at some place are the first ones
    begins = (np.cumsum(sizes) - sizes)[order]
    letters = np.frombuffer(b"".join(encoded), np.uint8)
    made = np.full(len(encoded), 0x811C9DC5, np.uint32)
    for place in range(max(map(len, encoded), default=0)):
        some = np.searchsorted(-sizes[order], -place)
        made[:some] = (made[:some] ^ letters[begins[:some] + place]) * np.uint32(0x01000193)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        made = (made ^ (made >> np.uint32(shift))) * np.uint32(factor)
    found = np.empty_like(made)
    found[order] = made ^ (made >> np.uint32(16))
    numbers: list[int] = found.tolist()
    return numbers


def shared_out(ids: Sequence[str]) -> list[list[str]]:
    """These notes by shard, in their order."""
    number = shard_count(len(ids))
    shards = defaultdict[int, list[str]](list)
    for id_, hashed in zip(ids, mixed(ids), strict=True):
        shards[hashed % number].append(id_)
    return [shards[place] for place in range(number)]
