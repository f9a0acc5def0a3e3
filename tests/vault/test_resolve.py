"""Laws of resolving: found, missing or ambiguous, and never a guess."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.model import Ambiguous, Found, Link, Missing, Name, Resolution
from kb.vault import Resolver, find

NAMES = (
    Name(id="0a1b2c3d4e5f", path="0a1b2c3d4e5f.md", title="Licences for models"),
    Name(id="9f8e7d6c5b4a", path="2024/9f8e7d6c5b4a.md", title="Green roofs", aliases=("Roof gardens",)),
    Name(id="Essay", path="Essay.md", title="On time", redirect_from=("old-essay",)),
    Name(id="essay", path="more/essay.md", title="On time"),
)


@pytest.mark.parametrize(
    ("target", "reached"),
    [
        ("0a1b2c3d4e5f", Found(id="0a1b2c3d4e5f")),
        ("2024/9f8e7d6c5b4a", Found(id="9f8e7d6c5b4a")),
        ("elsewhere/9F8E7D6C5B4A", Found(id="9f8e7d6c5b4a")),
        ("0A1B2C3D4E5F", Found(id="0a1b2c3d4e5f")),
        ("old-essay", Found(id="Essay")),
        ("roof gardens", Found(id="9f8e7d6c5b4a")),
        ("Essay", Found(id="Essay")),
        ("ESSAY", Ambiguous(candidates=("Essay", "essay"))),
        ("on time", Ambiguous(candidates=("Essay", "essay"))),
        ("nothing", Missing()),
    ],
)
def test_what_a_target_reaches(target: str, reached: Resolution) -> None:
    """A target is an id, a path, a redirect, an id but for case, or a title, in that order."""
    assert Resolver(NAMES).resolve(Link(kind="mention", target=target)) == reached


@pytest.mark.parametrize(
    ("target", "label", "meant"),
    [
        ("0a1b2c3d4e5e", "", "0a1b2c3d4e5f"),
        ("1a1b2c3d4e5f", "", "0a1b2c3d4e5f"),
        ("0a1b2X3d4e5f", "", "0a1b2c3d4e5f"),
        ("ffffffffffff", "Green roofs", "9f8e7d6c5b4a"),
    ],
)
def test_a_slip_is_answered_by_what_was_meant(target: str, label: str, meant: str) -> None:
    """One wrong character, or the right title with a wrong id, brings the id that was meant."""
    reached = Resolver(NAMES).resolve(Link(kind="closest", target=target, label=label))
    assert reached == Missing(suggestions=(meant,))


@given(st.permutations(NAMES), st.text(max_size=14))
def test_order_of_names_changes_nothing(names: list[Name], target: str) -> None:
    """The answer does not depend on the order of the names, for any target."""
    link = Link(kind="mention", target=target, label=target)
    assert Resolver(names).resolve(link) == Resolver(NAMES).resolve(link)


@pytest.mark.parametrize(
    ("query", "reached"),
    [
        ("0a1b", Found(id="0a1b2c3d4e5f")),
        ("0a1", Missing()),
        ("./2024/9f8e7d6c5b4a.md", Found(id="9f8e7d6c5b4a")),
        ("GREEN  roofs", Found(id="9f8e7d6c5b4a")),
        ("On time", Ambiguous(candidates=("Essay", "essay"))),
        ("roof", Missing(suggestions=("9f8e7d6c5b4a",))),
        ("essa", Ambiguous(candidates=("Essay", "essay"))),
        ("essay", Found(id="essay")),
    ],
)
def test_what_a_person_may_type(query: str, reached: Resolution) -> None:
    """An id, four characters of one, a path or a title name a note; words of titles are suggested."""
    assert find(NAMES, query) == reached
