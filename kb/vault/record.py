"""A note into the JSON object that `kb show`, `kb export` and the site's data all give."""

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from kb.model import Card, Found, Note, Ratings, ResolvedLink, Signal

_iso = lru_cache(1 << 14)(str)  # notes of an origin have its date


def record(note: Note, closest: list[dict[str, Any]]) -> dict[str, Any]:
    """The note's object, keys in their fixed order; `closest` is what `cleaned_closest` gives for it."""
    origin = note.origin
    return {
        "id": note.id,
        "path": note.path,
        "kind": note.kind,
        "title": note.title,
        "title_given": note.title_given,
        "origin": origin and {"label": origin.label, "url": origin.url, "date": origin.date and _iso(origin.date)},
        "link": note.link,
        "summary": note.summary,
        "keywords": [*note.keywords],
        "themes": [*note.themes],
        "category": note.category,
        "type": note.type,
        "signals": [*map(_signal, note.signals)],
        "concerns": [*map(_card, note.concerns)],
        "behaviors": [*map(_card, note.behaviors)],
        "technologies": [*map(_card, note.technologies)],
        "issues": [*map(_card, note.issues)],
        "closest": closest,
        "sections": [{"heading": section.heading, "markdown": section.markdown} for section in note.sections],
        "lang": note.lang,
        "draft": note.draft,
        "redirect_from": [*note.redirect_from],
        "ratings": _ratings(note.ratings),
        "date": note.date and _iso(note.date),
        "archive": note.archive,
        "aliases": [*note.aliases],
        "suggested": [*note.suggested],
    }


def cleaned_closest(links: Iterable[ResolvedLink], note_id: str) -> list[dict[str, Any]]:
    """A note's Closest list without links to itself and repeats, in the order written, with the titles it wrote."""
    cleaned: dict[str, dict[str, Any]] = {}
    for resolved in links:
        link, end = resolved.link, resolved.resolution
        if link.kind == "closest":
            id_, found = (end.id, True) if isinstance(end, Found) else (link.target, False)
            if id_ != note_id and id_ not in cleaned:
                cleaned[id_] = {"id": id_, "title": link.label, "found": found}
    return list(cleaned.values())


def signal_rows(note: Note) -> Iterator[dict[str, Any]]:
    """The rows of a note's signals table as data, in order."""
    yield from rows_of(note.id, note.date, note.signals)


def rows_of(id_: str, date: dt.date | None, signals: Iterable[Signal]) -> Iterator[dict[str, Any]]:
    """The same for signals of a note with this id and date."""
    origin = date and _iso(date)
    for row, signal in enumerate(signals, 1):
        yield {
            "note": id_,
            "row": row,
            "name": signal.name,
            "description": signal.description,
            "change": signal.change,
            "horizon": signal.horizon,
            "driving_force": signal.driving_force,
            "relevancy": signal.relevancy,
            "origin": origin,
        }


def _signal(signal: Signal) -> dict[str, Any]:
    cells = {
        "name": signal.name,
        "description": signal.description,
        "change": signal.change,
        "horizon": signal.horizon,
        "driving_force": signal.driving_force,
        "relevancy": signal.relevancy,
    }
    return cells | _extra(signal.extra) if signal.extra else cells


def _card(card: Card) -> dict[str, Any]:
    return {"name": card.name, "description": card.description, "relevancy": card.relevancy} | _extra(card.extra)


def _extra(extra: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    """Cells that no field holds; the key is left out when there are none."""
    return {"extra": [{"header": header, "cell": cell} for header, cell in extra]} if extra else {}


def _ratings(ratings: Ratings | None) -> dict[str, Any] | None:
    if ratings is None:
        return None
    return {
        "novelty": ratings.novelty,
        "plausibility": ratings.plausibility,
        "impact": ratings.impact,
        "relevance": ratings.relevance,
        "timeliness": ratings.timeliness,
        "rated_by": list(ratings.rated_by),
    }
