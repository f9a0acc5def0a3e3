"""The rows of a record's tables, and its ratings, into those of a note; every further cell is kept."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from kb.model import Card, Ratings, Signal
from kb.note.grammar import RELEVANCIES
from kb.note.plain import one_line

_SIGNAL = ("name", "description", "change", "horizon", "driving_force")
_CARD = ("name", "description")
_SCORES = ("novelty", "plausibility", "impact", "relevance", "timeliness")


def said(value: object) -> str:
    """A value as text.

    >>> said(3.0), said(None), said(True), said([1, "a"])
    ('3', '', 'yes', '[1, "a"]')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def signal_of(row: Mapping[str, Any]) -> Signal:
    """The signal that a row tells."""
    return Signal(**_cells(row, _SIGNAL), **_rest(row, _SIGNAL))


def card_of(row: Mapping[str, Any]) -> Card:
    """The card that a row tells."""
    return Card(**_cells(row, _CARD), **_rest(row, _CARD))


def cell_of(value: object) -> str:
    """A value as a table's cell holds it: on one line."""
    return one_line(said(value))


def ratings_of(value: Mapping[str, Any]) -> Ratings | None:
    """The ratings that an object tells, None for none; `ValueError` for what is no whole number from 1 to 5."""
    scores = {key: said(value.get(key)) for key in _SCORES}
    by = value.get("rated_by") or ()
    if not all(score in {"", *RELEVANCIES} for score in scores.values()) or not isinstance(by, list | tuple):
        raise ValueError(value)
    people = tuple(filter(None, map(cell_of, by)))
    numbers = {key: int(score) for key, score in scores.items() if score}
    return Ratings(**numbers, rated_by=people) if numbers or people else None


def _cells(row: Mapping[str, Any], fields: Sequence[str]) -> dict[str, Any]:
    return {field: cell_of(row.get(field)) for field in fields}


def _rest(row: Mapping[str, Any], fields: Sequence[str]) -> dict[str, Any]:
    """Relevancy and further cells of a row."""
    cells = row.get("extra")
    kept = isinstance(cells, list) and all(isinstance(cell, dict) for cell in cells)
    extra = [(cell_of(cell.get("header")), cell_of(cell.get("cell"))) for cell in cells or ()] if kept else []
    relevancy = said(row.get("relevancy"))
    if relevancy and relevancy not in RELEVANCIES:
        extra.append(("Relevancy", relevancy))
    known = {*fields, "relevancy", *(("extra",) if kept else ())}
    extra += [(one_line(name), cell_of(cell)) for name, cell in row.items() if name not in known and cell is not None]
    return {"relevancy": int(relevancy) if relevancy in RELEVANCIES else None, "extra": tuple(extra)}
