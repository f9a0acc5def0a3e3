"""The graph and its communities into places on a plane: each community a disc, each note a point in its community's.

Where something lies follows from what it is and what it is tied to, never from chance or from an order: it begins where
the hash of its name says and goes most of the way to what it is tied to. That is a linear system whose answer changes
little when a note is added. Ranks then spread the points over their disc, and what would overlap is moved apart. Sums
are of whole numbers and every round ends in whole numbers, so all machines come to the same places.
"""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from kb.graph.columns import added, halves, hashed, ordered, summed
from kb.graph.communities import Community
from kb.graph.crowd import apart, crowded, ringed, rounded
from kb.graph.ties import Ties

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kb.graph.columns import Floats, Ints

    Points = NDArray[np.complex128]

STEP = 64
"""Distance that two notes keep from each other, in the units of all places."""

_UNIT = 1 << 20  # what 1 is while the linear system is solved in whole numbers
_PULL = 6  # how many times more what a note is tied to counts than where its hash says
_PULL_DISC = 2  # the same for communities: the less, the less an addition moves them
_SOLVING = 12  # rounds, after which at most a 400th is not settled; only what would move a rank matters
_WIDE = 1.3  # radius in which discs are laid out before they are moved apart, against that of one that they fill
_ROOMY = 1.35  # radius of a community's disc, against that of one that its notes fill
_LARGEST = 400  # communities that are placed by their ties; smaller ones lie around them, as do notes without a tie
_AIR = 2 * STEP  # between discs


class Disc(Struct, frozen=True, kw_only=True):
    """Where a community lies."""

    x: int
    """Of its middle, to the right."""
    y: int
    """Of its middle, upwards."""
    radius: int
    """All its notes lie within."""


class Layout(Struct, frozen=True, kw_only=True):
    """Where everything lies; the middle of all is near (0, 0), and `STEP` is how far notes keep apart."""

    discs: tuple[Disc, ...]
    """In the order of the communities."""
    x: list[int]
    """Of every node, by its place in the graph."""
    y: list[int]
    """The same."""


def layout(found: Ties, communities: Sequence[Community], kept: Collection[str] = ()) -> Layout:
    """Places for all nodes, with these ties and communities; the cost grows with the ties.

    A community whose address is `kept` begins where that says, others where their members do.
    """
    import numpy as np  # noqa: PLC0415  # it loads when it is needed

    ids, home = found.ids, found.places(one.members for one in communities)
    start, end, strength = found.both_ways
    radius = np.rint(_ROOMY * STEP * np.sqrt([max(1, len(one.members)) for one in communities])).astype(np.int64)
    anchors = _anchors(found.names.hashes)
    begin = _led(found.names.hashes, anchors, home, len(radius))
    known = [place for place, one in enumerate(communities) if one.address in kept]
    begin[known] = _anchors(hashed(communities[place].address for place in known))
    centre = _discs(communities, begin, radius, (home[start], home[end], strength))
    where = np.zeros((len(ids), 2), dtype=np.int64)
    held = home >= 0
    if held.any():
        settled = _settled(anchors, home, centre, (start, end, strength))
        spread = _spread(settled[held], home[held])
        own = radius[home[held]]
        where[held] = centre[home[held]] + crowded(rounded(spread * own[:, None]), home[held], own, STEP)
    loose = np.flatnonzero(~held)
    inner = np.sqrt((centre.astype(float) ** 2).sum(axis=1)) + radius if len(centre) else np.zeros(1)
    where[loose] = _outside([ids[place] for place in loose], np.full(len(loose), STEP // 2), float(np.max(inner)))
    return Layout(
        discs=tuple(Disc(x=x, y=y, radius=r) for (x, y), r in zip(centre.tolist(), radius.tolist(), strict=True)),
        x=where[:, 0].tolist(),
        y=where[:, 1].tolist(),
    )


def _led(hashes: "NDArray[np.uint64]", anchors: "Ints", home: "Ints", count: int) -> "Ints":
    """An anchor for each community: that of the few members whose hashes are least, the least before all.

    A community whose members change by a few is thereby likely to stay, whatever it is called.
    """
    import numpy as np  # noqa: PLC0415  # as above

    held = home >= 0
    drawn = 1 + (hashes & 0xFFFF).astype(np.int64)  # what anchors leave of a hash
    weight = ((1 << 32) // drawn**2)[held]
    led = [added(home[held], weight * (axis[held] >> 10), count) for axis in anchors.T]
    whole = 1 + added(home[held], weight, count)
    return (np.stack(led, axis=1) // whole[:, None]) << 10


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
    pairs, pull, _ = summed(one[between] * inner + other[between], strength[between])
    pulled = (*halves(pairs, inner), pull)
    nothing = np.zeros((inner, 2), dtype=np.int64)
    settled = _solved(anchors[:inner], pulled, nothing, nothing[:, 0], _PULL_DISC)
    area = float(((radius[:inner] + _AIR) ** 2).sum())
    # Not by rank, as notes are: among few discs a change of rank is a long way.
    spread = _upright(settled, np.zeros(inner, dtype=np.int64)).astype(float)
    spread /= np.sqrt(np.maximum((spread**2).mean(axis=0), 1.0))
    spread /= np.sqrt(1 + (spread**2).sum(axis=1))[:, None]
    centre = apart(rounded(spread * _WIDE * np.sqrt(area)), radius[:inner], _AIR)
    if inner == len(communities):
        return centre
    rim = float(np.max(np.sqrt((centre.astype(float) ** 2).sum(axis=1)) + radius[:inner]))
    return np.concatenate(
        (centre, _outside([one.address for one in communities[inner:]], radius[inner:] + _AIR // 2, rim))
    )


def _settled(anchors: "Ints", home: "Ints", centre: "Ints", tied: tuple["Ints", "Ints", "Ints"]) -> "Ints":
    """Each note between its hash's point, the notes of its community that it is tied to, and other communities."""
    import numpy as np  # noqa: PLC0415  # as above

    start, end, strength = tied
    one, other = home.take(start), home.take(end)
    inside, outside = np.flatnonzero(one == other), np.flatnonzero(one != other)
    away = (centre[other[outside]] - centre[one[outside]]).astype(float)
    far = np.sqrt((away**2).sum(axis=1))
    toward = rounded(away / np.maximum(far, 1.0)[:, None] * _UNIT)
    own, pull, count = start[outside], strength[outside], len(anchors)
    outward = np.stack([added(own, axis * pull, count) for axis in toward.T], axis=1)
    outer = added(own, pull, count)
    pulled = start.take(inside), end.take(inside), strength.take(inside)
    return _solved(anchors, pulled, outward, outer, _PULL)


def _solved(
    anchors: "Ints", pulled: tuple["Ints", "Ints", "Ints"], fixed: "Ints", fixed_strength: "Ints", pull: int
) -> "Ints":
    """Points of which each is the mean of its anchor, once, and `pull` times the mean of what it is tied to."""
    import numpy as np  # noqa: PLC0415  # as above

    start, end, strength = pulled
    first = np.flatnonzero(np.diff(start, prepend=-1))
    held = start[first]
    weight = strength.astype(np.complex128)  # both axes as one number, whose parts are whole, so that sums are exact
    whole = fixed_strength.astype(np.float64)
    whole[held] += _sums(weight, first).real
    part = pull / (pull + 1) / np.maximum(1, whole)
    before = way = _plane(anchors)
    mean = way / (pull + 1) + part * _plane(fixed)
    for further in _further(pull / (pull + 1)):
        off: Points = mean - before
        off[held] += part[held] * _sums(weight * way.take(end), first)
        before, way = way, before + np.rint(further * off)
    return rounded(np.stack((way.real, way.imag), axis=1))


def _further(most: float) -> list[float]:
    """How far each round of solving goes, from where the last but one ended to the means.

    `most` is what the means leave at most of what is not settled. These are the numbers of Chebyshev's semi-iterative
    method (Golub and Varga, 1961, doi 10.1007/BF01386013), after which rounds without number settle as much as thrice
    as many would.
    """
    reach = [1.0, 1 / (1 - most * most / 2)]
    while len(reach) < _SOLVING:
        reach.append(1 / (1 - most * most * reach[-1] / 4))
    return reach


def _plane(points: "Ints") -> "Points":
    """Points as complex numbers."""
    plane: Points = points[:, 0] + 1j * points[:, 1]
    return plane


def _sums(values: "Points", first: "Ints") -> "Points":
    """The sum from each of the first places on to the next."""
    import numpy as np  # noqa: PLC0415  # as above

    return np.add.reduceat(values, first) if len(first) else values


def _anchors(hashes: "NDArray[np.uint64]") -> "Ints":
    """A point for each hash of a name, by its first 48 bits, anywhere in the square from -`_UNIT` to `_UNIT`."""
    import numpy as np  # noqa: PLC0415  # as above

    drawn = (hashes >> 16).astype(np.int64).reshape(-1, 1)
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
    return np.stack((first, rounded(second - shared[group] * first)), axis=1)


def _ranks(values: "Ints", group: "Ints", size: "Ints") -> "Floats":
    """The rank of each value in its group, from -1 to 1."""
    import numpy as np  # noqa: PLC0415  # as above

    least = int(np.min(values, initial=0))
    _, order = ordered(group * (int(np.max(values, initial=0)) - least + 1) + values - least)
    begin = np.cumsum(size) - size
    rank = np.empty(len(values))
    rank[order] = np.arange(len(values)) - begin[group[order]]
    return (2 * rank + 1) / size[group] - 1


def _outside(names: Sequence[str], radius: "Ints", rim: float) -> "Ints":
    """Points on a ring around what is placed already, wide enough for these, each where its hash says."""
    import numpy as np  # noqa: PLC0415  # as above

    if not names:
        return np.zeros((0, 2), dtype=np.int64)
    inner = rim + 2.0 * int(np.max(radius))
    outer = np.sqrt(inner**2 + 3.0 * float((radius.astype(float) ** 2).sum()))
    drawn = _anchors(hashed(names)).astype(float)
    length = np.maximum(np.sqrt((drawn**2).sum(axis=1)), 1.0)
    depth = (hashed(f"{name} depth" for name in names) >> 40).astype(np.int64) / 0x1000000
    far = np.sqrt(inner**2 + depth * (outer**2 - inner**2))
    return ringed(rounded(drawn * (far / length)[:, None]), radius, inner)
