"""Laws of suggestions: what may be one item is suggested with its evidence, and nothing is merged on it."""

import datetime as dt
from collections.abc import Sequence
from itertools import combinations, permutations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kb.closest import similar
from kb.dedupe import find_items, suggest
from kb.dedupe.identifiers import identifier
from kb.dedupe.near import Texts
from kb.model import Item, Neighbour, Note
from kb.options import DedupeOptions

OPTIONS = DedupeOptions()
SYLLABLES = [first + second for first in "bcdfglmnprst" for second in "aeiou"]


def _note(id_: str, text: str = "", link: str = "", title: str = "T", day: int = 1) -> Note:
    return Note(id=id_, path=f"{id_}.md", title=title, summary=text, link=link, date=dt.date(2024, 1, day))


def _suggested(notes: Sequence[Note], options: DedupeOptions = OPTIONS) -> tuple[Item, ...]:
    return suggest(notes, similar(notes, 8), options)


def _chance(seed: str) -> Random:
    return Random(seed)  # noqa: S311  # repeatable, not secret


def _word(random: Random) -> str:
    """A made-up word: three in ten are common, most are rare, as in any language."""
    kind = random.random()
    return "".join(random.choices(SYLLABLES, k=1 if kind < 0.3 else 2 if kind < 0.6 else 3))


def _words(random: Random, count: int) -> list[str]:
    return [_word(random) for _ in range(count)]


def _vault(random: Random, count: int) -> list[Note]:
    return [
        _note(f"n{number:03}", " ".join(_words(random, 90)), f"https://example.org/{number}") for number in range(count)
    ]


@pytest.mark.parametrize("share", [0.05, 0.1, 0.15, 0.2])
def test_reposts_are_suggested(share: float) -> None:
    """Of notes that another site repeats with 5 to 20 % of words changed, nine of ten are suggested, nothing else."""
    random = _chance(f"repost {share}")
    vault = _vault(random, 60)
    reposts = []
    for note in vault[:40]:
        words = note.summary.split()
        for place in random.sample(range(len(words)), round(share * len(words))):
            words[place] = _word(random)
        reposts.append(_note(f"r{note.id}", " ".join(words), f"https://example.com/r{note.id}", title="Another"))
    found = {item.members for item in _suggested([*vault, *reposts])}
    planted = {(note.id, f"r{note.id}") for note in vault[:40]}
    assert len(found & planted) >= 0.9 * len(planted)
    assert found <= planted


def test_both_measures_must_agree() -> None:
    """A text is near by cosine and by shared words, as `kb.toml` has it; either alone is not enough."""
    random = _chance("measures")
    words = _words(random, 120)
    notes = [
        *_vault(random, 10),
        _note("one", " ".join(words), "https://example.com/one"),
        _note("two", " ".join([*words[:80], *_words(random, 40)]), "https://example.com/two"),
    ]
    for cosine, jaccard, near in ((0.45, 0.25, True), (0.95, 0.25, False), (0.45, 0.95, False), (0.95, 0.95, False)):
        assert bool(_suggested(notes, replace(OPTIONS, cosine=cosine, jaccard=jaccard))) == near


def test_the_same_story_or_title_elsewhere_is_not_merged() -> None:
    """Two outlets tell one story in their own words, two articles share a headline: neither one item nor suggested."""
    random = _chance("story")
    vault = _vault(random, 30)
    story = vault[0].summary.split()
    told = replace(
        vault[0],
        id="o",
        path="o.md",
        link="https://example.com/o",
        summary=" ".join([*story[:25], *_words(random, 65)]),
    )
    named = _note("t", " ".join(_words(random, 90)), "https://example.com/t")
    notes = [*vault, told, named]
    items, _ = find_items(notes, [note.id for note in notes], OPTIONS)
    assert not items
    assert not _suggested(notes)


@pytest.mark.parametrize(
    ("one", "other", "rule", "evidence"),
    [
        (
            "https://doi.org/10.1000/xyz.7",
            "https://example.org/doi/full/10.1000/XYZ.7",
            "identifier",
            "DOI 10.1000/xyz.7",
        ),
        (
            "https://arxiv.org/abs/2301.00001",
            "https://arxiv.org/pdf/2301.00001v3.pdf",
            "identifier",
            "arXiv 2301.00001",
        ),
        ("https://arxiv.org/abs/2301.00001v1", "https://doi.org/10.48550/arXiv.2301.00001", "identifier", "2301.00001"),
        (
            "https://papers.ssrn.com/sol3/papers.cfm?abstract_id=77",
            "https://ssrn.com/abstract=77",
            "identifier",
            "SSRN 77",
        ),
        ("https://example.org/a?lang=en", "https://example.org/a?lang=fr", "path", "?lang=en and ?lang=fr"),
        ("https://example.org/a", "https://www.example.org/a/?view=2", "path", "nothing and ?view=2"),
    ],
)
def test_links_that_lead_to_one_work_are_suggested(one: str, other: str, rule: str, evidence: str) -> None:
    """One identifier on two hosts or in two versions, or one path with another query: suggested, and never merged."""
    notes = [_note("a", link=one), _note("b", link=other)]
    (item,) = _suggested(notes)
    assert (item.canonical, item.members, item.rule) == ("a", ("a", "b"), rule)
    assert evidence in item.evidence
    assert not find_items(notes, ["1", "2"], OPTIONS)[0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://papers.ssrn.com/papers.cfm?abstract_id=1", "https://papers.ssrn.com/papers.cfm?abstract_id=2"),
        ("https://doi.org/10.1000/a", "https://doi.org/10.1000/ab"),
        ("https://arxiv.org/abs/2301.00001", "https://arxiv.org/abs/2301.00011"),
        ("https://example.org/10.1", "https://example.com/10.1"),
        ("https://example.org/?p=1", "https://example.org/?p=2"),
        ("https://example.org/a?x=1", "https://example.com/a?x=1"),
        ("", ""),
        ("no link", "no link"),
    ],
)
def test_other_links_suggest_nothing(one: str, other: str) -> None:
    """Other identifiers, other hosts, a front door's query, or no link."""
    assert not _suggested([_note("a", link=one), _note("b", link=other)])


def test_a_page_that_shows_everything_is_no_page() -> None:
    """One path with many queries is a program (`watch?v=…`): its addresses are not views of one page."""
    assert not _suggested([_note(f"n{number}", link=f"https://example.org/watch?v={number}") for number in range(9)])


def test_refused_pairs_are_not_suggested_again() -> None:
    """A refusal holds whichever id comes first; what else is tied to the two is suggested pair by pair."""
    notes = [_note(id_, link=f"https://example.org/a?x={id_}") for id_ in "abc"]
    assert [item.members for item in _suggested(notes)] == [("a", "b", "c")]
    one = replace(OPTIONS, refused=(("b", "a"),))
    assert [item.members for item in _suggested(notes, one)] == [("a", "c"), ("b", "c")]
    assert not _suggested(notes, replace(OPTIONS, refused=(("b", "c"), ("a", "b"), ("c", "a"))))


def test_refused_pairs_are_not_merged() -> None:
    """A refusal also parts what has one link; a third note goes with the first of the two."""
    notes = [_note(id_, link="https://example.org/a") for id_ in "abc"]
    items, found = find_items(notes, ["1", "2", "3"], replace(OPTIONS, refused=(("b", "a"),)))
    assert [item.members for item in items] == [("a", "c")]
    assert [one.span.path for one in found if one.code == "duplicate-link"] == ["c.md"]


TEXTS = st.lists(st.sampled_from(SYLLABLES[:30]), min_size=0, max_size=40).map(" ".join)
VAULTS = st.lists(
    st.tuples(
        TEXTS,
        st.sampled_from(["", "https://example.org/a?x=1", "https://example.org/a?x=2", "https://doi.org/10.1000/a"]),
    ),
    max_size=7,
).map(lambda some: [_note(f"n{number}", text, link) for number, (text, link) in enumerate(some)])


def _everybody(notes: Sequence[Note]) -> list[Neighbour]:
    return [Neighbour(source=one.id, target=other.id, score=0.5) for one, other in permutations(notes, 2)]


@given(VAULTS)
def test_brute_force_agrees(notes: list[Note]) -> None:
    """Suggestions are the connected parts of the graph of all pairs that are tied."""
    pairs = {frozenset(pair[:2]) for pair in Texts(notes).near(combinations([note.id for note in notes], 2), OPTIONS)}
    for one, other in combinations(notes, 2):
        name = identifier(one.link)
        if name and name == identifier(other.link):
            pairs.add(frozenset((one.id, other.id)))
        if "?" in one.link and "?" in other.link and one.link != other.link:
            pairs.add(frozenset((one.id, other.id)))
    # Notes of one link are one item before anything is suggested, so they are tied here through others alone.
    parts = {note.id: {note.id} for note in notes}
    for one_id, other_id in map(tuple, pairs):
        joined = parts[one_id] | parts[other_id]
        parts |= dict.fromkeys(joined, joined)
    links = [note.link for note in notes if note.link]
    if len(set(links)) == len(links):
        expected = {frozenset(part) for part in parts.values() if len(part) > 1}
        assert {frozenset(item.members) for item in suggest(notes, _everybody(notes), OPTIONS)} == expected


@given(VAULTS, st.randoms(use_true_random=False))
def test_order_and_direction_do_not_matter(notes: list[Note], random: Random) -> None:
    """Shuffled notes and turned neighbours give the same suggestions."""
    near = _everybody(notes)
    expected = suggest(notes, near, OPTIONS)
    random.shuffle(notes)
    random.shuffle(near)
    turned = [replace(one, source=one.target, target=one.source) for one in near if one.source < one.target]
    assert suggest(notes, near, OPTIONS) == suggest(notes, turned, OPTIONS) == expected


def test_a_copy_adds_one_member() -> None:
    """Each copy of a text under another link joins the one suggestion, however many there are; 50 make one."""
    text = " ".join(_words(_chance("copies"), 60))
    notes = [_note(f"n{number:02}", text, f"https://example.org/{number}") for number in range(50)]
    for count in (2, 3, 10, 50):
        (item,) = _suggested(notes[:count])
        assert item.members == tuple(note.id for note in notes[:count])


@pytest.mark.parametrize(
    "vault",
    [
        [],
        [_note("a", "alpha beta")],
        [_note(id_) for id_ in "abc"],
        [_note(id_, "alpha", link=f"https://example.org/{id_}") for id_ in "abc"],
        [_note(id_, "alpha " * 50, link=f"https://example.org/{id_}") for id_ in "abc"],
        [_note(id_, title="Page not found", link=f"https://example.org/a?x={id_}") for id_ in "abc"],
        [replace(_note(id_, link=f"https://example.org/a?x={id_}"), kind="page") for id_ in "abc"],
    ],
    ids=["none", "one", "empty", "one term", "one term often", "junk", "pages"],
)
def test_degenerate_vaults_suggest_nothing(vault: list[Note]) -> None:
    """What says too little to compare, says that it is no note, or is a page."""
    assert _suggested(vault) == ()


@pytest.mark.parametrize(
    "text",
    [
        "東京都は新しい信号機の実験を始め、交通量の変化を毎日調べている",
        "تبدأ المدينة تجربة جديدة لإشارات المرور وتقيس حركة السير كل يوم في جميع الشوارع الكبيرة",
    ],
)
def test_every_script_is_compared(text: str) -> None:
    """A repost in Japanese or Arabic is suggested as one in English is."""
    notes = [_note("a", text, "https://example.org/a"), _note("b", text, "https://example.com/b"), _note("c", "x y z")]
    assert [item.members for item in _suggested(notes)] == [("a", "b")]
