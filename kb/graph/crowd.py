"""Circles that overlap into circles that lie apart, by some rounds in which each two push each other."""

from typing import TYPE_CHECKING

from kb.graph.columns import ordered

if TYPE_CHECKING:
    from kb.graph.columns import Floats, Ints

_ROUNDS = 8
_DISC_ROUNDS = 60


def apart(centre: "Ints", radius: "Ints", air: int) -> "Ints":
    """Discs moved until none is nearer to another than `air`, the larger one less; for a few hundred of them."""
    import numpy as np  # noqa: PLC0415  # it loads when it is needed

    ahead, left = 2 * float(radius.mean()), -1.0
    reach = (radius[:, None] + radius + (air + ahead)) ** 2
    np.fill_diagonal(reach, -1.0)
    for _ in range(_DISC_ROUNDS):
        if left < 0:  # others than those that were near may overlap by now
            x, y = centre.T.astype(float)
            one, other = np.nonzero((x[:, None] - x) ** 2 + (y[:, None] - y) ** 2 < reach)
            wanted, share = (
                radius[one] + radius[other] + air,
                radius[other] ** 2 / (radius[one] ** 2 + radius[other] ** 2),
            )
            left = ahead
        off = (centre[one] - centre[other]).astype(float)
        far = _length(off)
        push = np.maximum(wanted - far, 0.0) * share / np.maximum(far, 1.0)
        if not push.any():
            break
        moved = [np.bincount(one, axis * push, minlength=len(centre)) for axis in off.T]
        step = rounded(np.stack(moved, axis=1))
        centre = centre + step
        left -= 2 * float(np.max(_length(step.astype(float))))
    return centre


def crowded(points: "Ints", group: "Ints", radius: "Ints", step: int) -> "Ints":
    """Points of each group, around its middle, moved apart to `step` as far as the `radius` of their disc has room."""
    import numpy as np  # noqa: PLC0415  # as above

    # Groups lie side by side while this is done, so that the near points of all are found at once.
    aside = np.stack((group * 4 * (int(np.max(radius)) + step), np.zeros_like(group)), axis=1)
    for _ in range(_ROUNDS):
        points = _pushed(points + aside, np.full(len(points), step // 2)) - aside
        room: Floats = np.minimum(1.0, (radius - step // 2) / np.maximum(_length(points.astype(float)), 1.0))
        points = rounded(points * room[:, None])
    return points


def ringed(points: "Ints", radius: "Ints", inner: float) -> "Ints":
    """Circles moved apart that stay away from the middle by `inner`."""
    import numpy as np  # noqa: PLC0415  # as above

    for _ in range(_ROUNDS):
        points = _pushed(points, radius)
        out: Floats = np.maximum(1.0, inner / np.maximum(_length(points.astype(float)), 1.0))
        points = rounded(points * out[:, None])
    return points


def rounded(values: "Floats") -> "Ints":
    """The nearest whole numbers."""
    import numpy as np  # noqa: PLC0415  # as above

    return np.rint(values).astype(np.int64)


def _pushed(points: "Ints", radius: "Ints") -> "Ints":
    """Points moved by half of what each two of these circles overlap."""
    import numpy as np  # noqa: PLC0415  # as above

    one, other = _near(points, 2 * int(np.max(radius)))
    off = (points[one] - points[other]).astype(float)
    off[(off[:, 0] == 0) & (off[:, 1] == 0)] = (1.0, 0.0)
    far = _length(off)
    push = rounded(off * (np.maximum(radius[one] + radius[other] - far, 0.0) / (2 * far))[:, None])
    ends = np.concatenate((one, other))
    moved = [np.bincount(ends, np.concatenate((axis, -axis)), minlength=len(points)) for axis in push.T]
    return points + np.stack(moved, axis=1).astype(np.int64)


def _near(points: "Ints", reach: int) -> tuple["Ints", "Ints"]:
    """Pairs of points, the smaller place first, that lie nearer each other than `reach`: by cells of that width."""
    import numpy as np  # noqa: PLC0415  # as above

    x, y = np.ascontiguousarray(points.T)
    column, row = ((axis - np.min(axis, initial=0)) // reach + 1 for axis in (x, y))
    high = int(np.max(row, initial=0)) + 2
    cell, order = ordered(column * high + row)
    x, y = x[order], y[order]
    pairs = []
    # What comes after a point in its cell and in the one above, and what is in the next column's three.
    for begin, end in (
        (np.arange(1, len(cell) + 1), np.searchsorted(cell, cell + 1, "right")),
        (np.searchsorted(cell, cell + high - 1), np.searchsorted(cell, cell + high + 1, "right")),
    ):
        count = end - begin
        one = np.repeat(np.arange(len(cell)), count)
        other = np.arange(len(one)) + np.repeat(end - np.cumsum(count), count)
        close = (x[one] - x[other]) ** 2 + (y[one] - y[other]) ** 2 < reach**2
        pairs.append((order[one[close]], order[other[close]]))
    one, other = (np.concatenate(ends) for ends in zip(*pairs, strict=True))
    return np.minimum(one, other), np.maximum(one, other)


def _length(vectors: "Floats") -> "Floats":
    import numpy as np  # noqa: PLC0415  # as above

    return np.sqrt(vectors[:, 0] ** 2 + vectors[:, 1] ** 2)
