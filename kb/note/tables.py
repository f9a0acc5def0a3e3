"""Digest tables into signals and cards, cell by cell, and back: no cell is lost, whatever its row looks like."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import zip_longest
from typing import Any, NamedTuple

from kb.model import Card, Signal
from kb.note.grammar import RELEVANCIES, field_of
from kb.note.plain import one_line
from kb.pattern import pattern

Row = Signal | Card

_PIPE = pattern(r"(?<!\\)\|")
_RELEVANCY: dict[str, int | None] = {"": None} | {one: int(one) for one in RELEVANCIES}
_SHOWN = 40  # characters of a cell that a message repeats


class Trouble(NamedTuple):
    """What is wrong with a row."""

    code: str
    """`table-cells` or `table-relevancy`."""
    row: int
    """Which, counted from 0."""
    message: str
    """In one sentence."""


class Rows(NamedTuple):
    """A table read."""

    columns: tuple[str, ...]
    """Its header cells as written."""
    fields: tuple[str, ...]
    """The field that each column fills, empty for those that fill none."""
    rows: tuple[Row, ...]
    """What its rows say."""
    trouble: tuple[Trouble, ...]
    """What is wrong with them."""


def cells_of(row: str) -> list[str]:
    r"""The cells of a table's line, without the white space around them, `\|` read as `|`.

    >>> cells_of(r"| a | b \| c |"), cells_of("a|b")
    (['a', 'b | c'], ['a', 'b'])
    """
    cells = [cell.replace("\\|", "|") for cell in _PIPE.split(row)] if "\\" in row else row.split("|")
    if not cells[0]:
        del cells[0]
    if cells and not cells[-1]:
        del cells[-1]
    return [cell.strip() for cell in cells]


def line_of(cells: Sequence[str]) -> str:
    r"""The line of a table with these cells.

    >>> print(line_of(["a", "b | c"]))
    | a | b \| c |
    """
    return "| " + " | ".join([one_line(cell).replace("|", "\\|") for cell in cells]) + " |"


def read_table(key: str, lines: Sequence[str]) -> Rows:
    """The signals or cards of a table, given as its header, its rule and its rows."""
    columns, fields, simple = _header(key, lines[0])
    kind = Signal if key == "signals" else Card
    even = dict(zip(fields, _even_cells(lines[2:], len(columns)), strict=False)) if simple else {}
    if even and _RELEVANCY.keys() >= {*even.get("relevancy", ())}:
        return Rows(columns, fields, _even_rows(key, even), ())
    rows: list[Row] = []
    trouble: list[Trouble] = []
    for number, line in enumerate(lines[2:]):
        cells = cells_of(line)
        if len(cells) != len(columns):
            message = f"The row has {_counted(len(cells), 'cell')}, its table {_counted(len(columns), 'column')}."
            trouble.append(Trouble("table-cells", number, message))
        values, wrong = _values(columns, fields, cells)
        rows.append(kind(**values))
        trouble.extend(Trouble("table-relevancy", number, message) for message in wrong)
    return Rows(columns, fields, tuple(rows), tuple(trouble))


@lru_cache(maxsize=64)
def _header(key: str, line: str) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
    """The columns of a header, the field that each fills, and whether every cell below is its field's value."""
    columns = tuple(cells_of(line))
    fields = tuple([field_of(key, header) for header in columns])
    simple = all(fields) and "name" in fields and len(set(fields)) == len(fields)
    return columns, fields, simple


def _even_cells(rows: Sequence[str], columns: int) -> list[list[str]]:
    """The cells of each column, of rows that all have so many between pipes; nothing where one is not like that."""
    text = "\n".join(rows)
    cells = text.split("|") if "\\" not in text else []
    ends = cells[:: columns + 1]
    if ends != ["", *["\n"] * (len(rows) - 1), ""] or len(cells) != len(rows) * (columns + 1) + 1:
        return []
    return [[*map(str.strip, cells[column :: columns + 1])] for column in range(1, columns + 1)]


def _even_rows(key: str, cells: Mapping[str, list[str]]) -> tuple[Row, ...]:
    """Rows by the cells of each field; fields by name one by one, which takes a sixth of the time of a mapping."""
    none = [""] * len(cells["name"])
    names, descriptions = cells["name"], cells.get("description", none)
    relevancies = map(_RELEVANCY.get, cells.get("relevancy", none))
    if key != "signals":
        parts = zip(names, descriptions, relevancies, strict=True)
        return tuple([Card(name=name, description=said, relevancy=relevancy) for name, said, relevancy in parts])
    changes, horizons, forces = (cells.get(field, none) for field in ("change", "horizon", "driving_force"))
    every = zip(names, descriptions, changes, horizons, forces, relevancies, strict=True)
    return tuple(
        [
            Signal(name=name, description=said, change=change, horizon=horizon, driving_force=force, relevancy=number)
            for name, said, change, horizon, force, number in every
        ]
    )


def _values(columns: Sequence[str], fields: Sequence[str], cells: Sequence[str]) -> tuple[dict[str, Any], list[str]]:
    """The fields of a row with everything that no field holds in `extra`, and what is wrong with its relevancy."""
    values: dict[str, Any] = {"name": ""}
    extra: list[tuple[str, str]] = []
    wrong: list[str] = []
    for header, field, cell in zip_longest(columns, fields, cells, fillvalue=""):
        if not field or (field in values and field != "name") or (field == "name" and values["name"]):
            extra.append((header, cell))
        elif field != "relevancy":
            values[field] = cell
        elif not cell or cell in RELEVANCIES:
            values[field] = int(cell) if cell else None
        else:
            extra.append((header, cell))
            wrong.append(f"The relevancy is {cell[:_SHOWN]!r}.")
    return {**values, "extra": tuple(extra)}, wrong


def write_table(key: str, columns: Sequence[str], rows: Sequence[Row]) -> str:
    """The table that reads as these rows, every cell unpadded.

    >>> print(write_table("issues", ["name", "src"], [Card(name="a", extra=(("src", "b"),))]))
    | name | src |
    |:---|:---|
    | a | b |
    """
    fields = [field_of(key, header) for header in columns]
    lines = [line_of(columns), "|" + ":---|" * len(columns)]
    for row in rows:
        extra = list(row.extra)
        cells = [_taken(row, header, field, extra) for header, field in zip(columns, fields, strict=True)]
        lines.append(line_of([*cells, *(cell for _, cell in extra)]))
    return "\n".join(lines)


def _taken(row: Row, header: str, field: str, extra: list[tuple[str, str]]) -> str:
    """The cell of a row in a column; one that no field holds is taken out of `extra`."""
    value = getattr(row, field) if field else None
    if value is None and extra and extra[0][0] == header:
        return extra.pop(0)[1]
    return "" if value is None else str(value)


def widened(key: str, columns: Sequence[str], rows: Sequence[Row], names: Mapping[str, str]) -> tuple[str, ...]:
    """The columns with those added that these rows need besides; `names` gives the header of each field, in order."""
    have = {field_of(key, header) for header in columns}
    needed = [names[field] for field in names if field not in have and any(getattr(row, field) for row in rows)]
    wide = [*columns, *needed]
    return (*wide, *_left_over(key, wide, rows))


def _left_over(key: str, columns: Sequence[str], rows: Sequence[Row]) -> Iterator[str]:
    """Headers of cells that have no column yet, each once."""
    seen = set()
    for row in rows:
        extra = list(row.extra)
        for header in columns:
            _taken(row, header, field_of(key, header), extra)
        for header, _ in extra:
            if header and header not in seen:
                seen.add(header)
                yield header


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
