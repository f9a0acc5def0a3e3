"""A CSV file into records: any usual delimiter, columns of kb's own exports and lists, other columns kept."""

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from kb.errors import WrongUseError
from kb.importing.objects import ALIASES, printable, unknown_keys
from kb.importing.values import Found, Record, Remark
from kb.note import decode
from kb.pattern import pattern
from kb.text import count

_DELIMITERS = ",;\t|"
_LOOKED_AT = 20  # rows by which the delimiter is chosen
_SEP = pattern(r"sep=(.)[\r\n]+", re.IGNORECASE)
_INERT = pattern(r"'(?=[=+\-@\t\r])")
_LIST = frozenset({"keywords", "themes", "aliases", "redirect_from", "suggested"})
_NESTED = frozenset(
    {"signals", "concerns", "behaviors", "technologies", "issues", "closest", "sections", "ratings", "origin"}
)
_SIGNALS = frozenset({"note", "row", "driving_force"})


def read_table(file: Found) -> tuple[tuple[Record, ...], tuple[Remark, ...]]:
    """The records of a CSV file, and what is to be said of it; `WrongUseError` when it can't be taken apart."""
    text = decode(file.path, file.data)[0].text
    rows = list(_rows(file.path, text))
    if not rows:
        return (), (Remark(place=file.path, why="the file has no rows"),)
    header = [_key(cell) for cell in rows[0][1]]
    if set(header) >= _SIGNALS:
        raise WrongUseError(
            f"{file.path} holds rows of signal tables, which belong to notes.",
            "Import the notes: kb export makes such files.",
        )
    if not {"title", "link", "summary"}.intersection(header):
        raise WrongUseError(
            f"{file.path} has no column that makes notes ({', '.join(header)[:100]}).",
            "Its first row should name columns such as title, link, summary, date, keywords, themes.",
        )
    exact = "title_given" in header  # kb's own export, whose lists have a line for each word
    records = tuple(_record(file.path, line, header, cells, exact=exact) for line, cells in rows[1:] if any(cells))
    return records, unknown_keys(file.path, records)


def _rows(path: str, text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line that it ends on."""
    if given := _SEP.match(text):
        delimiter, text = given[1], text[given.end() :]
    else:
        delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    first = 1 + bool(given)
    try:
        for cells in reader:
            yield first, cells
            first = 1 + bool(given) + reader.line_num
    except csv.Error as error:
        raise WrongUseError(f"{path}:{first}: this row can't be read ({error}).") from error


def _delimiter(text: str) -> str:
    """The delimiter that gives the first rows as many cells as the header, and more than any other does."""

    def fitness(delimiter: str) -> tuple[int, int]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        try:
            widths = [len(row) for row, _ in zip(reader, range(_LOOKED_AT), strict=False) if row]
        except csv.Error:
            return 0, 0
        wide = widths[0] if widths else 0
        return (sum(width == wide for width in widths) if wide > 1 else 0), wide

    return max(_DELIMITERS, key=fitness)


def _key(header: str) -> str:
    key = "_".join(header.replace("-", " ").split()).casefold()
    return ALIASES.get(key, key)


def _record(path: str, line: int, header: Sequence[str], cells: Sequence[str], *, exact: bool) -> Record:
    values: dict[str, Any] = {}
    for key, cell in zip(header, cells, strict=False):
        value = _value(key, printable(_INERT.sub("", cell, count=1) if cell[:1] == "'" else cell), exact=exact)
        if value in ("", []):
            continue
        name = key or "column without a name"
        values[name] = f"{values[name]}\n{value}" if name in values else value
    if "origin_url" in header:
        values["origin"] = {"label": values.get("origin", ""), "url": values.pop("origin_url", "")}
    told: list[str] = []
    if len(cells) != len(header):
        told.append(f"the row has {count(len(cells), 'cell')}, the header {len(header)}")
    if len(cells) > len(header):
        values["cells beyond the header"] = "\n".join(cells[len(header) :])
    return Record(place=f"{path}:{line}", values=values, told=tuple(told))


def _value(key: str, cell: str, *, exact: bool) -> Any:  # noqa: ANN401  # text, a list or an object
    """A cell as its column means it."""
    if key in _LIST:
        divider = r"\n" if exact or "\n" in cell else ";" if ";" in cell else ","
        return [word for part in re.split(divider, cell) if (word := part.strip())]
    if key == "title_given":
        return cell.casefold() in {"yes", "true", "1"}
    if key in _NESTED and cell[:1] in {"[", "{"}:
        try:
            return json.loads(cell)
        except (ValueError, RecursionError):
            return cell
    if key == "signals" and cell.isdecimal():
        return int(cell)  # the count that kb list shows
    return cell
