"""The values themselves: what makes two of them equal, and that they stay what they are on their way."""

import pickle

import pytest

from kb.codec import decode, encode
from kb.model import Link, Note


def _link(line: int, label: str = "A") -> Link:
    return Link(kind="mention", target="a", label=label, line=line)


def test_a_link_is_what_it_says_wherever_it_stands() -> None:
    """Links that say the same are equal and one in a set, and so are the notes that hold them; other words differ."""
    one, moved, other = _link(1), _link(7), _link(1, "B")
    assert one == moved != other
    assert len({one, moved, other}) == 2
    notes = [Note(id="n", path="n.md", title="N", mentions=(link,)) for link in (one, moved, other)]
    assert notes[0] == notes[1] != notes[2]
    assert len(set(notes)) == 2
    assert one != (one.kind, one.target, one.label, one.anchor)


def test_a_value_keeps_all_on_its_way() -> None:
    """What pickle or the codec brings back says the same and stands at the same place."""
    note = Note(id="n", path="n.md", title="N", mentions=(_link(7),))
    pickled = pickle.loads(pickle.dumps(note))  # noqa: S301  # what was just written
    for back in (pickled, decode(encode(note), Note)):
        assert (back, hash(back), back.mentions[0].line) == (note, hash(note), note.mentions[0].line)


def test_a_value_does_not_change() -> None:
    """A field can't be set."""
    with pytest.raises(AttributeError):
        _link(1).label = "B"  # type: ignore[misc]  # what is tested
