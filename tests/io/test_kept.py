"""Laws of `communities.json`: what was kept comes back, and what is no list of communities is said to be none."""

from pathlib import Path

import pytest

from kb.errors import WrongUseError
from kb.graph import Community
from kb.io.kept import read_kept, write_kept

TWO = (
    Community(address="b", name="日本", members=("x", "y"), terms=("t",), cohesion=0.5),
    Community(address="a", name='A "b"', members=("z",)),
)


def test_what_was_kept_comes_back(tmp_path: Path) -> None:
    """Address, name and members, by address; the same bytes whatever the order."""
    write_kept(tmp_path / "one", TWO)
    write_kept(tmp_path / "two", TWO[::-1])
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert [(one.address, one.name, one.members) for one in read_kept(tmp_path / "one")] == [
        ("a", 'A "b"', ("z",)),
        ("b", "日本", ("x", "y")),
    ]


def test_no_file_is_no_community(tmp_path: Path) -> None:
    """Which is how every vault begins."""
    assert read_kept(tmp_path / "communities.json") == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[1]",
        '[{"address": "a"}]',
        '[{"address": "a", "name": "A", "members": [1]}]',
        '[{"address": "a", "name": "A", "members": ["x", "x"]}]',
        '[{"address": "a", "name": "A", "members": ["x"]}, {"address": "a", "name": "B", "members": ["y"]}]',
        '[{"address": "a", "name": "\xff", "members": []}',
    ],
)
def test_anything_else_is_wrong_use(text: str, tmp_path: Path) -> None:
    """The message names the file."""
    (tmp_path / "communities.json").write_bytes(text.encode("latin-1"))
    with pytest.raises(WrongUseError, match=r"communities\.json"):
        read_kept(tmp_path / "communities.json")
