"""What links reached into what they reach now that some notes have come, gone or got another name."""

from collections.abc import Callable, Container, Iterable, Sequence
from typing import TYPE_CHECKING

from kb.model import Link, Name, Resolution
from kb.vault.reached import NOWHERE, Odd, Reached, resolution

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_Resolve = Callable[[Link], Resolution]


def renamed(
    reached: Reached, before: Sequence[Name], names: Sequence[Name], digest: bytes, resolve: _Resolve
) -> Reached:
    """What is known by the names `before`, as far as it holds by these, which have this digest; both sorted by id.

    It lacks the content of every note whose links are to be resolved anew: one that has come or has another name, one
    of which a link leads to such a note or to one that is gone, and one of which a link that names no id reaches
    something else now, as `resolve` says.
    """
    import numpy as np  # noqa: PLC0415  # only where names are others

    was = {name.id: place for place, name in enumerate(before)}
    came = [was.get(name.id, NOWHERE) for name in names]
    now = np.full(len(before) + 1, NOWHERE)  # where each is, and at the end where NOWHERE is
    same = np.zeros(len(before) + 1, np.bool_)
    for place, (name, earlier) in enumerate(zip(names, came, strict=True)):
        if earlier != NOWHERE:
            now[earlier], same[earlier] = place, before[earlier] == name
    same[NOWHERE] = True

    listed, written, places = (np.array(column) for column in reached.numbers())
    holds = same[:-1].copy()
    holds[np.repeat(np.arange(len(before)), written)[~same[places]]] = False
    others = {before[place].id for place in np.flatnonzero(~same).tolist()}
    for place, odd in reached.odd.items():
        holds[place] &= _are_so(odd, others, resolve)

    there, at = now[:-1] != NOWHERE, now.tolist()
    contents = [b""] * len(names)
    for place in np.flatnonzero(holds).tolist():
        contents[at[place]] = reached.contents[place]

    def moved(column: "NDArray[np.intc]") -> bytes:
        made = np.zeros(len(names), np.intc)
        made[now[:-1][there]] = column[there]
        return made.tobytes()

    return Reached(
        digest,
        tuple(contents),
        moved(listed),
        moved(written),
        now[places[np.repeat(there, written)]].astype(np.intc).tobytes(),
        {at[place]: odd for place, odd in reached.odd.items() if holds[place]},
        {at[place]: trouble for place, trouble in reached.trouble.items() if holds[place]},
    )


def _are_so(odd: Iterable[Odd], others: Container[str], resolve: _Resolve) -> bool:
    """Whether links that name no id reach what they did, and none of it has another name."""
    return not any(
        any(id_ in others for id_ in ids)
        or resolve(Link(kind="mention", target=target, label=label)) != resolution(kind, ids)
        for target, label, kind, ids in odd
    )
