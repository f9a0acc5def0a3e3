"""The plan into page views: one module a kind of page, each view all that its template needs.

The pages are made in batches, so that several processes can share them: what there are many of is cut into runs.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TypeVar

from kb.site.around import Around
from kb.site.pages import front, group, index, note, quality, redirect, signals, standing, term
from kb.site.pages.view import PageView
from kb.site.plan import Plan

__all__ = ["PageView", "batches"]

Batch = Callable[[], Iterator[PageView]]
"""Makes some of the pages."""

T = TypeVar("T")

_NOTES = 150  # notes of one batch
_TERMS = 300  # terms of one batch


def batches(plan: Plan, surroundings: Around) -> Iterator[Batch]:
    """Every page of the site, in batches."""
    yield lambda: iter([front.view(plan, surroundings)])
    for some in _runs(plan.published, _NOTES):
        yield partial(note.views, plan, surroundings, some)
    yield partial(group.views, plan, surroundings)
    for keys in _runs(term.with_page(plan), _TERMS):
        yield partial(term.views, plan, keys)
    yield partial(index.views, plan)
    yield partial(signals.views, plan, surroundings)
    yield lambda: iter([quality.view(plan)])
    yield partial(standing.views, plan)
    yield partial(redirect.views, plan)


def _runs(many: Sequence[T], length: int) -> Iterator[Sequence[T]]:
    """A sequence in runs of so many."""
    return (many[start : start + length] for start in range(0, len(many), length))
