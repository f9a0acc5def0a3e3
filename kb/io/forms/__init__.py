"""Notes or signals as data into the bytes of one file that other programs read, its form told by its ending."""

from collections.abc import Callable, Sequence
from pathlib import Path

from kb.errors import OutputError, WrongUseError
from kb.io.forms.shape import Row, Shape
from kb.io.forms.text import as_csv, as_json, as_lines
from kb.io.whole import write_whole

__all__ = ["ENDINGS", "Row", "Shape", "write_rows"]

Form = Callable[[Sequence[Row], Shape], bytes]


def _as_sqlite(rows: Sequence[Row], shape: Shape) -> bytes:
    from kb.io.forms.sqlite import as_sqlite  # noqa: PLC0415  # loads only when asked for

    return as_sqlite(rows, shape)


def _as_parquet(rows: Sequence[Row], shape: Shape) -> bytes:
    from kb.io.forms.parquet import as_parquet  # noqa: PLC0415  # it may not be there, and takes long to load

    return as_parquet(rows, shape)


ENDINGS: dict[str, Form] = {
    ".json": as_json,
    ".jsonl": as_lines,
    ".ndjson": as_lines,
    ".csv": as_csv,
    ".sqlite": _as_sqlite,
    ".sqlite3": _as_sqlite,
    ".db": _as_sqlite,
    ".parquet": _as_parquet,
}
"""The form that each ending asks for."""


def write_rows(file: Path, rows: Sequence[Row], shape: Shape, *, force: bool = False) -> bool:
    """Write the file whole; false when it held just this already.

    A file that holds anything else is replaced only with `force`. Raises `WrongUseError` for an ending of no form and
    `OutputError` when the file can't be written.
    """
    form = ENDINGS.get(file.suffix.lower())
    if form is None:
        known = ", ".join(ENDINGS)
        raise WrongUseError(f"The ending of {file} tells no form that kb writes.", f"It writes {known}.")
    if file.is_dir():
        raise WrongUseError(f"{file} is a folder.")
    content = form(rows, shape)
    try:
        if file.exists():
            if file.read_bytes() == content:
                return False
            if not force:
                raise WrongUseError(f"{file} is there already and holds something else.", "--force replaces it.")
    except OSError as error:
        raise OutputError(f"{file} can't be read: {error.strerror or error}.") from error
    write_whole(file, content)
    return True
