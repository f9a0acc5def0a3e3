"""Rows of values as a table, JSON, JSON lines or CSV: how every command that lists something prints it."""

import io
import sys
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import click

from kb.pattern import pattern
from kb.text import inert

Command = TypeVar("Command", bound=Callable[..., Any])
Row = dict[str, Any]

_WIDEST = 60
# Controls, and the marks that turn the direction of writing for whatever follows; joiners belong to words and stay.
_COMMANDS = pattern("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_BREAKS = pattern("[\t\n\u2028\u2029]")


def format_option(*choices: str, default: str = "table") -> Callable[[Command], Command]:
    """The `--format` option of a command that prints a list."""
    kinds = choices or ("table", "json", "jsonl", "csv")
    return click.option(
        "--format", "form", type=click.Choice(kinds), default=default, show_default=True, help="Form of the result."
    )


def show_rows(rows: Iterable[Row], form: str, columns: Sequence[str], *, whole: bool = False) -> None:
    """Print rows; a table shows only `columns`, every other form all keys. With `whole` the last column is not cut."""
    if form == "json":
        show_json(list(rows))
    elif form == "jsonl":
        import json  # noqa: PLC0415  # it loads when it is needed

        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
    elif form == "csv":
        click.echo(_csv(list(rows), columns), nl=False)
    else:
        click.echo(_table(list(rows), columns, whole=whole), nl=False)


def show_json(value: object) -> None:
    """Print one value as indented JSON."""
    import json  # noqa: PLC0415  # as above

    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def show_text(text: str, *, err: bool = False) -> None:
    """Print text of notes: as it is into a file or pipe, on a terminal without what would command the terminal.

    There a carriage return at the end of a line is shown, since it may be all that changes.
    """
    if (sys.stderr if err else sys.stdout).isatty():
        text = _COMMANDS.sub("\ufffd", text.replace("\r\n", "␍\n"))
    click.echo(text, nl=False, color=True, err=err)


def one_line(text: str) -> str:
    """A text on one line, spaces for what would break it or command a terminal."""
    return _COMMANDS.sub(" ", _BREAKS.sub(" ", text))


def message(text: str) -> None:
    """Say something that is not the result: to stderr."""
    click.echo(text, err=True)


def progress(stage: str) -> None:
    """Show on a terminal which stage runs; say nothing elsewhere."""
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[K{stage} …", nl=False, err=True)


def end_progress() -> None:
    """Clear the line that `progress` wrote."""
    if sys.stderr.isatty():
        click.echo("\r\x1b[K", nl=False, err=True)


def _csv(rows: list[Row], columns: Sequence[str]) -> str:
    import csv  # noqa: PLC0415  # as above

    keys = list(rows[0]) if rows else list(columns)
    text = io.StringIO()
    writer = csv.DictWriter(text, keys, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: _cell(row.get(key)) for key in keys} for row in rows)
    return text.getvalue()


def _cell(value: object) -> str:
    """A cell as text; one that a spreadsheet would take for a formula gets an apostrophe."""
    return inert(value) if isinstance(value, str) else _plain(value)


def _table(rows: list[Row], columns: Sequence[str], *, whole: bool) -> str:
    if not rows:
        return ""
    uncut = columns[-1] if whole else ""
    grid = [list(columns)]
    grid += [[_cut(_plain(row[column]), whole=column == uncut) for column in columns] for row in rows]
    widths = [max(_width(line[place]) for line in grid) for place in range(len(columns))]
    lines = (
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True))
        for line in grid
    )
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _plain(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else ""
        case list() | tuple():
            return ", ".join(map(str, value))
        case _:
            return str(value)


def _cut(cell: str, *, whole: bool) -> str:
    """One line of printable characters, cut at a width that leaves room for the others unless it may be whole."""
    line = one_line(cell)
    return line if whole or len(line) <= _WIDEST else line[: _WIDEST - 1] + "…"


def _width(cell: str) -> int:
    """Columns that a terminal gives a text: wide characters two, combining ones none."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in cell
    )
