"""Laws of small pictures: what room there is for titles."""

from hypothesis import given
from hypothesis import strategies as st

from kb.options import SiteOptions
from kb.site.decide import decide
from kb.site.small_graph import Labels, all_shortened, shortened
from tests.site.made import collection, files

ROOM = 118
TITLES = st.text(max_size=60) | st.text("il, ", max_size=60) | st.text("mW宽A’", max_size=30)


def _breadth(letter: str) -> int:
    if letter in " .,:;'!|()-’ijlftrI":
        return 3
    if letter in "mwMW@%—…":
        return 9
    return 10 if letter >= "\u1100" else 7 if letter.isupper() else 6


@given(TITLES)
def test_a_title_is_cut_where_its_room_ends(title: str) -> None:
    """One that has room stays whole; else a letter less than has room is shown, without what ends words, and a mark."""
    fitting = max(n for n in range(len(title) + 1) if sum(map(_breadth, title[:n])) <= ROOM)
    cut = title[: max(1, fitting - 1)].rstrip(" ,.:;–-") + "…"
    assert shortened(title) == (title if fitting == len(title) else cut)


@given(st.lists(st.text(max_size=50) | st.text(" Wil.\0", max_size=60), max_size=5))
def test_titles_are_cut_together_as_one_by_one(titles: list[str]) -> None:
    """Whatever letters they have."""
    assert all_shortened(titles) == [shortened(title) for title in titles]


def test_notes_are_named_alike_one_by_one_and_all_at_once() -> None:
    """Whoever has asked before: from some on all are named."""
    vault = "".join([f"-- {number}.md --\n# __About {'Wi' * number}__\n\n" for number in range(20)])
    by_id = decide(collection(files(vault)), SiteOptions()).kept.by_id
    labels, prepared = Labels(by_id), Labels(by_id)
    prepared.prepare()
    for id_ in by_id:
        assert labels[id_] == Labels(by_id)[id_] == prepared[id_]
    assert len(labels) == len(by_id) == 20
