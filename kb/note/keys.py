"""What a header says, key by key, into the fields of a note, each of its type, and back into what YAML knows."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from kb.model import Diagnostic, Ratings, Span
from kb.note.external import unwrapped
from kb.note.grammar import RELEVANCIES, SUGGESTIBLE
from kb.note.plain import one_line
from kb.pattern import pattern
from kb.rules import found

OTHER_KEYS: Mapping[str, str] = {"keywords": "tags"}
"""The other name that a field's key goes by."""

SCORES = ("novelty", "plausibility", "impact", "relevance", "timeliness")
"""What a note can be rated by."""

Reader = Callable[[object], Any]
"""From a value of YAML to one of a field; raises for one of another type."""

_UNPRINTABLE = pattern("[\0\ud800-\udfff]")
_DATE = pattern(r"(\d{4})-?(\d{2})-?(\d{2})(?:[T\s].*)?", re.ASCII)
_ALIKE = 0.8


class _WrongTypeError(TypeError):
    """A value is not what its key wants; the message says what that is."""


def fields_of(header: Mapping[Any, Any], place: Callable[[str], Span]) -> tuple[dict[str, Any], list[Diagnostic]]:
    """The note fields that a header gives, `origin` as a label, and what is wrong with it; `place` finds a key."""
    fields: dict[str, Any] = {}
    diagnostics: list[Diagnostic] = []
    for written, value in header.items():
        key = written.lower() if isinstance(written, str) else ""
        read = READERS.get(key)
        if not read or value is None:
            diagnostics += _misspelled(written, place) if key and not read else ()
            continue
        field = "keywords" if key == OTHER_KEYS["keywords"] else key
        try:
            meant = read(value)
        except _WrongTypeError as error:
            message = f"{written} should be {error}; it is not used."
            diagnostics.append(found("front-matter-type", message, place(key)))
            continue
        if field in fields and fields[field] != meant:
            message = f"{written} is given twice, differently; the first is used."
            diagnostics.append(found("front-matter-conflict", message, place(key)))
        elif meant:
            fields[field] = meant
    return fields, diagnostics


def _misspelled(key: str, place: Callable[[str], Span]) -> list[Diagnostic]:
    import difflib  # noqa: PLC0415  # for a key that means nothing

    near = difflib.get_close_matches(key.lower(), READERS, 1, _ALIKE)
    if not near or near[0][0] != key[0].lower():
        return []
    message = f"The key {key!r} means nothing to kb."
    return [found("front-matter-key", message, place(key.lower()), hint=f"Did you mean {near[0]}?")]


def read_text(value: object) -> str:
    """Text on one line."""
    if not isinstance(value, str):
        raise _WrongTypeError("text (in quotes if it is yes, no, on, off, true or false)")
    return one_line(_UNPRINTABLE.sub("\ufffd", value))


def read_address(value: object) -> str:
    """An address, unwrapped where it is a Python byte string."""
    return unwrapped(read_text(value)).url


def read_words(value: object) -> tuple[str, ...]:
    """A list of texts, or one."""
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise _WrongTypeError("a list of texts (in quotes those that are yes, no, on, off, true or false)")
    return tuple(word for word in map(read_text, value) if word)


def read_date(value: object) -> dt.date:
    """A date, of which only the day counts."""
    match = _DATE.fullmatch(value) if isinstance(value, str) else None
    try:
        return dt.date(*map(int, match.groups())) if match else _refuse("a date, YYYY-MM-DD")
    except ValueError:
        _refuse("a date, YYYY-MM-DD")


def read_flag(value: object) -> bool:
    """Whether or not."""
    return value if isinstance(value, bool) else _refuse("true or false")


def read_ratings(value: object) -> Ratings | None:
    """What people gave, None when nobody gave anything."""
    if not isinstance(value, dict):
        _refuse("keys with numbers from 1 to 5")
    scores = {key: value[key] for key in SCORES if value.get(key) is not None}
    if not all(str(score) in RELEVANCIES for score in scores.values()):
        _refuse("whole numbers from 1 to 5")
    rated_by = read_words(value.get("rated_by") or [])
    if not scores and not rated_by:
        return None
    return Ratings(**{key: int(score) for key, score in scores.items()}, rated_by=rated_by)


def read_suggested(value: object) -> tuple[str, ...]:
    """Names of parts that a machine filled."""
    names = read_words(value)
    if not set(names) <= set(SUGGESTIBLE):
        _refuse(f"a list of what a machine filled, of {', '.join(SUGGESTIBLE)}")
    return names


def _refuse(wanted: str) -> NoReturn:
    raise _WrongTypeError(wanted)


READERS: Mapping[str, Reader] = {
    "title": read_text,
    "origin": read_text,
    "date": read_date,
    "link": read_address,
    "archive": read_address,
    "keywords": read_words,
    "tags": read_words,
    "themes": read_words,
    "category": read_text,
    "type": read_text,
    "lang": read_text,
    "aliases": read_words,
    "redirect_from": read_words,
    "draft": read_flag,
    "ratings": read_ratings,
    "suggested": read_suggested,
}
"""What reads each key."""

NAMES = frozenset(READERS)
"""Every key of a header that means something to kb."""


def plain_value(value: object) -> object:
    """A field's value as YAML knows it."""
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Ratings):
        scores: dict[str, object] = {key: getattr(value, key) for key in SCORES if getattr(value, key)}
        return {**scores, "rated_by": list(value.rated_by)} if value.rated_by else scores
    return value
