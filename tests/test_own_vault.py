"""The vault in `notes/` is what `CONTRIBUTING.md` says of it: large enough, clean but for the trouble on purpose."""

import datetime as dt
import hashlib
import re
from collections import Counter
from pathlib import Path

import pytest

import kb
from kb.model import Note

ROOT = Path(__file__).parents[1]
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
OURS = kb.open_vault(ROOT)
NOTES = [one for one in OURS.notes if one.kind == "note"]
PAGES = ["about", "agents-in-five-years", "what-a-burst-leaves"]
TROUBLE = [
    ("00931247998b35b40d513cfa65a11571.md", "origin-date"),
    ("8acafe1fbe51c2de3cd689956b25b39f.md", "duplicate-link"),
    ("fab122d29aed97045e0cc1ea77bdef44.md", "duplicate-title"),
]
"""What `kb check` may say, all of it on purpose."""
END_OF_SCANS = dt.date(2026, 6, 30)
CLOSEST = (3, 8)


def ids(notes: list[Note]) -> list[str]:
    """The ids of notes, for parametrised tests that show their names."""
    return [one.id for one in notes]


def test_check_finds_only_the_trouble_on_purpose() -> None:
    """Nothing is wrong with the vault but what CONTRIBUTING lists, and none of that is a warning."""
    found = OURS.check(END_OF_SCANS)
    assert [(one.span.path, one.code) for one in found] == TROUBLE
    assert {one.severity for one in found} == {"info"}


def test_every_file_is_in_canonical_form() -> None:
    """`kb fmt` would change nothing."""
    assert [change.name for change in OURS.formatted()] == []


def test_the_vault_is_large_enough() -> None:
    """At least 120 notes stand over at least 24 origins, beside three pages."""
    assert len(NOTES) >= 120
    assert len({one.origin.label for one in NOTES if one.origin}) >= 24
    assert [one.id for one in OURS.notes if one.kind == "page"] == PAGES


def test_terms_are_used_again() -> None:
    """Half of all keywords stand in three notes or more, and every theme in at least four."""
    keywords = Counter(term for one in NOTES for term in one.keywords)
    assert 2 * sum(times >= 3 for times in keywords.values()) >= len(keywords)
    themes = Counter(term for one in NOTES for term in one.themes)
    assert 20 <= len(themes) <= 30
    assert min(themes.values()) >= 4


@pytest.mark.parametrize("one", NOTES, ids=ids(NOTES))
def test_a_note_is_whole(one: Note) -> None:
    """Its id is the digest of its link; terms, signals and neighbours are as many as the form asks for."""
    assert one.id == hashlib.md5(f"b'{one.link}'".encode(), usedforsecurity=False).hexdigest()
    assert one.summary
    assert one.origin
    assert 5 <= len(one.keywords) <= 10
    assert 2 <= len(one.themes) <= 4
    assert 2 <= len(one.signals) <= 5
    assert all(row.name and row.change and row.horizon and row.driving_force for row in one.signals)
    newer = "other" in one.order
    assert (not one.closest) if newer else (CLOSEST[0] <= len(one.closest) <= CLOSEST[1])


@pytest.mark.parametrize("one", NOTES, ids=ids(NOTES))
def test_closest_notes_are_there_and_bear_their_titles(one: Note) -> None:
    """Every closest link leads to another note of the vault, once, under that note's own title."""
    titles = {other.id: other.title for other in OURS.notes}
    targets = [link.target for link in one.closest]
    assert one.id not in targets
    assert len(set(targets)) == len(targets)
    assert [link.label for link in one.closest] == [titles.get(target) for target in targets]


def test_every_note_is_reached() -> None:
    """No note stands alone: each links to a note, or is linked from one, at least twice."""
    ends = Counter(end for one in NOTES for link in one.closest for end in (one.id, link.target))
    assert [one.id for one in NOTES if ends[one.id] < 2] == []


def test_intended_clusters_hold_every_note_once() -> None:
    """CONTRIBUTING gives each note one cluster, and names no note that is not here."""
    listed = re.search(r"^```text\n(law and alarm:.*?)^```", CONTRIBUTING, re.DOTALL | re.MULTILINE)
    assert listed
    starts = re.findall(r"\b[0-9a-f]{4,}\b", re.sub(r"(?m)^\S.*$", "", listed[1]))
    meant = [one.id for start in starts for one in NOTES if one.id.startswith(start)]
    assert sorted(meant) == ids(NOTES)
    assert len(starts) == len(NOTES)


def test_yearly_counts_are_those_of_the_notes() -> None:
    """The counts of themes by year in CONTRIBUTING are counted from the notes."""
    rows = re.findall(r"^\| ([^|]+) ((?:\| \d+ ){6})\|", CONTRIBUTING, re.MULTILINE)
    assert len(rows) >= 6
    for theme, figures in rows:
        years = Counter(one.date.year if one.date else None for one in NOTES if theme in one.themes)
        counted = [years[year] for year in range(2022, 2027)]
        assert [int(figure) for figure in re.findall(r"\d+", figures)] == [*counted, years.total()], theme
