"""Laws of the codec: what was encoded is decoded, and digests tell values apart."""

import pytest

from kb.codec import DamagedError, UnfitError, decode, decodes, digest, encode
from kb.model import Note


def test_a_value_comes_back() -> None:
    """A note is what it was, and other bytes are damage."""
    note = Note(id="a", path="a.md", title="Ports", keywords=("quay", "日本"))
    assert decode(encode(note), Note) == note
    for data in (b"", encode(note)[:-1], encode(("a", 1)), b"\xc1"):
        with pytest.raises(DamagedError):
            decode(data, Note)


def test_half_a_character_can_be_digested_but_not_kept() -> None:
    """Escapes in front matter can make text that no encoding can write."""
    with pytest.raises(UnfitError):
        encode("\ud800")
    assert digest("\ud800") == digest("\ud800") != digest("\ud801")


def test_many_rows_are_decoded_as_one_by_one() -> None:
    """Each as alone; one that is none is told of."""
    rows = [encode((number, "bee")) for number in range(3)]
    assert decodes(iter(rows), tuple[int, str]) == [decode(row, tuple[int, str]) for row in rows]
    with pytest.raises(DamagedError):
        decodes([*rows, b"\xc1"], tuple[int, str])
