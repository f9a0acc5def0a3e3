"""Laws of what is kept of jobs: whoever looked at what has changed is found, and whoever lacks a file."""

from collections.abc import Sequence
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from kb.io.output import Put
from kb.pipeline.blocks import Block, Job
from kb.pipeline.jobs import Jobs
from kb.pipeline.standing import Placed
from kb.site.looks import packed

# Numbers of which some have the lower half in common.
_numbers = st.sets(st.integers(0, 3).flatmap(lambda high: st.integers(0, 4).map(lambda low: high * 65536 + low)))


def _job(name: str, run: int = 1, paths: Sequence[str] = (), looked: bytes = b"") -> Job:
    return Job(name=name, run=run, files=tuple((path, len(path)) for path in paths), listed=(), looked=looked)


@given(looked=st.lists(st.lists(_numbers, max_size=3)), changed=_numbers)
def test_jobs_that_looked_at_what_changed_are_found(looked: list[list[set[int]]], changed: set[int]) -> None:
    """Every job that has one of the numbers, and no other, in whichever block it is."""
    names = {f"{block} {place}": some for block, row in enumerate(looked) for place, some in enumerate(row)}
    jobs = Jobs(
        {
            str(block): Block.of([_job(f"{block} {place}", looked=packed(some)) for place, some in enumerate(row)])
            for block, row in enumerate(looked)
        }
    )
    assert jobs.names == [*names]
    assert [jobs.key(name) for name in names] == [name.split()[0] for name in names]
    assert jobs.looked_at(changed) == {name for name, some in names.items() if some & changed}


class _File(NamedTuple):
    """A file of a job."""

    run: int
    """The run that made it, 0 where nothing is kept of it."""
    lacks: bool
    """Whether the folder lacks it."""


_files = st.lists(st.builds(_File, st.integers(0, 2), st.booleans()), max_size=3)


@given(blocks=st.lists(st.lists(st.tuples(st.integers(1, 2), _files), max_size=3), max_size=3), turned=st.booleans())
def test_a_file_stands_that_is_there_as_its_job_made_it_last(
    *, blocks: list[list[tuple[int, list[_File]]]], turned: bool
) -> None:
    """Of the job's last run, and not lacking, in whatever order files are kept; all files of a job are its own."""
    kept: dict[str, Block] = {}
    placed: dict[str, Placed] = {}
    lacking: dict[str, list[int]] = {}
    standing: dict[str, set[str]] = {}
    paths: dict[str, list[str]] = {}
    for key, rows in enumerate(blocks):
        files: dict[str, _File] = {}
        runs: list[Job] = []
        for place, (run, own) in enumerate(rows):
            name = f"{key} {place}"
            paths[name] = [f"{name} {number}" for number in range(len(own))]
            found = dict(zip(paths[name], own, strict=True))
            standing[name] = {path for path, file in found.items() if file.run == run and not file.lacks}
            files |= found
            runs.append(_job(name, run, paths[name]))
        known = [(path, file) for path, file in files.items() if file.run]
        known = known[::-1] if turned else known
        kept[str(key)] = Block.of(runs)
        placed[str(key)] = Placed.of((path, file.run, (1, 1, 1, 1)) for path, file in known)
        lacking[str(key)] = [place for place, (_, file) in enumerate(known) if file.lacks]
    jobs = Jobs(kept)
    stand = jobs.standing(placed, lacking)
    assert jobs.having(~stand) == {name for name, own in paths.items() if standing[name] != set(own)}
    assert {name: jobs.own(name, stand) for name in paths} == standing
    assert jobs.own("none", stand) == frozenset()
    assert len(jobs.standing({}, {})) == sum(map(len, paths.values()))
    assert not jobs.standing({}, {}).any()
    left = [path for own in list(paths.values())[1:] for path in own]
    assert jobs.without([*list(paths)[:1], "none"]) == Put(tuple(left), (), sum(map(len, left)))
