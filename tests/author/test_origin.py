"""Laws of naming an origin: a label, a date, or latest; whatever else is answered by the nearest."""

import pytest

from kb.author.origin import find_origin
from kb.errors import WrongUseError
from kb.options import SiteOptions
from kb.site.decide import decide
from tests.author.vaults import TODAY, VAULT
from tests.site.made import collection, files

ORIGINS = decide(collection(files(VAULT)), SiteOptions()).origins


@pytest.mark.parametrize(
    ("query", "label"),
    [
        ("20240218", "20240218"),
        ("20240218B", "20240218b"),
        ("2024-01-15", "20240115"),
        ("latest", "20240218b"),
        (" LATEST ", "20240218b"),
    ],
)
def test_an_origin_is_found(query: str, label: str) -> None:
    """By its label, which goes first, or its date; the latest lies not in the future."""
    assert find_origin(ORIGINS, query, TODAY).label == label


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("2024-02-18", "the date of several origins:\n  20240218b  18 February 2024\n  20240218  18 February 2024"),
        ("2023-12-31", "The nearest are:\n  20240115  15 January 2024\n  20240218b"),
        ("202402", "The nearest are:\n  20240218b  18 February 2024\n  20240218  18 February 2024"),
        ("20240281", "The nearest are:\n  20240218"),
        ("spring", "The newest are:\n  20990101"),
        ("", "The newest are:\n"),
    ],
)
def test_an_unknown_origin_is_answered_by_the_nearest(query: str, message: str) -> None:
    """By date where a date was meant, else by label; where none is like it, the newest."""
    with pytest.raises(WrongUseError) as error:
        find_origin(ORIGINS, query, TODAY)
    assert message in str(error.value)


def test_a_vault_without_origins_says_so() -> None:
    """There is nothing to choose from."""
    with pytest.raises(WrongUseError, match="no origins"):
        find_origin((), "latest", TODAY)
