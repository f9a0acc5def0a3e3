"""What links reached, and names that are others since, into what they reach still, and whose links are to be resolved.

A note that comes, goes or has another title changes where few links lead: those to it, and those that name no id, such
as a path or a title, and lead elsewhere now.
"""

from collections.abc import Callable, Sequence

import numpy as np

from kb.codec import DamagedError
from kb.model import Link, Name, Resolution
from kb.vault.reached import NOWHERE, Reached, plainly


def still(
    before: Reached, were: Sequence[Name], names: Sequence[Name], told: bytes, resolve: Callable[[Link], Resolution]
) -> tuple[Reached, frozenset[int]]:
    """What is known by these names, and the places of notes that were there and must be looked at again.

    `were` are the names that all of it followed from, `told` is the digest of those that there are, and `resolve` says
    what a link reaches by these. Of a new note nothing is known. Raises `DamagedError` for what is kept of other notes.
    """
    listed, written, places = map(np.asarray, before.numbers())
    if len(were) != len(written) or int(np.max(places, initial=NOWHERE)) >= len(were):
        raise DamagedError("Links are kept of other notes.")
    earlier = {name.id: place for place, name in enumerate(were)}
    was = np.array([earlier.get(name.id, NOWHERE) for name in names], dtype=np.int32)
    stays = np.flatnonzero(was >= 0)
    # By the place that a note had, and for none behind: where it is now, and whether its name is another.
    now = np.full(len(were) + 1, NOWHERE, dtype=np.int32)
    now[was[stays]] = stays
    other = np.array([at < 0 or were[place] != names[at] for place, at in enumerate(now[:-1].tolist())] + [False])
    again = {*np.flatnonzero(other).tolist()}
    again.update(np.repeat(np.arange(len(were)), written)[other[places]].tolist())
    for place, odd in before.odd.items():
        for target, label, kind, ids in odd:
            link = Link(kind="mention", target=target, label=label)
            if any(other[earlier[id_]] for id_ in ids) or plainly(link, resolve(link)) != (target, label, kind, ids):
                again.add(place)
    # Ids ascend then as now, so that links of notes that stay stand in their order.
    counts = np.zeros((2, len(names)), dtype=np.int32)
    counts[:, stays] = listed[was[stays]], written[was[stays]]
    known = {place: at for place, at in enumerate(now[:-1].tolist()) if at >= 0 and place not in again}
    return Reached(
        told,
        tuple([before.contents[place] if place >= 0 else b"" for place in was.tolist()]),
        counts[0].tobytes(),
        counts[1].tobytes(),
        now[places[np.repeat(now[:-1] >= 0, written)]].tobytes(),
        {known[place]: some for place, some in before.odd.items() if place in known},
        {known[place]: some for place, some in before.trouble.items() if place in known},
    ), frozenset([at for at in now[[*again]].tolist() if at >= 0])
