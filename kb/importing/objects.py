"""JSON, an object, a list of them or one on each line, into records by the keys of kb's own exports and lists."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from kb.errors import WrongUseError
from kb.importing.taker import DERIVED, HELD
from kb.importing.values import Found, Record, Remark
from kb.note import decode
from kb.pattern import pattern

ALIASES = {
    "url": "link",
    "href": "link",
    "address": "link",
    "name": "title",
    "tags": "keywords",
    "description": "summary",
    "excerpt": "summary",
    "abstract": "summary",
    "published": "date",
    "created": "date",
    "added": "date",
    "time_added": "date",
    "language": "lang",
}
"""Keys that other programs give to what a note has."""

_UNPRINTABLE = pattern("[\0\ud800-\udfff]")
_SIGNALS = frozenset({"note", "row", "driving_force"})


def printable(text: str) -> str:
    """A text that a file can hold: what is no character becomes U+FFFD."""
    return _UNPRINTABLE.sub("\ufffd", text)


def read_objects(file: Found) -> tuple[tuple[Record, ...], tuple[Remark, ...]]:
    """The records of a JSON or JSON Lines file, and what is to be said of it; `WrongUseError` when it is neither."""
    text = decode(file.path, file.data)[0].text
    remarks: list[Remark] = []
    try:
        value = json.loads(text)
    except RecursionError as error:
        raise WrongUseError(f"{file.path}: JSON that is nested too deep is not read.") from error
    except ValueError as error:
        found = list(_lines(file.path, text, remarks))
        if not found:
            raise WrongUseError(f"{file.path}: no valid JSON, whole or by line ({error}).") from error
    else:
        found = [(f"{file.path}:{number}", one) for number, one in enumerate(_entries(value), 1)]
    records = []
    for place, one in found:
        if not isinstance(one, dict):
            remarks.append(Remark(place=place, why="this is no object with keys"))
            continue
        values = _clean(one)
        if values.keys() >= _SIGNALS:
            raise WrongUseError(f"{place} is a row of a signal table, which belongs to a note.", "Import the notes.")
        records.append(Record(place=place, values=_named(values)))
    return tuple(records), (*remarks, *unknown_keys(file.path, records))


def unknown_keys(path: str, records: Sequence[Record]) -> tuple[Remark, ...]:
    """One remark on the keys that no field of a note has; their values are kept in each note."""
    unknown = Counter(key for record in records for key in record.values if key not in HELD and key not in DERIVED)
    if not unknown:
        return ()
    listed = ", ".join(f"{key} ({number:,})" for key, number in sorted(unknown.items()))
    why = f"kb has no field for these, so they are kept in front matter, long ones as sections: {listed}"
    return (Remark(place=path, why=why, fate="told"),)


def _entries(value: object) -> list[Any]:
    if isinstance(value, list):
        return value
    if isinstance(value, dict) and isinstance(value.get("notes"), list):
        return list(value["notes"])
    return [value]


def _lines(path: str, text: str, remarks: list[Remark]) -> Iterator[tuple[str, Any]]:
    """The values of JSON Lines; a line that is none is remarked on."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                yield f"{path}:{number}", json.loads(line)
            except (ValueError, RecursionError) as error:
                remarks.append(Remark(place=f"{path}:{number}", why=f"this line is no JSON ({error})"))


def _named(values: dict[str, Any]) -> dict[str, Any]:
    """The values by kb's own keys; a foreign key gives way to kb's own."""
    named = {key: value for key, value in values.items() if key not in ALIASES}
    for key, value in values.items():
        if key in ALIASES:
            named.setdefault(ALIASES[key] if ALIASES[key] not in named else key, value)
    return named


def _clean(value: Any) -> Any:  # noqa: ANN401  # whatever JSON can say
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, list):
        return [_clean(one) for one in value]
    if isinstance(value, dict):
        return {printable(key): _clean(one) for key, one in value.items()}
    return value
