"""Laws of a survey begun elsewhere: it is the one found here, and none goes on that nobody waits for."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings

from kb.graph import Community, Survey, communities
from kb.io.executor import Executor, Processes, Serial
from kb.io.fork import gather
from kb.model import Collection, Graph, Term, Vault
from kb.pipeline.surveying import Surveyor
from tests.graph.graphs import graphs, in_columns
from tests.graph.planted import planted


def _collection(some: Graph) -> Collection:
    graph = in_columns(some)
    ids = tuple(node.id for node in graph.nodes)
    theme = Term(key="some", label="Some", slug="some", variants=("some",), notes=ids[::2])
    keyword = Term(key="all", label="All", slug="all", variants=("all",), notes=ids)
    vault = Vault(notes=(), names=())
    return Collection(
        vault=vault,
        links=(),
        items=(),
        themes=(theme,),
        keywords=(keyword,),
        similar=(),
        graph=graph,
        addresses=(),
        diagnostics=(),
    )


def _survey(surveyor: Surveyor, of: Collection, kept: tuple[Community, ...]) -> Survey:
    surveyor.expect(of.graph.nodes, (*of.themes, *of.keywords))
    return surveyor.survey(of, kept)


def _told(of: Collection, kept: tuple[Community, ...], workers: Executor) -> object:
    with Surveyor(workers) as surveyor:
        survey = _survey(surveyor, of, kept)
        # What is found last is asked for first.
        return survey.layout, survey.standings, survey.communities, survey.kept


@given(graphs())
@settings(max_examples=20)
def test_a_survey_by_another_process_is_the_one_found_here(some: Graph) -> None:
    """Communities, figures and places, with communities kept or not, down to the types."""
    of = _collection(some)
    for kept in ((), communities(some, ())[::2]):
        begun, here = (_told(of, kept, workers) for workers in (Processes(2), Serial()))
        assert begun == here
        assert repr(begun) == repr(here)


def _children() -> set[str]:
    """The processes that this one has started, but for those that end by themselves."""
    gather(wait=True)
    return {one for task in Path("/proc/self/task").iterdir() for one in (task / "children").read_text().split()}


def test_what_nobody_asked_for_is_broken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """No process goes on when the site is made; what one raised is raised where its work was asked for."""

    def fail(_: Survey) -> None:
        raise RecursionError("too deep")

    of, before = _collection(planted(1)[0]), _children()
    monkeypatch.setattr(Survey, "standings", property(fail))
    monkeypatch.setattr(Survey, "layout", property(lambda _: time.sleep(60)))
    with Surveyor(Processes(2)) as surveyor:
        survey = _survey(surveyor, of, ())
        assert survey.communities
        assert _children() > before
        with pytest.raises(RecursionError, match="too deep"):
            _ = survey.standings
    with Surveyor(Processes(2)) as surveyor:
        _survey(surveyor, of, ())
    with Surveyor(Processes(2)):
        assert _children() > before
    assert _children() == before
