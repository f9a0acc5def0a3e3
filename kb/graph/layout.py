"""The graph and its communities into places on a plane: each community a disc, each note a point in its community's.

Where something lies follows from what it is and what it is tied to, never from chance or from an order: it begins where
the hash of its name says and goes most of the way to what it is tied to. That is a linear system whose answer changes
little when a note is added. Ranks then spread the points over their disc, and what would overlap is moved apart. Sums
are of whole numbers and every round ends in whole numbers, so all machines come to the same places.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb.graph.communities import Community
from kb.graph.ties import Ties
from kb.text import short_hash

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

STEP = 64
"""Distance that two notes keep from each other, in the units of all places."""

_UNIT = 1 << 20  # what 1 is while the linear system is solved in whole numbers
_PULL = 6  # how many times more what a note is tied to counts than where its hash says
_PULL_DISC = 2  # the same for communities: the less, the less an addition moves them
_SOLVING = 40  # rounds; each leaves at most 6/7 of what is not settled, and only what would move a rank matters
_WIDE = 1.3  # radius in which discs are laid out before they are moved apart, against that of one that they fill
_ROOMY = 1.35  # radius of a community's disc, against that of one that its notes fill
_APART = 60  # rounds in which discs are moved apart
_CROWD = 12  # rounds in which notes are
_LARGEST = 400  # communities that are placed by their ties; smaller ones lie around them, as do notes without a tie
_AIR = 2 * STEP  # between discs


@dataclass(frozen=True, slots=True, kw_only=True)
class Disc:
    """Where a community lies."""

    x: int
    """Of its middle, to the right."""
    y: int
    """Of its middle, upwards."""
    radius: int
    """All its notes lie within."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where everything lies; the middle of all is near (0, 0), and `STEP` is how far notes keep apart."""

    discs: tuple[Disc, ...]
    """In the order of the communities."""
    notes: Mapping[str, tuple[int, int]]
    """(x, y) of every node, by id, sorted."""


def layout(ids: Sequence[str], found: Ties, communities: Sequence[Community], kept: Collection[str] = ()) -> Layout:
    """Places for nodes of these ids, in any order, with these ties and communities; the cost grows with the ties.

    A community whose address is `kept` begins where that says, others where their members do.
    """
    import numpy as np  # noqa: PLC0415  # it loads when it is needed

    ids = sorted(ids)
    number = {id_: place for place, id_ in enumerate(ids)}
    home = np.full(len(ids), -1, dtype=np.int64)
    for place, one in enumerate(communities):
        home[[number[id_] for id_ in one.members if id_ in number]] = place
    start, end, strength = _both_ways(found, number)
    radius = np.rint(_ROOMY * STEP * np.sqrt([max(1, len(one.members)) for one in communities])).astype(np.int64)
    anchors = _anchors(ids)
    begin = _led(ids, anchors, home, len(radius))
    known = [place for place, one in enumerate(communities) if one.address in kept]
    begin[known] = _anchors([communities[place].address for place in known])
    centre = _discs(communities, begin, radius, (home[start], home[end], strength))
    where = np.zeros((len(ids), 2), dtype=np.int64)
    held = home >= 0
    if held.any():
        settled = _settled(anchors, home, centre, (start, end, strength))
        spread = _spread(settled[held], home[held])
        own = radius[home[held]]
        where[held] = centre[home[held]] + _crowd(_rounded(spread * own[:, None]), home[held], own)
    loose = np.flatnonzero(~held)
    inner = np.sqrt((centre.astype(float) ** 2).sum(axis=1)) + radius if len(centre) else np.zeros(1)
    where[loose] = _outside([ids[place] for place in loose], np.full(len(loose), STEP // 2), float(inner.max()))
    return Layout(
        discs=tuple(Disc(x=x, y=y, radius=r) for (x, y), r in zip(centre.tolist(), radius.tolist(), strict=True)),
        notes={id_: (x, y) for id_, (x, y) in zip(ids, where.tolist(), strict=True)},
    )


def _both_ways(found: Ties, number: Mapping[str, int]) -> tuple["Ints", "Ints", "Ints"]:
    """Ends and strength of each tie, in both directions, sorted by where they begin."""
    import numpy as np  # noqa: PLC0415  # as above

    one = np.array([number[pair[0]] for pair in found], dtype=np.int64)
    other = np.array([number[pair[1]] for pair in found], dtype=np.int64)
    strength = np.array(list(found.values()), dtype=np.int64)
    order = np.lexsort((np.concatenate((other, one)), np.concatenate((one, other))))
    return (
        np.concatenate((one, other))[order],
        np.concatenate((other, one))[order],
        np.concatenate((strength, strength))[order],
    )


def _led(ids: Sequence[str], anchors: "Ints", home: "Ints", count: int) -> "Ints":
    """An anchor for each community: that of the few members whose hashes are least, the least before all.

    A community whose members change by a few is thereby likely to stay, whatever it is called.
    """
    import numpy as np  # noqa: PLC0415  # as above

    held = home >= 0
    drawn = np.array([1 + int(short_hash(f"{id_} leads", 4), 16) for id_ in ids], dtype=np.int64)
    weight = ((1 << 32) // drawn**2)[held]
    led = np.zeros((count, 2), dtype=np.int64)
    whole = np.ones(count, dtype=np.int64)
    np.add.at(led, home[held], weight[:, None] * (anchors[held] >> 10))
    np.add.at(whole, home[held], weight)
    return (led // whole[:, None]) << 10


def _discs(
    communities: Sequence[Community], anchors: "Ints", radius: "Ints", joined: tuple["Ints", "Ints", "Ints"]
) -> "Ints":
    """Middles of the communities: those that are tied near each other, none on another."""
    import numpy as np  # noqa: PLC0415  # as above

    inner = min(len(communities), _LARGEST)
    if not inner:
        return np.zeros((0, 2), dtype=np.int64)
    one, other, strength = joined
    between = (one != other) & (one >= 0) & (other >= 0) & (one < inner) & (other < inner)
    pulled = (one[between], other[between], strength[between])
    nothing = np.zeros((inner, 2), dtype=np.int64)
    settled = _solved(anchors[:inner], pulled, nothing, nothing[:, 0], _PULL_DISC)
    area = float(((radius[:inner] + _AIR) ** 2).sum())
    # Not by rank, as notes are: among few discs a change of rank is a long way.
    spread = _upright(settled, np.zeros(inner, dtype=np.int64)).astype(float)
    spread /= np.sqrt(np.maximum((spread**2).mean(axis=0), 1.0))
    spread /= np.sqrt(1 + (spread**2).sum(axis=1))[:, None]
    centre = _rounded(spread * _WIDE * np.sqrt(area))
    apart = (radius[:inner, None] + radius[None, :inner] + _AIR).astype(float)
    share = (radius[None, :inner] ** 2 / (radius[:inner, None] ** 2 + radius[None, :inner] ** 2)).astype(float)
    np.fill_diagonal(share, 0.0)
    for _ in range(_APART):
        off = (centre[:, None, :] - centre[None, :, :]).astype(float)
        far = np.sqrt((off**2).sum(axis=2))
        push = np.where(far < apart, (apart - far) * share / np.maximum(far, 1.0), 0.0)
        if not push.any():
            break
        centre = centre + _rounded((off * push[:, :, None]).sum(axis=1))
    if inner == len(communities):
        return centre
    rim = float((np.sqrt((centre.astype(float) ** 2).sum(axis=1)) + radius[:inner]).max())
    return np.concatenate(
        (centre, _outside([one.address for one in communities[inner:]], radius[inner:] + _AIR // 2, rim))
    )


def _settled(anchors: "Ints", home: "Ints", centre: "Ints", tied: tuple["Ints", "Ints", "Ints"]) -> "Ints":
    """Each note between its hash's point, the notes of its community that it is tied to, and other communities."""
    import numpy as np  # noqa: PLC0415  # as above

    start, end, strength = tied
    inside = home[start] == home[end]
    away = (centre[home[end[~inside]]] - centre[home[start[~inside]]]).astype(float)
    far = np.sqrt((away**2).sum(axis=1))
    toward = _rounded(away / np.maximum(far, 1.0)[:, None] * _UNIT)
    outward = np.zeros_like(anchors)
    outer = np.zeros(len(anchors), dtype=np.int64)
    np.add.at(outward, start[~inside], toward * strength[~inside, None])
    np.add.at(outer, start[~inside], strength[~inside])
    return _solved(anchors, (start[inside], end[inside], strength[inside]), outward, outer, _PULL)


def _solved(
    anchors: "Ints", pulled: tuple["Ints", "Ints", "Ints"], fixed: "Ints", fixed_strength: "Ints", pull: int
) -> "Ints":
    """Points of which each is the mean of its anchor, once, and `pull` times the mean of what it is tied to."""
    import numpy as np  # noqa: PLC0415  # as above
    from scipy import sparse  # noqa: PLC0415  # as above

    start, end, strength = pulled
    count = len(anchors)
    matrix: sparse.csr_array[np.int64] = sparse.csr_array(sparse.coo_array((strength, (start, end)), (count, count)))
    whole = np.maximum(1, np.asarray(matrix.sum(axis=1), dtype=np.int64) + fixed_strength)[:, None]
    points = anchors
    for _ in range(_SOLVING):
        points = (anchors + pull * ((matrix @ points + fixed) // whole)) // (pull + 1)
    return points


def _anchors(names: Sequence[str]) -> "Ints":
    """A point for each name, anywhere in the square from -`_UNIT` to `_UNIT`."""
    import numpy as np  # noqa: PLC0415  # as above

    drawn = np.array([int(short_hash(name, 12), 16) for name in names], dtype=np.int64).reshape(-1, 1)
    return np.concatenate((drawn >> 24, drawn & 0xFFFFFF), axis=1) * 2 * _UNIT // 0x1000000 - _UNIT


def _spread(points: "Ints", group: "Ints") -> "Floats":
    """The points of each group over a disc of radius 1, as they lie to each other: by rank along two axes."""
    import numpy as np  # noqa: PLC0415  # as above

    size = np.bincount(group)
    square = np.stack([_ranks(axis, group, size) for axis in _upright(points, group).T], axis=1)
    return square * np.sqrt(1 - square[:, ::-1] ** 2 / 2)


def _upright(points: "Ints", group: "Ints") -> "Ints":
    """The points of each group around their own middle, without what the second axis shares with the first.

    Both follow the strongest ties, so that without this they would lie along a line.
    """
    import numpy as np  # noqa: PLC0415  # as above

    size = np.maximum(np.bincount(group), 1)
    middle = np.stack([np.bincount(group, points[:, axis]) // size for axis in (0, 1)], axis=1)
    first, second = (points - middle.astype(np.int64)[group]).T
    varied = np.bincount(group, first * first)
    shared = np.bincount(group, first * second) / np.maximum(varied, 1.0)
    return np.stack((first, _rounded(second - shared[group] * first)), axis=1)


def _ranks(values: "Ints", group: "Ints", size: "Ints") -> "Floats":
    """The rank of each value in its group, from -1 to 1."""
    import numpy as np  # noqa: PLC0415  # as above

    order = np.lexsort((values, group))
    begin = np.concatenate(([0], np.cumsum(size)[:-1]))
    rank = np.empty(len(values))
    rank[order] = np.arange(len(values)) - begin[group[order]]
    return (2 * rank + 1) / size[group] - 1


def _crowd(points: "Ints", group: "Ints", radius: "Ints") -> "Ints":
    """Points of each group, around its middle, moved apart to `STEP` as far as their disc has room."""
    import numpy as np  # noqa: PLC0415  # as above

    # Groups lie side by side while this is done, so that one tree finds the near points of all.
    aside = np.stack((group * 4 * (int(radius.max()) + STEP), np.zeros_like(group)), axis=1)
    for _ in range(_CROWD):
        points = _pushed(points + aside, np.full(len(points), STEP // 2)) - aside
        far = np.sqrt((points.astype(float) ** 2).sum(axis=1))
        points = _rounded(points * np.minimum(1.0, (radius - STEP // 2) / np.maximum(far, 1.0))[:, None])
    return points


def _outside(names: Sequence[str], radius: "Ints", rim: float) -> "Ints":
    """Points on a ring around what is placed already, wide enough for these, each where its hash says."""
    import numpy as np  # noqa: PLC0415  # as above

    if not names:
        return np.zeros((0, 2), dtype=np.int64)
    inner = rim + 2.0 * int(radius.max())
    outer = np.sqrt(inner**2 + 3.0 * float((radius.astype(float) ** 2).sum()))
    drawn = _anchors(names).astype(float)
    length = np.maximum(np.sqrt((drawn**2).sum(axis=1)), 1.0)
    depth = np.array([int(short_hash(f"{name} depth", 6), 16) for name in names]) / 0x1000000
    far = np.sqrt(inner**2 + depth * (outer**2 - inner**2))
    points = _rounded(drawn * (far / length)[:, None])
    for _ in range(_CROWD):
        points = _pushed(points, radius)
        far = np.sqrt((points.astype(float) ** 2).sum(axis=1))
        points = _rounded(points * np.maximum(1.0, inner / np.maximum(far, 1.0))[:, None])
    return points


def _pushed(points: "Ints", radius: "Ints") -> "Ints":
    """Points moved by half of what each two of these circles overlap."""
    import numpy as np  # noqa: PLC0415  # as above
    from scipy.spatial import cKDTree  # noqa: PLC0415  # as above

    near = cKDTree(points.astype(float)).query_pairs(2 * int(radius.max()), output_type="ndarray")
    one, other = near[np.lexsort((near[:, 1], near[:, 0]))].T
    off = (points[one] - points[other]).astype(float)
    off[(off == 0).all(axis=1)] = (1.0, 0.0)
    far = np.sqrt((off**2).sum(axis=1))
    push = _rounded(off * (np.maximum(radius[one] + radius[other] - far, 0.0) / (2 * far))[:, None])
    moved = points.copy()
    np.add.at(moved, one, push)
    np.subtract.at(moved, other, push)
    return moved


def _rounded(values: "Floats") -> "Ints":
    """The nearest whole numbers."""
    import numpy as np  # noqa: PLC0415  # as above

    return np.rint(values).astype(np.int64)
