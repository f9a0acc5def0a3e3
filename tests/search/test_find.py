"""Laws of answers: as if every note had been read, whatever the order of notes and words, from few shards."""

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, permutations
from random import Random
from typing import Any
from zlib import crc32

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kb.model import Item, Note, Section
from kb.note.pieces import plain
from kb.search import Answer, Index, build_index, find, narrow, parse
from kb.search.fields import FIELDS
from kb.search.query import Words
from kb.text import tokens
from tests.search.vaults import WORDS, collection, many, notes, shown

VAULT = """
harbour | Port adds shore power      | ports; AI rules | 20240218 | Ferries plug in at the quay.        | Plugs on quay
ferry   | Electric ferry enters use  | ports           | 20240303 | The ferry charges from shore power. |
orchard | Drones pollinate orchards  | farms           | 20230507 | Growers fly drones over the trees.  | Power, drone
tokyo   | 港の信号                   | 港              | 20241201 | 日本の信号が変わる。                 |
zurich  | Zürich measures régulation |                 |          | Of rules that Zürich regulates.      |
"""
CLAUSES = st.sampled_from(
    [*WORDS, "po*", "日*", '"shore power"', '"quay por*"', "theme:ports", 'theme:"AI rules"', "has:signals", "-ferry"]
)


def _found(question: str, of: Sequence[Note], k: int = 10) -> list[str]:
    return [hit.id for hit in find(question, build_index(collection(of)), k).hits]


def _scores(answer: Answer) -> dict[str, float]:
    return {hit.id: hit.score for hit in answer.hits}


@pytest.mark.parametrize(
    ("question", "ids"),
    [
        ("shore power", "harbour ferry"),
        ('"power shore"', ""),
        ("power quay", "harbour"),
        ("drone", "orchard"),
        ("regul*", "zurich"),
        ("REGULATION zurich", "zurich"),
        ("信号", "tokyo"),
        ("日本の信号", "tokyo"),
        ("日本が", ""),
        ("theme:ports", "ferry harbour"),
        ('theme:"ai RULES"', "harbour"),
        ("theme:ai", ""),
        ("theme:ai*", "harbour"),
        ("theme:港", "tokyo"),
        ("origin:2024", "tokyo ferry harbour"),
        ("origin:202402", "harbour"),
        ("has:signals -drones", "harbour"),
        ("has:date -theme:ports -has:signals", "tokyo"),
        ("source:www.ferry.example.org", "ferry"),
        ("source:example.org origin:2023", "orchard"),
        ("power -shore", "orchard"),
        ('power -"shore power"', "orchard"),
        ("-power", "tokyo zurich"),
        ("PLUG-IN", "harbour"),
        ("in-plug", ""),
        ("", ""),
        ('- * "" : -', ""),
    ],
)
def test_known_answers(question: str, ids: str) -> None:
    """Words, phrases, prefixes, fields and what is left out find what they should, best first, then newest."""
    assert " ".join(_found(question, shown(VAULT))) == ids


def test_a_question_is_loosened_only_when_it_finds_nothing() -> None:
    """First the last word may go on, then some words are enough; quotes, fields and minus hold all the while."""
    index = build_index(collection(shown(VAULT)))
    assert find("shore power", index).reading == "exact"
    begun = find("electric ferr", index)
    assert (begun.reading, [hit.id for hit in begun.hits]) == ("prefix", ["ferry"])
    some = find("ferry submarine -plug", index)
    assert (some.reading, [hit.id for hit in some.hits]) == ("some", ["ferry"])
    assert find("ferry submarine theme:farms", index).total == 0
    assert find('"ferry submarine"', index) == Answer(hits=(), total=0, reading="exact")


def test_words_that_most_notes_hold_are_not_enough() -> None:
    """When some words do, those that more than half of the notes hold don't, in any language."""
    of = [Note(id=f"n{n}", path=f"n{n}.md", title=f"the {word}") for n, word in enumerate("quay ferry shore".split())]
    assert _found("the ferry harbour", of) == ["n1"]
    assert len(_found("the harbour", of)) == 3


def test_words_that_most_of_many_notes_hold_are_passed_over() -> None:
    """Where there are a thousand notes, a word that most hold asks for nothing beside others, unless it is quoted."""
    common = [replace(note, summary=f"the {note.summary}") for note in many(1_200)[:-1]]
    index = build_index(collection([*common, Note(id="last", path="last.md", title="ferry", date=dt.date(2030, 1, 1))]))
    assert [hit.id for hit in find("the ferry", index).hits] == ["last"]
    assert find('"the" ferry', index).total == 0
    assert find("the", index).total == find('"the"', index).total == 1_199


def test_a_last_word_goes_on_as_the_commonest() -> None:
    """A last word that may go on means the four commonest words that begin so; one that is written so means all."""
    words = [f"port{letter}" for letter in "abcdefghi"]
    of = [
        Note(id=f"n{place}{copy}", path=f"n{place}{copy}.md", title=word)
        for place, word in enumerate(words)
        for copy in range(1 + place)
    ]
    assert {found[1] for found in _found("port", of, 99)} == set("5678")
    assert {found[1] for found in _found("port*", of, 99)} == set("012345678")


@given(notes(), st.lists(CLAUSES, min_size=1, max_size=3).map(" ".join))
def test_newest_first_are_the_same_notes(of: list[Note], question: str) -> None:
    """The same notes with the same scores, by date from the latest, those without one last."""
    index = build_index(collection(of))
    best, newest = (find(question, index, 99, sort) for sort in ("best", "newest"))
    assert _scores(best) == _scores(newest)
    assert (best.total, best.reading) == (newest.total, newest.reading)
    assert [hit.date for hit in newest.hits] == sorted((hit.date for hit in newest.hits), reverse=True)


@given(notes(), st.lists(CLAUSES, min_size=1, max_size=2).map(" ".join))
def test_what_narrows_an_answer_is_counted(of: list[Note], question: str) -> None:
    """Asking for a narrowing as well finds as many notes as it said; each note's themes are among them."""
    index = build_index(collection(of))
    narrowings = narrow(question, index)
    answer = find(question, index, 99)
    if answer.reading == "exact":
        assert all(find(f"{question} {one.ask}", index).total == one.notes for one in narrowings)
    found = {hit.id for hit in answer.hits}
    held = sum(bool(note.themes) for note in of if note.id in found)
    assert sum(one.notes for one in narrowings if one.field == "theme") >= held


def test_an_answer_narrows_by_theme_year_category_and_signals() -> None:
    """The commonest first in each field, years where labels of origins begin with them; unfound values are left out."""
    found = [(one.ask, one.label, one.notes) for one in narrow("power", build_index(collection(shown(VAULT))))]
    assert found == [
        ("has:signals", "signals", 2),
        ("origin:2024", "2024", 2),
        ("origin:2023", "2023", 1),
        ('theme:"ports"', "ports", 2),
        ('theme:"ai rules"', "AI rules", 1),
        ('theme:"farms"', "farms", 1),
    ]


def test_an_item_is_found_once_by_what_any_member_says() -> None:
    """Notes of one item are one hit, at its canonical note, by every origin."""
    first, second, *_ = shown(VAULT)
    item = Item(canonical="harbour", members=("harbour", "ferry"), rule="link", evidence="")
    index = build_index(collection([first, second], (item,)))
    for question in ("ferries", "charges", "origin:20240218", "origin:20240303", "source:ferry.example.org"):
        assert [hit.id for hit in find(question, index).hits] == ["harbour"]


def test_pages_and_other_sections_are_found() -> None:
    """Text that no field of the digest form holds is searched too, Markdown left out."""
    page = Note(
        id="about",
        path="about.md",
        kind="page",
        title="About",
        sections=(Section(heading="Why", markdown="We *scan* [a](b)."),),
    )
    assert _found("scan why", [page]) == ["about"]
    assert not _found("b", [page])


def test_a_phrase_does_not_read_on() -> None:
    """The end of one field, cell or entry and the start of the next are no phrase; aliases are titles."""
    note = Note(
        id="n", path="n.md", title="Port", aliases=("Quay",), keywords=("shore", "power"), summary="Ferry lines"
    )
    assert _found('"port quay"', [note]) == _found('"shore power"', [note]) == _found('"quay shore"', [note]) == []
    assert _found('"quay" "shore" "power" "ferry lines"', [note]) == ["n"]


def test_a_word_without_end_is_found() -> None:
    """A word is looked for by its first characters once it is longer than words are."""
    assert _found("a" * 5_000, [Note(id="n", path="n.md", title="a" * 5_000)]) == ["n"]


def test_a_lone_character_of_unspaced_script_is_found_at_the_start_of_a_pair() -> None:
    """A question of one character is loosened into the beginning of a pair."""
    assert _found("信", shown(VAULT)) == ["tokyo"]


@given(notes(), st.lists(CLAUSES, min_size=1, max_size=4).map(" ".join))
def test_brute_force_agrees(of: list[Note], question: str) -> None:
    """The notes found and their scores are those of the formula, worked out note by note in plain Python."""
    answer = find(question, build_index(collection(of)), 99)
    if answer.reading == "exact":
        worked_out = dict(_worked_out(question, of))
        expected = {id_: round(score / 100_000, 3) for id_, score in worked_out.items()}
        assert _scores(answer) == expected
        assert answer.total == len(expected)
        newest = {note.id: note.date or dt.date.min for note in of}
        order = [(-worked_out[hit.id], -newest[hit.id].toordinal(), crc32(hit.id.encode())) for hit in answer.hits]
        assert order == sorted(order)


def _worked_out(question: str, of: Sequence[Note]) -> Iterator[tuple[str, int]]:
    query = parse(question)
    matched = {clause: {note.id for note in of if _holds(note, clause)} for clause in (*query.wanted, *query.unwanted)}
    for note in of:
        if all(note.id in matched[one] for one in query.wanted) and not any(
            note.id in matched[one] for one in query.unwanted
        ):
            yield note.id, sum(_score(note, clause, of) for clause in query.wanted if isinstance(clause, Words))


def _holds(note: Note, clause: Any) -> bool:  # noqa: ANN401  # either kind
    if not isinstance(clause, Words):
        held = {f"theme:{theme.lower()}" for theme in note.themes} | ({"has:signals"} if note.signals else set())
        return clause.key in held
    length = len(clause.terms)
    for piece in chain.from_iterable(plain(note)[0]):
        cut = tokens(piece)
        for start in range(len(cut) - length + 1):
            *heads, last = cut[start : start + length]
            if heads == list(clause.terms[:-1]) and _same(last, clause.terms[-1], prefix=clause.prefix):
                return True
    return False


def _same(term: str, wanted: str, *, prefix: bool) -> bool:
    return term.startswith(wanted) if prefix else term == wanted


def _score(note: Note, clause: Words, of: Sequence[Note]) -> int:
    parts = {(term, False) for term in clause.terms[:-1]} | {(clause.terms[-1], clause.prefix)}
    if clause.prefix:
        parts.discard((clause.terms[-1], False))
    return sum(_rarity(term, of, prefix=prefix) * _impact(note, term, of, prefix=prefix) for term, prefix in parts)


def _rarity(wanted: str, of: Sequence[Note], *, prefix: bool) -> int:
    holders = sum(any(_same(term, wanted, prefix=prefix) for term in chain.from_iterable(_cut(note))) for note in of)
    return round(1000 * math.log(1 + (len(of) - holders + 0.5) / (holders + 0.5)))


def _impact(note: Note, wanted: str, of: Sequence[Note], *, prefix: bool) -> int:
    forms = {term for term in chain.from_iterable(_cut(note)) if _same(term, wanted, prefix=prefix)}
    best = 0
    for form in forms:
        frequency = 0.0
        for place, field in enumerate(FIELDS):
            lengths = [len(_cut(one)[place]) for one in of if _cut(one)[place]]
            middle = max(sum(lengths) / len(lengths), 1) if lengths else 1
            pivot = max(step for step in (2.0**n * half for n in range(9) for half in (1, 1.5)) if step <= middle)
            length = _three_digits(len(_cut(note)[place]))
            count = Counter(_cut(note)[place])[form]
            frequency += count * field.weight / (1 - field.normalised + field.normalised * length / pivot)
        best = max(best, round(220 * frequency / (1.2 + frequency)), 1)
    return best


def _three_digits(length: int) -> int:
    """A number with all but its first three binary digits zero."""
    binary = f"{length:b}"
    return int(binary[:3] + "0" * len(binary[3:]), 2)


def _cut(note: Note) -> list[list[str]]:
    return [[term for piece in field for term in tokens(piece)] for field in plain(note)[0]]


@given(notes(), st.lists(CLAUSES, max_size=4).map(" ".join), st.randoms(use_true_random=False))
def test_the_order_of_notes_does_not_matter(of: list[Note], question: str, random: Random) -> None:
    """Shuffled notes give the same answers."""
    answer = find(question, build_index(collection(of)))
    random.shuffle(of)
    assert find(question, build_index(collection(of))) == answer


@given(notes(), st.lists(CLAUSES, max_size=3))
def test_the_order_of_words_does_not_matter(of: list[Note], clauses: list[str]) -> None:
    """What holds as it stands holds in any order, with the same scores."""
    index = build_index(collection(of))
    answer = find(" ".join(clauses), index)
    if answer.reading == "exact" and answer.total:
        assert all(_scores(find(" ".join(order), index)) == _scores(answer) for order in permutations(clauses))


@given(notes(), st.lists(st.sampled_from(WORDS), min_size=2, max_size=3, unique=True))
def test_a_phrase_is_found_where_its_words_are(of: list[Note], words: list[str]) -> None:
    """A phrase finds some of the notes that hold its words, and weighs the same there when each is one term."""
    index = build_index(collection(of))
    phrase = _scores(find(f'"{" ".join(words)}"', index))
    every = _scores(find(" ".join(f'"{word}"' for word in words), index))
    assert phrase.keys() <= every.keys()
    if all(len(tokens(word)) == 1 for word in words):
        assert all(abs(score - every[id_]) < 0.002 for id_, score in phrase.items())


@given(notes(), st.sampled_from(WORDS), CLAUSES.filter(lambda clause: not clause.startswith("-")))
def test_with_and_without_are_all(of: list[Note], word: str, clause: str) -> None:
    """What a word finds is what it finds with something and without it, and never both."""
    index = build_index(collection(of))
    found, with_, without = (_ids(f'"{word}"{more}', index) for more in ("", f' "{clause}"', f' -"{clause}"'))
    if ":" not in clause and '"' not in clause:
        assert with_ | without == found
        assert not with_ & without
    assert _ids(f'"{word}" {clause}', index) | _ids(f'"{word}" -{clause}', index) >= found


def _ids(question: str, index: Index) -> set[str]:
    return set(_scores(find(question, index, 99)))


@given(notes(), st.sampled_from([word for word in WORDS if len(tokens(word)) == 1]))
def test_a_prefix_finds_what_its_words_find(of: list[Note], word: str) -> None:
    """The start of a word finds at least the notes that each word which begins so does."""
    index = build_index(collection(of))
    found = _ids(f"{word[:2]}*", index)
    assert found >= _ids(f'"{word}"', index)


@pytest.mark.parametrize(
    "question",
    [
        '"', '"""', 'a "b', "theme:", 'theme:"', "theme:*", "-theme:", "has:nothing", "origin:", "source:http://[", "*",
        "**a**", "-", "--a", "-*", "- -", "a -a", "\0", "\ud800", "%", "a:b:c", "theme:theme:a", '"' * 10_001,
        "a" * 10_000, "a " * 5_000,
        "-a " * 3_000, "(" * 10_000, "信" * 10_000, "port* " * 1_600, " ".join(f"word{n}" for n in range(1_300)),
        "\u202e\u200b", "e\u0301" * 5_000, "'" * 10_000, "ports:theme", "NOT port OR quay",
    ],
)  # fmt: skip
def test_any_question_has_an_answer(question: str) -> None:
    """Unbalanced quotes, operators alone, ten thousand characters: an answer, of notes that exist, and no failure."""
    of = shown(VAULT)
    answer = find(question, build_index(collection(of)))
    assert len(answer.hits) == min(answer.total, 10)
    assert {hit.id for hit in answer.hits} <= {note.id for note in of}


@given(notes(), st.text(alphabet='ab -*":\u65e5port\n', max_size=40), st.integers(0, 3))
def test_any_text_has_an_answer(of: list[Note], question: str, k: int) -> None:
    """Any text at all, with at most as many hits as asked for."""
    answer = find(question, build_index(collection(of)), k)
    assert len(answer.hits) == min(answer.total, k)


@pytest.mark.parametrize("question", ["", "word", "wor*", '"two words"', "-word", "theme:a", "-theme:a"])
def test_an_empty_vault_has_no_answer(question: str) -> None:
    """Without notes nothing is found."""
    assert find(question, build_index(collection([]))) == Answer(hits=(), total=0, reading="exact")


@given(notes(), st.lists(CLAUSES, max_size=3).map(" ".join))
def test_an_index_answers_from_json(of: list[Note], question: str) -> None:
    """An index that went through JSON gives the same answers."""
    index = build_index(collection(of))
    names = ("known", "words", "places", "facets", "choices", "documents")
    whole = replace(
        index, **{name: replace(getattr(index, name), shards=tuple(getattr(index, name).shards)) for name in names}
    )
    assert find(question, msgspec.json.decode(msgspec.json.encode(whole), type=Index)) == find(question, index)
