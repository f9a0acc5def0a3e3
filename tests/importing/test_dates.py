"""Days out of every common form of a date, and out of nothing else."""

import pytest

from kb.importing.dates import day_of


@pytest.mark.parametrize(
    "text",
    [
        "Sun, 18 Feb 2024 23:30:00 GMT",
        "Sun, 18 Feb 2024 23:30:00 -0500",
        "18 Feb 24 01:00 EST",
        "Sunday, 18-Feb-24 15:00:00 GMT",
        "2024-02-18",
        "2024-02-18T23:59:59+14:00",
        " 2024-02-18 10:00:00.123Z ",
        "20240218T101010Z",
        "2024/2/18 10:00",
        "18.02.2024",
        "1708300000",
        "1708300000.5",
        "1708300000000",
        "1708300000000000",
    ],
)
def test_a_day_is_read(text: str) -> None:
    """Each of these names 18 February 2024."""
    assert str(day_of(text)) == "2024-02-18"


@pytest.mark.parametrize(
    "text", ["", "soon", "2024-02-30", "99999999999999999999", "13/14/2024", "02/03/2024", "12", "x" * 9999, "Jan"]
)
def test_what_names_no_day_gives_none(text: str) -> None:
    """Nothing is guessed: not a day that is none, nor which of two numbers is the month."""
    assert day_of(text) is None
