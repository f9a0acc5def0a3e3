"""Laws of neighbours in columns: whatever is asked of them is what the neighbours one by one say."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kb.closest.heaviest import MOST
from kb.closest.neighbours import Neighbours, Reason, parted, shortened
from kb.closest.rank import Best
from kb.closest.steps import WHOLE
from kb.model import Neighbour

K = 3
REASONS = st.lists(st.sampled_from(["amber", "basalt", "cedar", "\ud800"]), max_size=MOST).map(tuple)
CHOSEN = st.lists(st.tuples(st.integers(0, 5), st.integers(1, WHOLE), REASONS, st.sampled_from([0.5, float("nan")])))
SLOTS = st.lists(CHOSEN, min_size=6, max_size=6)
IDS = st.permutations([*"abcd", None, None])
Chosen = list[tuple[int, int, tuple[str, ...], float]]


def _told(ids: list[str | None], chosen: list[Chosen], *, meaning: bool) -> tuple[Neighbours, tuple[Neighbour, ...]]:
    """Neighbours in columns, and the same one by one."""
    best = Best(np.full((6, K), -1, dtype=np.int32), np.zeros((6, K), dtype=np.int16))
    near, reason = np.full((6, K), np.nan), Reason.none(6, K)
    plain: list[Neighbour] = []
    for slot, some in enumerate(chosen):
        there = [one for one in some if ids[one[0]] is not None and ids[slot] is not None][:K]
        for column, (target, score, why, mean) in enumerate(there):
            best.target[slot, column], best.score[slot, column], near[slot, column] = target, score, mean
            known = None if not meaning or np.isnan(mean) else mean
            ends = {"source": ids[slot] or "", "target": ids[target] or ""}
            plain.append(Neighbour(**ends, score=score / WHOLE, reasons=why, meaning=known))
        names, reason.named[slot, : len(there)] = reason.numbered([why for _, _, why, _ in there])
        reason = Reason(names, reason.named)
    of = near if meaning else None
    short = shortened(parted(ids, best, reason, of, np.arange(6)))
    return Neighbours(ids, best, reason, short, of), tuple(sorted(plain, key=lambda one: one.source))


@given(ids=IDS, chosen=SLOTS, meaning=st.booleans())
def test_columns_are_the_neighbours_one_by_one(ids: list[str | None], chosen: list[Chosen], *, meaning: bool) -> None:
    """All of them, those of a note, how many there are, and their columns."""
    found, plain = _told(ids, chosen, meaning=meaning)
    assert tuple(found) == plain
    assert found == plain
    assert len(found) == len(plain)
    assert found.sources == tuple("abcd")
    for id_ in "abcdx":
        assert found.of(id_) == tuple(one for one in plain if one.source == id_)
    start, end, score = (some.tolist() for some in found.columns)
    assert [found.sources[place] for place in start] == [one.source for one in plain]
    assert [found.sources[place] for place in end] == [one.target for one in plain]
    assert score == [one.score for one in plain]
    places = np.arange(len(plain))[::2]
    assert found.reasons(places) == [plain[place].reasons for place in places.tolist()]


@given(IDS, IDS, SLOTS, SLOTS, st.sets(st.sampled_from("abcd")))
def test_digests_are_equal_where_neighbours_are(
    ids: list[str | None], others: list[str | None], chosen: list[Chosen], later: list[Chosen], edited: set[str]
) -> None:
    """Whichever slots notes have, and in whatever order their reasons got numbers."""
    place = {id_: others.index(id_) for id_ in "abcd"}
    moved = [
        [(place[id_], score, why, 0.5) for target, score, why, _ in some if (id_ := ids[target]) is not None]
        for some in chosen
    ]
    again = [later[slot] if id_ is None or id_ in edited else moved[ids.index(id_)] for slot, id_ in enumerate(others)]
    one, other = _told(ids, chosen, meaning=False)[0], _told(others, again, meaning=False)[0]
    assert (one.short == other.short).tolist() == [one.of(id_) == other.of(id_) for id_ in "abcd"]
