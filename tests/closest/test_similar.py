"""Laws of computed neighbours: order-free, exact, few, positive, and sensible for vaults that say next to nothing."""

import math
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from itertools import chain, combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.closest import rank, similar, steps
from kb.model import Neighbour, Note, Signal
from kb.text import tokens

VAULT = """
harbour   | Port adds shore power      | shore power; ports     | Ferries plug in at the quay instead of burning fuel.
ferry     | Electric ferry enters use  | ferries; shore power   | The ferry charges from shore power at each quay.
orchard   | Drones pollinate orchards  | drones; pollination    | Growers fly drones over blossoming orchards.
bees      | Bee decline worries farms  | bees; pollination      | Orchards lack bees, so growers pay for pollination.
libraries | Libraries lend instruments | libraries; sharing     | Branches lend violins and drums beside books.
"""
WORDS = st.sampled_from("amber basalt cedar dune ember fjord grove heath inlet".split())
NOTES = st.lists(st.lists(WORDS, max_size=8), max_size=12)


def _notes(vault: str) -> list[Note]:
    """A vault shown as a table of id, title, keywords and summary."""
    rows = [[cell.strip() for cell in line.split("|")] for line in vault.strip().splitlines()]
    return [
        Note(id=id_, path=f"{id_}.md", title=title, keywords=tuple(keywords.split("; ")), summary=summary)
        for id_, title, keywords, summary in rows
    ]


def _of_words(texts: Sequence[Sequence[str]]) -> list[Note]:
    return [
        Note(id=f"n{number:02}", path=f"n{number:02}.md", title="", summary=" ".join(text))
        for number, text in enumerate(texts)
    ]


def _near(found: Sequence[Neighbour], source: str) -> list[str]:
    return [one.target for one in found if one.source == source]


def test_what_belongs_together_is_nearest() -> None:
    """Notes about one thing are each other's nearest, with the whole keyword as the first reason."""
    found = similar(_notes(VAULT), 1)
    assert [(one.source, one.target) for one in found][:4] == [
        ("bees", "orchard"),
        ("ferry", "harbour"),
        ("harbour", "ferry"),
        ("orchard", "bees"),
    ]
    assert found[1].reasons[0] == "shore power"


@given(NOTES, st.randoms(use_true_random=False), st.integers(0, 5))
def test_the_order_of_notes_does_not_matter(texts: list[list[str]], random: Random, k: int) -> None:
    """Shuffled notes have the same neighbours, scores and reasons."""
    notes = _of_words(texts)
    expected = similar(notes, k)
    random.shuffle(notes)
    assert similar(notes, k) == expected


@given(NOTES, st.integers(0, 5))
def test_neighbours_are_few_positive_sorted_and_mutual_in_score(texts: list[list[str]], k: int) -> None:
    """At most k a note, by source and then best first with ties by id, nobody its own, the same score both ways."""
    found = similar(_of_words(texts), k)
    assert max(Counter(one.source for one in found).values(), default=0) <= k
    assert all(one.source != one.target and 0 < one.score <= 1 for one in found)
    assert list(found) == sorted(found, key=lambda one: (one.source, -one.score, one.target))
    both = {(one.source, one.target): (one.score, one.reasons) for one in found}
    assert all(both.get((target, source), seen) == seen for (source, target), seen in both.items())


@given(NOTES, st.integers(1, 5))
def test_brute_force_agrees(texts: list[list[str]], k: int) -> None:
    """Scores are those of the formula, term by term in plain Python, and no better neighbour is left out."""
    _hold_against_formula(texts, k)


def test_brute_force_agrees_where_candidates_are_many() -> None:
    """The same holds when every note shares terms with more notes than are compared in full."""
    random = Random(7)  # noqa: S311  # the same texts in every run
    words = [f"word{number}" for number in range(40)]
    _hold_against_formula([random.choices(words, k=12) for _ in range(120)], 5)


def _hold_against_formula(texts: list[list[str]], k: int) -> None:
    notes = _of_words(texts)
    scores = _by_formula([tokens(note.summary) for note in notes])
    found = similar(notes, k)
    for source, row in enumerate(scores):
        mine = [(int(one.target[1:]), one.score) for one in found if one.source == notes[source].id]
        assert all(row[target] == pytest.approx(score, abs=4e-4) for target, score in mine)
        best = sorted((score for score in row.values() if score > 4e-4), reverse=True)[:k]
        assert [score for _, score in mine][: len(best)] == pytest.approx(best, abs=4e-4)


def _step(count: int) -> int:
    """The largest power of two that is not more than the count."""
    return max(1 << power for power in range(12) if 1 << power <= count)


def _four_digits(count: int) -> int:
    """The count with all but its first four binary digits set to 0."""
    return int(bin(count)[:6].ljust(len(bin(count)), "0"), 2)


def _by_formula(texts: Sequence[Sequence[str]]) -> list[dict[int, float]]:
    """For each text the scores of all texts that share a term with it."""
    frequency = Counter(term for text in texts for term in set(text))
    rows = []
    for text in texts:
        weights = {
            term: math.sqrt(count) * (1 + math.log((1 + _four_digits(len(texts))) / (1 + _step(frequency[term]))))
            for term, count in Counter(text).items()
        }
        length = math.hypot(*weights.values())
        rows.append({term: weight / length for term, weight in weights.items()})
    cosines: list[dict[int, float]] = [{} for _ in rows]
    for one, mine in enumerate(rows):
        for other, theirs in enumerate(rows):
            if one != other and mine.keys() & theirs.keys():
                cosines[one][other] = sum(mine[term] * theirs[term] for term in mine.keys() & theirs.keys())
    around = max(1, min(10, len(texts) - 1))
    cosines = [{other: round(cosine, 4) for other, cosine in row.items()} for row in cosines]
    nearness = [math.floor(50 * sum(sorted(row.values(), reverse=True)[:around]) / around + 0.5) for row in cosines]
    mean = math.floor(sum(nearness) / max(1, len(texts)) + 0.5)
    return [
        {
            other: min(1.0, cosine - 0.005 * (nearness[one] + nearness[other] - 2 * mean))
            for other, cosine in row.items()
        }
        for one, row in enumerate(cosines)
    ]


@given(NOTES)
def test_terms_that_too_many_notes_hold_say_nothing(texts: list[list[str]]) -> None:
    """However little a note may be held against, what makes notes near is what it would be without those terms."""
    notes = _of_words(texts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(steps, "_SHARED", 1)
        few = similar(notes, 20)
    shared = {frozenset((one.source, one.target)) for one in similar(notes, 20)}
    assert {frozenset((one.source, one.target)) for one in few} <= shared
    frequency = Counter(term for text in texts for term in set(text))
    assert all(frequency[word] ** 2 <= len(texts) or frequency[word] == 1 for one in few for word in one.reasons)


@pytest.mark.parametrize("count", [0, 1])
def test_nobody_is_near_alone(count: int) -> None:
    """No note and one note have no neighbours."""
    assert similar(_notes(VAULT)[:count], 8) == ()


@pytest.mark.parametrize("text", ["", "the and of", "? !", "7 a b"])
def test_notes_that_say_nothing_have_no_neighbours(text: str) -> None:
    """Empty notes, stop words and single characters make nobody near."""
    assert similar(_of_words([[text]] * 3), 8) == ()


@pytest.mark.parametrize("text", ["lighthouse", "lighthouse keeper moves north", "灯台"])
@pytest.mark.parametrize("count", [2, 50, 120])
def test_copies_are_as_near_as_can_be(text: str, count: int) -> None:
    """Notes that all say the same, be it one term, have a score of 1 with the first k others by id."""
    found = similar(_of_words([[text]] * count), 3)
    assert {one.score for one in found} == {1.0}
    assert _near(found, "n01") == [f"n{number:02}" for number in (0, 2, 3)[: count - 1]]


def test_hubs_are_held_down() -> None:
    """A note that touches on all topics would be everyone's neighbour by cosine, and is nobody's by score."""
    topics = [[f"{topic}{letter}" for letter in "abcde"] for topic in ("tide", "kiln", "loom", "mast")]
    pairs = [pair for words in topics for pair in combinations(words, 2)]
    notes = _of_words([*([*pair, "own".join(pair), "more".join(pair)] for pair in pairs), list(chain(*topics))])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rank, "_OFF", 0)
        by_cosine = Counter(one.target for one in similar(notes, 5))
    by_score = Counter(one.target for one in similar(notes, 5))
    assert (by_cosine["n40"], by_score["n40"]) == (40, 0)


def test_other_scripts_have_neighbours_too() -> None:
    """Chinese, Japanese, Arabic and French notes find the note that shares their words, accents and case aside."""
    found = similar(
        _notes("""
            zh1 | 港口使用岸电     | 岸电    | 渡轮在码头充电，不再燃烧燃料。
            zh2 | 电动渡轮启航     | 渡轮    | 渡轮使用岸电，在码头充电。
            ja1 | 図書館が楽器を貸す | 図書館   | 図書館は本のほかに楽器も貸し出す。
            ja2 | 楽器の共有が広がる | 楽器    | 図書館で楽器を借りる人が増えた。
            ar1 | الميناء يزود السفن بالكهرباء | الميناء | السفن تستخدم كهرباء الميناء بدلا من الوقود.
            ar2 | عبارة كهربائية جديدة | السفن | العبارة تشحن بطارياتها من كهرباء الميناء.
            fr1 | Les abeilles déclinent | Abeilles | Les vergers manquent d'abeilles.
            fr2 | Drones dans les vergers | drones | Des drones remplacent les ABEILLES des vergers.
        """),
        1,
    )
    assert {one.source: one.target for one in found} == {
        "zh1": "zh2", "zh2": "zh1", "ja1": "ja2", "ja2": "ja1", "ar1": "ar2", "ar2": "ar1", "fr1": "fr2", "fr2": "fr1",
    }  # fmt: skip


def test_every_telling_field_counts_and_no_other() -> None:
    """Title, summary, keywords, themes and cells of signals make notes near; links, ids and made titles don't."""
    row = Signal(name="", description="", change="", horizon="", driving_force="quarry")
    telling = [
        Note(id="cell", path="cell.md", title="", signals=(row,)),
        Note(id="keyword", path="keyword.md", title="", keywords=("quarry",)),
        Note(id="summary", path="summary.md", title="", summary="A *quarry*."),
        Note(id="theme", path="theme.md", title="", themes=("Quarry",)),
        Note(id="title", path="title.md", title="Quarry"),
    ]
    silent = [
        Note(id="link", path="link.md", title="", link="https://example.org/quarry"),
        Note(id="made", path="made.md", title="quarry", title_given=False),
        Note(id="target", path="target.md", title="", summary="[here](quarry), https://example.org/quarry"),
    ]
    ids = {note.id for note in telling}
    assert {(one.source, one.target) for one in similar([*telling, *silent], 9)} == {
        (one, other) for one in ids for other in ids - {one}
    }


def test_the_answer_is_the_same_under_every_hash_seed() -> None:
    """Two interpreters with other hashes of strings give the same neighbours, scores and reasons."""
    code = "import sys; sys.path[:0] = sys.argv[1:]; import test_similar as t; print(*t.similar(t._notes(t.VAULT), 4))"
    here = __file__.rsplit("/", 1)[0]
    answers = {
        subprocess.run(
            [sys.executable, "-c", code, here, here.rsplit("/", 2)[0]],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(answers) == 1
    assert "shore power" in answers.pop()


def test_nothing_heavy_loads_before_it_is_needed() -> None:
    """Importing the room loads neither numpy nor scipy, so that every command starts at once."""
    code = "import sys, kb.closest; print(sorted({'numpy', 'scipy'} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
