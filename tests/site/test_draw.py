"""Laws of drawing five notes by chance."""

import json
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from kb.site.draw import FIVE, draw, mixed, shard_count
from tests.site.made import site

_IDS = st.sets(st.text(max_size=6), max_size=200).map(sorted)


@given(_IDS, st.text(max_size=12))
def test_five_are_drawn_each_once(ids: list[str], day: str) -> None:
    """A draw is five notes, or all when they are fewer, and the same in whatever order the notes come."""
    drawn = draw(ids, day)
    assert len(drawn) == len(set(drawn)) == min(FIVE, len(ids))
    assert set(drawn) <= set(ids)
    assert drawn == draw(ids[::-1], day)


@given(st.lists(st.text(max_size=9)))
def test_all_texts_are_mixed_as_one_is(texts: list[str]) -> None:
    """Bytes are taken in one by one, in numbers of 32 bits, whatever other texts there are."""

    def plainly(text: str) -> int:
        found = 0x811C9DC5
        for byte in text.encode("utf-8", "surrogatepass"):
            found = (found ^ byte) * 0x01000193 % 2**32
        found = (found ^ found >> 16) * 0x85EBCA6B % 2**32
        found = (found ^ found >> 13) * 0xC2B2AE35 % 2**32
        return found ^ found >> 16

    assert mixed(texts) == [plainly(text) for text in texts]


def test_a_new_note_hardly_changes_old_draws() -> None:
    """Among 500 notes another one changes about as many draws as show it, unless the number of shards doubles."""
    ids = [f"note-{number}" for number in range(500)]
    assert shard_count(500) == shard_count(501)
    days = [f"2026-{month:02}-{day:02}" for month in range(1, 7) for day in range(1, 29)]
    changed = [day for day in days if draw(ids, day) != draw([*ids, "another"], day)]
    assert all("another" in draw([*ids, "another"], day) for day in changed)
    assert len(changed) <= len(days) * FIVE / 500 * 6


def test_every_note_has_a_chance() -> None:
    """Over many days each of 100 notes is drawn, none much more often than another."""
    ids = [f"note-{number}" for number in range(100)]
    drawn = Counter(id_ for day in range(600) for id_ in draw(ids, str(day)))
    assert len(drawn) == 100
    assert max(drawn.values()) <= 4 * 600 * FIVE / 100


def test_shards_hold_every_note_once() -> None:
    """All items of a site, and no pages, are in its shards, with what a list shows of them."""
    notes = "".join(f"-- n{n}.md --\n# N{n}\n## Keywords\n* bees\n" for n in range(70))
    made = site(notes + "-- p.md --\n# P\n\nText.\n")
    rows = []
    for place in range(2):
        text = made[f"data/draw/{place}.js"].removeprefix(f"kbDraw({place},").removesuffix(");\n")
        rows += json.loads(text)
    assert sorted(row[0] for row in rows) == sorted(f"n{n}" for n in range(70))
    assert all(made[row[1]] for row in rows)
    assert 'data-count="2"' in made["index.html"]


def test_few_notes_are_not_drawn_from() -> None:
    """A vault of five notes shows them all anyway."""
    made = site("".join(f"-- n{n}.md --\n# N{n}\n## Keywords\n* bees\n" for n in range(5)))
    assert 'id="draw"' not in made["index.html"]
    assert not [path for path in made if path.startswith("data/draw/")]
