"""Laws of what is kept of jobs: whoever looked at what has changed is found."""

from hypothesis import given
from hypothesis import strategies as st

from kb.pipeline.blocks import Job
from kb.pipeline.earlier import looked_at
from kb.site.looks import packed

# Numbers of which some have the lower half in common.
_numbers = st.sets(st.integers(0, 3).flatmap(lambda high: st.integers(0, 4).map(lambda low: high * 65536 + low)))


@given(looked=st.lists(_numbers), changed=_numbers)
def test_jobs_that_looked_at_what_changed_are_found(looked: list[set[int]], changed: set[int]) -> None:
    """Every job that has one of the numbers, and no other."""
    jobs = [
        Job(name=str(place), number=place, run=0, files=(), listed=(), looked=packed(some))
        for place, some in enumerate(looked)
    ]
    assert looked_at(jobs, changed) == {str(place) for place, some in enumerate(looked) if some & changed}
