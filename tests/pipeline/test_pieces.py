"""Laws of pieces of work: each job is in one, and jobs that go on from what others found are with them."""

import pytest

from kb import site
from kb.pipeline import pieces


@pytest.mark.parametrize("beside", [False, True])
@pytest.mark.parametrize("apart", [False, True])
def test_each_job_is_done_once(*, apart: bool, beside: bool) -> None:
    """Wherever the work is done, and whoever finds the communities meanwhile."""
    names = [pieces.TOLD, *([] if apart else [pieces.STORED]), site.SEARCH, site.FRONT, *site.STEADY]
    names += [f"item {number}" for number in range(3 * pieces.MANY)]
    mine, theirs = pieces.batches(names, apart=apart, beside=beside)
    assert sorted(name for batch in mine + theirs for name in batch) == sorted(names)
    assert not (apart and mine)


@pytest.mark.parametrize("beside", [False, True])
def test_who_tells_what_stands_under_names_makes_what_is_known_by_that(*, beside: bool) -> None:
    """Nobody else has the digests in a first build; where communities are found beside, others come first."""
    names = [pieces.TOLD, "assets", *site.STEADY, *(f"item {number}" for number in range(pieces.MANY))]
    _, made = pieces.batches(names, apart=False, beside=beside)
    told = next(batch for batch in made if pieces.TOLD in batch)
    assert list(told) == [pieces.TOLD, *site.STEADY]
    assert (made.index(["assets"]) < made.index(told)) == beside
