"""Laws of ranking again: whatever was edited since, and whatever is kept, neighbours are those of a first ranking."""

from collections.abc import Mapping, Sequence
from random import Random

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from msgspec.structs import replace

from kb import closest
from kb.closest import lists, rank, ranking, similar, steps, stored
from kb.closest.neighbours import Neighbours
from kb.codec import DamagedError
from kb.model import Neighbour, Note

WORDS = st.sampled_from("Amber amber basalt Cedar dune ember fjord grove heath the".split())
TEXTS = st.lists(WORDS, max_size=7).map(" ".join)
IDS = st.sampled_from([f"n{number:02}" for number in range(16)])
Kept = dict[str, Mapping[str, bytes]]


def _again(notes: Mapping[str, Note], kept: Kept, k: int = 3) -> closest.Again:
    """Rank as a run does, and keep what it says: what would be kept of it if nothing had been kept before."""
    ordered = [notes[id_] for id_ in sorted(notes)]
    keys = {one.id: repr((one.title, one.summary, one.keywords)) for one in ordered}
    found = closest.again(ordered, keys, k, lambda space: kept.get(space, {}))
    assert found.rows is None or (found.ranking and found.rows == stored.rows(found.ranking, {}))
    kept.update(found.rows or {})
    return found


def _note(id_: str, text: str, *keywords: str) -> Note:
    return Note(id=id_, path=f"{id_}.md", title="", summary=text, keywords=keywords)


def _short(found: Sequence[Neighbour]) -> list[int]:
    return found.short.tolist() if isinstance(found, Neighbours) else []


class Editing(RuleBasedStateMachine):
    """Somebody edits notes, and ranks now and then."""

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__()
        self.notes: dict[str, Note] = {}
        self.kept: Kept = {}
        self.k = 3

    @rule(id_=IDS, text=TEXTS, keywords=st.lists(TEXTS, max_size=2))
    def write(self, id_: str, text: str, keywords: list[str]) -> None:
        """A note is new, or other than before."""
        self.notes[id_] = _note(id_, text, *keywords)

    @rule(texts=st.lists(st.tuples(IDS, TEXTS), max_size=12))
    def write_many(self, texts: list[tuple[str, str]]) -> None:
        """Many notes change at once."""
        self.notes |= {id_: _note(id_, text) for id_, text in texts}

    @rule(id_=IDS, word=WORDS)
    def edit(self, id_: str, word: str) -> None:
        """A note says one word more."""
        if id_ in self.notes:
            self.notes[id_] = replace(self.notes[id_], summary=f"{self.notes[id_].summary} {word}")

    @rule(ids=st.sets(IDS, max_size=3))
    def delete(self, ids: set[str]) -> None:
        """Notes go."""
        for id_ in ids:
            self.notes.pop(id_, None)

    @rule(one=IDS, other=IDS)
    def rename(self, one: str, other: str) -> None:
        """A note gets another id."""
        if one in self.notes:
            self.notes[other] = replace(self.notes.pop(one), id=other)

    @rule(k=st.sampled_from([1, 3, 9]))
    def want(self, k: int) -> None:
        """Another number of neighbours is wanted."""
        self.k = k

    @precondition(lambda self: self.kept)
    @rule(data=st.data())
    def lose(self, data: st.DataObject) -> None:
        """A row is lost."""
        space = data.draw(st.sampled_from(sorted(self.kept)))
        key = data.draw(st.sampled_from(sorted(self.kept[space])))
        self.kept[space] = {name: row for name, row in self.kept[space].items() if name != key}

    @rule()
    def rank(self) -> None:
        """Neighbours, scores and reasons are those of a ranking that knows nothing, and so are digests of them."""
        found, anew = _again(self.notes, self.kept, self.k).neighbours, similar(list(self.notes.values()), self.k)
        assert found == anew
        assert _short(found) == _short(anew)

    def teardown(self) -> None:
        """And so in the end."""
        self.rank()


@pytest.fixture(params=["as they are", "short lists", "one word tells"])
def _small(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Few notes reach what thousands do: blocks that stay, lists that run short, and terms that say nothing."""
    monkeypatch.setattr(stored, "_NOTES", 2)
    monkeypatch.setattr(stored, "_TERMS", 3)
    if request.param != "as they are":
        monkeypatch.setattr(lists, "POOL", 3)
        monkeypatch.setattr(lists, "LENGTH", 4)
        monkeypatch.setattr(rank, "_AROUND", 2)
        monkeypatch.setattr(ranking, "_FEW", 0.8)
    if request.param == "one word tells":
        monkeypatch.setattr(steps, "_SHARED", 4)


@pytest.mark.usefixtures("_small")
def test_any_edits_end_in_the_ranking_of_all_notes() -> None:
    """After any edits, additions, renames, deletions and losses, ranking again gives what ranking all gives."""
    run_state_machine_as_test(Editing, settings=settings(max_examples=60, stateful_step_count=15, deadline=None))


@pytest.mark.usefixtures("_small")
@pytest.mark.parametrize("seed", range(8))
def test_small_edits_in_a_row(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    """Twenty edits, additions and deletions, each ranked on what the one before kept, however many notes they touch."""
    monkeypatch.setattr(ranking, "_FEW", 1.0)
    random, kept = Random(seed), Kept()  # noqa: S311  # the same texts in every run
    words = [f"word{place}" for place in range(40)]
    shares = [1 / (1 + place) for place in range(40)]
    notes = {f"n{place:02}": _note(f"n{place:02}", " ".join(random.choices(words, shares, k=8))) for place in range(24)}
    _again(notes, kept)
    for _ in range(20):
        id_ = f"n{random.randrange(30):02}"
        match random.randrange(4):
            case 0:
                notes.pop(id_, None)
            case 1:
                notes[id_] = _note(id_, " ".join(random.choices(words, shares, k=8)), random.choice(words))
            case _:
                text = notes[id_].summary if id_ in notes else ""
                notes[id_] = _note(id_, f"{text} {random.choice(words).title()}")
        found = _again(notes, kept)
        assert found.neighbours == similar(list(notes.values()), 3)


def _vault(number: int) -> dict[str, Note]:
    """Notes of words of which a few are common and most are rare."""
    random = Random(3)  # noqa: S311  # the same texts in every run
    words = [f"word{place}" for place in range(900)]
    shares = [1 / (5 + place) for place in range(900)]
    return {
        f"n{place:03}": _note(f"n{place:03}", " ".join(random.choices(words, shares, k=30))) for place in range(number)
    }


def test_one_edit_ranks_few() -> None:
    """In a vault of 300 notes, a word more in one ranks only those whose neighbours are others for it."""
    notes, kept = _vault(300), Kept()
    first = _again(notes, kept)
    assert first.ranked == 300
    assert _again(notes, kept).ranked == 0
    notes["n007"] = replace(notes["n007"], summary=f"{notes['n007'].summary} unheard")
    before = dict(kept)
    second = _again(notes, kept)
    assert second.neighbours == similar(list(notes.values()), 3)
    was = {(one.source, one.target): one for one in first.neighbours}
    others = {one.source for one in second.neighbours if was.get((one.source, one.target)) != one}
    assert 1 <= second.ranked < 30
    assert len(others) <= second.ranked
    assert second.rows is not None
    assert sum(row != before["similar"].get(name) for name, row in second.rows["similar"].items()) < 12


def test_what_is_damaged_is_said_to_be() -> None:
    """Rows that hold something else than they should are refused, and never ranked with."""
    notes, kept = _vault(80), Kept()
    _again(notes, kept)
    notes["n007"] = _note("n007", "other")
    for space in ("similar", "ranking"):
        for key in kept[space]:
            cut = {**kept, space: {**kept[space], key: kept[space][key][:-1]}}
            with pytest.raises(DamagedError):
                _again(notes, cut)


def test_ranking_again_loads_no_scipy() -> None:
    """One edit is ranked in less time than scipy takes to load, so that is not loaded."""
    import subprocess  # noqa: PLC0415  # only here
    import sys  # noqa: PLC0415  # as above

    code = """
import sys; sys.path[:0] = sys.argv[1:]
import test_ranking as t
notes, kept = t._vault(60), {}
t._again(notes, kept)
for name in [name for name in sys.modules if name.partition(".")[0] == "scipy"]: del sys.modules[name]
notes["n007"] = t.replace(notes["n007"], summary=notes["n007"].summary + " unheard")
assert t._again(notes, kept).ranked
print(sum(name.partition(".")[0] == "scipy" for name in sys.modules))
"""
    here = __file__.rsplit("/", 1)[0]
    ran = subprocess.run(
        [sys.executable, "-c", code, here, here.rsplit("/", 2)[0]], capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "0"
