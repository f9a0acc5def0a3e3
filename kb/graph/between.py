"""Ties into the betweenness of each node: the share of shortest paths between all others that lead through it.

Brandes, "A faster algorithm for betweenness centrality" (2001), for many sources at once with sparse products.
"""

from kb.graph.ties import Ties

_TOGETHER = 128  # sources that are looked at together, which bounds the memory
_PLACES = 9


def betweenness(ties: Ties) -> dict[str, float]:
    """The exact betweenness of every node with a tie, ties as steps of one length, as a share of all other pairs."""
    import numpy as np  # noqa: PLC0415  # numpy and scipy load when they are needed
    from scipy import sparse  # noqa: PLC0415  # it loads when an algorithm wants it

    tied = np.unique(np.concatenate((ties.one, ties.other)))
    ids = [ties.ids[place] for place in tied.tolist()]
    one, other = np.searchsorted(tied, ties.one), np.searchsorted(tied, ties.other)
    ends = (np.concatenate((one, other)), np.concatenate((other, one)))
    steps: sparse.csr_array[np.float64] = sparse.csr_array((np.ones(2 * len(one)), ends), shape=(len(ids), len(ids)))
    total = np.zeros(len(ids))
    for first in range(0, len(ids), _TOGETHER):
        sources = np.arange(first, min(first + _TOGETHER, len(ids)))
        columns = np.arange(len(sources))
        paths = np.zeros((len(ids), len(sources)))
        paths[sources, columns] = 1
        ring = paths.copy()
        rings = [ring]
        unseen = paths == 0
        while True:
            ring = (steps @ ring) * unseen
            if not ring.any():
                break
            paths += ring
            unseen &= ring == 0
            rings.append(ring)
        through = np.zeros_like(paths)
        for near, far in zip(rings[-2::-1], rings[:0:-1], strict=True):
            onward = np.divide(1 + through, far, out=np.zeros_like(far), where=far > 0)
            through += near * (steps @ onward)
        through[sources, columns] = 0
        total += through.sum(axis=1)
    pairs = max(1, (len(ids) - 1) * (len(ids) - 2))
    return {id_: round(float(share), _PLACES) for id_, share in zip(ids, total / pairs, strict=True)}
