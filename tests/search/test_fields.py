"""Laws of what snippets are cut from, text on one line; and of hosts, which are those of the whole link."""

from hypothesis import given
from hypothesis import strategies as st

from kb.dedupe import site_of
from kb.model import Note, Signal
from kb.search.fields import host, shown

LINKS = st.lists(st.sampled_from(["https://", "HTTP://", "http:", "/", "a.org", "m.", " ", "\n", "?", "#", "@", ":80"]))
CELLS = st.text("aé ’&;*[]_") | st.sampled_from(["plain", "**strong** word", "R&amp;D", " two  spaces\n"])


def _note(names: list[str], summary: str = "") -> Note:
    signals = tuple(Signal(name=name) for name in names)
    return Note(id="a", path="a.md", title="A", summary=summary, signals=signals)


@given(st.lists(st.tuples(st.lists(CELLS | st.text(" a·\u2028"), max_size=3), st.text() | st.text(" a")), max_size=20))
def test_what_snippets_are_cut_from_has_its_white_space_single(said: list[tuple[list[str], str]]) -> None:
    """Whatever white space a note has, one space parts words; and whatever notes stand beside it."""
    notes = [_note(cells, summary) for cells, summary in said]
    found = list(shown(notes))
    assert found == [next(shown([note])) for note in notes]
    for pieces in found:
        assert pieces == tuple(" ".join(piece.split()) for piece in pieces)


@given(LINKS.map("".join))
def test_a_host_is_that_of_the_whole_link(link: str) -> None:
    """Whatever follows it, and however broken the link is; a bare host is its own."""
    assert host(link) == site_of(link if "://" in link else f"https://{link}")
