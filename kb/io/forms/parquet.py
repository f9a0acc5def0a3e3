"""Rows into a Parquet file, with lists and rows of their own as Parquet has them, dates as dates.

The bytes are the same for the same rows and the same version of pyarrow, which writes its version into the file.
"""

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

from kb.errors import KbError
from kb.io.forms.shape import FLAGS, NUMBERS, ORIGIN, RATINGS, TABLES, Row, Shape

try:
    import pyarrow as pa
    import pyarrow.parquet as pq
except ImportError as error:
    raise KbError("A Parquet file takes pyarrow, which is not installed.", 'pip install "kb[parquet]"') from error


def as_parquet(rows: Sequence[Row], shape: Shape) -> bytes:
    """The file's bytes, in one row group for each 65,536 rows."""
    schema = pa.schema([(key, _type(key, shape)) for key in shape.keys])
    days = [key for key in ("date", "origin") if key in shape.plain]
    table = pa.Table.from_pylist([_dated(row, days) for row in rows], schema=schema)
    written = io.BytesIO()
    pq.write_table(table, written, compression="zstd", row_group_size=65_536)
    return written.getvalue()


def _dated(row: Row, days: Sequence[str]) -> dict[str, Any]:
    """The row with its days as dates."""
    values = dict(row)
    for key in days:
        values[key] = dt.date.fromisoformat(values[key]) if values[key] else None
    if isinstance(origin := values.get("origin"), dict):
        values["origin"] = origin | {"date": dt.date.fromisoformat(origin["date"]) if origin["date"] else None}
    return values


def _type(key: str, shape: Shape) -> Any:  # noqa: ANN401  # pyarrow ships no types
    if key in shape.words:
        return pa.list_(pa.string())
    if shape.name == "notes" and key in TABLES:
        return pa.list_(pa.struct([(name, _cell(name)) for name in TABLES[key]]))
    if shape.name == "notes" and key == "origin":
        return pa.struct([(name, pa.date32() if name == "date" else pa.string()) for name in ORIGIN])
    if key == "ratings":
        return pa.struct([(name, pa.list_(pa.string()) if name == "rated_by" else _cell(name)) for name in RATINGS])
    return pa.date32() if key in {"date", "origin"} else _cell(key)


def _cell(key: str) -> Any:  # noqa: ANN401  # pyarrow ships no types
    if key == "extra":
        return pa.list_(pa.struct([("header", pa.string()), ("cell", pa.string())]))
    return pa.int32() if key in NUMBERS else pa.bool_() if key in FLAGS else pa.string()
