"""Laws of small pictures: what room there is for titles."""

from hypothesis import given
from hypothesis import strategies as st

from kb.site.small_graph import shortened

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
