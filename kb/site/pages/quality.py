"""What was found in the notes into the collection's own report: each kind of finding, counted, with the first few."""

from collections.abc import Iterator
from itertools import groupby
from typing import ClassVar

from msgspec import Struct

from kb.model import Diagnostic, Severity
from kb.rules import RULES
from kb.site import courses, paths
from kb.site.data import DATA_FILES
from kb.site.feeds import feed_files
from kb.site.pages.view import PageView
from kb.site.plan import Plan, Published
from kb.text import count

_SHOWN = 25  # findings of one kind
_SEVERITIES: dict[Severity, str] = {"error": "errors", "warning": "warnings", "info": "notices"}


class Finding(Struct, frozen=True, kw_only=True):
    """What was found of one kind in one file."""

    one: Published | None
    """The item, or None when the file is no note."""
    place: str
    """Path and line of the first."""
    message: str
    """What the first says."""
    times: int
    """How often it was found there."""


class Kind(Struct, frozen=True, kw_only=True):
    """All findings of one kind."""

    code: str
    """The rule's stable name."""
    severity: str
    """How much it matters."""
    about: str
    """What the rule finds, in a sentence."""
    hint: str
    """What to do about it."""
    total: int
    """How many there are."""
    findings: tuple[Finding, ...]
    """The first of them, by file."""
    more: str
    """How many files are left out, in words; empty when none."""


class Repeated(Struct, frozen=True, kw_only=True):
    """An item that several notes tell of."""

    one: Published
    """The item."""
    evidence: str
    """What is equal."""
    others: tuple[str, ...]
    """Ids of its other notes."""


class QualityView(PageView, frozen=True, kw_only=True):
    """The report's page."""

    template: ClassVar[str] = "quality.html"
    section: str = "about"

    counts: str
    """How many findings of each severity, in words."""
    kinds: tuple[Kind, ...]
    """Findings by kind: errors first, then the commonest."""
    repeated: tuple[Repeated, ...]
    """The first items that several notes tell of."""
    repeated_total: str
    """How many there are, in words."""
    repeated_more: int
    """How many are left out."""
    orphans: tuple[Published, ...]
    """The first items without a link in either direction."""
    orphans_total: str
    """How many there are, in words."""
    orphans_more: int
    """How many are left out."""
    full: str
    """The whole report for other programs."""
    data: tuple[tuple[str, str], ...]
    """What each data file holds, and its path from the root."""
    feeds: tuple[tuple[str, str], ...]
    """The same of the feeds of the whole collection."""


def view(plan: Plan) -> QualityView:
    """The report's page."""
    found = plan.collection.diagnostics
    lonely = plan.orphans
    united = plan.collection.items
    return QualityView(
        parts=("quality",),
        title="Quality",
        description="What is wrong or doubtful in the notes of this collection.",
        counts=_counts(found),
        kinds=tuple(_kinds(plan)),
        repeated=tuple(
            Repeated(one=plan.by_id[item.canonical], evidence=item.evidence, others=item.members[1:])
            for item in united[:_SHOWN]
        ),
        repeated_total=count(len(united), "item") if united else "",
        repeated_more=len(united[_SHOWN:]),
        orphans=lonely[:_SHOWN],
        orphans_total=count(len(lonely), "note") if lonely else "",
        orphans_more=len(lonely[_SHOWN:]),
        full=paths.file("data", "quality.json"),
        data=DATA_FILES + courses.listed(plan),
        feeds=feed_files(plan),
    )


def _counts(found: tuple[Diagnostic, ...]) -> str:
    if not found:
        return "Nothing was found to be wrong."
    each = [
        count(number, many.removesuffix("s"), many)
        for severity, many in _SEVERITIES.items()
        if (number := sum(1 for one in found if one.severity == severity))
    ]
    return f"{count(len(found), 'finding')}: {', '.join(each)}."


def _kinds(plan: Plan) -> Iterator[Kind]:
    kinds: dict[tuple[Severity, str], list[Diagnostic]] = {}
    for one in plan.collection.diagnostics:
        kinds.setdefault((one.severity, one.code), []).append(one)
    order = list(_SEVERITIES)
    for (severity, code), found in sorted(
        kinds.items(), key=lambda kind: (order.index(kind[0][0]), -len(kind[1]), kind[0][1])
    ):
        rule = RULES[code]
        files = [(path, list(some)) for path, some in groupby(found, key=lambda one: one.span.path)]
        yield Kind(
            code=code,
            severity=severity,
            about=rule.about,
            hint=rule.hint,
            total=len(found),
            findings=tuple(_finding(plan.file(path), some) for path, some in files[:_SHOWN]),
            more=count(len(files) - _SHOWN, "more file") if len(files) > _SHOWN else "",
        )


def _finding(told: tuple[str, Published] | None, some: list[Diagnostic]) -> Finding:
    first = some[0]
    place = f"{first.span.path}:{first.span.line}"
    return Finding(one=told and told[1], place=place, message=first.message, times=len(some))
